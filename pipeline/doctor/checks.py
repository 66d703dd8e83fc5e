"""A check as a value: what was looked at, how it is, and the way out. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from pipeline.errors import Command, ExitStatus, StopError

Answer = TypeVar("Answer")


class Health(str, Enum):
    """How something is."""

    WELL = "well"
    NOTE = "note"  # worth knowing; nothing is wrong
    ILL = "ill"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `way_out` says what to do when it isn't well, and `command` what to run.

    `status` is how a command ends for it.
    """

    name: str
    health: Health
    words: str
    way_out: str = ""
    status: ExitStatus = ExitStatus.DONE
    command: Command | None = None


def well(name: str, words: str) -> Check:
    """Return a check that found nothing wrong."""
    return Check(name, Health.WELL, words)


def note(name: str, words: str, way_out: str = "") -> Check:
    """Return a check that found something to know."""
    return Check(name, Health.NOTE, words, way_out)


def ill(name: str, words: str, way_out: str, status: ExitStatus, command: Command | None = None) -> Check:
    """Return a check that found something wrong."""
    return Check(name, Health.ILL, words, way_out, status, command)


def of_stop(name: str, stop: StopError) -> Check:
    """Return what would end a run here, as a check."""
    return ill(name, stop.message, stop.hint, stop.status, stop.command)


def noticed(name: str, ask: Callable[[], Answer]) -> "Answer | Check":
    """Return an answer, or what would have ended a run as a check."""
    try:
        return ask()
    except StopError as stop:
        return of_stop(name, stop)


def worst(checks: Iterable[Check]) -> ExitStatus:
    """Return the highest exit status of the checks: 0 when all is well, 75 outweighs the rest."""
    return max((check.status for check in checks), default=ExitStatus.DONE)
