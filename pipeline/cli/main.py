"""Start to exit status: the one place where what ends a command is caught."""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.invocation import invoked, path_of
from pipeline.cli.session import Session, ending
from pipeline.cli.started_as import PROGRAM, started_as
from pipeline.errors import Command, CtrlCError, ExitStatus, RunAgainError, StopError, UsageError

if TYPE_CHECKING:
    from typer.exceptions import TyperException

POLITE = (signal.SIGTERM, signal.SIGHUP)
# Between two rounds of garbage collection; with Python's own 700, they are a tenth of a small command's time.
ALLOCATIONS = 100_000
# How long polars' allocator keeps freed memory: at its own 500 ms, a check of a million products takes 50 MiB more.
KEPT_FREE = "dirty_decay_ms:50,muzzy_decay_ms:0"
# Where that is worth it: commands that compare whole files with others. It makes generate a fifth slower.
SPARING = {"check", "import", "--force"}
COMPLETION = {
    "--install-completion",
    "--show-completion",
}  # typer's own: what they write belongs to the name on PATH


def main() -> None:
    """Run the command that the process was started with, and end the process with its exit status."""
    gc.set_threshold(ALLOCATIONS)  # before typer and polars are imported: they allocate most
    if not SPARING.isdisjoint(sys.argv[1:]):
        os.environ.setdefault("_RJEM_MALLOC_CONF", KEPT_FREE)
    _fill_streams()
    status = run(sys.argv[1:])
    gc.freeze()  # all is closed: looking through every object once more at the end finds nothing, in a tenth of the time
    sys.exit(status)


def _fill_streams() -> None:
    """Open the null device in place of what the process was started without (`2>&-`).

    Else the next file that is opened, a journal or a log, would get that number and be written to as if it were stderr.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open for the process's life


def run(words: list[str]) -> int:
    """Run one command line; return its exit status. Never raises but for mistakes in this program."""
    with invoked(words):
        return _run(words)


def _run(words: list[str]) -> int:
    from typer.exceptions import Abort, TyperException

    from pipeline.cli.app import COMPLETING, GROUPS, command_of, make_app

    words = shared_behind(words, GROUPS)
    session = Session(command_of(words), as_json="--json" in words, quiet="--quiet" in words)
    name = PROGRAM if COMPLETING in os.environ or COMPLETION & set(words) else started_as()
    told: list[signal.Signals] = []
    try:
        with ending(), _listening(told):
            return _status(make_app(words)(args=words, prog_name=name, standalone_mode=False))
    except StopError as stop:
        return session.fail(_polite(told) or stop if isinstance(stop, CtrlCError) else stop)
    except TyperException as wrong:
        return session.fail(_usage(wrong))
    except (KeyboardInterrupt, Abort, EOFError):
        return session.fail(_polite(told) or CtrlCError("Stopped; nothing more was sent.", code="ctrl-c"))


def _polite(told: list[signal.Signals]) -> StopError | None:
    """Return the end that SIGTERM or SIGHUP asked for; it travels as a Ctrl-C would."""
    if not told:
        return None
    return RunAgainError(f"Stopped by {told[0].name}; nothing more was sent.", code="signal")


@contextlib.contextmanager
def _listening(told: list[signal.Signals]) -> Iterator[None]:
    """End the body in words on SIGTERM and SIGHUP: what runs long (a load, a server) listens for itself meanwhile.

    A signal that the process was started to ignore (nohup) stays ignored.
    """

    def caught(name: int, _frame: object) -> None:
        told.append(signal.Signals(name))
        raise KeyboardInterrupt

    try:
        before = {each: signal.signal(each, caught) for each in POLITE if _default(each)}
    except ValueError:  # not the main thread: signals are somebody else's there
        before = {}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _default(name: signal.Signals) -> bool:
    return signal.getsignal(name) is signal.SIG_DFL


def shared_behind(words: list[str], groups: Collection[str] = ()) -> list[str]:
    """Return the words with --json, --json-schema, --quiet and --profile moved behind the subcommand that they stand before.

    A word of `groups` is followed by the subcommand itself, and they may stand between the two.
    """
    ahead, rest = _leading_shared(words)
    if not rest or rest[0].startswith("-"):
        return words
    if rest[0] not in groups:
        return [rest[0], *ahead, *rest[1:]]
    between, below = _leading_shared(rest[1:])
    return [rest[0], *below[:1], *ahead, *between, *below[1:]]


def _leading_shared(words: list[str]) -> tuple[list[str], list[str]]:
    """Split the words into the shared options that they begin with, and the rest."""
    taken, rest = list[str](), list(words)
    while rest and (
        rest[0] in ("--json", "--json-schema", "--quiet", "--profile") or rest[0].startswith("--profile=")
    ):
        size = 2 if rest[0] == "--profile" else 1
        taken, rest = taken + rest[:size], rest[size:]
    return taken, rest


def _status(returned: Any) -> int:
    from typer.exceptions import Exit

    if isinstance(returned, Exit):
        return int(returned.exit_code)
    return int(returned) if isinstance(returned, int) else int(ExitStatus.DONE)


def _usage(wrong: "TyperException") -> UsageError:
    near = getattr(wrong, "possibilities", None)
    message = f"{wrong.message}. Did you mean {' or '.join(near)}?" if near else wrong.format_message()
    return UsageError(
        message if message.endswith(("?", ".", "!")) else f"{message}.",
        code="usage",
        hint="--help lists what can stand there.",
        command=Command((*path_of(getattr(wrong, "ctx", None)), "--help")),
    )
