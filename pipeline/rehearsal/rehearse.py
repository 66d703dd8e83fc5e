"""Rehearsing a load: what would be refused, and how long it would take, without touching the store or the dataset.

Promises: the rows take the production's way (`survey_through`, then `run_load`) through the HTTP client, into a store in memory
that is set like the real one where that is known; they go as if nothing had been loaded. The journal is in memory, nothing is
drawn (small files that are gone afterwards stand in for the images), no second is slept: a load of ten minutes takes
seconds. The same rows give the same answer.

It does not know what is in the real store (`against` does), nor how the real network and window behave: every request
takes 150 ms, and the quota's five minutes begin with its first request.
"""

import asyncio
import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.errors import ExitStatus, StopError
from pipeline.http.transport import ASGIApp
from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.journal.file import prepare
from pipeline.journal.log import Log
from pipeline.journal.transitions import State
from pipeline.load.events import Watch, nobody
from pipeline.load.images.pictures import Pictures
from pipeline.load.planning.survey import LoadRequest, survey_through
from pipeline.load.request import Target
from pipeline.load.runner import Outcome, Output, RunContext, run_load
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore
from pipeline.rehearsal.virtual_time import TURNS_MAX, Clock, run_virtually
from pipeline.sandbox import Limiter, SandboxOptions, create_app, quota_of
from pipeline.sandbox.serve.app import SandboxApp
from pipeline.schema.folder import MAPPING
from pipeline.schema.kinds import Kind
from pipeline.settings import SANDBOX_PREFIX, Token
from pipeline.stores import address_of
from pipeline.stores.facts import Facts

LATENCY_S = 0.15  # of a request, there and back: what the forecast reckons with, too
TURNS_PER_RECORD = 200  # of the loop: a create takes about 20, a duplicate's look-up as many again
WINDOW = "fixed"
SEED = 0  # of the jitter, so that the same rows give the same answer
_REGISTERS_MAX = 1000
_PNG = b"\x89PNG\r\n\x1a\n"  # how such a file begins


@dataclass(frozen=True, slots=True)
class Scene:
    """How the throw-away store is set. `used` requests of the quota are spent when it opens.

    `assumed` says in words what the real store did not tell.
    """

    quota: int
    used: int = 0
    tax_exclusive: bool = False
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that the store would reject, or that something is in the way of; `in_the_way` is that one's row."""

    kind: Kind
    key: str
    line: int
    state: State
    status: int | None
    words: str
    in_the_way: int | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How the load would go. `seconds` are those of the real one; `refusals` are its 429s."""

    scene: Scene
    states: Mapping[Kind, Mapping[State, int]]
    requests: int
    refusals: int
    seconds: float
    refused: tuple[Refused, ...]
    price_field: str
    stop: StopError | None

    @property
    def status(self) -> ExitStatus:
        """What the load would end with."""
        if self.stop is not None:
            return self.stop.status
        return ExitStatus.LEFT_OVER if self.refused else ExitStatus.DONE


def scene_of(facts: Facts | None, registers: int | None = None) -> Scene:
    """Return the scene for a store as far as it is known; `registers` asks what if it had so many."""
    assumed = []
    exclusive = facts.tax_exclusive if facts else None
    if exclusive is None:
        assumed.append("prices include tax")
    if registers is not None:
        return Scene(quota_of(registers), 0, bool(exclusive), tuple(assumed))
    if facts is None or facts.quota is None:
        return Scene(quota_of(1), 0, bool(exclusive), (*assumed, "one register"))
    left = facts.quota if facts.remaining is None else min(facts.remaining, facts.quota)
    return Scene(facts.quota, facts.quota - left, bool(exclusive), tuple(assumed))


def rehearse(request: LoadRequest, scene: Scene, watch: Watch = nobody) -> Rehearsal:
    """Rehearse the load of a request's rows. Raises StopError for what would end it before anything is sent."""
    clock = Clock()
    options = SandboxOptions(registers=_registers_of(scene.quota), tax_exclusive=scene.tax_exclusive)
    with (
        closing(create_app(options, clock=clock.wall_s)) as app,
        closing(_open_memory()) as database,
        TemporaryDirectory() as scratch,
    ):
        _set_quota(app, scene, clock)
        journal = Journal(database)
        target = Target(SANDBOX_PREFIX, address_of(SANDBOX_PREFIX), Token(options.token), _far_away(app))
        staged = replace(request, target=target, pictures=_stand_ins(request.pictures, Path(scratch)))
        turns = TURNS_MAX + TURNS_PER_RECORD * len(request.rows)
        outcome, price_field = run_virtually(clock, _play(staged, journal, clock, watch), turns_max=turns)
        refused = _refused(journal)
    return Rehearsal(
        scene=scene,
        states=outcome.states,
        requests=outcome.figures.requests,
        refusals=outcome.figures.refusals,
        seconds=outcome.seconds,
        refused=refused,
        price_field=price_field,
        stop=outcome.stop,
    )


def _stand_ins(pictures: Pictures, folder: Path) -> Pictures:
    """Write a small file for each image: a store tells them by their bytes, whatever they show."""
    for name in set(pictures.files.values()):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_PNG + name.encode())
    return Pictures(folder, pictures.files)


async def _play(request: LoadRequest, journal: Journal, clock: Clock, watch: Watch) -> tuple[Outcome, str]:
    """Survey and load; return how it ended, and the field in which prices went."""
    rng = random.Random(SEED)  # noqa: S311 - jitter, not secrets
    options = request.options
    async with request.target.open_store() as store:
        paced = PacedStore.begin(store, rng, options.pace, options.concurrency)
        seen = await survey_through(request, None, paced, lambda _facts: ())
        context = RunContext(
            journal=journal,
            log=Log(None),
            store=store,
            brake=Brake(),
            save=lambda _mapping: None,
            wall_s=clock.wall_s,
            rng=rng,
            watch=watch,
        )
        output = Output(Path(MAPPING), ())
        outcome = await run_load(context, request, seen, output, command="rehearsal", tool_version="")
        return outcome, seen.price_field


def _open_memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    prepare(database, durable=False)
    return database


def _registers_of(quota: int) -> int:
    """Return how many registers make about this quota; the exact one is set afterwards."""
    fit = (count for count in range(1, _REGISTERS_MAX) if quota_of(count) >= quota)
    return next(fit, _REGISTERS_MAX)


def _set_quota(app: SandboxApp, scene: Scene, clock: Clock) -> None:
    """Give the store exactly this quota, some of it used: a store's own headers may say what no registers make."""
    app.sandbox.limiter = Limiter(scene.quota, WINDOW)
    app.sandbox.limiter.spend(clock.wall_s(), scene.used)


def _far_away(app: SandboxApp) -> ASGIApp:
    """Return the app as if a network were in between: half of the latency there, half back."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(LATENCY_S / 2)
        await app(scope, receive, send)
        await asyncio.sleep(LATENCY_S / 2)

    return serve


def _refused(journal: Journal) -> tuple[Refused, ...]:
    entries = journal.entries()
    lines = {(entry.kind, entry.remote_id): entry.line for entry in entries if entry.state is State.DONE}
    return tuple(
        _refusal(entry, lines.get((entry.kind, entry.remote_id)))
        for entry in entries
        if entry.state in (State.REJECTED, State.CONFLICT)
    )


def _refusal(entry: Entry, in_the_way: int | None) -> Refused:
    return Refused(
        entry.kind, entry.key_text, entry.line, entry.state, entry.status, entry.message, in_the_way
    )
