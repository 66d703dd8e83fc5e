"""Start to exit status: the one place where what ends a command is caught."""

import sys
from typing import Any

from typer.exceptions import Abort, Exit, TyperException

from pipeline.cli.session import Session
from pipeline.errors import CtrlCError, ExitStatus, StopError, UsageError


def main() -> None:
    """Run the command that the process was started with, and end the process with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Run one command line; return its exit status. Never raises but for mistakes in this program."""
    from pipeline.cli.app import command_of, make_app

    words = shared_behind(words)
    session = Session(command_of(words), as_json="--json" in words, quiet="--quiet" in words)
    try:
        return _status(make_app()(args=words, prog_name="x-series-demo", standalone_mode=False))
    except StopError as stop:
        return session.fail(stop)
    except TyperException as wrong:
        return session.fail(_usage(wrong))
    except (KeyboardInterrupt, Abort, EOFError):
        return session.fail(CtrlCError("Stopped; nothing more was sent.", code="ctrl-c"))


def shared_behind(words: list[str]) -> list[str]:
    """Return the words with --json, --quiet and --profile moved behind the subcommand that they stand before."""
    ahead: list[str] = []
    rest = list(words)
    while rest and (rest[0] in ("--json", "--quiet", "--profile") or rest[0].startswith("--profile=")):
        taken = rest.pop(0)
        ahead += [taken, *rest[:1]] if taken == "--profile" else [taken]
        rest = rest[1:] if taken == "--profile" else rest
    if not rest or rest[0].startswith("-"):
        return words
    return [rest[0], *ahead, *rest[1:]]


def _status(returned: Any) -> int:
    if isinstance(returned, Exit):
        return int(returned.exit_code)
    return int(returned) if isinstance(returned, int) else int(ExitStatus.DONE)


def _usage(wrong: TyperException) -> UsageError:
    message = wrong.format_message().rstrip(".")
    return UsageError(
        f"{message}.", code="usage", hint="See x-series-demo --help, or the command's own --help."
    )
