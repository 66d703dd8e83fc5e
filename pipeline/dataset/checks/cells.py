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
from pipeline.dataset.checks.keys import marks
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

_PART_ROWS = 65_536  # judged at a time
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
            cures |= _judge(_Column(table, name, asked, made), suspects, gathered)
    return Judged(notes, cures)


def _broken_rows(frame: Frame, rule: Rule) -> pl.Series:
    rows: pl.Series = frame.select(rule.broken.fill_null(value=False).arg_true()).to_series()
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


def _judge(column: "_Column", suspects: pl.Series, gathered: Gathered) -> dict[str, Cured]:
    """Gather the findings of one column; return its certain cures, if there are any."""
    cures = [cured for part in column.parts(suspects) if (cured := _judge_part(part, gathered)) is not None]
    if not cures:
        return {}
    return {column.name: Cured(*(pl.concat(each) for each in zip(*cures, strict=True)))}


def _judge_part(part: "_Part", gathered: Gathered) -> Cured | None:
    made, asked = part.column.made, part.column.asked
    before = part.asked_of(part.cells)
    if made is None and not _any(before).any():
        return None
    if made is not None:
        part.restore(pl.DataFrame({"row": part.rows}).join(made, on="row", how="left")["made"], before)
    settled = part.settled()
    after = part.asked_of(settled)
    cured = ~_any(_new(before, after)) & settled.ne_missing(part.cells)
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


def _rewritten(name: str) -> Rule:
    """Return the rule of a cell in which only the row as it was made shows that a spreadsheet rewrote it."""
    return Rule(name, pl.lit(value=True), messages.rewritten, messages.restore)


class _Column:
    """A column with the rules that are asked of it, and `made`: the texts that stood there when the rows were made."""

    def __init__(self, table: Table, name: str, asked: Sequence[_Asked], made: pl.DataFrame | None) -> None:
        self.table, self.name, self.asked, self.made = table, name, asked, made
        self.rules = [*(each.rule for each in asked), _rewritten(name)]
        self.listed = [0] * len(self.rules)  # findings of each

    @functools.cached_property
    def keys(self) -> pl.Series:
        """The marks of what is there."""
        return marks(self.table.frame, self.name).drop_nulls()

    def parts(self, suspects: pl.Series) -> Iterator["_Part"]:
        """Yield the suspect rows that break a rule, or were made otherwise, some at a time."""
        table, roots = self.table, {root for each in self.asked for root in each.broken.meta.root_names()}
        restored = pl.Series(dtype=pl.UInt32) if self.made is None else self.made["row"].cast(pl.UInt32)
        wrong = pl.any_horizontal(pl.lit(value=False), *(each.broken for each in self.asked))
        first, parts, rows = 0, list[pl.DataFrame](), list[pl.Series]()
        # Most suspects are sound: the next batch is looked at once those of this one are let go
        for batch in batches(
            table.frame, [each for each in table.frame.columns if each in {*roots, self.name}]
        ):
            mine = suspects.filter(suspects.is_between(first, first + batch.height, closed="left"))
            part = batch[mine - first]
            kept = part.select(wrong.alias("kept")).to_series() | mine.is_in(restored.implode())
            parts.append(copied(part.filter(kept)))
            rows.append(mine.filter(kept))
            first += batch.height
            if sum(map(len, rows)) > _PART_ROWS:
                yield _Part(self, pl.concat(parts), pl.concat(rows))
                parts, rows = [], []
        if rows:
            yield _Part(self, pl.concat(parts), pl.concat(rows))


class _Part:
    """Some rows of a column in which it breaks a rule, or had another text when it was made; '' is an emptied cell."""

    def __init__(self, column: _Column, frame: pl.DataFrame, rows: pl.Series) -> None:
        self.column, self.frame, self.rows = column, frame, rows
        self.table, self.name, self.asked = column.table, column.name, column.asked
        self.cells = self.frame[self.name]
        self.none = pl.repeat(value=False, n=len(self.rows), eager=True)
        self.start, self.restored = self.cells, self.none

    def only(self, places: pl.Series) -> "_Part":
        """Return some of these rows."""
        return _Part(self.column, self.frame[places], self.rows[places])

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
        keys = marks(guesses.alias(self.name).to_frame(), self.name)
        return (keys.is_duplicated() | keys.is_in(self.column.keys.implode())).fill_null(value=False)

    def listed(self, number: int, open_: pl.Series) -> pl.Series:
        """Return the places of rows that break a rule and are to be listed."""
        return open_.arg_true().head(LISTED_PER_RULE - self.column.listed[number])

    def gather(
        self,
        number: int,
        open_: pl.Series,
        proposed: Mapping[int, str | None],
        told: pl.Series,
        gathered: Gathered,
    ) -> None:
        """Count the rows in which a rule is broken, and list the first of them with what is proposed there."""
        rule, listed = self.column.rules[number], self.listed(number, open_).to_list()
        self.column.listed[number] += len(listed)
        gathered.add_many(
            int(open_.sum()), [self._finding(rule, at, proposed[at], told[at]) for at in listed]
        )

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
