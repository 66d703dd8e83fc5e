"""Everything that is wrong with a dataset, at once: by file, row and column, with value, rule and way out.

Promises: never raises for content, however bad; every finding is counted, the first of each rule are
listed; the rules see exactly the text that the loader sends. Does not promise that a store accepts the
data: what the vendor doesn't document is not invented here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.dataset.checks.columns import check_columns
from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.images import check_images
from pipeline.dataset.checks.keys import check_keys
from pipeline.dataset.checks.kind_rules import PHONE_COLUMNS, rules_of
from pipeline.dataset.checks.references import check_references
from pipeline.dataset.checks.rules import Gate, Rule, direct_rules, formula_like, gates
from pipeline.dataset.edits import EditedRow, Edits, edits_of
from pipeline.dataset.tables import Dataset, Table
from pipeline.errors import Finding
from pipeline.schema.fields import Form
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.text import clean, counted


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found. `findings` lists the first of each rule, `total` counts all of them."""

    findings: tuple[Finding, ...]
    total: int
    notes: tuple[str, ...]
    edits: Edits
    counts: Mapping[Kind, int]

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
        notes += _check_cells(table, gathered, allow_real_emails=allow_real_emails)
        check_keys(table, gathered)
        check_images(table, rules_of(table.kind).images, gathered)
        notes += _price_notes(table)
        if not table.frame.height:
            notes.append(f"{table.path}: it has no rows.")
    check_references(dataset, gathered)
    _check_edits(dataset, edits, gathered)
    counts = {kind: dataset.tables[kind].frame.height for kind in all_kinds() if kind in dataset.tables}
    return Report(gathered.in_order(), gathered.total, tuple(notes), edits, counts)


def _check_cells(table: Table, gathered: Gathered, *, allow_real_emails: bool) -> Iterator[str]:
    """Gather the findings of all rules; yield what is worth a note."""
    columns = table.frame.columns
    rules = [*direct_rules(table.kind, columns), *rules_of(table.kind).cells(columns)]
    for rule, rows in _broken(table.frame, rules):
        _gather(table, rule, rows, table.frame[rule.column].gather(rows.head(LISTED_PER_RULE)), gathered)
    for gate, unusual in _unusual(table, allow_real_emails=allow_real_emails):
        cells = unusual[gate.column]
        for rule, rows in _broken(unusual, gate.rules):
            _gather(
                table, rule, unusual["row"].gather(rows), cells.gather(rows.head(LISTED_PER_RULE)), gathered
            )
        formulas = unusual.select(formula_like(gate.column).sum()).item()
        if formulas and gate.column not in PHONE_COLUMNS:
            yield (
                f"{table.path}: {counted(formulas, 'cell')} of {gate.column} would be a formula to a "
                "spreadsheet; sent as they stand."
            )


def _broken(frame: pl.DataFrame, rules: Sequence[Rule]) -> Iterator[tuple[Rule, pl.Series]]:
    """Yield each broken rule with the rows that break it. One pass asks all of them whether, few say where."""
    if not rules:
        return
    asked = frame.select(
        rule.broken.fill_null(value=False).any().alias(str(i)) for i, rule in enumerate(rules)
    )
    for rule, broken in zip(rules, asked.row(0), strict=True):
        if broken:
            yield rule, frame.select(rule.broken.fill_null(value=False).arg_true().alias("row")).to_series()


def _unusual(table: Table, *, allow_real_emails: bool) -> Iterator[tuple[Gate, pl.DataFrame]]:
    """Yield each gate that holds unusual cells, with those cells and their rows."""
    every = list(gates(table.kind, table.frame.columns, allow_real_emails=allow_real_emails))
    if not every:
        return
    asked = table.frame.select(gate.unusual.any().alias(str(i)) for i, gate in enumerate(every))
    for gate, unusual in zip(every, asked.row(0), strict=True):
        if unusual:
            yield gate, table.frame.select(gate.column).with_row_index("row").filter(gate.unusual)


def _gather(table: Table, rule: Rule, rows: pl.Series, cells: pl.Series, gathered: Gathered) -> None:
    """Count the rows, and list the first of them, whose cells are given."""
    listed = zip(rows.head(LISTED_PER_RULE).to_list(), cells.to_list(), strict=True)
    gathered.add_many(
        len(rows),
        (
            Finding(
                str(table.path),
                table.lines[row],
                rule.column,
                None if text is None else clean(text, 80),
                rule.words(text or ""),
                rule.way_out(text or ""),
            )
            for row, text in listed
        ),
    )


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
