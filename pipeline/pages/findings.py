"""Findings as the page lists them: the file's name without its folder, and a link to the row. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.dataset import Dataset
from pipeline.errors import Finding
from pipeline.schema.kinds import Kind

LISTED = 500  # findings that a page lists


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding. `target` is the id of the row in the page, '' where the page doesn't show it."""

    finding: Finding
    file: str
    target: str


def findings_of(
    findings: Sequence[Finding],
    dataset: Dataset,
    shown: Callable[[Kind], bool],
    lines: Mapping[Kind, Collection[int]],
) -> tuple[ShownFinding, ...]:
    """Return the findings of the kinds that are shown; `lines` are the rows that the page has."""
    kinds = {str(table.path): table for table in dataset.tables.values()}
    found = []
    for finding in findings:
        table = kinds.get(finding.file)
        if table is not None and not shown(table.kind):
            continue
        name = table.path.name if table else finding.file.rpartition("/")[2]
        there = table is not None and finding.row in lines.get(table.kind, ())
        target = f"{table.kind.name}-{finding.row}" if table and there else ""
        found.append(ShownFinding(finding, name, target))
    return tuple(found)
