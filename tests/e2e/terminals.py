"""A person at a pseudo-terminal: reads what is on the screen, types, presses keys."""

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.command import INSTALLED, environment

PATIENCE_S = 60.0
DOWN, SPACE, ENTER = "\x1b[B", " ", "\r"
CONTROLS = re.compile(
    r"\x1b\[[0-9;?>]*[A-Za-z]|\x1b[()][A-B0]|\x1b[=>78]|\x1b\][^\x07]*\x07|[\x00\x07\x08\x0e\x0f]"
)
CURSOR_QUERY = b"\x1b[6n"


@dataclass
class Person:
    """Watches a command on a terminal. `text` is everything that was shown, without escape sequences."""

    process: "subprocess.Popen[bytes]"
    terminal: int
    raw: bytes = b""
    seen: int = 0
    answered: int = field(default=0)

    @property
    def text(self) -> str:
        return CONTROLS.sub("", self.raw.decode(errors="replace"))

    def read(self, until: str) -> str:
        """Wait for something new on the screen; return what came up to it."""
        deadline = time.monotonic() + PATIENCE_S
        while until not in self.text[self.seen :]:
            assert time.monotonic() < deadline, f"never saw {until!r} in {self.text[self.seen :]!r}"
            assert self._take(), f"ended before {until!r}: {self.text[self.seen :]!r}"
        start, end = self.seen, self.text.index(until, self.seen) + len(until)
        self.seen = end
        return self.text[start:end]

    def type(self, keys: str) -> None:
        self.press(keys.encode())

    def press(self, keys: bytes) -> None:
        os.write(self.terminal, keys)

    def leave(self) -> int:
        """Wait for the end; return the exit status."""
        deadline = time.monotonic() + PATIENCE_S
        while self._take():
            assert time.monotonic() < deadline, f"still there: {self.text[self.seen :]!r}"
        return self.process.wait(timeout=PATIENCE_S)

    def _take(self) -> bool:
        """Take what is there; False once the command has closed the terminal."""
        ready, _, _ = select.select([self.terminal], [], [], 1.0)
        if not ready:
            return True
        try:
            data = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.raw += data
        while self.raw.count(CURSOR_QUERY) > self.answered:  # prompts ask a terminal where its cursor is
            self.answered += 1
            self.type("\x1b[1;1R")
        return bool(data)


@contextlib.contextmanager
def person_at(
    cwd: Path, *words: str, command: Path = INSTALLED, columns: int = 100, **variables: str
) -> Iterator[Person]:
    """Start the installed command on a terminal of its own."""
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    variables = {"TERM": "xterm-256color", **variables}
    surroundings = environment(cwd, **variables)
    del surroundings["COLUMNS"]
    process = subprocess.Popen(
        [str(command), *words],
        cwd=cwd,
        env=surroundings,
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - the child only takes the terminal
    )
    os.close(inside)
    try:
        yield Person(process, terminal)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=PATIENCE_S)
        os.close(terminal)
