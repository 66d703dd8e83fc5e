"""Records as batches of pieces, and the columns that are put together from them.

A cell of text is up to a handful of look-ups in tables; joining them costs more than drawing them. So a
batch holds the look-ups, and `columns` says how the cells come out of them: whoever writes the batches
joins them on the way to the file, on all cores; whoever iterates gets finished frames. Pure.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipeline.schema.fields import Form
from pipeline.schema.kinds import Kind

BATCH = 49_152  # rows
MONEY = pl.Decimal(12, 2)
_TYPES: dict[Form, pl.DataType] = {Form.MONEY: MONEY, Form.BOOLEAN: pl.Boolean()}


@dataclass(frozen=True, slots=True)
class Frames:
    """The records of one kind; can be iterated again, with the same result.

    `make` gives the pieces of the records first .. last-1, at most `rows` at a time; `columns` are the
    records' fields as expressions over them. `lines` gives the same records as frames of one column, the
    lines of CSV under their header, or None when a cell of theirs stands in quotes; `coded` gives them with
    columns as Enum that Parquet would code anyway, or None when there are none.
    """

    kind: Kind
    first: int
    last: int
    make: Callable[[int, int], pl.DataFrame]
    columns: tuple[pl.Expr, ...]
    rows: int
    lines: Callable[[], "Frames | None"] = lambda: None
    coded: Callable[[], "Frames | None"] = lambda: None

    def __len__(self) -> int:
        return self.last - self.first

    def __iter__(self) -> Iterator[pl.DataFrame]:
        return (batch.select(self.columns) for batch in self.pieces())

    def pieces(self, begin: int = 0) -> Iterator[pl.DataFrame]:
        """Yield the batches as they are made, before their cells are joined; the first has `begin` rows, if not 0."""
        start = min(self.first + (begin or self.rows), self.last)
        for low, high in itertools.pairwise([self.first, *range(start, self.last, self.rows), self.last]):
            yield self.make(low, high)

    def head(self, count: int) -> pl.DataFrame:
        """Return the first records, `count` at most, as one frame."""
        return replace(self, last=min(self.last, self.first + count)).collect()

    def collect(self) -> pl.DataFrame:
        """Return all records as one frame, also when there are none."""
        return pl.concat(self.pieces() if len(self) else [self.make(self.first, self.first)]).select(
            self.columns
        )


def nothing(kind: Kind, first: int, columns: Sequence[str] = ()) -> Frames:
    """Return no records, with the columns that there would be."""
    fields = [found for name in columns or kind.generated_columns if (found := kind.field(name)) is not None]
    empty = pl.DataFrame(schema={field.name: _TYPES.get(field.form, pl.String()) for field in fields})
    return Frames(kind, first, first, lambda *_: empty, (pl.all(),), rows=BATCH)


def name_pieces(columns: Mapping[str, Sequence[pl.Series]]) -> dict[str, pl.Series]:
    """Return the pieces of every column under names of their own: 'email 0', 'email 1'."""
    return {f"{column} {k}": piece for column, pieces in columns.items() for k, piece in enumerate(pieces)}


def joined(column: str, count: int) -> pl.Expr:
    """Return a column out of its pieces, null where the first one is null."""
    pieces = [f"{column} {k}" for k in range(count)]
    return (pl.concat_str(pieces) if count > 1 else pl.col(pieces[0])).alias(column)
