"""The rules of cells, asked of one table: what breaks them is gathered, with value, rule and way out.

Promises: what a way out proposes was asked by all rules of its column, in its own row, and passed them; one text that
cures a cell of several things is proposed once.
"""

import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.dataset.checks.codes import code_gate
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.kind_rules import damage_gates, rules_of
from pipeline.dataset.checks.leftovers import leftover_rules
from pipeline.dataset.checks.rules import (
    ODD,
    Gate,
    Rule,
    direct_rules,
    email_gate,
    field_gate,
    form_gate,
    formula_like,
    guess_rule,
    negative_gate,
    number_gate,
    size_rules,
    text_rules,
)
from pipeline.dataset.checks.spreadsheets.option_values import option_gate
from pipeline.dataset.checks.suspects import AskedRule, SuspectColumn, SuspectRows, any_of, newly
from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.disk_frame import Frame, batches, copied
from pipeline.dataset.files.side_by_side import side_by_side
from pipeline.dataset.tables import Table
from pipeline.schema.fields import FORM_SHAPES, Field
from pipeline.schema.kinds import KeyShape
from pipeline.text import counted

Restores = Mapping[
    str, pl.DataFrame
]  # by column: `row`, and `made`, the text that stood there when the row was made


class Cured(NamedTuple):
    """The certain cures of one column: its rows, the texts to write there ('' empties the cell), and which stood there when the rows were made."""

    rows: pl.Series
    texts: pl.Series
    restored: pl.Series


class Judged(NamedTuple):
    """What came of the rules of cells: notes, and the certain cures by column."""

    notes: Sequence[str]
    cures: Mapping[str, Cured]


def check_cells(
    table: Table,
    gathered: Gathered,
    *,
    allow_real_emails: bool,
    elsewhere: Container[str] = (),
    restores: Restores | None = None,
) -> Judged:
    """Gather the findings of all rules. Whether cells `elsewhere` may be blank is not asked."""
    kind, columns = table.kind, table.frame.columns
    gates = list(_gates(table, allow_real_emails=allow_real_emails))
    direct = [*direct_rules(kind, columns, elsewhere), *rules_of(kind).cells(columns)]
    found, broken = _suspect(table.frame, gates, direct)
    notes: list[str] = []
    cures: dict[str, Cured] = {}
    for name in columns:
        unusual = {gate: _marked(table.frame, gate) for gate in found if gate.column == name}
        notes += [note for gate, cells in unusual.items() if (note := _formula_note(table, gate, cells))]
        made = (restores or {}).get(name)
        rows = [cells["row"] for cells in unusual.values()]
        rows += [_broken_rows(table.frame, rule) for rule in broken if rule.column == name]
        rows += [] if made is None else [made["row"]]
        if rows:
            asked = [
                *_asked(name, gates, unusual),
                *(_direct(rule) for rule in direct if rule.column == name),
            ]
            suspects = pl.concat([each.cast(pl.UInt32) for each in rows]).unique().sort()
            del unusual, rows  # of a million unusual cells the texts
            cures |= _judge(SuspectColumn(table, name, asked, made), suspects, gathered)
    return Judged(notes, cures)


def _broken_rows(frame: Frame, rule: Rule) -> pl.Series:
    rows: pl.Series = frame.select(rule.broken.fill_null(value=False).arg_true()).to_series()
    return rows


def _asked(name: str, gates: Iterable[Gate], unusual: Mapping[Gate, pl.DataFrame]) -> Iterator[AskedRule]:
    """Yield the gated rules of a column: what is cured must pass them all, whatever was unusual before."""
    for gate in (each for each in gates if each.column == name):
        cells = unusual[gate][name] if gate in unusual else pl.Series(dtype=pl.String)
        for rule in gate.rules(cells):
            yield AskedRule(rule, (gate.unusual & rule.broken).fill_null(value=False))


def _direct(rule: Rule) -> AskedRule:
    return AskedRule(rule, rule.broken.fill_null(value=False))


def _formula_note(table: Table, gate: Gate, unusual: pl.DataFrame) -> str:
    """Return a note about cells that a spreadsheet would act on, '' where there are none. Phones may begin with a plus."""
    name = gate.column
    formulas = unusual.select(formula_like(name).sum()).item()
    if not gate.odd or not formulas or name in rules_of(table.kind).phones:
        return ""
    return (
        f"{table.path}: {counted(formulas, 'cell')} of {name} would be a formula to a "
        "spreadsheet; sent as they stand."
    )


def _gates(table: Table, *, allow_real_emails: bool) -> Iterator[Gate]:
    """Yield the gates of each column, in the order in which their rules are asked."""
    kind, own, frame = table.kind, rules_of(table.kind), table.frame
    fields = {name: field for name in frame.columns if (field := kind.field(name)) is not None}
    options = own.family.options if own.family is not None else ()
    key = (kind.key.field,) if kind.key.shape is KeyShape.CODE else ()
    emails = (*((kind.key.field,) if kind.key.shape is KeyShape.EMAIL else ()), *own.emails)
    codes = {*key, *own.codes, *own.numbers, *own.phones, *own.postcodes, *emails}
    values = {value for _, value in options}
    for name, field in fields.items():
        coded = name in codes or bool(field.choices) or field.dated
        leftovers = leftover_rules(name, code=coded, choice=name in values, required=field.required)
        yield from _field_gates(table, name, field, tuple(leftovers))
    for name in (each for each in emails if each in fields):
        yield email_gate(name, allow_real_emails=allow_real_emails)
    for name in (each for each in (*key, *own.numbers) if each in fields):
        yield number_gate(frame, name)
    for name in (each for each in own.codes if each in fields):
        yield code_gate(frame, kind.key.field, name)
    for pair in options:
        if pair[1] in fields:
            yield option_gate(frame, *pair)
    yield from damage_gates(kind, frame.columns)


def _field_gates(table: Table, name: str, field: Field, leftovers: tuple[Rule, ...]) -> Iterator[Gate]:
    """Yield the gates of a column's form: of its numbers and words, or of any text."""
    if field.form not in FORM_SHAPES:
        guessed = (guess_rule(name, table.encoding),) if table.guessed else ()
        rules = (*text_rules(name), *leftovers, *guessed)
        yield Gate(name, pl.col(name).str.contains(ODD), _always(rules), odd=True)
        if field.choices or field.dated:
            yield field_gate(name, field)
        return
    unit = rules_of(table.kind).sizes.get(field.name)
    if unit is None:
        yield form_gate(name, field.form, leftovers)
        return
    said = pl.col(unit).is_not_null() if unit in table.frame.columns else pl.lit(value=False)
    yield form_gate(name, field.form, (*leftovers, *size_rules(name, table.kind.fields[unit], said)))
    yield negative_gate(name)


def _always(rules: tuple[Rule, ...]) -> Callable[[pl.Series], Sequence[Rule]]:
    return lambda _: rules


def _suspect(frame: Frame, gates: Sequence[Gate], rules: Sequence[Rule]) -> tuple[list[Gate], list[Rule]]:
    """Return the gates that hold unusual cells, and the rules that are broken.

    One pass over the rows asks all of them whether, few say where.
    """
    asked = [*(gate.unusual for gate in gates), *(rule.broken for rule in rules)]
    any_of = [each.fill_null(value=False).any().alias(str(i)) for i, each in enumerate(asked)]
    answers = side_by_side(lambda batch: batch.select(any_of).row(0), batches(frame, frame.columns))
    found = [any(each) for each in zip(*answers, strict=True)] if asked else []
    return list(itertools.compress(gates, found)), list(itertools.compress(rules, found[len(gates) :]))


def _marked(frame: Frame, gate: Gate) -> pl.DataFrame:
    """Return the unusual cells of a gate, and their rows."""
    names, first, found = gate.unusual.meta.root_names(), 0, []
    for batch in batches(frame, list(dict.fromkeys([gate.column, *names]))):
        marked = batch.select(gate.unusual.fill_null(value=False).alias("unusual")).to_series()
        cells = copied(batch.select(column(gate.column)).filter(marked))
        found.append(cells.with_columns(row=marked.arg_true() + first))
        first += batch.height
    return pl.concat(found)


def _judge(column: SuspectColumn, suspects: pl.Series, gathered: Gathered) -> dict[str, Cured]:
    """Gather the findings of one column; return its certain cures, if there are any."""
    cures = [cured for part in column.parts(suspects) if (cured := _judge_part(part, gathered)) is not None]
    if not cures:
        return {}
    return {column.name: Cured(*(pl.concat(each) for each in zip(*cures, strict=True)))}


def _judge_part(part: SuspectRows, gathered: Gathered) -> Cured | None:
    made, asked = part.column.made, part.column.asked
    before = part.asked_of(part.cells)
    if made is None and not any_of(before).any():
        return None
    if made is not None:
        part.restore(pl.DataFrame({"row": part.rows}).join(made, on="row", how="left")["made"], before)
    settled = part.settled()
    after = part.asked_of(settled)
    cured = ~any_of(newly(before, after)) & settled.ne_missing(part.cells)
    taken, opened, mine = part.none, list[pl.Series](), list[pl.Series]()
    for was, now in zip(before, after, strict=True):
        opened.append(was & ~(taken & ~now))
        mine.append(opened[-1] & cured & ~now)
        taken |= mine[-1]
    shown = pl.concat([part.listed(number, each) for number, each in enumerate(opened)]).unique().sort()
    guesses = part.only(shown).guesses(before[shown], settled[shown], after[shown])
    for number, (rows, its) in enumerate(zip(opened, mine, strict=True)):
        proposed = settled[shown].zip_with(its[shown], guesses[number])
        part.gather(number, rows, dict(zip(shown, proposed, strict=True)), part.cells, gathered)
    alone = part.restored & cured & ~taken
    restored = {at: settled[at] for at in part.listed(len(asked), alone)}
    part.gather(len(asked), alone, restored, settled, gathered)
    wanted = cured & (taken | alone)
    if not wanted.any():
        return None
    return Cured(
        *(
            each.filter(wanted)
            for each in (part.rows, settled, part.restored & settled.eq_missing(part.start))
        )
    )
