"""What is said of each check of doctor, and of the settings in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.cli.invocation import advised
from pipeline.cli.session import Session
from pipeline.profiles import Setting

if TYPE_CHECKING:
    from pipeline.doctor import Check

MARKS = {"well": "✓", "note": "!", "ill": "✗"}

NAME_WIDTH = 10


@dataclass(frozen=True, slots=True)
class CheckedData:
    """One thing that was looked at, and the way out where it isn't well."""

    name: str
    health: Literal["well", "note", "ill"]
    words: str
    way_out: str | None
    command: str | None
    exit_status: int


@dataclass(frozen=True, slots=True)
class SettingData:
    """A setting in force, and where it comes from."""

    name: str
    value: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class DoctorData:
    """The checks, and the settings in force."""

    checks: Sequence[CheckedData]
    settings: Sequence[SettingData]


def show_checks(session: Session, checks: "Sequence[Check]", settings: Sequence[Setting]) -> None:
    """Show the checks, each with its way out, and the settings with their origins."""
    for check in checks:
        session.terminal.data(f"{MARKS[check.health]} {check.name:<{NAME_WIDTH}} {check.words}")
        for line in (check.way_out, _command(check)):
            if line:
                session.terminal.data(f"  {'':<{NAME_WIDTH}} {line}")
    cells = [[each.name, each.value, each.origin] for each in settings]
    session.terminal.table("Settings in force", ("setting", "value", "origin"), cells)


def _command(check: "Check") -> str:
    return advised(check.command) if check.command else ""


def doctor_data(checks: "Sequence[Check]", settings: Sequence[Setting]) -> DoctorData:
    """Return the checks and settings for scripts."""
    checked = [
        CheckedData(
            name=check.name,
            health=check.health.value,
            words=check.words,
            way_out=check.way_out or None,
            command=_command(check) or None,
            exit_status=int(check.status),
        )
        for check in checks
    ]
    return DoctorData(checked, [SettingData(*each) for each in settings])
