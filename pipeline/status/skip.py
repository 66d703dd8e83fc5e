"""Taking single records out of a dataset's loads, and back in, without editing its files.

A skipped record is withdrawn and stays so, whatever the file says, until it is taken back. What is in the store can't be
skipped (that is `unload --key`), nor what is uncertain: its outcome has to be found first.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from pipeline.errors import Command, LeftOverError, UsageError
from pipeline.journal.book import Attempt, Journal
from pipeline.journal.entries import Entry
from pipeline.journal.file import journal_path
from pipeline.journal.lock import hold
from pipeline.journal.transitions import State
from pipeline.load.options import means, pattern_of
from pipeline.load.planning.plan import known_and_new
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.schema.records import Record
from pipeline.text import clean, did_you_mean

# What it is, what to do about it, and the command that does it
_REFUSALS: dict[State, tuple[str, str, str]] = {
    State.DONE: ("is in the store", "An unload takes it back.", "unload"),
    State.DELETING: ("is being deleted", "Let the unload end first.", "unload"),
    State.SENT: ("is uncertain", "A load looks it up; then skip it.", "load"),
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a skip did: the records as they stand now, and those that stood so before."""

    changed: tuple[Entry, ...]
    unchanged: tuple[Entry, ...]


def skip(
    dataset: Path,
    prefix: str,
    key: str,
    rows: Iterable[tuple[Record, int]],
    *,
    at: float,
    kind: Kind | None = None,
    undo: bool = False,
    durable: bool = True,
) -> Skipped:
    """Withdraw the record with a key, or take it back in. `at` is wall seconds.

    `key` may begin with its kind, as in `brand:Oatlow`. Raises UsageError (no such record, or several of one name),
    LeftOverError (it is in the store or uncertain; nothing is changed then), and JournalError (a load is at work,
    unreadable).
    """
    path, listed = journal_path(dataset, prefix), list(rows)
    if not path.exists() and not any(means(key, *record.id) for record, _ in listed):
        raise _unknown(dataset, key, listed)
    since = datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds")
    with (
        hold(path, {"pid": os.getpid(), "command": "skip", "since": since}),
        Journal.open(path, durable=durable) as journal,
    ):
        found = _find(journal, listed, key, kind)
        if not found:
            raise _unknown(dataset, key, listed)
        _refuse_namesakes(dataset, found, undo=undo)
        if not undo:
            _refuse_unskippable(dataset, found)
        changes = [(entry, _moved(entry, undo=undo)) for entry in found]
        words = "taken back in" if undo else "skipped"
        moved = [after for before, after in changes if before != after]
        journal.replan(
            moved,
            [Attempt(at, "skip", each.kind, each.key, None, None, words, None) for each in moved],
        )
        return Skipped(tuple(moved), tuple(after for before, after in changes if before == after))


def _find(journal: Journal, rows: list[tuple[Record, int]], key: str, kind: Kind | None) -> list[Entry]:
    """Return the entries with this key: the journal's, or new ones for rows that no load has seen yet."""
    found = known_and_new(journal.entries(), rows)
    return [entry for entry in found if means(key, *entry.id) and kind in (None, entry.kind)]


def _refuse_namesakes(dataset: Path, found: list[Entry], *, undo: bool) -> None:
    """Raise UsageError where a name could be that of a record of another kind."""
    if len(found) == 1 or not any(entry.kind.named for entry in found):
        return
    first = found[0]
    one = (f"{first.kind.name}:{first.key_text}", *(["--undo"] if undo else []))
    raise UsageError(
        f"A {' and a '.join(str(entry.kind) for entry in found)} are called {clean(first.key_text, 80)}.",
        code="key-ambiguous",
        hint="Say which, with its kind in front:",
        command=Command(("skip", dataset, *one), in_store=True),
    )


def _refuse_unskippable(dataset: Path, found: list[Entry]) -> None:
    for entry in found:
        if entry.state in _REFUSALS:
            what, hint, command = _REFUSALS[entry.state]
            one = ("--key", pattern_of(entry.kind, entry.key_text))
            raise LeftOverError(
                f"The {entry.kind} {clean(entry.key_text, 80)} {what} and can't be skipped.",
                code="not-skippable",
                hint=hint,
                command=Command((command, dataset, *one), in_store=True),
            )


def _moved(entry: Entry, *, undo: bool) -> Entry:
    if not undo:
        return replace(entry, state=State.WITHDRAWN, skipped=True)
    if not entry.skipped:
        return entry
    return replace(entry, state=State.PENDING, skipped=False)


def _nouns() -> str:
    """Return what keys are called: 'name, path, e-mail or SKU'."""
    *most, last = dict.fromkeys(kind.key.noun for kind in all_kinds())
    return f"{', '.join(most)} or {last}"


def _unknown(dataset: Path, key: str, rows: list[tuple[Record, int]]) -> UsageError:
    return UsageError(
        f'No record has the {_nouns()} "{clean(key, 80)}".'
        f"{did_you_mean(key, (record.key_text for record, _ in rows))}",
        code="no-such-record",
        command=Command(("status", dataset, "--list"), in_store=True),
    )
