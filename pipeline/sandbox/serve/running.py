"""A running sandbox, found by its state file: a note beside it says on which port and in which process it is served.

The note is a hint and may be stale: a killed server leaves it. What counts is the answer on that port of this machine,
which names the store that the file holds.
"""

import contextlib
import http.client
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import JournalError
from pipeline.sandbox.state.lock import BUSY, PRIVATE_MODE
from pipeline.sandbox.state.state_file import retailer_in

HOST = "127.0.0.1"
_PATIENCE_S = 3.0
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox that answers on a port of this machine. `pid` is 0 where the note doesn't say."""

    port: int
    pid: int
    prefix: str
    registers: int

    @property
    def root(self) -> str:
        """The address of its pages."""
        return f"http://{HOST}:{self.port}"


def note_path(state: Path) -> Path:
    """Return where the note of a state file is."""
    return state.with_name(f"{state.name}.serving")


@contextlib.contextmanager
def noted(state: Path | None, port: int) -> Iterator[None]:
    """Keep a note beside the state while the body runs. A note that can't be written is none: a courtesy."""
    if state is None:
        yield
        return
    path = note_path(state)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags, PRIVATE_MODE), "w", encoding="utf-8") as file:
            json.dump({"pid": os.getpid(), "port": port}, file)
    try:
        yield
    finally:
        forget_note(state)


def forget_note(state: Path) -> None:
    """Remove the note, if there is one; only who holds the state's lock may do this."""
    with contextlib.suppress(OSError):
        note_path(state).unlink(missing_ok=True)


def find_running(state: Path) -> Running | None:
    """Return the sandbox that serves this state file; None where there is no note, or a stale one."""
    try:
        with note_path(state).open("rb") as file:
            note = json.loads(file.read(_LONGEST))
        port, pid = int(note["port"]), int(note.get("pid", 0))
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None
    answer = ask(port, "GET", "state")
    retailer = retailer_in(state)
    if answer is None or retailer is None or answer.get("retailer_id") != retailer:
        return None
    return Running(port, pid, str(answer.get("prefix")), int(answer.get("registers") or 0))


def refuse_second(state: Path) -> None:
    """Raise JournalError (`sandbox-busy`), with its address, when this state file is being served."""
    running = find_running(state)
    if running is not None:
        raise JournalError(
            f"The sandbox in {state} runs already: {running.root}/, process {running.pid}.",
            code=BUSY,
            hint="Use that one, or serve another store by --state FILE or --fresh.",
        )


def ask(port: int, method: str, name: str) -> dict[str, Any] | None:
    """Ask the control path of a sandbox on a port; None where no sandbox answers as one."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE_S)
    try:
        body = "{}" if method == "POST" else None
        connection.request(method, f"/__sandbox/{name}", body, {"content-type": "application/json"})
        answer = json.loads(connection.getresponse().read(_LONGEST))
    except (OSError, OverflowError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return answer if isinstance(answer, dict) else None
