"""What can stop a run, and the exit status it stops with.

What happens to one record is data and lives in the journal; what ends a run is one of these,
raised low and caught once, in `cli.main`:

    StopError                  never raised itself
    ├── LeftOverError      1   records are in the way; nothing was sent
    ├── UsageError         2   the command line is wrong, or a refusal to overwrite
    ├── FindingsError      3   a pack, dataset or check has findings
    ├── AccessError        4   token, permission, or the wrong store
    ├── JournalError       5   the journal is busy, foreign, newer or damaged
    ├── RunAgainError     75   records are still pending or uncertain; the same command goes on
    └── CtrlCError       130   a person pressed Ctrl-C
"""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class ExitStatus(IntEnum):
    """Every status that a command may end with; `EXIT_STATUS_MEANINGS` says what each one means."""

    DONE = 0
    LEFT_OVER = 1
    USAGE = 2
    FINDINGS = 3
    ACCESS = 4
    JOURNAL = 5
    RUN_AGAIN = 75
    CTRL_C = 130


EXIT_STATUS_MEANINGS: dict[ExitStatus, str] = {
    ExitStatus.DONE: "done",
    ExitStatus.LEFT_OVER: "finished, but some records were rejected, in conflict or left alone, or differ",
    ExitStatus.USAGE: "wrong usage, or a refusal to overwrite",
    ExitStatus.FINDINGS: "a pack, dataset or check has findings; nothing was sent",
    ExitStatus.ACCESS: "token, permission or the wrong store",
    ExitStatus.JOURNAL: "the journal is busy or unreadable",
    ExitStatus.RUN_AGAIN: "records still pending or uncertain, store unreachable, or told to end: run it again",
    ExitStatus.CTRL_C: "Ctrl-C; run it again to go on",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong that a person has to see: where it stands, what it is, and the way out.

    `row` is the line number in the file (1 is the header) and `column` the column's name; a pack's
    finding uses `column` for the path inside the file (`lines[1].price`). `cure` is the text that the way out proposes for
    the cell, whole ('' empties it), None where it proposes none.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    rule: str
    way_out: str
    cure: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command of this program that somebody should run next: its words, as they are, behind the program's name.

    `in_store`: the options that name the store of this run are to follow. `cli` knows them, and the name by which the
    program was started; it quotes the words for a shell.
    """

    words: tuple[str | Path, ...]
    in_store: bool = False


class StopError(Exception):
    """Ends a run. `code` is stable for scripts, `message` is for people, `hint` is the way out.

    A hint holds no command to be typed, since it can't know how; that is `command`.
    """

    status: ExitStatus = ExitStatus.USAGE

    def __init__(
        self,
        message: str,
        *,
        code: str,
        hint: str = "",
        command: Command | None = None,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.command = command
        self.findings = findings


class LeftOverError(StopError):
    """Records are in the way, or were left alone; a person has to decide."""

    status = ExitStatus.LEFT_OVER


class UsageError(StopError):
    """The command line is wrong, or doing it would overwrite something."""

    status = ExitStatus.USAGE


class FindingsError(StopError):
    """A pack, a dataset or a check has findings; nothing was sent."""

    status = ExitStatus.FINDINGS


class AccessError(StopError):
    """The token, its owner's rights, or the store itself is not what it must be."""

    status = ExitStatus.ACCESS


class JournalError(StopError):
    """The journal is held by another run, or is not a journal that this version can trust."""

    status = ExitStatus.JOURNAL


class RunAgainError(StopError):
    """The run ended early and safely; the same command goes on where it stopped."""

    status = ExitStatus.RUN_AGAIN


class CtrlCError(StopError):
    """A person ended the run; everything that was acknowledged is recorded."""

    status = ExitStatus.CTRL_C
