"""One process's terminal: what is printed where, and whether a person can be asked."""

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import Finding
from pipeline.text import clean, counted, printable

PIPE_WIDTH = 200  # columns of a table that nobody watches: it should not wrap
NARROW = 60  # columns of a terminal where a wide table's cells would be folded to crumbs: its rows are stacked instead
FEW_COLUMNS = 2  # they can be folded and read
FINDINGS_SHOWN = 50  # the rest is counted; --json has them all


class Terminal:
    """Prints for people, or one JSON document for scripts (`as_json`); `quiet` keeps to data and errors."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet or as_json
        self._out = _console(stderr=False)
        self.err = _console(stderr=True)

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to answer."""
        return sys.stdin.isatty() and self.err.is_terminal and not self.as_json

    @property
    def watched(self) -> bool:
        """Whether a bar would be seen."""
        return self.err.is_terminal and not self.quiet

    def document(self, document: dict[str, Any]) -> None:
        """Print the JSON document of a command to stdout."""
        self._out.print(Text(json.dumps(document, ensure_ascii=False, indent=2, default=str)), soft_wrap=True)

    def data(self, text: str) -> None:
        """Print text that was asked for to stdout; lines stay lines."""
        for line in text.split("\n"):
            _print(self._out, Text(printable(line)))

    def say(self, text: str, style: str = "") -> None:
        """Print a sentence for people."""
        if not self.quiet:
            _print(self.err, Text(printable(text), style=style))

    def gap(self) -> None:
        """Print an empty line for people."""
        if not self.quiet:
            _print(self.err, Text(""))

    def done(self, text: str) -> None:
        """Print that something has been reached."""
        self.say(f"✓ {text}", "green")

    def notice(self, text: str) -> None:
        """Print something that a person should know, though nothing is wrong."""
        self.say(f"! {text}", "yellow")

    def next(self, command: str, why: str = "") -> None:
        """Print the command to run next."""
        self.say(f"Next: {command}{f'   # {why}' if why else ''}", "bold")

    def table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, data: bool = True
    ) -> None:
        """Print a table: to stdout if it is what was asked for, else for people; '>name' is set right."""
        if not data and self.quiet:
            return
        headings = [column.lstrip(">") for column in columns]
        cells = [[clean(_cell(value), 500) for value in row] for row in rows]
        console = self._out if data else self.err
        table = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        for column, heading in zip(columns, headings, strict=True):
            table.add_column(heading, justify="right" if column != heading else "left", overflow="fold")
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        if (
            console.width < NARROW
            and len(columns) > FEW_COLUMNS
            and _natural_width(console, table) > console.width
        ):
            _print_stacked(console, title, headings, cells)
        else:
            _print(console, table)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Print findings for people: where, what, the rule, and the way out."""
        for finding in findings[:FINDINGS_SHOWN]:
            _print(self.err, Text(place_of(finding), style="bold"))
            value = "" if finding.value is None else f'"{clean(finding.value, 80)}" - '
            _print(self.err, Text(f"    {value}{clean(finding.rule)}"))
            if finding.way_out:
                _print(self.err, Text(f"    {clean(finding.way_out)}", style="dim"))
        if len(findings) > FINDINGS_SHOWN:
            _print(self.err, Text(f"... and {counted(len(findings) - FINDINGS_SHOWN, 'more finding')}."))

    def error(self, message: str, hint: str = "") -> None:
        """Print what ended the command and the way out, even when quiet."""
        _print(self.err, Text(f"Error: {clean(message, 2000)}", style="red"))
        if hint:
            _print(self.err, Text(clean(hint, 2000)))

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Ask yes or no. Raises EOFError where nobody answers, KeyboardInterrupt on Ctrl-C."""
        choices = "Y/n" if default else "y/N"
        while True:
            answer = self.ask(f"? {question} ({choices}) ").strip().lower()
            if answer in ("", "y", "yes", "n", "no"):
                return answer.startswith("y") or (not answer and default)
            self.say("Please answer y or n.")

    def ask(self, question: str) -> str:
        """Ask for a line of text."""
        self.err.print(Text(clean(question, 500) + " "), end="", soft_wrap=True)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")


def place_of(finding: Finding) -> str:
    """Return where a finding stands: 'customers.csv row 12, email'."""
    place = clean(finding.file, 200)
    if finding.row is not None:
        place += f" row {finding.row}"
    return f"{place}, {clean(finding.column, 80)}" if finding.column else place


def _natural_width(console: Console, table: Table) -> int:
    """Return the columns that a table would take if there were no end of them."""
    return console.measure(table, options=console.options.update(width=10 * PIPE_WIDTH)).maximum


def _print_stacked(
    console: Console, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Print each row as lines of 'heading  value', without those that are empty."""
    if title:
        _print(console, Text(title))
    width = max((len(heading) for heading in headings), default=0)
    for row in rows:
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                _print(console, Text(f"{heading:<{width}}  {cell}".strip()))
        _print(console, Text(""))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _print(console: Console, what: Text | Table) -> None:
    """Print, text unwrapped; a terminal that has gone away ends no run."""
    with contextlib.suppress(OSError):
        console.print(what, soft_wrap=isinstance(what, Text))


class _Console(Console):
    """A console whose reader may leave: what is printed then goes nowhere, and the command goes on."""

    def on_broken_pipe(self) -> None:
        """Stop writing, quietly; rich would end the process, and a load must not end for that."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (sys.stderr if self.stderr else sys.stdout).fileno())
        os.close(nowhere)


def _console(*, stderr: bool) -> Console:
    """Return a console that reads nothing as markup, in the colours that NO_COLOR and FORCE_COLOR allow."""
    no_color = True if os.environ.get("NO_COLOR") else None
    console = _Console(stderr=stderr, markup=False, highlight=False, emoji=False, no_color=no_color)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console
