"""Edited cells that no person edited: a spreadsheet wrote the same number or date in its own way. Pure.

Only the rows as they were made tell 00042 from 42, and what 1.00E+05 or 12-Oct was.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.spreadsheets.rewritten import is_rewritten
from pipeline.dataset.edits import EditedRow, Edits
from pipeline.dataset.tables import Dataset
from pipeline.errors import Finding
from pipeline.schema.fields import Form
from pipeline.text import clean

_SHOWN = 60


def check_edits(dataset: Dataset, edits: Edits, gathered: Gathered) -> None:
    """Name edited cells that hold what they held in another text; where such a cell has a finding already, say what it was."""
    places = {(each.file, each.row, each.column): at for at, each in enumerate(gathered.listed)}
    for row in edits.rows:
        table = dataset.tables.get(row.kind)
        if table is None or row.line is None:
            continue
        for name, before, after in _rewritten(row):
            again = f"Write {clean(before, _SHOWN)} again; in a spreadsheet, import the column as text."
            at = places.get((str(table.path), row.line, name))
            if at is None:
                rule = f"It was {clean(before, _SHOWN)} when the dataset was made; a spreadsheet rewrote it."
                gathered.add(Finding(str(table.path), row.line, name, clean(after, 80), rule, again))
            elif gathered.listed[at].rule in messages.REWRITTEN:
                gathered.listed[at] = replace(gathered.listed[at], way_out=again)


def _rewritten(row: EditedRow) -> Iterator[tuple[str, str, str]]:
    for name, before, after in zip(row.columns, row.before, row.after, strict=True):
        field = row.kind.field(name)
        text = field is not None and field.form is Form.TEXT
        if text and before and after and is_rewritten(before, after):
            yield name, before, after
