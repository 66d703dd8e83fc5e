"""A stream that somebody watches, or that is to look like it: prose that breaks between words, folded tables, colours.

Promises: nothing is read as markup; the colours are those that NO_COLOR and FORCE_COLOR allow; a reader who leaves,
or a full disk, ends nothing. Its texts are clean already.
"""

import contextlib
import io
import os
import sys
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pipeline.console.piped import PIPE_WIDTH, go_nowhere

NARROW = 60  # columns of a terminal where a wide table's cells would be folded to crumbs: its rows are stacked instead
FEW_COLUMNS = 2  # they can be folded and read


class Screen(Console):
    """stdout or stderr as rich draws it; to a `Live` it is the console."""

    def __init__(self, *, stderr: bool) -> None:
        stream = sys.stderr if stderr else sys.stdout
        if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            stream.reconfigure(errors="backslashreplace")  # a name in another script must not end a command
        no_color = True if os.environ.get("NO_COLOR") else None
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False, no_color=no_color)
        self.lost = ""  # why something could not be written, though somebody waits for it
        if not self.is_terminal and "COLUMNS" not in os.environ:
            self.width = PIPE_WIDTH

    def put(self, text: str, style: str = "", *, prose: bool = False) -> None:
        """Print a line; prose is broken between words on a terminal."""
        self._draw(Text(text, style=style), broken=prose and self.is_terminal)

    def begin(self, text: str) -> None:
        """Print a text that the answer follows on the same line."""
        self.print(Text(text), end="", soft_wrap=True)

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], spare: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Print a table of clean cells; '>name' is set right. Where words don't fit, `spare` columns go, or it is stacked.

        Return the columns that are not shown.
        """
        kept = [number for number, _ in enumerate(columns)]
        table = _table(columns, rows, kept)
        for name in spare:
            if self._widths(table).minimum > self.width:
                kept = [number for number in kept if columns[number].lstrip(">") != name]
                table = _table(columns, rows, kept)
        least, natural = self._widths(table)
        narrow = self.width < NARROW and natural > self.width
        if len(kept) > FEW_COLUMNS and (narrow or least > self.width):
            self._stacked([column.lstrip(">") for column in columns], rows)
            return ()
        if self.is_terminal:
            self._draw(table, broken=True)
        else:  # without the blanks that fill its lines
            lines = self.render_lines(table, self.options, pad=False)
            self.put("\n".join("".join(part.text for part in line).rstrip() for line in lines))
        return tuple(columns[number].lstrip(">") for number, _ in enumerate(columns) if number not in kept)

    def on_broken_pipe(self) -> None:
        """Stop writing, quietly; rich would end the process, and a load must not end for that."""
        self.quiet = True
        go_nowhere(sys.stderr if self.stderr else sys.stdout)

    def _draw(self, what: Text | Table, *, broken: bool) -> None:
        """Print; a terminal that has gone away ends no run."""
        try:
            self.print(what, soft_wrap=not broken)
        except OSError as wrong:
            self.lost = wrong.strerror or str(wrong)
            with contextlib.suppress(OSError):
                self.on_broken_pipe()

    def _widths(self, table: Table) -> Measurement:
        """Return the columns that a table takes with every word whole, and if there were no end of them."""
        return self.measure(table, options=self.options.update(width=10 * PIPE_WIDTH))

    def _stacked(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print each row as lines of 'heading  value', without those that are empty."""
        width = max((len(heading) for heading in headings), default=0)
        for row in rows:
            for heading, cell in zip(headings, row, strict=True):
                if cell:
                    self.put(f"{heading:<{width}}  {cell}".strip(), prose=True)
            self.put("")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], kept: Sequence[int]) -> Table:
    """Return a table of the columns that are kept; those of single words are narrowed last."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number in kept:
        table.add_column(
            Text(columns[number].lstrip(">")),
            justify="right" if columns[number].startswith(">") else "left",
            overflow="fold",
            no_wrap=not any(" " in row[number] for row in rows),
        )
    for row in rows:
        table.add_row(*(Text(row[number]) for number in kept))
    return table
