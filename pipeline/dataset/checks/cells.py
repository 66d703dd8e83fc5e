"""The rules of cells, asked of one table: what breaks them is gathered, with value, rule and way out.

Promises: what a way out proposes was asked by all rules of its column, in its own row, and passed them; one text that
cures a cell of several things is proposed once.
"""

import functools
import itertools
import operator
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.codes import code_gate
from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.keys import folded
from pipeline.dataset.checks.kind_rules import damage_gates, rules_of
from pipeline.dataset.checks.leftovers import leftover_rules
from pipeline.dataset.checks.rules import (
    ODD,
    Cure,
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
from pipeline.dataset.checks.spreadsheets.rewritten import is_rewritten, lost_letters
from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.disk_frame import Frame, batches, copied
from pipeline.dataset.files.side_by_side import side_by_side
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.schema.fields import FORM_SHAPES, Field
from pipeline.schema.kinds import KeyShape
from pipeline.text import clean, counted

_ROUNDS = 6  # cures of one cell, each of what the one before it left

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


class _Asked(NamedTuple):
    """A rule, and the expression that is true where it is broken."""

    rule: Rule
    broken: pl.Expr


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
    unusual, broken = _suspect(table.frame, gates, direct)
    rows = _Suspects()
    notes = [note for gate, cells in unusual.items() if (note := _formula_note(table, gate, cells))]
    for gate, cells in unusual.items():
        rows.add(gate.column, cells["row"])
    for rule in broken:
        where = table.frame.select(rule.broken.fill_null(value=False).arg_true().alias("row"))
        rows.add(rule.column, where.to_series())
    for name, made in (restores or {}).items():
        rows.add(name, made["row"])
    cures: dict[str, Cured] = {}
    for name in (each for each in columns if each in rows.found):
        asked = [*_asked(name, gates, unusual), *(_direct(rule) for rule in direct if rule.column == name)]
        restored = (restores or {}).get(name)
        cured = _judge(_Part(table, name, asked, rows.of(name), restored), restored, gathered)
        cures |= {} if cured is None else {name: cured}
    return Judged(notes, cures)


class _Suspects:
    """The rows of each column in which something may be wrong."""

    def __init__(self) -> None:
        self.found: dict[str, list[pl.Series]] = {}

    def add(self, name: str, rows: pl.Series) -> None:
        self.found.setdefault(name, []).append(rows.cast(pl.UInt32))

    def of(self, name: str) -> pl.Series:
        rows: pl.Series = pl.concat(self.found[name]).unique().sort()
        return rows


def _asked(name: str, gates: Iterable[Gate], unusual: Mapping[Gate, pl.DataFrame]) -> Iterator[_Asked]:
    """Yield the gated rules of a column: what is cured must pass them all, whatever was unusual before."""
    for gate in (each for each in gates if each.column == name):
        cells = unusual[gate][name] if gate in unusual else pl.Series(dtype=pl.String)
        for rule in gate.rules(cells):
            yield _Asked(rule, (gate.unusual & rule.broken).fill_null(value=False))


def _direct(rule: Rule) -> _Asked:
    return _Asked(rule, rule.broken.fill_null(value=False))


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


def _suspect(
    frame: Frame, gates: Sequence[Gate], rules: Sequence[Rule]
) -> tuple[dict[Gate, pl.DataFrame], list[Rule]]:
    """Return the gates that hold unusual cells, with those and their rows, and which rules are broken.

    One pass over the rows asks all of them whether, few say where.
    """
    asked = [*(gate.unusual for gate in gates), *(rule.broken for rule in rules)]
    any_of = [each.fill_null(value=False).any().alias(str(i)) for i, each in enumerate(asked)]
    answers = side_by_side(lambda batch: batch.select(any_of).row(0), batches(frame, frame.columns))
    found = [any(each) for each in zip(*answers, strict=True)] if asked else []
    marked = {gate: _marked(frame, gate) for gate in itertools.compress(gates, found)}
    return marked, list(itertools.compress(rules, found[len(gates) :]))


def _marked(frame: Frame, gate: Gate) -> pl.DataFrame:
    names, first, found = gate.unusual.meta.root_names(), 0, []
    for batch in batches(frame, list(dict.fromkeys([gate.column, *names]))):
        marked = batch.select(gate.unusual.fill_null(value=False).alias("unusual")).to_series()
        cells = copied(batch.select(column(gate.column)).filter(marked))
        found.append(cells.with_columns(row=marked.arg_true() + first))
        first += batch.height
    return pl.concat(found)


def _judge(part: "_Part", made: pl.DataFrame | None, gathered: Gathered) -> Cured | None:
    """Gather the findings of one column; return its certain cures."""
    before = part.asked_of(part.cells)
    if made is None and not _any(before).any():
        return None
    if made is not None:
        part.restore(pl.DataFrame({"row": part.rows}).join(made, on="row", how="left")["made"], before)
    settled = part.settled()
    after = part.asked_of(settled)
    cured = ~_any(_new(before, after)) & settled.ne_missing(part.cells)
    guesses = part.guesses(before, settled, after)
    taken = part.none
    for each, was, now, guessed in zip(part.asked, before, after, guesses, strict=True):
        open_ = was & ~(taken & ~now)
        mine = open_ & cured & ~now
        part.gather(each.rule, open_, settled.zip_with(mine, guessed), part.cells, gathered)
        taken = taken | mine
    alone = part.restored & cured & ~taken
    part.gather(_rewritten(part.name), alone, settled, settled, gathered)
    wanted = cured & (taken | alone)
    if not wanted.any():
        return None
    return Cured(
        *(
            each.filter(wanted)
            for each in (part.rows, settled, part.restored & settled.eq_missing(part.start))
        )
    )


def _rewritten(name: str) -> Rule:
    """Return the rule of a cell in which only the row as it was made shows that a spreadsheet rewrote it."""
    return Rule(name, pl.lit(value=True), messages.rewritten, messages.restore)


class _Part:
    """The rows of a table in which one column breaks a rule, or had another text when it was made; '' is an emptied cell."""

    def __init__(
        self, table: Table, name: str, asked: Sequence[_Asked], suspects: pl.Series, made: pl.DataFrame | None
    ) -> None:
        self.table, self.name, self.asked = table, name, asked
        roots = {root for each in asked for root in each.broken.meta.root_names()} | {name}
        restored = pl.Series(dtype=pl.UInt32) if made is None else made["row"].cast(pl.UInt32)
        wrong = pl.any_horizontal(pl.lit(value=False), *(each.broken for each in asked))
        first, parts, rows = 0, list[pl.DataFrame](), [suspects.clear()]
        # Most suspects are sound: the next batch is looked at once those of this one are let go
        for batch in batches(table.frame, [each for each in table.frame.columns if each in roots]):
            mine = suspects.filter(suspects.is_between(first, first + batch.height, closed="left"))
            part = batch[mine - first]
            kept = part.select(wrong.alias("kept")).to_series() | mine.is_in(restored.implode())
            parts.append(copied(part.filter(kept)))
            rows.append(mine.filter(kept))
            first += batch.height
        self.frame, self.rows = pl.concat(parts), pl.concat(rows)
        self.cells = self.frame[name]
        self.none = pl.repeat(value=False, n=len(self.rows), eager=True)
        self.start, self.restored = self.cells, self.none

    def asked_of(self, cells: pl.Series) -> pl.DataFrame:
        """Return which rules are broken where the column holds these cells, each under its number."""
        frame = self.frame.with_columns(cells.replace("", None).alias(self.name))
        return frame.select(each.broken.alias(str(number)) for number, each in enumerate(self.asked))

    def restore(self, made: pl.Series, before: pl.DataFrame) -> None:
        """Begin with what stood there when the rows were made, where a program did the damage."""
        hurt = [before[str(number)] for number, each in enumerate(self.asked) if each.rule.damage]
        pairs = zip(made, self.cells, strict=True)
        rewritten = pl.Series(
            [bool(was and now) and self._rewritten(was, now) for was, now in pairs], dtype=pl.Boolean
        )
        field = self.table.kind.field(self.name)
        if field is not None and field.form in FORM_SHAPES:  # 29,95 says itself that it is 29.95
            rewritten &= ~self.settled().ne_missing(self.cells)
        self.restored = made.is_not_null() & functools.reduce(operator.or_, hurt, rewritten)
        self.start = made.zip_with(self.restored, self.cells)

    def _rewritten(self, was: str, now: str) -> bool:
        return is_rewritten(was, now) or lost_letters(was, now, self.table.encoding)

    def settled(self) -> pl.Series:
        """Return the cells with all certain cures, one behind the other."""
        cells = self.start
        for _ in range(_ROUNDS):
            again = self._mended(cells, self.asked_of(cells), lambda rule: rule.cure)
            if again.equals(cells, null_equal=True):
                break
            cells = again
        return cells

    def guesses(self, before: pl.DataFrame, settled: pl.Series, after: pl.DataFrame) -> list[pl.Series]:
        """Return for each rule what a person may have meant, null where nobody can tell or where it would be a finding."""
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(self.rows))
        if not any(each.rule.guess for each in self.asked):
            return [nothing] * len(self.asked)
        guesses = self._mended(settled, after, lambda rule: rule.guess)
        broken = self.asked_of(guesses)
        sound = ~_any(_new(before, broken)) & guesses.ne_missing(settled) & ~self._doubled(guesses)
        return [guesses.zip_with(sound & ~each, nothing) for each in broken]

    def _doubled(self, guesses: pl.Series) -> pl.Series:
        """Return where a guess is what another row has, in a column in which no two may have the same."""
        kind = self.table.kind
        if self.name != kind.key.field and self.name not in rules_of(kind).unique:
            return self.none
        keys, there = folded(guesses), folded(self.table.frame[self.name])
        return (keys.is_duplicated() | keys.is_in(there.drop_nulls().implode())).fill_null(value=False)

    def gather(
        self, rule: Rule, open_: pl.Series, proposed: pl.Series, told: pl.Series, gathered: Gathered
    ) -> None:
        """Count the rows in which a rule is broken, and list the first of them with what is proposed there."""
        places = open_.arg_true()
        if len(places):
            listed = places.head(LISTED_PER_RULE).to_list()
            gathered.add_many(len(places), [self._finding(rule, at, proposed[at], told[at]) for at in listed])

    def _finding(self, rule: Rule, at: int, proposed: str | None, told: str | None) -> Finding:
        text = self.cells[at]
        way_out, cure = rule.way_out(text or ""), proposed
        if proposed is not None:
            again = f" again{messages.AS_TEXT}"
            way_out = messages.write(proposed, again if self.restored[at] else rule.more, quoted=rule.quoted)
        return Finding(
            str(self.table.path),
            self.table.lines[self.rows[at]],
            self.name,
            None if text is None else clean(text, 80),
            rule.words(told or ""),
            way_out,
            cure,
        )

    def _mended(
        self, cells: pl.Series, broken: pl.DataFrame, cure_of: Callable[[Rule], Cure | None]
    ) -> pl.Series:
        """Return the cells, each cured of the first of its broken rules that has a cure."""
        left = ~self.none
        for each, where in zip(self.asked, broken, strict=True):
            cure = cure_of(each.rule)
            if cure is None or not (where & left).any():
                continue
            texts = cells.filter(where & left).drop_nulls().unique().to_list()
            found = {text: new for text in texts if (new := cure(text)) not in (None, text)}
            here = where & left & cells.is_in(list(found)).fill_null(value=False)
            mended = cells.replace_strict(found, default=None, return_dtype=pl.String)
            cells, left = mended.zip_with(here, cells), left & ~here
        return cells


def _new(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return which rules are broken now and were not before."""
    return pl.DataFrame([now & ~then for now, then in zip(after, before, strict=True)])


def _any(marks: pl.DataFrame) -> pl.Series:
    return marks.select(pl.any_horizontal(pl.all())).to_series()
