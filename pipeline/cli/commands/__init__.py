"""Which commands there are, in a sentence each; a command lives in the file of its name, imported when it is run.

Promises: the summaries are the first lines of the commands' docstrings (a test holds that), so that --help needs none
of the modules behind them.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from pipeline.errors import ExitStatus


class CommandSource(NamedTuple):
    """A command that isn't imported yet: `function` of pipeline.cli.`module`, or `key` of that function's table."""

    module: str
    function: str
    summary: str
    key: str = ""

    def load(self) -> Callable[..., int]:
        """Import the module and return the command."""
        found: Any = getattr(import_module(f"pipeline.cli.{self.module}"), self.function)
        command: Callable[..., int] = found[self.key] if self.key else found
        return command


def _group(module: str, summaries: Mapping[str, str]) -> dict[str, CommandSource]:
    return {
        name: CommandSource(f"commands.{module}", "COMMANDS", summary, name)
        for name, summary in summaries.items()
    }


SUMMARIES = {
    "generate": "Write customers and products as files, to look at and edit.",
    "show": "Print a dataset's rows, or make one HTML page of it to look at.",
    "check": "Find everything wrong with a dataset, by file, row and column. Sends nothing.",
    "images": "Draw the images of a dataset's products that aren't there yet.",
    "convert": "Rewrite a dataset as CSV or Parquet, without loss.",
    "import": "Make a dataset from CSV, .xlsx and Parquet files of yours.",
    "export": "Write a dataset for another program, or as a workbook to edit.",
    "datasets": "List the datasets under out/: seed, packs, edited, loaded where.",
    "packs": "List the packs, show one with examples, or check your own.",
    "plan": "Say what a load would create, skip and resend, and its cost. Creates nothing; the same as load --dry-run.",
    "load": "Create a dataset's records in a store; again is resuming. Customers first, then products.",
    "status": "Say where a dataset stands in a store, and what comes next. What was rejected, and why.",
    "guide": "Say what a dataset holds, where it is loaded, and how to go on.",
    "skip": "Leave a record out of loads into a store, or take it back in. The files stay as they are.",
    "verify": "Compare files, journal and store field by field. Reads only. Exit status 0: the same; 1: differences.",
    "update": "Put a dataset's records in a store back to what its files say. Asks first; writes to nothing else.",
    "unload": "Delete from a store exactly what a dataset created there. Products, then customers; resumable like a load.",
    "pull": "Make a dataset of what a store holds. Changes nothing in the store.",
    "compare": "Compare two datasets, exports or a store. Exit status 0: the same; 1: differences.",
    "doctor": "Check this machine and a store: token, quota, clock, files. Changes nothing.",
    "sandbox": "Run the sandbox on a port until Ctrl-C. It behaves like an X-Series store, limits included.",
    "help": "Explain a topic, or a command.",
}
# The commands whose names Python keeps for itself
ELSEWHERE = {"import": ("commands.import_", "import_"), "help": ("help.command", "help_")}
COMMANDS: dict[str, CommandSource] = {
    name: CommandSource(*ELSEWHERE.get(name, (f"commands.{name}", name)), summary)
    for name, summary in SUMMARIES.items()
}
GROUPS: dict[str, tuple[str, dict[str, CommandSource]]] = {
    "profile": (
        "Keep a store's prefix, region, pace and token under a name.",
        _group(
            "profile",
            {
                "add": "Keep a store's prefix, region, pace and token under a name.",
                "list": "List the profiles.",
                "show": "Print what a profile sets, its token masked.",
                "remove": "Remove a profile and its token from this machine. The token stays valid in the store.",
            },
        ),
    ),
    "store": (
        "Look up a store's outlets, registers, customers, products ...",
        _group(
            "store",
            {
                what: f"Look {what} up: all of them, or those that fit. Changes nothing."
                for what in (
                    "outlets",
                    "registers",
                    "customers",
                    "products",
                    "suppliers",
                    "brands",
                    "categories",
                    "tags",
                    "groups",
                    "taxes",
                )
            },
        ),
    ),
}


_FILES = (ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.FINDINGS, ExitStatus.CTRL_C)
_NO_DATASET = (ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.CTRL_C)
_JOURNAL = (*_FILES, ExitStatus.ACCESS, ExitStatus.JOURNAL)
_PROFILES = (*_NO_DATASET, ExitStatus.ACCESS)
_LOOK_UPS = (*_NO_DATASET, ExitStatus.ACCESS, ExitStatus.JOURNAL, ExitStatus.RUN_AGAIN)
# How each may end but by a signal; those that are not here in any way. Tests of the command line hold every end against it.
ENDINGS: dict[str, tuple[ExitStatus, ...]] = {
    **dict.fromkeys(("generate", "show", "check", "images", "convert", "import", "packs"), _FILES),
    **dict.fromkeys(("datasets", "help"), _NO_DATASET),
    "guide": _JOURNAL,
    **dict.fromkeys(("status", "skip"), (*_JOURNAL, ExitStatus.LEFT_OVER)),
    **{f"profile {name}": _PROFILES for name in GROUPS["profile"][1]},
    **{f"store {name}": _LOOK_UPS for name in GROUPS["store"][1]},
    "profile": _PROFILES,
    "store": _LOOK_UPS,
    "sandbox": (*_FILES, ExitStatus.JOURNAL),
}


def endings_of(name: str) -> tuple[ExitStatus, ...]:
    """Return the exit statuses that a command, by its name in words, may end with."""
    return tuple(sorted(ENDINGS.get(name, tuple(ExitStatus))))


_NAMING = ("-d", "--domain", "--confirm-store", "--profile")


def command_of(words: list[str]) -> str:
    """Return the name of the command on a command line, '' for the bare one: for answers about its failures."""
    for place, word in enumerate(words):
        if place and words[place - 1] in _NAMING:  # `-d sandbox` names a store
            continue
        if word in COMMANDS:
            return word
        if word in GROUPS:
            below = next((each for each in words[place + 1 :] if each in GROUPS[word][1]), "")
            return f"{word} {below}".strip()
    return ""
