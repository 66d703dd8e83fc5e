"""The images that a person names in cells: each file is read once, however many rows name it."""

from collections.abc import Sequence

from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.images.own import Flaw, flaw_of
from pipeline.text import clean


def check_images(table: Table, columns: Sequence[str], gathered: Gathered) -> None:
    """Gather a finding for each cell of these columns whose image can't be sent."""
    for column in columns:
        if column not in table.frame.columns:
            continue
        cells = table.frame[column]
        if cells.null_count() == len(cells):
            continue
        flaws = {
            name: flaw_of(table.path.parent, name) for name in cells.drop_nulls().unique(maintain_order=True)
        }
        broken = [(row, name, flaw) for row, name in enumerate(cells) if name and (flaw := flaws[name])]
        gathered.add_many(len(broken), [_finding(table, column, *each) for each in broken[:LISTED_PER_RULE]])


def _finding(table: Table, column: str, row: int, name: str, flaw: Flaw) -> Finding:
    return Finding(str(table.path), table.lines[row], column, clean(name, 80), flaw.rule, flaw.way_out)
