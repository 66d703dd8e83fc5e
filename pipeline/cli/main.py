"""Start to exit status: the one place where what ends a command is caught."""

import sys
from collections.abc import Collection
from typing import Any

from typer.exceptions import Abort, Exit, TyperException

from pipeline.cli.session import Session, ending
from pipeline.errors import CtrlCError, ExitStatus, StopError, UsageError


def main() -> None:
    """Run the command that the process was started with, and end the process with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Run one command line; return its exit status. Never raises but for mistakes in this program."""
    from pipeline.cli.app import GROUPS, command_of, make_app

    words = shared_behind(words, GROUPS)
    session = Session(command_of(words), as_json="--json" in words, quiet="--quiet" in words)
    try:
        with ending():
            return _status(make_app()(args=words, prog_name="x-series-demo", standalone_mode=False))
    except StopError as stop:
        return session.fail(stop)
    except TyperException as wrong:
        return session.fail(_usage(wrong))
    except (KeyboardInterrupt, Abort, EOFError):
        return session.fail(CtrlCError("Stopped; nothing more was sent.", code="ctrl-c"))


def shared_behind(words: list[str], groups: Collection[str] = ()) -> list[str]:
    """Return the words with --json, --quiet and --profile moved behind the subcommand that they stand before.

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
    while rest and (rest[0] in ("--json", "--quiet", "--profile") or rest[0].startswith("--profile=")):
        size = 2 if rest[0] == "--profile" else 1
        taken, rest = taken + rest[:size], rest[size:]
    return taken, rest


def _status(returned: Any) -> int:
    if isinstance(returned, Exit):
        return int(returned.exit_code)
    return int(returned) if isinstance(returned, int) else int(ExitStatus.DONE)


def _usage(wrong: TyperException) -> UsageError:
    near = getattr(wrong, "possibilities", None)
    message = f"{wrong.message}. Did you mean {' or '.join(near)}?" if near else wrong.format_message()
    asked = getattr(getattr(wrong, "ctx", None), "command_path", "x-series-demo")
    return UsageError(
        message if message.endswith(("?", ".", "!")) else f"{message}.",
        code="usage",
        hint=f"See {asked} --help.",
    )
