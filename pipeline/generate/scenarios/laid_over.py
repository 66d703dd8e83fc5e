"""Rows of known cases laid over the records of a kind: at their numbers, whatever slice is made. Pure."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from pipeline.generate.frames import Frames


def lay_over(
    frames: Frames, rows: Callable[[], Mapping[int, Mapping[str, Any]]], more: Mapping[str, pl.DataType]
) -> Frames:
    """Return the records with these rows in place of theirs, and `more` columns behind, which the others leave blank.

    `rows` gives the cells of a row by the record's number, and is asked once.
    """
    cells = functools.cache(rows)
    blank = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in more.items()]

    def make(low: int, high: int) -> pl.DataFrame:
        batch = frames.make(low, high).select(*frames.columns, *blank)
        for number, changed in cells().items():
            if low <= number < high:
                row = pl.DataFrame([changed], schema=batch.schema, orient="row")
                batch = pl.concat([batch[: number - low], row, batch[number - low + 1 :]])
        return batch

    return Frames(frames.kind, frames.first, frames.last, make, (pl.all(),), frames.rows)
