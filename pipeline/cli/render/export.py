"""What is said of an export: the files, and what they don't hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.session import Session
from pipeline.files import shown_path
from pipeline.schema.kinds import Kind, counts_in_words
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.dataset.exports.export import Exported
    from pipeline.dataset.exports.formats import ExportFormat


@dataclass(frozen=True, slots=True)
class ExportedFileData:
    """One file, and how many rows of each kind are in it."""

    file: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LostData:
    """How many cells of a column are not read back as they are, and why; of whole records, where `column` is null."""

    kind: str
    column: str | None
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class ExportData:
    """What was written, what it doesn't hold, and what a person should know of it."""

    folder: str
    format: str
    out: str
    files: Sequence[ExportedFileData]
    lost: Sequence[LostData]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class ExportSchemaData:
    """The JSON Schema of the format json."""

    schema: Mapping[str, Any]


def say_export(session: Session, export_format: "ExportFormat", done: "Exported") -> None:
    """Say what was written, and what the format doesn't hold."""
    terminal = session.terminal
    rows: Counter[Kind] = Counter()
    for each in done.files:
        rows.update(each.rows)
    names = ", ".join(each.path.name for each in done.files)
    where = shown_path(done.place)
    terminal.done(
        f"{counts_in_words(rows)} in {where}{f' ({names})' if where.name != names else ''}, as {export_format.name}."
    )
    if done.lost:
        terminal.notice(f"Not held by {export_format.name}, or not as it is in the dataset:")
        table = [
            (
                _what(each.kind, each.column),
                counted(
                    each.count,
                    "cell" if each.column else each.kind.noun,
                    "" if each.column else each.kind.nouns,
                ),
                each.why,
            )
            for each in done.lost
        ]
        terminal.table("", ("column", ">how many", "why"), table, data=False)
    for note in done.notes:
        terminal.notice(note)


def _what(kind: Kind, column: str | None) -> str:
    return f"{kind.nouns}, {column}" if column else kind.nouns


def export_data(folder: Path, export_format: "ExportFormat", done: "Exported") -> ExportData:
    """Return an export for scripts."""
    return ExportData(
        str(folder),
        export_format.name,
        str(done.place),
        [
            ExportedFileData(str(each.path), {kind.plural: rows for kind, rows in each.rows.items()})
            for each in done.files
        ],
        [LostData(each.kind.name, each.column, each.count, each.why) for each in done.lost],
        done.notes,
    )
