"""One journal for each store, whatever it was called on the command line.

A journal is named by the prefix that the store itself answers, as typed where that can't be read. One that an earlier
load of the same retailer began, under whatever name, is found and used.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import JournalError
from pipeline.text import clean, listed

if TYPE_CHECKING:
    from pipeline.cli.session import Session
    from pipeline.load.request import Target


def prefix_of_journal(target: "Target", dataset: Path) -> str:
    """Return the prefix that names the journal of this dataset in a store.

    The store is asked only where a name may be wrong: at an address of this machine, and where a dataset has journals of
    other names alone. Raises AccessError, RunAgainError.
    """
    from pipeline.journal.file import journal_path
    from pipeline.stores import read_retailer

    bindings = dict(_bindings(dataset))
    if journal_path(dataset, target.prefix).exists() or not (target.address.loopback or bindings):
        return target.prefix
    if target.token is None:
        return journal_at(dataset, target.address.base_url) or target.prefix
    facts = target.read(lambda paced: read_retailer(paced, target.prefix))
    known = (
        prefix
        for prefix, binding in bindings.items()
        if facts.retailer_id and binding.get("retailer_id") == facts.retailer_id
    )
    own = facts.own_prefix if target.address.loopback else None
    return next(known, None) or own or target.prefix


def warn_of_copies(session: "Session", dataset: Path) -> None:
    """Say which files beside the journals are copies that a program which syncs folders left."""
    from pipeline.dataset import copies_of_journals

    copies = [clean(path.name, 80) for path in copies_of_journals(dataset)]
    if copies:
        session.terminal.notice(
            f"{dataset}: {listed(copies)} {'is' if len(copies) == 1 else 'are'} no journal of a store, but a copy that "
            "a sync program kept where two machines wrote the same file. What is in it alone is not known here: it may "
            "hold records of another machine's load. Load from one machine; keep .load out of what is synced."
        )


def journal_at(dataset: Path, base_url: str) -> str | None:
    """Return the prefix of the journal that was last bound to this address, None where there is none."""
    return next((prefix for prefix, each in _bindings(dataset) if each.get("base_url") == base_url), None)


def _bindings(dataset: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what each journal of a dataset knows its store by; one that can't be read says nothing here."""
    from pipeline.dataset import journals_of
    from pipeline.journal.book import Journal

    for path in journals_of(dataset):
        try:
            journal = Journal.read(path)
        except JournalError:
            continue
        if journal is not None:
            with journal:
                yield path.stem, dict(journal.note("binding") or {})
