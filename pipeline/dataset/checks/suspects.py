"""The rows of one column that break a rule, some at a time: asked, cured, guessed at, and told of (`cells` decides what comes of it)."""

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.keys import marks
from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.checks.rules import (
    Cure,
    Rule,
)
from pipeline.dataset.checks.spreadsheets.rewritten import is_rewritten, lost_letters, may_be_rewritten
from pipeline.dataset.files.disk_frame import batches, copied
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.schema.fields import FORM_SHAPES
from pipeline.text import clean

_PART_ROWS = 65_536  # judged at a time
_ROUNDS = 6  # cures of one cell, each of what the one before it left


class AskedRule(NamedTuple):
    """A rule, and the expression that is true where it is broken."""

    rule: Rule
    broken: pl.Expr


def _rewritten(name: str) -> Rule:
    """Return the rule of a cell in which only the row as it was made shows that a spreadsheet rewrote it."""
    return Rule(name, pl.lit(value=True), messages.rewritten, messages.restore)


class SuspectColumn:
    """A column with the rules that are asked of it, and `made`: the texts that stood there when the rows were made."""

    def __init__(
        self, table: Table, name: str, asked: Sequence[AskedRule], made: pl.DataFrame | None
    ) -> None:
        self.table, self.name, self.asked, self.made = table, name, asked, made
        self.rules = [*(each.rule for each in asked), _rewritten(name)]
        self.listed = [0] * len(self.rules)  # findings of each

    @functools.cached_property
    def keys(self) -> pl.Series:
        """The marks of what is there."""
        return marks(self.table.frame, self.name).drop_nulls()

    def parts(self, suspects: pl.Series) -> Iterator["SuspectRows"]:
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
                yield SuspectRows(self, pl.concat(parts), pl.concat(rows))
                parts, rows = [], []
        if rows:
            yield SuspectRows(self, pl.concat(parts), pl.concat(rows))


class SuspectRows:
    """Some rows of a column in which it breaks a rule, or had another text when it was made; '' is an emptied cell."""

    def __init__(self, column: SuspectColumn, frame: pl.DataFrame, rows: pl.Series) -> None:
        self.column, self.frame, self.rows = column, frame, rows
        self.table, self.name, self.asked = column.table, column.name, column.asked
        self.cells = self.frame[self.name]
        self.none = pl.repeat(value=False, n=len(self.rows), eager=True)
        self.start, self.restored = self.cells, self.none

    def only(self, places: pl.Series) -> "SuspectRows":
        """Return some of these rows."""
        return SuspectRows(self.column, self.frame[places], self.rows[places])

    def asked_of(self, cells: pl.Series) -> pl.DataFrame:
        """Return which rules are broken where the column holds these cells, each under its number."""
        frame = self.frame.with_columns(cells.replace("", None).alias(self.name))
        return frame.select(each.broken.alias(str(number)) for number, each in enumerate(self.asked))

    def restore(self, made: pl.Series, before: pl.DataFrame) -> None:
        """Begin with what stood there when the rows were made, where a program did the damage."""
        damaged = [before[str(number)] for number, each in enumerate(self.asked) if each.rule.damage]
        pairs = [(was or "", now or "") for was, now in zip(made, self.cells, strict=True)]
        rewritten = pl.Series(
            [bool(was and now) and self._rewritten(was, now) for was, now in pairs], dtype=pl.Boolean
        )
        hurt = functools.reduce(operator.or_, damaged, self.none) & pl.Series(
            [may_be_rewritten(was, now) for was, now in pairs], dtype=pl.Boolean
        )
        field = self.table.kind.field(self.name)
        if field is not None and field.form in FORM_SHAPES:  # 29,95 says itself that it is 29.95
            rewritten &= ~self.settled().ne_missing(self.cells)
        self.restored = made.is_not_null() & (hurt | rewritten)
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
        sound = ~any_of(newly(before, broken)) & guesses.ne_missing(settled) & ~self._doubled(guesses)
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


def newly(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return which rules are broken now and were not before."""
    return pl.DataFrame([now & ~then for now, then in zip(after, before, strict=True)])


def any_of(marks: pl.DataFrame) -> pl.Series:
    """Return the rows in which any of the marks is set."""
    return marks.select(pl.any_horizontal(pl.all())).to_series()
