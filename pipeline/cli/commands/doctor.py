"""doctor: is everything well, and if not, what to do."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.invocation import carried
from pipeline.cli.options import shared
from pipeline.cli.options.shared import StoreOptions
from pipeline.cli.out_folder import OUT, to_generate
from pipeline.cli.render.doctor import DoctorData, doctor_data, show_checks
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.sandbox_place import SANDBOX_FOLDER
from pipeline.cli.store.target import base_url_setting, choose, domain_setting, given_token, stored_token
from pipeline.profiles import NO_PROFILE, Setting, first_set
from pipeline.settings import API_VERSION, REGION

if TYPE_CHECKING:
    from pipeline.doctor import Check
    from pipeline.settings import Token


def doctor(*, store: shared.StoreOptions, answer: shared.AnswerOptions) -> Given[DoctorData]:
    """Check this machine and a store: token, quota, clock, files. Changes nothing.

    The exit status is that of the worst: 4 for the token, 75 for a store that doesn't answer.

    Examples:
      x-series-demo doctor

      x-series-demo doctor -d mystore

      x-series-demo doctor --sandbox --json | jq '.data.checks[] | select(.health == "ill")'
    """
    from pipeline.doctor import check_packages, check_python, check_writable, worst

    session = answer.session("doctor")
    settings, checks = _settings(session, store)
    checks = [check_python(), check_packages(), *checks]
    if not any(check.name == "profile" for check in checks):
        checks += _store(session, store, settings)
    checks += [check_writable(OUT), *_files(session, store.token_file)]
    if not session.as_json:
        show_checks(session, checks, settings)
    status = worst(checks)
    next_command = "" if status else to_generate("apparel", *carried("profile"))
    return session.give(Answer(doctor_data(checks, settings), status, next=next_command))


def _settings(session: Session, wanted: StoreOptions) -> "tuple[list[Setting], list[Check]]":
    """Return the settings in force; a profile that can't be read is a check, and the rest is shown without it."""
    from pipeline.doctor import Check, noticed

    found = noticed("profile", lambda: _in_force(wanted, session))
    if not isinstance(found, Check):
        return found, []
    bare = replace(session, _settings=NO_PROFILE)
    return _in_force(wanted, bare), [found]


def _in_force(wanted: StoreOptions, session: Session) -> list[Setting]:
    """Return every setting but the token, with its origin."""
    profile = session.settings
    by_profile = f"profile {profile.name}"
    allowed = session.variable("XSERIES_ALLOWED_STORES")
    return [
        session.profile_setting,
        domain_setting(wanted, session),
        base_url_setting(wanted, session),
        first_set("API version", (wanted.api_version, "--api-version"), default=API_VERSION),
        first_set("pace", (profile.pace, by_profile), default="steady"),
        first_set("region", (profile.region, by_profile), default=REGION),
        first_set("allowed stores", (allowed, "$XSERIES_ALLOWED_STORES"), default="all"),
    ]


def _store(session: Session, wanted: StoreOptions, settings: Sequence[Setting]) -> "list[Check]":
    """Check the token, then the store with it; without a store named there is none to ask."""
    from pipeline.doctor import Check, Health, ask_store, noticed

    named = wanted.sandbox or any(each.value for each in settings if each.name in ("domain", "base URL"))
    if wanted.sandbox:
        chosen = noticed("store", lambda: choose(wanted, session))
        return [chosen] if isinstance(chosen, Check) else ask_store(chosen.target)
    found, checks = _token(session, wanted, needed=named)
    if not named:
        hint = "Pass -d PREFIX, --profile NAME or --sandbox to have the store looked at."
        return [*checks, Check("store", Health.NOTE, "none is named", hint)]
    asked = replace(wanted, token=None, token_file=None, asked=found)
    chosen = noticed("store", lambda: choose(asked, session, needs_token=False))
    if isinstance(chosen, Check):
        return [*checks, chosen]
    if chosen.target.token is None:
        return [*checks, Check("store", Health.NOTE, f"{chosen.shown} was not asked: that needs a token")]
    return [*checks, *ask_store(chosen.target)]


def _token(session: Session, wanted: StoreOptions, *, needed: bool) -> "tuple[Token | None, list[Check]]":
    """Return the token, and the check that says where it is from."""
    from pipeline.doctor import Check, Health, noticed
    from pipeline.errors import ExitStatus

    found = noticed("token", lambda: given_token(wanted, session))
    if not isinstance(found, Check) and found[0] is None:
        found = noticed("token", lambda: stored_token(wanted, session))
    if isinstance(found, Check):
        return None, [replace(found, status=ExitStatus.ACCESS)]
    token, origin = found
    if token is not None:
        return token, [Check("token", Health.WELL, f"{token.masked} from {origin}")]
    hint = (
        "Set XSERIES_TOKEN, or pass --token-file FILE. Tokens are made in the store: Setup > Personal Tokens."
    )
    if needed:
        return None, [Check("token", Health.ILL, "there is none", hint, ExitStatus.ACCESS)]
    return None, [Check("token", Health.NOTE, "there is none", hint)]


def _files(session: Session, token_file: Path | None) -> "list[Check]":
    """Check who may read what holds tokens and customers."""
    from pipeline.dataset import copies_of_journals, journals_of
    from pipeline.doctor import check_journals, check_private

    secrets = [*session.profiles.files(), *([token_file] if token_file and token_file.is_file() else [])]
    folders = sorted(OUT.glob("*"))
    journals = [path for folder in folders for path in journals_of(folder)]
    copies = [path for folder in folders for path in copies_of_journals(folder)]
    stores = [path for path in sorted(SANDBOX_FOLDER.glob("*.sqlite")) if not path.name.startswith(".")]
    return [
        check_private("secrets", secrets),
        check_journals(journals, copies),
        check_private("sandbox", stores),
    ]
