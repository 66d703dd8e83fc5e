"""What every command about a dataset in a store asks for: which store, which rows, how, and at what cost."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pipeline.dataset import Dataset, rows_of
from pipeline.errors import RunAgainError
from pipeline.http import Address, Secret, Store
from pipeline.http.transport import ASGIApp
from pipeline.journal.entries import Entry
from pipeline.journal.file import journal_path
from pipeline.load.images.pictures import NO_PICTURES, Pictures
from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.pacing.brake import Braked
from pipeline.pacing.paced_store import PacedStore, Told, untold
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import filed_kinds
from pipeline.schema.records import Record
from pipeline.stores.facts import Facts, forecast_s

Rows = Sequence[tuple[Record, int]]
Result = TypeVar("Result")


class Driving(Protocol):
    """How hard to drive the store; the options of every command that asks one have these."""

    @property
    def pace(self) -> Pace:
        """The pace."""

    @property
    def concurrency(self) -> int | None:
        """How many in flight, None for the pace's own."""


Options_co = TypeVar("Options_co", bound=Driving, covariant=True)


@dataclass(frozen=True, slots=True)
class Target:
    """The store to ask: its prefix names the journal, `app` is a store in this process, or None.

    `token` is None for a dry run that may not look at the store; `state` is the file behind the app, if it has one.
    `on_retry` is told when a read outside of a run is made again.
    """

    prefix: str
    address: Address
    token: Secret | None
    app: ASGIApp | None = None
    state: Path | None = None
    on_retry: Told = untold

    def open_store(self) -> Store:
        """Return a client of this store."""
        assert self.token is not None, "a run needs a token"
        return Store(self.address, self.token, app=self.app)

    def read(
        self,
        look: Callable[[PacedStore], Awaitable[Result]],
        pace: Pace = Pace.STEADY,
        concurrency: int | None = None,
        quota: int | None = None,
    ) -> Result:
        """Let `look` read from the store, paced, and return what it found: the one way to read without a run.

        Raises AccessError, RunAgainError, and what `look` raises.
        """

        async def run() -> Result:
            async with self.open_store() as store:
                rng = random.Random()  # noqa: S311 - jitter, not secrets
                paced = PacedStore.begin(store, rng, pace, concurrency, quota=quota, on_retry=self.on_retry)
                try:
                    return await look(paced)
                except Braked:
                    raise paced.brake.reason or RunAgainError("Stopped.", code="stopped") from None

        return asyncio.run(run())


@dataclass(frozen=True)  # no slots: a generic class sets what it was made as
class Request(Generic[Options_co]):
    """What to do where and how: the dataset's folder, its records with their line numbers, in file order.

    `rows` is empty for what the journal alone decides. `pictures` are the images that a load brings.
    """

    dataset: Path
    rows: Rows
    target: Target
    options: Options_co
    pictures: Pictures = NO_PICTURES

    @property
    def journal(self) -> Path:
        """Where the journal of this dataset in this store stands."""
        return journal_path(self.dataset, self.target.prefix)

    def read(self, look: Callable[[PacedStore], Awaitable[Result]], facts: Facts | None = None) -> Result:
        """Let `look` read from the store as the options say; `facts` tell its quota, where they are known."""
        quota = facts.quota if facts else None
        return self.target.read(look, self.options.pace, self.options.concurrency, quota)


def filed_rows(dataset: Dataset, choice: Choice, entries: Iterable[Entry]) -> list[tuple[Record, int]]:
    """Return a dataset's records as a load sends them, with what they name; `entries` are those of its journal there.

    Raises FindingsError for an unreadable cell.
    """
    rows = [(row.record, row.line) for kind in filed_kinds() for row in rows_of(dataset, kind)]
    return chosen_rows(rows, choice, entries)


@dataclass(frozen=True, slots=True)
class Bill:
    """What it costs: requests still to be made, of which `at_most` is None where nobody can know.

    `records` is what they are for, `spent` were used to find this out, `quota` is per five minutes, `seconds` is for the
    lower end.
    """

    records: int
    requests: int
    at_most: int | None
    spent: int
    quota: int | None
    seconds: float
    remaining: int | None = None  # of the window, as last seen

    @property
    def waits(self) -> bool:
        """Whether the running window does not hold all of it."""
        left = self.quota if self.remaining is None else self.remaining
        return left is not None and self.requests > left


def bill_of(
    facts: Facts | None, options: Driving, *, records: int, requests: int, at_most: int | None = None, spent: int = 0
) -> Bill:  # fmt: skip
    """Return the bill for so many requests to this store."""
    seconds = forecast_s(facts, requests, options.pace, options.concurrency)
    quota, remaining = (facts.quota, facts.remaining) if facts else (None, None)
    return Bill(records, requests, at_most, spent, quota, seconds, remaining)
