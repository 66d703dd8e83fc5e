"""status and skip: where a dataset stands in a store, by its journal alone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import flags
from pipeline.cli.invocation import typed
from pipeline.cli.recounting import (
    Rows,
    Where,
    tell_list,
    tell_one,
    tell_overview,
    tell_runs,
    write_rejected_rows,
)
from pipeline.cli.session import Answer, Session
from pipeline.cli.target import Wanted, domain_setting, name_store, note_store
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
    api_version: flags.ApiVersion = None,
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
    wanted = Wanted(domain, sandbox, token, token_file, base_url, api_version)
    with journal_or_blank(session, wanted, folder) as (journal, where):
        if key is not None:
            return tell_one(session, journal, where, key, wanted, kind)
        if runs:
            return tell_runs(session, journal, where)
        if list_all or state or kind:
            return tell_list(session, journal, where, state or [], kind)
        if rejected is not None:
            return write_rejected_rows(session, journal, where, rejected, overwrite=overwrite)
        return tell_overview(session, journal, where)


@contextmanager
def journal_or_blank(session: Session, wanted: Wanted, folder: Path) -> "Iterator[tuple[Journal, Where]]":
    """Open the journal for looking; of a dataset that was never loaded a blank one, and say so.

    Raises UsageError, FindingsError for a folder that is no dataset, and as `journal_of`.
    """
    from pipeline.dataset import journals_of
    from pipeline.journal.book import Journal
    from pipeline.journal.file import journal_path

    there = [path.stem for path in journals_of(folder)]
    if there or _is_named(session, wanted):
        prefix, options = journal_of(session, wanted, folder)
    else:
        prefix, options = "", note_store(("--sandbox",))
    journal = Journal.read(journal_path(folder, prefix))
    loaded = journal is not None
    where = Where(folder, prefix, options, rows_or_none(folder, loaded=loaded), loaded)
    if not loaded:
        others = f" It was loaded into: {', '.join(there)}." if there else ""
        session.terminal.notice(f"{folder} is not loaded{f' into {prefix}' if prefix else ''} yet.{others}")
    with journal or Journal.blank() as opened:
        yield opened, where


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
    return session.give(Answer(data, next=typed("load", folder, *options)))


def journal_of(session: Session, wanted: Wanted, folder: Path) -> tuple[str, tuple[str, ...]]:
    """Return the prefix of the store that is meant, and the words that name it; a dataset's only store needs no naming.

    Raises UsageError when several journals are there and none was named, or when there is none and no store was named.
    """
    from pipeline.dataset import journals_of

    there = [path.stem for path in journals_of(folder)]
    if not there or _is_named(session, wanted):
        return name_store(wanted, session)
    if len(there) == 1:
        return there[0], note_store(_named_again(folder, there[0]))
    raise UsageError(
        f"{folder} was loaded into several stores: {', '.join(there)}.",
        code="store-missing",
        hint="Name one with --domain PREFIX, or --sandbox.",
    )


def _is_named(session: Session, wanted: Wanted) -> bool:
    """Tell whether a store was named: by an option, or its prefix by environment or profile."""
    return bool(wanted.sandbox or wanted.base_url or domain_setting(wanted, session).value)


def _named_again(folder: Path, prefix: str) -> tuple[str, ...]:
    """Return the words that name the store of a journal: the sandbox, a store on this machine, or the vendor's host."""
    from pipeline.http import local_address

    with open_journal(folder, prefix) as journal:
        base_url = str((journal.note("binding") or {}).get("base_url", ""))
    try:
        return ("-d", prefix, "--base-url", local_address(base_url).base_url)
    except UsageError:
        return ("--sandbox",) if prefix == SANDBOX_PREFIX else ("-d", prefix)


def open_journal(folder: Path, prefix: str) -> "Journal":
    """Open the journal for looking. Raises UsageError when there is none."""
    from pipeline.unload.survey import open_existing

    return open_existing(folder, prefix)


def rows_or_none(folder: Path, *, loaded: bool = True) -> Rows | None:
    """Return the dataset's rows, or None when its files can't be read: the journal tells without them.

    Where nothing was `loaded`, there must be files to speak of. Raises UsageError, FindingsError for what is no dataset.
    """
    from pipeline.dataset import read_dataset, rows_of
    from pipeline.dataset.folder import table_paths
    from pipeline.errors import FindingsError

    try:
        dataset = read_dataset(folder)
        return [(row.record, row.line) for kind in all_kinds() for row in rows_of(dataset, kind)]
    except FindingsError:
        if not loaded and not any(table_paths(folder, kind) for kind in all_kinds()):
            raise
        return None
