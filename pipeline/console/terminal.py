"""One process's terminal: what is printed where, and whether a person can be asked."""

import json
import signal
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Union

from pipeline.console.piped import Piped, is_piped
from pipeline.errors import Finding
from pipeline.text import clean, counted, escaped, printable

if TYPE_CHECKING:
    from pipeline.console.screen import Screen

Stream = Union[Piped, "Screen"]
FINDINGS_SHOWN = 50  # the rest is counted; --json has them all


class Terminal:
    """Prints for people, or one JSON document for scripts (`as_json`); `quiet` keeps to data and errors."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet or as_json
        self._out = _stream(stderr=False)
        self.err = _stream(stderr=True)

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
        self._out.put("\n".join(escaped(line) for line in text.split("\n")))

    def data(self, text: str) -> None:
        """Print text that was asked for to stdout; lines stay lines."""
        for line in text.split("\n"):
            self._out.put(printable(line))

    @property
    def columns(self) -> int:
        """How many columns stdout has; very many where nobody watches."""
        return self._out.width

    def say(self, text: str, style: str = "") -> None:
        """Print a sentence for people; on a terminal its lines break between words."""
        if not self.quiet:
            self.err.put(printable(text), style=style, prose=True)

    def command(self, command: str) -> None:
        """Print a command to copy: it stays one line, however narrow the terminal is."""
        if not self.quiet:
            self.err.put(f"  {printable(command)}")

    def gap(self) -> None:
        """Print an empty line for people."""
        if not self.quiet:
            self.err.put("")

    def done(self, text: str) -> None:
        """Print that something has been reached."""
        self.say(f"✓ {text}", "green")

    def notice(self, text: str) -> None:
        """Print something that a person should know, though nothing is wrong."""
        self.say(f"! {text}", "yellow")

    def next(self, command: str, why: str = "") -> None:
        """Print the command to run next: it stays one line, however narrow the terminal is, and nothing follows it there.

        `why` says before it when to run it, or what it needs; behind it some shells would take it for arguments.
        """
        if why:
            self.say(f"{why[0].upper()}{why[1:]}:")
        if not self.quiet:
            self.err.put(printable(f"Next: {command}"), style="bold")

    def table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        data: bool = True,
        spare: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """Print a table: to stdout if it is what was asked for, else for people; '>name' is set right.

        Words stay whole. Where they don't fit, the `spare` columns are left out, the first of them first; where
        that isn't enough, every row is printed as lines of its own. Return the columns that were left out.
        """
        if not data and self.quiet:
            return ()
        stream = self._out if data else self.err
        if title:  # a line of its own: inside a table it would be as narrow as the table
            stream.put(clean(title), style="italic", prose=True)
        headings = [f"{'>' * column.startswith('>')}{clean(column.lstrip('>'), 80)}" for column in columns]
        cells = [[clean(_cell(value), 500) for value in row] for row in rows]
        return stream.table(headings, cells, spare)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Print findings for people: where, what, the rule, and the way out."""
        for finding in findings[:FINDINGS_SHOWN]:
            self.err.put(place_of(finding), style="bold", prose=True)
            value = "" if finding.value is None else f'"{clean(finding.value, 80)}" - '
            self.err.put(f"    {value}{clean(finding.rule)}", prose=True)
            if finding.way_out:
                self.err.put(f"    {clean(finding.way_out)}", style="dim", prose=True)
        if len(findings) > FINDINGS_SHOWN:
            self.err.put(f"... and {counted(len(findings) - FINDINGS_SHOWN, 'more finding')}.")

    def error(self, message: str, hint: str = "") -> None:
        """Print what ended the command and the way out, even when quiet."""
        self.err.put(f"Error: {clean(message, 2000)}", style="red", prose=True)
        if hint:
            self.err.put(clean(hint, 2000), prose=True)

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Ask yes or no. Raises EOFError where nobody answers, KeyboardInterrupt on Ctrl-C."""
        return self.decide(question, default=default) == "y"

    def decide(self, question: str, also: Sequence[str] = (), *, default: bool = True) -> str:
        """Ask yes or no, or for one of `also`; return the letter. Raises like `confirm`."""
        choices = "Y/n" if default else "y/N"
        while True:
            answer = self.ask(f"? {question} ({choices}) ").strip().lower() or ("y" if default else "n")
            if answer in ("y", "yes", "n", "no", *also):
                return answer[:1]
            self.say(f"Please answer {', '.join(['y', *also])} or n.")

    def ask(self, question: str) -> str:
        """Ask for a line of text."""
        self.err.begin(clean(question, 500) + " ")
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


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _stream(*, stderr: bool) -> Stream:
    """Return stdout or stderr as it is: piped into something, or watched. rich is imported for those who watch."""
    if is_piped(sys.stderr if stderr else sys.stdout):
        return Piped(stderr=stderr)
    from pipeline.console.screen import Screen

    return Screen(stderr=stderr)
