"""The rules of cells, asked of one table: what breaks them is gathered, with value, rule and way out."""

from collections.abc import Container, Iterator, Sequence

import polars as pl

from pipeline.dataset.checks.codes import code_gate
from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.kind_rules import PHONE_COLUMNS, rules_of
from pipeline.dataset.checks.rules import Gate, Rule, direct_rules, formula_like, gates
from pipeline.dataset.checks.spreadsheets.option_values import option_gate
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.text import clean, counted


def check_cells(
    table: Table, gathered: Gathered, *, allow_real_emails: bool, elsewhere: Container[str] = ()
) -> Iterator[str]:
    """Gather the findings of all rules; yield what is worth a note. Whether cells `elsewhere` may be blank is not asked."""
    columns = table.frame.columns
    rules = [*direct_rules(table.kind, columns, elsewhere), *rules_of(table.kind).cells(columns)]
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
    columns, own = table.frame.columns, rules_of(table.kind)
    options = own.family.options if own.family is not None else ()
    every = [
        *gates(table.kind, columns, emails=own.emails, allow_real_emails=allow_real_emails),
        *(code_gate(table.frame, table.kind.key.field, name) for name in own.codes if name in columns),
        *(option_gate(table.frame, *pair) for pair in options if pair[1] in columns),
    ]
    if not every:
        return
    asked = table.frame.select(gate.unusual.any().alias(str(i)) for i, gate in enumerate(every))
    for gate, unusual in zip(every, asked.row(0), strict=True):
        if unusual:
            marked = table.frame.select(gate.unusual.alias("unusual")).to_series()
            yield gate, table.frame.select(gate.column).with_row_index("row").filter(marked)


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
