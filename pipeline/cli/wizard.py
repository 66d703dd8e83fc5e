"""The bare command's flow: ask for what is missing, generate, confirm once, load."""

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.commands.generate import Asked, choose_packs, make
from pipeline.cli.confirm import confirm_load
from pipeline.cli.dataset import checked
from pipeline.cli.invocation import carried, typed
from pipeline.cli.load_flow import carry_out, finish_plan, look
from pipeline.cli.options.load import LoadChoices
from pipeline.cli.options.shared import ConfirmOptions, PaceOptions, SelectionOptions, StoreOptions
from pipeline.cli.options.wishes import Wishes
from pipeline.cli.render.load import LoadData, NotSentData
from pipeline.cli.render.trials import PlanData
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.target import Chosen, base_url_setting, choose, domain_setting, find_token
from pipeline.errors import StopError, UsageError
from pipeline.settings import REGION, GenerateOptions, parse_prefix, parse_token, require_counts

if TYPE_CHECKING:
    from pipeline.quickstart import Start

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
    chosen = _store(session, store, dry_run=wishes.dry_run)
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
            region=session.settings.region or REGION,
            scenarios=wishes.scenarios,
        )
        make(session, folder, Asked(options, packs, start.seed, wishes.file_format or "csv", None))
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
    load = ("load", folder, *chosen.options, "-o", start.output)
    resume = typed(*load, *carried("yes", "confirm_store", "verbose"))
    if wishes.dry_run:
        return finish_plan(session, request, seen, chosen, payloads=False, resume=resume)
    if not confirm_load(session, chosen, request, seen, confirm):
        session.terminal.say(f"Nothing was sent. The files stay in {folder}.")
        return session.give(Answer(NotSentData(folder=str(folder)), next=resume))
    region = (dataset.manifest and dataset.manifest.region) or REGION
    _say_the_same(session, start, packs, region, typed(*load))
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


def _store(session: Session, wanted: StoreOptions, *, dry_run: bool) -> Chosen:
    """Find or ask for the store and its token; on a terminal a wrong one is asked again with the reason."""
    if not session.terminal.interactive:
        return choose(wanted, session, needs_token=not dry_run, makes_sandbox=not dry_run)
    from pipeline.console.prompts import ask_secret, ask_text, ask_until

    terminal = session.terminal
    domain, base_url = domain_setting(wanted, session), base_url_setting(wanted, session)
    if not wanted.sandbox and not base_url.value and not domain.origin.startswith("profile "):
        given = _accepted(session, parse_prefix, domain.value)
        prefix = given or ask_until(
            terminal,
            lambda: ask_text("Enter domain prefix (empty: the sandbox on this machine):"),
            lambda text: parse_prefix(text) if text else "",
        )
        wanted = replace(wanted, domain=prefix or None, sandbox=not prefix)
    if not wanted.sandbox and not dry_run:
        try:
            token = find_token(wanted, session)
        except StopError as refusal:
            terminal.notice(f"{refusal.message} {refusal.hint}")
            token = None
        if token is None:
            token = ask_until(terminal, lambda: ask_secret("Enter personal access token:"), parse_token)
        wanted = replace(wanted, token=None, token_file=None, asked=token)
    return choose(wanted, session, needs_token=not dry_run, makes_sandbox=not dry_run)


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
    wanted |= {} if wishes.scenarios else {"scenarios": False}
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


def _say_the_same(session: Session, start: "Start", packs: tuple[str, ...], region: str, load: str) -> None:
    """Print the two commands that do the same."""
    wanted = start.wanted
    options = [word for pack in packs for word in ("-p", pack)]
    options += [word for kind in ("customers", "products") for word in (f"--{kind}", str(wanted[kind]))]
    options += ["--format", wanted["format"]] if wanted["format"] != "csv" else []
    options += ["--region", region] if region != REGION else []
    options += ["--scenarios"] if wanted.get("scenarios", True) else []
    folder = Path(start.folder)
    session.terminal.say("The same in two steps:")
    session.terminal.command(typed("generate", *options, "--seed", start.seed, "--out", folder))
    session.terminal.command(load)
