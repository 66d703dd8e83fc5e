"""Cells as they stood when their rows were made: only these tell 00042 from 42, and what 1.00E+05 or 12-Oct was. Pure.

Rows that were generated are an authority. Rows of an import are none: what was wrong in somebody's file is wrong in them.
"""

from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from pipeline.dataset.edits import Edits
from pipeline.dataset.tables import Dataset
from pipeline.schema.kinds import Kind


def made_cells(dataset: Dataset, edits: Edits) -> Mapping[Kind, Mapping[str, pl.DataFrame]]:
    """Return what edited cells held when they were generated: by kind and column a frame of `row` and `made`."""
    found: dict[Kind, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    if dataset.manifest is None or dataset.manifest.seed is None:
        return {}
    places = {
        kind: {line: row for row, line in enumerate(table.lines)}
        for kind, table in dataset.tables.items()
        if any(edit.kind is kind for edit in edits.rows)
    }
    for edit in edits.rows:
        for name, before in zip(edit.columns, edit.before, strict=True):
            if (
                before is not None
                and edit.line is not None
                and name in dataset.tables[edit.kind].frame.columns
            ):
                found[edit.kind][name].append((places[edit.kind][edit.line], before))
    schema = {"row": pl.UInt32, "made": pl.String}
    return {
        kind: {name: pl.DataFrame(rows, schema, orient="row") for name, rows in columns.items()}
        for kind, columns in found.items()
    }
