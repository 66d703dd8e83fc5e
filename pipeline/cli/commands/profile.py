"""profile add|list|show|remove: settings with a name, for stores that are used often."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.document import to_json
from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.options.completion import offer_paces, offer_profiles, offer_regions
from pipeline.cli.options.shared import StoreOptions
from pipeline.cli.options.values import require_one_of
from pipeline.cli.render.profile import (
    ProfileData,
    ProfilesData,
    RemovedData,
    listed_profile,
    profile_data,
    spoken_place,
)
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.confirm import require_person
from pipeline.cli.store.target import given_token
from pipeline.errors import UsageError
from pipeline.profiles import Place, Profile
from pipeline.settings import Token, parse_prefix, parse_token

PLACES = ("keyring", "file")

ProfileName = Annotated[
    str, typer.Argument(metavar="NAME", help="The profile's name.", autocompletion=offer_profiles)
]


def add(
    name: ProfileName,
    *,
    domain: Annotated[
        str | None,
        typer.Option(
            "--domain", "-d", metavar="PREFIX", help="The store: PREFIX of PREFIX.retail.lightspeed.app."
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            "--region",
            metavar="REGION",
            help="Where generated customers live: us, nz, au, ca, fr-CA or gb.",
            autocompletion=offer_regions,
        ),
    ] = None,
    pace: Annotated[
        str | None,
        typer.Option("--pace", metavar="PACE", help="steady, spec or fast.", autocompletion=offer_paces),
    ] = None,
    token_file: shared.TokenFile = None,
    token_in: Annotated[
        str | None,
        typer.Option(
            "--token-in",
            metavar="PLACE",
            help="Keep the token in the keyring or in a file (default: the keyring where there is one).",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a profile that is there, its token too.")
    ] = False,
    answer: shared.ProfilelessAnswer,
) -> Given[ProfileData]:
    """Keep a store's prefix, region, pace and token under a name.

    The token is read from --token-file, $XSERIES_TOKEN or a prompt, and kept in the system's keyring where the package
    keyring is installed, else in a 0600 file.

    Examples:
      x-series-demo profile add acme -d acme-demo --region nz

      x-series-demo profile add acme -d acme-demo --token-file acme.token --token-in file
    """
    session = answer.session("profile add")
    if token_in is not None:
        require_one_of("--token-in", token_in, PLACES)
    if not force:
        session.profiles.require_free(name)
    profile = Profile(name, _domain(session, domain), _region(region), _pace(pace))
    token, origin = _token(session, profile, token_file)
    if profile == Profile(name):
        raise UsageError(
            "This profile would set nothing.",
            code="profile-empty",
            hint="Pass --domain, --region or --pace; a token needs --domain, the store that it is for.",
        )
    kept = session.profiles.keep(profile, token, _place(token_in), force=force)
    session.terminal.done(f'Profile "{name}" is kept in {session.profiles.folder}.')
    if token is not None:
        session.terminal.notice(
            f"The token {token.masked} from {origin} is kept {spoken_place(kept.token_in)}."
        )
    else:
        session.terminal.say("It has no token; XSERIES_TOKEN or --token-file gives one for each command.")
    return session.give(Answer(profile_data(kept, token), next=typed("doctor", "--profile", name)))


def list_(answer: shared.AnswerOptions) -> Given[ProfilesData]:
    """List the profiles.

    Examples:
      x-series-demo profile list
    """
    session = answer.session("profile list")
    profiles = session.profiles
    chosen = session.profile_setting.value
    found = profiles.all()
    if not session.as_json and found:
        cells = [
            [
                "*" if each.name == chosen else "",
                each.name,
                each.domain,
                each.region,
                each.pace,
                each.token_in,
            ]
            for each, _ in found
        ]
        session.terminal.table("", ("", "profile", "domain", "region", "pace", "token in"), cells)
    for _, unsound in found:
        if unsound:
            session.terminal.notice(unsound)
    if not found:
        session.terminal.say(f"There are no profiles in {profiles.folder}.")
    sound = [each.name for each, unsound in found if not unsound]
    next_command = typed("profile", "show", sound[0]) if sound else typed("profile", "add", "--help")
    data = ProfilesData([listed_profile(each, chosen, unsound) for each, unsound in found])
    return session.give(Answer(data, next=next_command))


def show(name: ProfileName, answer: shared.ProfilelessAnswer) -> Given[ProfileData]:
    """Print what a profile sets, its token masked.

    Examples:
      x-series-demo profile show acme
    """
    session = answer.session("profile show")
    profile = session.profiles.get(name)
    data = profile_data(profile, session.profiles.token(profile))
    if not session.as_json:
        for key, value in to_json(data).items():
            session.terminal.data(f"{key.replace('_', ' '):<9} {value if value is not None else 'not set'}")
    return session.give(Answer(data, next=typed("doctor", "--profile", name)))


def remove(
    name: ProfileName, yes: shared.Yes = False, *, answer: shared.ProfilelessAnswer
) -> Given[RemovedData]:
    """Remove a profile and its token from this machine. The token stays valid in the store.

    Examples:
      x-series-demo profile remove acme
    """
    session = answer.session("profile remove")
    session.profiles.require(name)
    if not yes:
        require_person(session)
        if not session.terminal.confirm(f'Remove the profile "{name}" and its token?', default=False):
            session.terminal.say("Nothing was removed.")
            return session.give(Answer(RemovedData(removed=False)))
    session.profiles.remove(name)
    session.terminal.done(f'Profile "{name}" is gone, and its token from this machine.')
    return session.give(Answer(RemovedData(removed=True), next=typed("profile", "list")))


COMMANDS: dict[str, Callable[..., int]] = {"add": add, "list": list_, "show": show, "remove": remove}


def _domain(session: Session, given: str | None) -> str | None:
    if given is None and session.terminal.interactive:
        from pipeline.console.prompts import ask_text, ask_until

        def optional(text: str) -> str:
            return parse_prefix(text) if text.strip() else ""

        question = "Domain prefix of the store (empty: none):"
        return ask_until(session.terminal, lambda: ask_text(question), optional) or None
    return None if given is None else parse_prefix(given)


def _region(given: str | None) -> str | None:
    from pipeline.packs import find_region, region_names

    return given and (find_region(given) or require_one_of("--region", given, region_names()))


def _pace(given: str | None) -> str | None:
    return given and require_one_of("--pace", given, offer_paces())


def _place(given: str | None) -> Place | None:
    places: dict[str | None, Place] = {"keyring": "keyring", "file": "file"}
    return places.get(given)


def _token(session: Session, profile: Profile, token_file: Path | None) -> tuple[Token | None, str]:
    """Return the token to keep and where it is from; without a store there is none to keep."""
    if profile.domain is None:
        if token_file is not None:
            raise UsageError(
                "A token is the key of one store, and this profile names none.",
                code="profile-token-storeless",
                hint="Add --domain PREFIX.",
            )
        return None, ""
    token, origin = given_token(StoreOptions(token_file=token_file), session)
    if token is None and session.terminal.interactive:
        from pipeline.console.prompts import ask_secret, ask_until

        def optional(text: str) -> Token | None:
            return parse_token(text) if text.strip() else None

        question = "Personal access token (empty: none):"
        token, origin = ask_until(session.terminal, lambda: ask_secret(question), optional), "the prompt"
    return token, origin
