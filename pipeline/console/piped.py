"""A stream that nobody watches: plain lines and tables, without rich, whose import and set-up take longer than a small command.

Promises: what is printed is what `Screen` prints off a terminal, byte for byte (a test holds them together); a
reader who leaves ends nothing. Knows no colours, and no width: a table wider than PIPE_WIDTH, or with a column of
nothing, is left to `Screen`.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TextIO

PIPE_WIDTH = 10_000  # columns where nobody watches: a row of a table stays a line, for grep and cut
_GAP = 3  # between two columns: the blank after a cell, the divider, the blank before a cell
# Every printable character before the combining ones takes one column, and so does the ellipsis.
_COMBINING_FROM = "\u0300"
# With one of these, a pipe is to look like a terminal.
_ASKED_FOR = ("FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS")


def is_piped(stream: TextIO) -> bool:
    """Whether nobody watches the stream, nobody pretends to, and it can show any character."""
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
    return (
        encoding.startswith("utf")
        and not stream.isatty()
        and not any(name in os.environ for name in _ASKED_FOR)
    )


def go_nowhere(stream: TextIO) -> None:
    """Let what is still to be written to a stream vanish: its reader has left, or its disk is full."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class Piped:
    """stdout or stderr off a terminal."""

    encoding = "utf-8"
    is_dumb_terminal = True  # no bar can move here
    width = PIPE_WIDTH

    def __init__(self, *, stderr: bool) -> None:
        self._stderr = stderr
        self._left = False
        self.lost = ""  # why something could not be written, though somebody waits for it

    def put(self, text: str, style: str = "", *, prose: bool = False) -> None:
        """Print one line, however long; style and prose are for those who watch."""
        del style, prose
        self._write(f"{text}\n")

    def begin(self, text: str) -> None:
        """Print a text that the answer follows on the same line."""
        self._write(text)

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], spare: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Print a table of clean cells; '>name' is set right. Return the columns that are not shown."""
        headings = [column.lstrip(">") for column in columns]
        widths = [max(map(_width, cells)) for cells in zip(headings, *rows, strict=True)]
        inner = sum(widths) + _GAP * (len(widths) - 1)
        if inner + 2 > PIPE_WIDTH or not all(widths):
            return self._table_of_screen(columns, rows, spare)
        right = [column.startswith(">") for column in columns]
        lines = [" " + (" " * _GAP).join(map(_set, cells, widths, right)) for cells in (headings, *rows)]
        whole = ["", lines[0], f" {'─' * inner}", *lines[1:], ""]
        self._write("".join(f"{line.rstrip()}\n" for line in whole))
        return ()

    def _table_of_screen(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], spare: Sequence[str]
    ) -> tuple[str, ...]:
        from pipeline.console.screen import Screen

        screen = Screen(stderr=self._stderr)
        hidden = screen.table(columns, rows, spare)
        self.lost, self._left = screen.lost, screen.quiet
        return hidden

    def _write(self, text: str) -> None:
        if self._left:
            return
        stream = sys.stderr if self._stderr else sys.stdout
        try:
            stream.write(text)
            stream.flush()
        except OSError as wrong:
            self._left = True
            if not isinstance(wrong, BrokenPipeError):
                self.lost = wrong.strerror or str(wrong)
            with contextlib.suppress(OSError):
                go_nowhere(stream)


def _width(text: str) -> int:
    """Return how many columns a text takes: those of Chinese or Japanese take two each, an accent none."""
    if text.isascii() or all(character < _COMBINING_FROM or character == "…" for character in text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _set(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
