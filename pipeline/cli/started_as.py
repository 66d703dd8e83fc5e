"""The name by which this process was started, for commands that are printed to be typed in the same shell.

Promises: what it returns starts this very program where the person stands. `x-series-demo` alone is said only where
that name on PATH is this program; else it is the script's path, as the shell that started it gave it. It does not see
aliases and functions of a shell.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass

PROGRAM = "x-series-demo"
NAMES = (PROGRAM, "xseries-demo")  # as pyproject.toml installs it
MODULES = ("pipeline.__main__", "x_series_demo")  # what `python -m` runs


@dataclass(frozen=True, slots=True)
class ProcessStart:
    """How a process was started: its arguments with the script first, the whole command line, the main module's name."""

    arguments: Sequence[str]
    command_line: Sequence[str]
    module: str | None


def started_as() -> str:
    """Return the words that start this program again, quoted for a shell; where they can't be known, its name."""
    main = getattr(sys.modules.get("__main__"), "__spec__", None)
    return name_of(ProcessStart(sys.argv, sys.orig_argv, getattr(main, "name", None)), os.environ.get("PATH"))


def name_of(start: ProcessStart, path: str | None) -> str:
    """Return the words for a start; `path` is where the shell looks for commands, None for its default."""
    script = start.arguments[0] if start.arguments else ""
    if start.module in MODULES:  # python -X dev -m pipeline: all that stands before our own arguments
        before = len(start.command_line) - len(start.arguments) + 1
        return shlex.join(start.command_line[:before])
    name = os.path.basename(script)  # noqa: PTH119 - Path would drop the ./ that a shell needs
    if name not in NAMES or not os.path.exists(script):  # noqa: PTH110 - likewise
        return PROGRAM
    found = shutil.which(name, path=path)
    if found is not None and os.path.samefile(found, script):  # noqa: PTH121 - likewise
        return name
    return shlex.quote(script if os.sep in script else os.path.join(os.curdir, script))  # noqa: PTH118 - likewise
