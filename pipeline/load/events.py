"""What a run tells whoever watches it: values, in the order in which things happen. Pure.

The loader calls one function with these; the terminal draws progress from them, tests collect them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.journal.book import Attempt
from pipeline.schema.kinds import Kind


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the run begins: `total` records to send (or to look up, when `kind` is None)."""

    kind: Kind | None
    total: int
    verb: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A record of the phase came to an end for now; `done` of `total`, and the quota as last seen."""

    done: int
    remaining: int | None
    limit: int | None


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing starts for so many seconds, and why."""

    seconds: float
    why: str

    def words(self, left_s: float) -> str:
        """Return what is said of it while so many seconds are left."""
        return f"Waiting {left_s:.0f} s: {self.why}"


@dataclass(frozen=True, slots=True)
class Retry(Hold):
    """A request is made again after so many seconds."""

    def words(self, left_s: float) -> str:
        """Return what is said of it while so many seconds are left."""
        return f"{self.why}, trying again in {left_s:.0f} s"


@dataclass(frozen=True, slots=True)
class Settling(Hold):
    """What may still be under way is looked up at a moment that `why` names."""

    def words(self, _left_s: float) -> str:
        """Return what is said of it."""
        return f"waiting until {self.why}"


@dataclass(frozen=True, slots=True)
class Tried:
    """A request about a record ended."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the person who watches."""

    words: str


Event = Phase | Progress | Hold | Tried | Said
Watch = Callable[[Event], None]


def nobody(_event: Event) -> None:
    """Watch nothing."""
