"""Which of a dataset's journals a command means, opened for looking."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.dataset import rows_or_none
from pipeline.cli.options.shared import StoreOptions
from pipeline.cli.render.record import Where
from pipeline.cli.session import Session
from pipeline.cli.store.one_journal import journal_at, warn_of_copies
from pipeline.cli.store.target import base_url_setting, domain_setting, name_store, note_store
from pipeline.errors import UsageError
from pipeline.settings import SANDBOX_PREFIX

if TYPE_CHECKING:
    from pipeline.journal.book import Journal


@contextmanager
def journal_or_blank(
    session: Session, wanted: StoreOptions, folder: Path
) -> "Iterator[tuple[Journal, Where]]":
    """Open the journal for looking; of a dataset that was never loaded a blank one, and say so.

    Raises UsageError, FindingsError for a folder that is no dataset, and as `journal_of`.
    """
    from pipeline.dataset import journals_of
    from pipeline.journal.book import Journal
    from pipeline.journal.file import journal_path

    warn_of_copies(session, folder)
    there = [path.stem for path in journals_of(folder)]
    if there or _is_named(session, wanted):
        prefix, options = journal_of(session, wanted, folder)
    else:
        prefix, options = "", note_store(("--sandbox",))
    journal = Journal.read(journal_path(folder, prefix))
    loaded = journal is not None
    where = Where(folder, prefix, options, rows_or_none(folder, journal, loaded=loaded), loaded)
    if not loaded:
        others = f" It was loaded into: {', '.join(there)}." if there else ""
        session.terminal.notice(f"{folder} is not loaded{f' into {prefix}' if prefix else ''} yet.{others}")
    with journal or Journal.blank() as opened:
        yield opened, where


def journal_of(session: Session, wanted: StoreOptions, folder: Path) -> tuple[str, tuple[str, ...]]:
    """Return the prefix of the store that is meant, and the words that name it; a dataset's only store needs no naming.

    Raises UsageError when several journals are there and none was named, or when there is none and no store was named.
    """
    from pipeline.dataset import journals_of
    from pipeline.http import local_address
    from pipeline.journal.file import journal_path

    there = [path.stem for path in journals_of(folder)]
    if not there or _is_named(session, wanted):
        prefix, options = name_store(wanted, session)
        base_url = base_url_setting(wanted, session).value
        if base_url and not journal_path(folder, prefix).exists():
            prefix = journal_at(folder, local_address(base_url).base_url) or prefix
        return prefix, options
    if len(there) == 1:
        return there[0], note_store(_named_again(folder, there[0]))
    raise UsageError(
        f"{folder} was loaded into several stores: {', '.join(there)}.",
        code="store-missing",
        hint="Name one with --domain PREFIX, or --sandbox.",
    )


def _is_named(session: Session, wanted: StoreOptions) -> bool:
    """Tell whether a store was named: by an option, or its prefix by environment or profile."""
    return bool(wanted.sandbox or wanted.base_url or domain_setting(wanted, session).value)


def _named_again(folder: Path, prefix: str) -> tuple[str, ...]:
    """Return the words that name the store of a journal: the sandbox, a store on this machine, or the vendor's host."""
    from pipeline.http import local_address
    from pipeline.unload.survey import open_existing

    with open_existing(folder, prefix) as journal:
        base_url = str((journal.note("binding") or {}).get("base_url", ""))
    try:
        return ("-d", prefix, "--base-url", local_address(base_url).base_url)
    except UsageError:
        return ("--sandbox",) if prefix == SANDBOX_PREFIX else ("-d", prefix)
