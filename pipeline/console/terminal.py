"""One process's terminal: what is printed where, and whether a person can be asked."""

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pipeline.errors import Finding
from pipeline.text import clean, counted, escaped, printable

PIPE_WIDTH = 10_000  # columns where nobody watches: a row of a table stays a line, for grep and cut
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
        """Whether somebody is there to answer. FORCE_COLOR makes no person of a pipe."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.as_json

    @property
    def watched(self) -> bool:
        """Whether a bar would be seen: it moves the cursor, which a log or a dumb terminal can't."""
        return sys.stderr.isatty() and not self.err.is_dumb_terminal and not self.quiet

    @property
    def lost(self) -> str:
        """Why data could not be written to stdout (a full disk), '' when it could."""
        return self._out.lost

    def document(self, document: dict[str, Any]) -> None:
        """Print the JSON document of a command to stdout: what a terminal would obey stands there as an escape."""
        narrow = not self._out.encoding.startswith("utf")
        text = json.dumps(document, ensure_ascii=narrow, indent=2, default=str)
        _print(self._out, Text("\n".join(escaped(line) for line in text.split("\n"))))

    def data(self, text: str) -> None:
        """Print text that was asked for to stdout; lines stay lines."""
        for line in text.split("\n"):
            _print(self._out, Text(printable(line)))

    def say(self, text: str, style: str = "") -> None:
        """Print a sentence for people; on a terminal its lines break between words."""
        if not self.quiet:
            _print(self.err, Text(printable(text), style=style), prose=True)

    def command(self, command: str) -> None:
        """Print a command to copy: it stays one line, however narrow the terminal is."""
        if not self.quiet:
            _print(self.err, Text(f"  {printable(command)}"))

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
        if not self.quiet:
            _print(self.err, Text(printable(f"Next: {command}{f'   # {why}' if why else ''}"), style="bold"))

    def table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        data: bool = True,
        spare: Sequence[str] = (),
    ) -> None:
        """Print a table: to stdout if it is what was asked for, else for people; '>name' is set right.

        Words stay whole. Where they don't fit, the `spare` columns are left out, the first of them first; where
        that isn't enough, every row is printed as lines of its own.
        """
        if not data and self.quiet:
            return
        console = self._out if data else self.err
        cells = [[clean(_cell(value), 500) for value in row] for row in rows]
        if title:  # a line of its own: inside a table it would be as narrow as the table
            _print(console, Text(clean(title), style="italic"), prose=True)
        kept = [number for number, _ in enumerate(columns)]
        table = _table(columns, cells, kept)
        for name in spare:
            if _widths(console, table).minimum > console.width:
                kept = [number for number in kept if columns[number].lstrip(">") != name]
                table = _table(columns, cells, kept)
        least, natural = _widths(console, table)
        narrow = console.width < NARROW and natural > console.width
        if len(kept) > FEW_COLUMNS and (narrow or least > console.width):
            _print_stacked(console, [clean(column.lstrip(">"), 80) for column in columns], cells)
        else:
            _print_table(console, table)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Print findings for people: where, what, the rule, and the way out."""
        for finding in findings[:FINDINGS_SHOWN]:
            _print(self.err, Text(place_of(finding), style="bold"), prose=True)
            value = "" if finding.value is None else f'"{clean(finding.value, 80)}" - '
            _print(self.err, Text(f"    {value}{clean(finding.rule)}"), prose=True)
            if finding.way_out:
                _print(self.err, Text(f"    {clean(finding.way_out)}", style="dim"), prose=True)
        if len(findings) > FINDINGS_SHOWN:
            _print(self.err, Text(f"... and {counted(len(findings) - FINDINGS_SHOWN, 'more finding')}."))

    def error(self, message: str, hint: str = "") -> None:
        """Print what ended the command and the way out, even when quiet."""
        _print(self.err, Text(f"Error: {clean(message, 2000)}", style="red"), prose=True)
        if hint:
            _print(self.err, Text(clean(hint, 2000)), prose=True)

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
        # Some versions of polars restart what Ctrl-C interrupts, and nobody would hear it.
        signal.siginterrupt(signal.SIGINT, True)  # noqa: FBT003 - the parameter has no name
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:  # keys that are no text: an answer like any other that isn't understood
            return "?"
        if not line:
            raise EOFError
        return line.rstrip("\n")


def place_of(finding: Finding) -> str:
    """Return where a finding stands: 'customers.csv row 12, email'."""
    place = clean(finding.file, 200)
    if finding.row is not None:
        place += f" row {finding.row}"
    return f"{place}, {clean(finding.column, 80)}" if finding.column else place


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], kept: Sequence[int]) -> Table:
    """Return a table of the columns that are kept; those of single words are narrowed last."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number in kept:
        table.add_column(
            Text(clean(columns[number].lstrip(">"), 80)),
            justify="right" if columns[number].startswith(">") else "left",
            overflow="fold",
            no_wrap=not any(" " in row[number] for row in rows),
        )
    for row in rows:
        table.add_row(*(Text(row[number]) for number in kept))
    return table


def _widths(console: Console, table: Table) -> Measurement:
    """Return the columns that a table takes with every word whole, and if there were no end of them."""
    return console.measure(table, options=console.options.update(width=10 * PIPE_WIDTH))


def _print_table(console: "_Console", table: Table) -> None:
    """Print a table; off a terminal without the blanks that fill its lines."""
    if console.is_terminal:
        _print(console, table)
        return
    lines = console.render_lines(table, console.options, pad=False)
    _print(console, Text("\n".join("".join(part.text for part in line).rstrip() for line in lines)))


def _print_stacked(console: "_Console", headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print each row as lines of 'heading  value', without those that are empty."""
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


def _print(console: "_Console", what: Text | Table, *, prose: bool = False) -> None:
    """Print: prose broken between words on a terminal, other text whole. A terminal that has gone away ends no run."""
    broken = isinstance(what, Table) or (prose and console.is_terminal)
    try:
        console.print(what, soft_wrap=not broken)
    except OSError as wrong:
        console.lost = wrong.strerror or str(wrong)
        with contextlib.suppress(OSError):
            console.on_broken_pipe()


class _Console(Console):
    """A console whose reader may leave: what is printed then goes nowhere, and the command goes on."""

    lost = ""  # why something could not be written, though somebody waits for it

    def on_broken_pipe(self) -> None:
        """Stop writing, quietly; rich would end the process, and a load must not end for that."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (sys.stderr if self.stderr else sys.stdout).fileno())
        os.close(nowhere)


def _console(*, stderr: bool) -> _Console:
    """Return a console that reads nothing as markup, in the colours that NO_COLOR and FORCE_COLOR allow."""
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
        stream.reconfigure(errors="backslashreplace")  # a name in another script must not end a command
    no_color = True if os.environ.get("NO_COLOR") else None
    console = _Console(stderr=stderr, markup=False, highlight=False, emoji=False, no_color=no_color)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console
