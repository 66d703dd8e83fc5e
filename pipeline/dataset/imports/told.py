"""What is said of an import: how cells were read, and how much was lost on the way. Values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from pipeline.text import clean, counted


class _Line(NamedTuple):
    """A line around a number; `noun` and `nouns` say of what, '' of nothing. Without a number it stands in `before` alone."""

    before: str
    noun: str = ""
    nouns: str = ""
    after: str = ""


@dataclass(slots=True)
class ImportNotes:
    """Lines about one file, in the order in which things were done first: batches of its rows add to the same numbers.

    `left_out` counts what the dataset has no place for.
    """

    left_out: dict[str, int] = field(default_factory=dict)
    _lines: dict[_Line, int | None] = field(default_factory=dict)
    _examples: dict[_Line, str] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """All lines, in words."""
        return tuple(self._worded(line, number) for line, number in self._lines.items())

    def say(self, *lines: str) -> None:
        """Say how something was read."""
        for line in lines:
            self._lines.setdefault(_Line(line), None)

    def count(self, number: int, noun: str, after: str, *, before: str = "", nouns: str = "") -> None:
        """Say how many of something were read how, if there are any."""
        if number:
            line = _Line(before, noun, nouns, after)
            self._lines[line] = (self._lines.get(line) or 0) + number

    def count_blank(self, name: str, cells: pl.Series, empty: Sequence[str]) -> None:
        """Say that cells of a column name nothing, if there are any: `empty` are their texts."""
        line = _Line(f"{name}: ", "cell", "", " left blank, such as ")
        number = int(cells.is_in(list(empty)).sum())
        self.count(number, line.noun, line.after, before=line.before)
        if number:
            self._examples[line] = min([*empty, *filter(None, [self._examples.get(line)])])

    def lose(self, what: str, number: int, why: str = "") -> None:
        """Say that something was left out, if there was any of it: `what` is several of it."""
        if number:
            self.left_out[what] = self.left_out.get(what, 0) + number
            self.count(number, "", f" ({why})" if why else "", before=f"{what} left out: ")

    def _worded(self, line: _Line, number: int | None) -> str:
        if number is None:
            return line.before
        many = counted(number, line.noun, line.nouns) if line.noun else f"{number:,}"
        example = self._examples.get(line)
        shown = f'"{clean(example, 40)}", which names nothing' if example is not None else ""
        return f"{line.before}{many}{line.after}{shown}"
