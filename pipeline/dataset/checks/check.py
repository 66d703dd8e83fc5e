"""Everything that is wrong with a dataset, at once: by file, row and column, with value, rule and way out.

Promises: never raises for content, however bad; every finding is counted, the first of each rule are
listed; the rules see exactly the text that the loader sends. Does not promise that a store accepts the
data: what the vendor doesn't document is not invented here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from pipeline.dataset.checks.cells import check_cells
from pipeline.dataset.checks.columns import check_columns
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.images import check_images
from pipeline.dataset.checks.keys import check_keys
from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.checks.names import names_in, notes_on_names
from pipeline.dataset.checks.paths import check_paths
from pipeline.dataset.checks.references import check_references
from pipeline.dataset.edits import EditedRow, Edits, edits_of
from pipeline.dataset.tables import Dataset, Table
from pipeline.errors import Finding
from pipeline.schema.fields import Form
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.text import clean, counted


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found. `findings` lists the first of each rule, `total` counts all of them.

    `counts` are the rows of each file; `named` the records of each kind that columns name, with those of its file.
    """

    findings: tuple[Finding, ...]
    total: int
    notes: tuple[str, ...]
    edits: Edits
    counts: Mapping[Kind, int]
    named: Mapping[Kind, int]

    @property
    def passed(self) -> bool:
        """Whether the dataset may be loaded."""
        return self.total == 0


def check_dataset(dataset: Dataset, *, allow_real_emails: bool = False) -> Report:
    """Return every finding and note about the dataset, and which rows were edited since it was made."""
    gathered = Gathered()
    notes: list[str] = []
    edits = edits_of(dataset)
    for table in dataset.tables.values():
        notes += [f"{table.path}: {note}." for note in table.notes]
        check_columns(table, gathered)
        notes += check_cells(table, gathered, allow_real_emails=allow_real_emails)
        check_keys(table, gathered)
        check_paths(table, gathered)
        check_images(table, rules_of(table.kind).images, gathered)
        notes += _price_notes(table)
        if not table.frame.height:
            notes.append(f"{table.path}: it has no rows.")
    check_references(dataset, gathered)
    _check_edits(dataset, edits, gathered)
    names = names_in(dataset)
    notes += notes_on_names(dataset, names)
    counts = {kind: dataset.tables[kind].frame.height for kind in all_kinds() if kind in dataset.tables}
    return Report(gathered.in_order(), gathered.total, tuple(notes), edits, counts, names.counts)


def _price_notes(table: Table) -> Iterator[str]:
    names = ("supply_price", "price_including_tax")
    if set(names) <= set(table.frame.columns):
        cost, price = (pl.col(name).cast(pl.Float64, strict=False) for name in names)
        dear = table.frame.select((cost > price).sum()).item()
        if dear:
            yield f"{table.path}: {counted(dear, table.kind.name, table.kind.plural)} cost more than they are sold for."


def _check_edits(dataset: Dataset, edits: Edits, gathered: Gathered) -> None:
    """Name edited cells that hold the same number in another text: a spreadsheet did that, no person."""
    named = {(finding.file, finding.row, finding.column) for finding in gathered.listed}
    for row in edits.rows:
        table = dataset.tables.get(row.kind)
        if table is None or row.line is None:
            continue
        for name, before, after in _same_numbers(row):
            if (str(table.path), row.line, name) not in named:
                rule = (
                    f"It was {clean(before, 60)} when the dataset was made; a spreadsheet rewrote the number."
                )
                way_out = f"Write {clean(before, 60)} again; in a spreadsheet, import the column as text."
                gathered.add(Finding(str(table.path), row.line, name, clean(after, 80), rule, way_out))


def _same_numbers(row: EditedRow) -> Iterator[tuple[str, str, str]]:
    known = row.kind.fields
    for name, before, after in zip(row.columns, row.before, row.after, strict=True):
        text = name in known and known[name].form is Form.TEXT
        if text and before and after and _number(before) is not None and _number(before) == _number(after):
            yield name, before, after


def _number(text: str) -> float | None:
    if not set(text) <= set("0123456789+-.eE"):
        return None
    try:
        return float(text)
    except ValueError:
        return None
