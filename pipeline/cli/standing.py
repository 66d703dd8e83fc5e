"""status and skip: where a dataset stands in a store, by its journal alone."""

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import flags
from pipeline.cli.recounting import Rows, tell_list, tell_one, tell_overview, tell_runs, write_rejected_rows
from pipeline.cli.session import Answer, Session, typed
from pipeline.cli.target import Wanted, choose
from pipeline.errors import UsageError
from pipeline.schema.kinds import all_kinds
from pipeline.settings import SANDBOX_PREFIX

if TYPE_CHECKING:
    from pipeline.journal.book import Journal


def status(
    folder: flags.DatasetArgument,
    key: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="One record: its e-mail or SKU.", show_default=False)
    ] = None,
    domain: flags.Domain = None,
    sandbox: flags.UseSandbox = False,
    token: flags.TokenText = None,
    token_file: flags.TokenFile = None,
    base_url: flags.BaseUrl = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the records.")] = False,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state", metavar="STATE", help="With --list: pending, done, rejected ...", show_default=False
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="KIND", help="With --list: customers or products.", show_default=False
        ),
    ] = None,
    runs: Annotated[bool, typer.Option("--runs", help="Show the past runs.")] = False,
    rejected: Annotated[
        Path | None,
        typer.Option(
            "--rejected",
            metavar="FILE",
            help="Write the rejected rows to a CSV, to mend.",
            show_default=False,
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="With --rejected: replace FILE.")] = False,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Say where a dataset stands in a store, and what comes next. What was rejected, and why.

    With KEY: one record's attempts, its id, and, where a token is at hand, how it stands in the store.

    Examples:
      x-series-demo status out/demo --sandbox

      x-series-demo status out/demo -d mystore --list --state rejected

      x-series-demo status out/demo APP-12345 --sandbox

      x-series-demo status out/demo --runs
    """
    session = Session("status", as_json, quiet, profile)
    wanted = Wanted(domain, sandbox, token, token_file, base_url)
    prefix, options = journal_of(session, wanted, folder)
    rows = rows_or_none(folder)
    overview, one = typed("status", folder, options=options), typed("status", folder, "KEY", options=options)
    with open_journal(folder, prefix) as journal:
        if key is not None:
            return tell_one(session, journal, rows or [], folder, key, wanted, kind, overview)
        if runs:
            return tell_runs(session, journal, overview)
        if list_all or state or kind:
            return tell_list(session, journal, rows or [], state or [], kind, one)
        if rejected is not None:
            return write_rejected_rows(
                session, journal, rows or [], rejected, folder, options, overwrite=overwrite
            )
        return tell_overview(session, journal, rows, folder, prefix, options)


def skip(
    folder: flags.DatasetArgument,
    key: Annotated[str, typer.Argument(metavar="KEY", help="E-mail or SKU of the record.")],
    domain: flags.Domain = None,
    sandbox: flags.UseSandbox = False,
    base_url: flags.BaseUrl = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the record back in.")] = False,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Leave a record out of loads into a store, or take it back in. The files stay as they are.

    Examples:
      x-series-demo skip out/demo APP-12345 --sandbox

      x-series-demo skip out/demo APP-12345 --sandbox --undo
    """
    from pipeline.status.skip import skip as skip_record

    session = Session("skip", as_json, quiet, profile)
    prefix, options = journal_of(session, Wanted(domain, sandbox, base_url=base_url), folder)
    done = skip_record(folder, prefix, key, rows_or_none(folder) or [], at=time.time(), undo=undo)
    for entry in done.changed:
        session.terminal.done(f"{entry.key_text} is {'taken back in' if undo else 'left out of loads'}.")
    for entry in done.unchanged:
        session.terminal.done(f"{entry.key_text} stood so already.")
    data = {
        "changed": [each.key_text for each in done.changed],
        "unchanged": [each.key_text for each in done.unchanged],
    }
    return session.give(Answer(data, next=typed("load", folder, options=options)))


def journal_of(session: Session, wanted: Wanted, folder: Path) -> tuple[str, str]:
    """Return the prefix of the store that is meant, and the words that name it; a dataset's only store needs no naming.

    Raises UsageError when several journals are there and none was named.
    """
    from pipeline.dataset import journals_of

    if wanted.sandbox:
        return SANDBOX_PREFIX, "--sandbox"
    there = [path.stem for path in journals_of(folder)]
    named = wanted.domain or wanted.base_url or session.variable("XSERIES_DOMAIN") or session.settings.domain
    if named is None and len(there) == 1:
        return there[0], _named_again(folder, there[0])
    if named is None and there:
        raise UsageError(
            f"{folder} was loaded into several stores: {', '.join(there)}.",
            code="store-missing",
            hint="Name one with --domain PREFIX, or --sandbox.",
        )
    chosen = choose(wanted, session, dataset=folder, needs_token=False)
    return chosen.target.prefix, chosen.options


def _named_again(folder: Path, prefix: str) -> str:
    """Return the words that name the store of a journal: the sandbox, a store on this machine, or the vendor's host."""
    from pipeline.http import local_address

    with open_journal(folder, prefix) as journal:
        base_url = str((journal.note("binding") or {}).get("base_url", ""))
    try:
        return shlex.join(["-d", prefix, "--base-url", local_address(base_url).base_url])
    except UsageError:
        return "--sandbox" if prefix == SANDBOX_PREFIX else f"-d {prefix}"


def open_journal(folder: Path, prefix: str) -> "Journal":
    """Open the journal for looking. Raises UsageError when there is none."""
    from pipeline.unload.survey import open_existing

    return open_existing(folder, prefix)


def rows_or_none(folder: Path) -> Rows | None:
    """Return the dataset's rows, or None when its files can't be read: the journal tells without them."""
    from pipeline.dataset import read_dataset, rows_of
    from pipeline.errors import FindingsError

    try:
        dataset = read_dataset(folder)
        return [(row.record, row.line) for kind in all_kinds() for row in rows_of(dataset, kind)]
    except FindingsError:
        return None
