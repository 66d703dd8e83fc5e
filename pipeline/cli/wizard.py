"""The bare command's flow: ask for what is missing, generate, confirm once, load."""

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.commands.generate import Asked, choose_packs, make
from pipeline.cli.dataset import checked
from pipeline.cli.invocation import carried, typed
from pipeline.cli.options.load import LoadChoices
from pipeline.cli.options.shared import ConfirmOptions, PaceOptions, SelectionOptions, StoreOptions
from pipeline.cli.options.wishes import Wishes
from pipeline.cli.render.load import LoadData, NotSentData, show_bill
from pipeline.cli.render.show import tell_page
from pipeline.cli.render.trials import PlanData
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.confirm import asks_once, confirm_load
from pipeline.cli.store.load_flow import carry_out, finish_plan, look
from pipeline.cli.store.store_choices import choices_made, outlets_of, region_of
from pipeline.cli.store.target import (
    Chosen,
    base_url_setting,
    choose,
    domain_setting,
    given_token,
    stored_token,
    under_prefix,
)
from pipeline.errors import AccessError, StopError, UsageError
from pipeline.settings import REGION, GenerateOptions, parse_prefix, parse_token, require_counts

if TYPE_CHECKING:
    from pipeline.dataset import Dataset, Manifest
    from pipeline.load.planning.survey import Survey
    from pipeline.quickstart import Start
    from pipeline.settings import Token
    from pipeline.stores.facts import Facts

DEFAULT_COUNT = 50


def run_wizard(
    session: Session, store: StoreOptions, confirm: ConfirmOptions, wishes: Wishes
) -> Given[PlanData | NotSentData | LoadData]:
    """Ask, generate, confirm, load. Raises UsageError for what is missing where nobody can be asked."""
    from pipeline.dataset import read_manifest
    from pipeline.packs import load_packs

    if session.terminal.interactive:
        session.terminal.say("🏪 X-Series Demo Data Generator")
        session.terminal.gap()
    chosen, facts = _store(session, store, dry_run=wishes.dry_run)
    packs = tuple(wishes.pack or ()) or choose_packs(session, None)
    titles = [pack.title for pack in load_packs(packs)]
    products = _count(session, wishes.products, "products", yes=confirm.yes)
    customers = _count(session, wishes.customers, "customers", yes=confirm.yes)
    require_counts(customers, products)
    start = _start(
        session, wishes, chosen, {"packs": list(packs), "products": products, "customers": customers}
    )
    folder = Path(start.folder)
    if read_manifest(folder) is None:
        options = GenerateOptions(
            packs=(),
            customers=customers,
            products=products,
            region=wishes.region or session.settings.region or (region_of(facts) if facts else REGION),
            outlets=tuple(wishes.outlet or (outlets_of(facts) if facts else ())),
            scenarios=wishes.scenarios,
        )
        asked = Asked(options, packs, start.seed, wishes.file_format or "csv", None)
        make(session, folder, asked._replace(apart=wishes.seed is None))
    dataset, report = checked(session, folder, allow_real_emails=False)
    request, seen = look(
        session, dataset, chosen, LoadChoices().parse(session, PaceOptions(), SelectionOptions())
    )
    counts = {kind.plural: count for kind, count in report.counts.items()}
    session.terminal.gap()
    session.terminal.say("Confirm generation:")
    session.terminal.say(f"  Domain:     {chosen.shown}")
    session.terminal.say(f"  Products:   {counts.get('products', 0):,} ({', '.join(titles)})")
    session.terminal.say(f"  Customers:  {counts.get('customers', 0):,}")
    region, outlets, _ = _made_with(dataset.manifest)
    for line in choices_made(facts, region, outlets):
        session.terminal.say(line)
    load = ("load", folder, *chosen.options, "-o", start.output)
    resume = typed(*load, *carried("yes", "confirm_store", "verbose"))
    if wishes.dry_run:
        return finish_plan(session, request, seen, chosen, payloads=False, resume=resume)
    if not _agreed(session, chosen, seen, confirm, dataset):
        session.terminal.say(f"Nothing was sent. The files stay in {folder}.")
        why = "after editing the files, if you like"
        return session.give(Answer(NotSentData(folder=str(folder)), next=resume, why=why))
    _say_the_same(session, start, packs, dataset.manifest, typed(*load))
    return carry_out(
        session,
        request,
        seen,
        chosen,
        output=Path(start.output),
        verbose=wishes.verbose,
        resume=resume,
        generated_at=start.moment,
    )


def _agreed(
    session: Session,
    chosen: Chosen,
    seen: "Survey",
    confirm: ConfirmOptions,
    dataset: "Dataset",
) -> bool:
    """Show the bill and ask once; a page of the files can be looked at before the answer. Raises like `confirm_load`."""
    if not asks_once(session, chosen, seen, confirm):
        return confirm_load(session, chosen, seen, confirm)
    show_bill(session, chosen, seen)
    session.terminal.say("  Answer e to stop here and edit the files, p to look at a page of them first.")
    while (answer := session.terminal.decide("Proceed?", ("e", "p"))) == "p":
        tell_page(session, dataset, None, None, None, open_it=True)
    return answer == "y"


def _store(session: Session, wanted: StoreOptions, *, dry_run: bool) -> "tuple[Chosen, Facts | None]":
    """Find or ask for the store and its token, and read what the store says of itself; None where it is not asked.

    On a terminal a wrong prefix or token is asked again, with the reason.
    """
    if not session.terminal.interactive:
        chosen = choose(wanted, session, needs_token=not dry_run, makes_sandbox=not dry_run)
        return _named_by_itself(session, chosen, _facts(chosen))
    domain, base_url = domain_setting(wanted, session), base_url_setting(wanted, session)
    if not wanted.sandbox and not base_url.value and not domain.origin.startswith("profile "):
        wanted = _with_prefix(session, wanted, _accepted(session, parse_prefix, domain.value))
    wanted = _with_token(session, wanted, dry_run=dry_run)
    while True:
        chosen = choose(wanted, session, needs_token=not dry_run, makes_sandbox=not dry_run)
        try:
            return _named_by_itself(session, chosen, _facts(chosen))
        except AccessError as refusal:
            cures = {"token-rejected"} if base_url.value else {"token-rejected", "store-not-found"}
            if wanted.sandbox or refusal.code not in cures:
                raise
            session.terminal.notice(refusal.message)
            is_token = refusal.code == "token-rejected"
        if is_token:
            wanted = replace(wanted, token=None, token_file=None, asked=_ask_token(session))
        else:
            wanted = _with_token(session, _with_prefix(session, wanted, None), dry_run=dry_run)


def _with_prefix(session: Session, wanted: StoreOptions, given: str | None) -> StoreOptions:
    """Return the options with the prefix that is given, else asked for; with the sandbox where the answer is empty."""
    prefix = given or _ask_prefix(session)
    return replace(wanted, domain=prefix or None, sandbox=not prefix)


def _with_token(session: Session, wanted: StoreOptions, *, dry_run: bool) -> StoreOptions:
    """Return the options with the token that is given, else asked for; a profile's stays where it is, for its store alone."""
    if wanted.sandbox or dry_run:
        return wanted
    token = None
    try:
        token, _ = given_token(wanted, session)
        if token is None and stored_token(wanted, session)[0] is not None:
            return wanted
    except StopError as refusal:
        session.terminal.notice(f"{refusal.message} {refusal.hint}")
    return replace(wanted, token=None, token_file=None, asked=token or _ask_token(session))


def _named_by_itself(
    session: Session, chosen: Chosen, facts: "Facts | None"
) -> "tuple[Chosen, Facts | None]":
    """Return a store on this machine under the prefix that it answers, whatever was typed."""
    if facts is None or not facts.own_prefix or chosen.embedded or not chosen.target.address.loopback:
        return chosen, facts
    return under_prefix(session, chosen, facts.own_prefix), facts


def _ask_prefix(session: Session) -> str:
    from pipeline.console.prompts import ask_text, ask_until

    question = "Enter domain prefix (empty: the sandbox on this machine):"
    return ask_until(
        session.terminal, lambda: ask_text(question), lambda text: parse_prefix(text) if text else ""
    )


def _ask_token(session: Session) -> "Token":
    from pipeline.console.prompts import ask_secret, ask_until

    return ask_until(session.terminal, lambda: ask_secret("Enter personal access token:"), parse_token)


def _facts(chosen: Chosen) -> "Facts | None":
    """Return what the store says of itself; None without a token. Raises AccessError, RunAgainError."""
    from pipeline.stores import read_identity

    if chosen.target.token is None:
        return None
    return chosen.target.read(lambda paced: read_identity(paced, chosen.target.prefix))


def _accepted(session: Session, parse: Any, text: str | None) -> str | None:
    """Return what `parse` makes of a given value; None when there is none, or when it is wrong, with the reason."""
    if text is None:
        return None
    try:
        return str(parse(text))
    except StopError as refusal:
        session.terminal.notice(f"{refusal.message} {refusal.hint}")
        return None


def _count(session: Session, given: int | None, noun: str, *, yes: bool) -> int:
    """Return a count: as given, as answered, or the default where nobody is asked."""
    if given is not None:
        return given
    if yes or not session.terminal.interactive:
        return DEFAULT_COUNT
    from pipeline.console.prompts import ask_text, ask_until

    return ask_until(
        session.terminal, lambda: ask_text(f"Number of {noun} to create:", str(DEFAULT_COUNT)), _whole_number
    )


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise UsageError(f'"{text}" is not a whole number.', code="count-invalid", hint="Such as 50.")
    return int(text)


def _start(session: Session, wishes: Wishes, chosen: Chosen, wanted: dict[str, Any]) -> "Start":
    """Go on with an unfinished run of the same kind, or begin a new one."""
    from pipeline.quickstart import begin, refuse_wandering, unfinished

    wanted |= {"seed": wishes.seed, "format": wishes.file_format or "csv"}
    told = {
        "region": wishes.region,
        "outlets": wishes.outlet,
        "scenarios": None if wishes.scenarios else False,
    }
    wanted |= {name: value for name, value in told.items() if value is not None}
    base_url = "" if chosen.embedded else chosen.target.address.base_url
    prefix = chosen.target.prefix
    found = None if wishes.new else unfinished(prefix, base_url, wanted)
    if found is None:
        return begin(prefix, base_url, wanted, wishes.output, datetime.now(timezone.utc))
    refuse_wandering(found, wishes.output)
    session.terminal.notice(
        f"Going on with {found.folder}, which is unfinished; output {found.output}. --new starts another."
    )
    return found


def _made_with(manifest: "Manifest | None") -> tuple[str, list[str], bool]:
    """Return the region and the outlets that a dataset was made for, and whether it has known cases."""
    options = manifest.options if manifest is not None else {}
    outlets = options.get("outlets")
    names = [str(name) for name in outlets] if isinstance(outlets, list) else []
    return (manifest and manifest.region) or REGION, names, bool(options.get("scenarios"))


def _say_the_same(
    session: Session, start: "Start", packs: tuple[str, ...], manifest: "Manifest | None", load: str
) -> None:
    """Print the two commands that do the same."""
    wanted = start.wanted
    region, outlets, scenarios = _made_with(manifest)
    options = [word for pack in packs for word in ("-p", pack)]
    options += [word for kind in ("customers", "products") for word in (f"--{kind}", str(wanted[kind]))]
    options += ["--format", wanted["format"]] if wanted["format"] != "csv" else []
    options += ["--region", region] if region != REGION else []
    options += [word for name in outlets for word in ("--outlet", name)]
    options += ["--scenarios"] if scenarios else []
    folder = Path(start.folder)
    seed = manifest.seed if manifest is not None and manifest.seed is not None else start.seed
    session.terminal.say("The same in two steps:")
    session.terminal.command(typed("generate", *options, "--seed", seed, "--out", folder))
    session.terminal.command(load)
