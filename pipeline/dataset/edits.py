"""Which rows a person changed since the dataset was made.

The manifest's sha256 says at once that nothing was touched. For what was, a copy of the rows as they were
made lies beside it (`files.originals`), unless they were too many: then only "edited" is known, and said so. Rows are
paired by key, what is left by position (a corrected e-mail).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.originals import read_original
from pipeline.dataset.manifest import FileStamp, Manifest
from pipeline.schema.kinds import Kind, filed_kinds, key_of

if TYPE_CHECKING:
    from pipeline.dataset.tables import Dataset, Table

LISTED_ROWS = 1000  # edits named one by one; the counts are always complete


class EditedRow(NamedTuple):
    """A row that isn't as it was made. `line` is None for one that is gone, `columns` empty for a new one."""

    kind: Kind
    line: int | None
    key: str
    columns: tuple[str, ...] = ()
    before: tuple[str | None, ...] = ()  # what those columns held when the row was made
    after: tuple[str | None, ...] = ()


class KindEdits(NamedTuple):
    """What happened to one kind. `rows_known` is False when only the file as a whole can be compared."""

    kind: Kind
    changed: int = 0
    added: int = 0
    removed: int = 0
    rows_known: bool = True
    rows: tuple[EditedRow, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether any row differs, or may differ."""
        return not self.rows_known or self.changed + self.added + self.removed > 0

    @property
    def words(self) -> str:
        """Such as '2 customers changed, 1 added'; '' when nothing was edited."""
        if not self.rows_known:
            return f"{self.kind.nouns} edited (which rows is not known)"
        said = [
            f"{number:,} {what}"
            for number, what in (
                (self.changed, "changed"),
                (self.added, "added"),
                (self.removed, "removed"),
            )
            if number
        ]
        return f"{self.kind.nouns}: {', '.join(said)}" if said else ""


class Edits(NamedTuple):
    """What people did to a dataset since it was made; nothing is known without a manifest."""

    kinds: tuple[KindEdits, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether any kind was edited."""
        return any(kind.edited for kind in self.kinds)

    @property
    def rows(self) -> tuple[EditedRow, ...]:
        """The edited rows that are named."""
        return tuple(row for kind in self.kinds for row in kind.rows)

    @property
    def short(self) -> "Edits":
        """The same with at most LISTED_ROWS named of each kind."""
        return Edits(tuple(kind._replace(rows=kind.rows[:LISTED_ROWS]) for kind in self.kinds))

    @property
    def words(self) -> str:
        """One line for a person, '' when nothing was edited."""
        return "; ".join(kind.words for kind in self.kinds if kind.words)


def edits_of(dataset: "Dataset", *, named: int = LISTED_ROWS) -> Edits:
    """Return what changed since the dataset was written, with at most `named` rows of a kind; never raises for what it finds."""
    if dataset.manifest is None:
        return Edits()
    stamps = {kind: _stamp(dataset.manifest, kind) for kind in filed_kinds()}
    return Edits(tuple(_edits_of_kind(dataset, kind, stamp, named) for kind, stamp in stamps.items()))


def _stamp(manifest: Manifest, kind: Kind) -> FileStamp | None:
    return next((stamp for stamp in manifest.files if Path(stamp.name).stem == kind.plural), None)


def _edits_of_kind(dataset: "Dataset", kind: Kind, stamp: FileStamp | None, named: int) -> KindEdits:
    table = dataset.tables.get(kind)
    if table is None:
        return KindEdits(kind, removed=stamp.rows if stamp else 0)
    if stamp is None:
        return KindEdits(kind, added=table.frame.height)
    if stamp.sha256 == table.sha256:
        return KindEdits(kind)
    original = read_original(dataset.folder, kind)
    if original is None or original.height != stamp.rows:
        return KindEdits(kind, rows_known=False)
    return _compared(table, original, named)


def _compared(table: "Table", original: pl.DataFrame, named: int) -> KindEdits:
    kind, frame = table.kind, table.whole
    columns = dict(enumerate(dict.fromkeys([*original.columns, *frame.columns])))
    now, then = _aligned(frame, columns), _aligned(original, columns)
    keys, old_keys = _keys(kind, frame), _keys(kind, original)
    old_row = _paired(keys, old_keys, now, then)
    places = sorted(old_row)
    now_paired, then_paired = now[places], then[[old_row[place] for place in places]]
    differing = pl.DataFrame(
        [mine.ne_missing(theirs) for mine, theirs in zip(now_paired, then_paired, strict=True)]
    )
    touched = differing.select(pl.any_horizontal(pl.all())).to_series().arg_true().to_list()
    rows = []
    for at in touched[:named]:
        numbers = [number for number in columns if differing[at, number]]
        line, key = table.lines[places[at]], keys[places[at]]
        was, became = (tuple(frame[at, number] for number in numbers) for frame in (then_paired, now_paired))
        rows.append(EditedRow(kind, line, key, tuple(columns[number] for number in numbers), was, became))
    new = [i for i in range(len(keys)) if i not in old_row]
    rows += [EditedRow(kind, table.lines[i], keys[i]) for i in new[:named]]
    gone = sorted(set(range(original.height)) - set(old_row.values()))
    rows += [EditedRow(kind, None, old_keys[i]) for i in gone[:named]]
    return KindEdits(kind, len(touched), len(new), len(gone), rows=tuple(rows[:named]))


def _paired(keys: list[str], old_keys: list[str], now: pl.DataFrame, then: pl.DataFrame) -> dict[int, int]:
    """Return row now -> row as it was made: by key, else by position where most cells are still the same."""
    by_key = {key: i for i, key in reversed(list(enumerate(old_keys))) if key}
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for i, key in enumerate(keys):
        at = by_key.get(key)
        if at is not None and at not in taken:
            pairs[i] = at
            taken.add(at)
    for i in range(min(len(keys), len(old_keys))):
        if i not in pairs and i not in taken and _mostly_same(now.row(i), then.row(i)):
            pairs[i] = i  # the key itself was edited
    return pairs


def _mostly_same(now: tuple[str | None, ...], then: tuple[str | None, ...]) -> bool:
    """Whether half of the filled cells are the same, or are what a spreadsheet makes of them."""
    from pipeline.dataset.checks.spreadsheets.rewritten import is_rewritten  # `generate` has no edits

    filled = [(a, b) for a, b in zip(now, then, strict=True) if a is not None or b is not None]
    same = (a == b or (a is not None and b is not None and is_rewritten(b, a)) for a, b in filled)
    return sum(same) * 2 >= len(filled)


def _keys(kind: Kind, frame: pl.DataFrame) -> list[str]:
    name = kind.key.field
    if name not in frame.columns:
        return [""] * frame.height
    return [key_of(text or "") for text in frame[name].to_list()]


def _aligned(frame: pl.DataFrame, columns: Mapping[int, str]) -> pl.DataFrame:
    """Return the columns of these names, under their numbers; one that isn't there is null."""
    return frame.select(
        (column(name) if name in frame.columns else pl.lit(None, pl.String)).alias(str(number))
        for number, name in columns.items()
    )
