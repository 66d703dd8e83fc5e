"""What is said of an import: how cells were read, and how much was lost on the way. Values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from pipeline.text import clean, counted


@dataclass(slots=True)
class ImportNotes:
    """Lines about one file, in the order in which things were done; `left_out` counts what the dataset has no place for."""

    notes: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def say(self, line: str) -> None:
        """Say how something was read."""
        self.notes.append(line)

    def say_blank(self, name: str, cells: pl.Series, empty: Sequence[str]) -> None:
        """Say that cells of a column name nothing, if there are any: `empty` are their texts."""
        number = int(cells.is_in(list(empty)).sum())
        if number:
            shown = f'"{clean(min(empty), 40)}"'
            self.say(f"{name}: {counted(number, 'cell')} left blank, such as {shown}, which names nothing")

    def lose(self, what: str, number: int, why: str = "") -> None:
        """Say that something was left out, if there was any of it: `what` is several of it."""
        if number:
            self.left_out[what] = self.left_out.get(what, 0) + number
            self.notes.append(f"{what} left out: {number:,}{f' ({why})' if why else ''}")
