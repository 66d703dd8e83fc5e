"""What is said of files that were imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.session import Session
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.dataset import ImportedFile


@dataclass(frozen=True, slots=True)
class ImportedFileData:
    """What was made of a file: their columns and ours, columns not taken over, and what else was left out, counted."""

    file: str
    kind: str
    rows: int
    matched: Mapping[str, str]
    dropped: Sequence[str]
    notes: Sequence[str]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ImportData:
    """The dataset that was made, and of what; `kept` are files of other kinds that were there and stay.

    `older` is what else lies in the folder of one that was made anonymous, and may name who was there before.
    """

    folder: str
    counts: Mapping[str, int]
    files: Sequence[ImportedFileData]
    kept: Sequence[str]
    older: Sequence[str] = ()


def say_file(session: Session, told: "ImportedFile") -> None:
    """Say what was taken over from a file, and what wasn't."""
    terminal = session.terminal
    terminal.say(f"{told.path}: {counted(told.rows, told.kind.noun, told.kind.nouns)}")
    renamed = [(theirs, ours) for theirs, ours in told.matched.items() if theirs != ours]
    terminal.table("", ("their column", "ours"), renamed, data=False) if renamed else None
    for line in told.notes:
        terminal.say(f"  {line}")
    unmatched = [name for name in told.dropped if name not in told.unread]
    if unmatched:
        terminal.notice(f"Not taken over: {', '.join(unmatched)}. --map THEIRS=OURS says what one is.")


def file_data(told: "ImportedFile") -> ImportedFileData:
    """Return an imported file for scripts."""
    return ImportedFileData(
        str(told.path), told.kind.name, told.rows, told.matched, told.dropped, told.notes, told.left_out
    )
