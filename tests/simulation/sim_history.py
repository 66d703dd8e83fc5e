"""One seed, one history: a dataset, a store, a life of faults, kills and restarts, and the judgement at the end.

    python -m tests.simulation.campaign --seed 4711 --schedules 1      the same history again, alone

Every run goes the production's way: `survey.survey_through`, then `run_load.run_load`, on a journal that lives through kills.
"""

import argparse
import asyncio
import errno
import functools
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import ExitStatus, StopError
from pipeline.http import local_address
from pipeline.journal.file import prepare
from pipeline.journal.log import Log
from pipeline.journal.transitions import State
from pipeline.load.events import nobody
from pipeline.load.options import LoadOptions
from pipeline.load.planning.survey import LoadRequest, survey_through
from pipeline.load.request import Rows, Target
from pipeline.load.runner import Outcome, Output, RunContext, run_load
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import Record, record_from_row
from pipeline.settings import Token
from pipeline.stores.xseries.resources import resource_of
from tests.simulation.sim_client import (
    Killed,
    Life,
    PromiseError,
    SimJournal,
    SimStore,
    Trip,
    check_mapping,
    demand,
    draw_ends,
)
from tests.simulation.sim_server import Server, Trouble
from tests.simulation.virtual_time import Clock, run_virtually

TARGET = Target("sandbox", local_address("http://127.0.0.1:9/api/2.0"), Token("lsxs_pt_simulated"))
OUTPUT = Output(Path("mapping.json"), ("apparel",))
STORES = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")
LIVES_MAX = 40
QUIET_LIVES = 8  # without faults: by then everything must be done
SURVEY_STEPS, RECORD_STEPS = 20, 8  # of a life without faults: something may happen at any of them


@functools.cache
def customer(number: int, name: str = "Ada") -> Record:
    """Return an invented customer."""
    return record_from_row(
        CUSTOMER,
        {"first_name": name, "last_name": f"Lane{number}", "email": f"Lane{number}@example.com"},
    )


@functools.cache
def product(number: int, name: str = "Mug") -> Record:
    """Return an invented product."""
    row = {
        "sku": f"SKU-{number:03}",
        "name": f"{name} {number}",
        "price_including_tax": "9.95",
        "is_active": "true",
    }
    return record_from_row(PRODUCT, row)


def rows_of(customers: int, products: int) -> Rows:
    """Return a small dataset with its line numbers."""
    each = [customer(number) for number in range(customers)], [product(number) for number in range(products)]
    return [(record, line) for records in each for line, record in enumerate(records, start=2)]


@dataclass(slots=True)
class World:
    """What outlives a process: the clock, the store, the journal's file, the dataset, and the tally of what happened."""

    lots: random.Random
    trouble: Trouble
    rows: Rows
    options: LoadOptions = field(default_factory=LoadOptions)
    clock: Clock = field(default_factory=Clock)
    shop: SandboxOptions = field(default_factory=lambda: SandboxOptions(registers=10))
    rates: bool = True
    version: str = "2.0"  # of the API
    tally: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[tuple[Kind, str], str] = field(default_factory=dict)
    mapping: bytes = b""
    trips: list[Trip] = field(default_factory=list)
    beside: Callable[["World", Brake], Coroutine[Any, Any, None]] | None = (
        None  # what happens while a run goes on
    )
    disk_full: bool = False  # for the mapping
    server: Server = field(init=False)
    database: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self.server = Server(self.clock, self.shop, STORES[0])
        self.database = open_memory()

    @property
    def lanes(self) -> int:
        """How many requests may be in flight."""
        return self.options.concurrency or 4

    def live(
        self, ends: dict[int, str] | None = None, server: Server | None = None
    ) -> Outcome | StopError | None:
        """Run the command once; return how it ended, None for a kill. `server` may be another store at that address."""
        server = server or self.server
        life = Life(self.clock, ends or {}, adopting=self.options.adopt)
        store = SimStore(life, server, self.trouble, self.database, self.lanes, self.rates, self.version)
        self.tally["lives"] += 1
        try:
            return run_virtually(self.clock, self._command(life, store))
        except Killed:
            return None
        except StopError as stop:
            return stop
        finally:
            self.trips += store.trips
            self.tally.update(life.met)
            self.tally["creates"] += store.posts
            self.tally["requests"] += store.calls
            for kind, key, remote_id in store.acknowledged:
                self.acknowledged[kind, key] = remote_id

    async def _command(self, life: Life, store: SimStore) -> Outcome:
        address = local_address(f"http://127.0.0.1:9/api/{self.version}")
        target = replace(TARGET, address=address)
        request = LoadRequest(Path("out"), self.rows, target, self.options)
        journal = SimJournal(self.database, life, store.server)
        paced = PacedStore.begin(store, self.lots, self.options.pace, self.options.concurrency)
        seen = await survey_through(request, journal, paced, lambda _facts: ())
        brake = life.brake = Brake()

        def save(data: bytes) -> None:
            life.step()
            if self.disk_full:
                raise OSError(errno.ENOSPC, "No space left on device")
            check_mapping(data, journal)
            self.mapping = data

        stage = RunContext(
            journal=journal, log=Log(None), store=store, brake=brake, save=save, wall_s=self.clock.wall_s, rng=self.lots,
            watch=nobody,
        )  # fmt: skip
        beside = asyncio.ensure_future(self.beside(self, brake)) if self.beside else None
        try:
            outcome = await run_load(stage, request, seen, OUTPUT, command="load", tool_version="0")
        finally:
            if beside is not None:
                beside.cancel()
        if not self.disk_full:
            check_mapping(self.mapping, journal)
        return outcome

    def journal(self) -> SimJournal:
        """Open the journal to look at it."""
        return SimJournal(self.database, Life(self.clock), self.server)


def open_memory() -> sqlite3.Connection:
    """Return a journal's database that lives in memory; a kill rolls back what was not committed."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    _empty_journal().backup(database)
    prepare(database, durable=False)
    return database


@functools.cache
def _empty_journal() -> sqlite3.Connection:
    """Return what every journal begins as: copying it takes a fraction of creating its tables."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    prepare(database, durable=False)
    return database


def judge(world: World) -> None:
    """Assert the promise from the store's own history: nothing doubled, nothing lost, every id right."""
    world.server.finish()
    journal = world.journal()
    present = {(record.kind, record.key) for record, _ in world.rows}
    for entry in journal.entries():
        made = world.server.made(entry.kind, entry.key)
        place = f"{entry.kind} {entry.key}"
        demand(len(made) <= 1, f"{place} was made {len(made)} times")
        in_the_way = entry.state is State.CONFLICT and entry.remote_id in world.server.staffs
        if (entry.kind, entry.key) in present and not in_the_way:
            demand(entry.state is State.DONE, f"{place} is {entry.state} after quiet runs: {entry.message}")
        if entry.remote_id in world.server.staffs:
            demand(not made, f"{place} is in the store twice: somebody's, and ours")
        elif entry.state is State.DONE:
            there = [entry.remote_id] if entry.remote_id not in world.server.removed else []
            demand(made == there, f"{place} has the id {entry.remote_id}, the store made {made}")
        else:
            demand(not made, f"{place} is {entry.state}, but the store has it: lost")
        told = world.acknowledged.get((entry.kind, entry.key))
        gone = told in world.server.removed
        demand(told in (None, entry.remote_id) or gone, f"{place} was acknowledged as {told} (invariant 4)")
    known = {(entry.kind, entry.key) for entry in journal.entries()}
    demand(present <= known, "a row never reached the journal")


def run_history(seed: int) -> Counter[str]:
    """Live through one seed's history; return its tally. Raises PromiseError with the seed in its words.

    RuntimeError for anything else that went wrong: a fault of the program, no broken promise.
    """
    world = draw_world(seed)
    with promised(world, _again(seed)):
        for ends in _lives(world):
            outcome = world.live(ends)
            if (
                isinstance(outcome, Outcome)
                and outcome.status in {ExitStatus.DONE, ExitStatus.LEFT_OVER}
                and not ends
            ):
                break
        else:
            demand(fact=False, words="quiet runs didn't end it")
        judge(world)
    world.tally["faults fired"] = sum(world.trouble.fired.values())
    return world.tally + world.trouble.fired


def live_quietly(world: World, lives: int) -> None:
    """Run the command without faults until it is done; a broken promise if so many runs don't end it."""
    world.trouble.create_share = world.trouble.read_share = world.trouble.stop_share = 0.0
    world.trouble.script = []
    outcome: object = None
    for _ in range(lives):
        outcome = world.live({})
        if isinstance(outcome, Outcome) and outcome.status in {ExitStatus.DONE, ExitStatus.LEFT_OVER}:
            return
        world.clock.now_s += 61.0
    demand(fact=False, words=f"quiet runs didn't end it: {outcome}")


@contextmanager
def promised(world: World, words: str) -> Iterator[None]:
    """Raise PromiseError for an assertion that fails inside, RuntimeError for a crash, with words that lead back to it."""
    try:
        yield
    except AssertionError as error:
        raise PromiseError(f"{type(error).__name__}: {error} [{words}]") from error
    except Exception as error:
        raise RuntimeError(f"{type(error).__name__}: {error} [{words}]") from error
    finally:
        world.database.close()


def tell_histories(
    doc: str | None, what: str, run: Callable[[int], Counter[str]], also: Callable[[], Counter[str]] = Counter
) -> int:
    """Run one history, or as many as the command line says, and then what `also` adds; 1 when one broke the promise."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schedules", type=int, default=1)
    chosen = parser.parse_args()
    tally: Counter[str] = Counter()
    broken = 0
    for seed in range(chosen.seed, chosen.seed + chosen.schedules):
        try:
            tally += run(seed)
        except (PromiseError, RuntimeError) as error:
            broken += 1
            print(f"BROKEN {error}")
    tally += also() if chosen.schedules > 1 else Counter()
    print(f"{chosen.schedules:,} histories {what}, {broken} broken")
    print(", ".join(f"{name} {count:,}" for name, count in sorted(tally.items())))
    return 1 if broken else 0


def _again(seed: int) -> str:
    return f"python -m tests.simulation.campaign --seed {seed} --schedules 1"


def draw_world(seed: int) -> World:
    """Draw the world of a seed: its size, its pace, how bad its network is."""
    lots = random.Random(seed)
    bad = lots.choice((0.0, 0.1, 0.3, 0.6))
    trouble = Trouble(
        lots,
        create_share=bad,
        read_share=lots.choice((0.0, 0.0, 0.1, 0.25)),
        stop_share=lots.choice((0.0, 0.0, 0.05)),
        lag_share=lots.choice((0.0, 0.5)),
    )
    pace, lanes = lots.choice(((Pace.SPEC, 1), (Pace.STEADY, 4), (Pace.FAST, 8)))
    size = lots.randint(3, 8)
    amount = lots.randint(1, size)
    shop = SandboxOptions(registers=10, duplicate=lots.choice(("fields", "details", "409")))
    options = LoadOptions(pace=pace, concurrency=lanes)
    world = World(
        lots, trouble, rows_of(amount, size - amount), options, shop=shop, rates=lots.random() < 0.9
    )
    if lots.random() < 0.15:
        begin_s = world.clock.now_s + lots.uniform(0, 10)
        trouble.storms = ((begin_s, begin_s + lots.uniform(5, 900)),)
    if lots.random() < 0.15 and size > amount:
        world.server.staff(
            "/products",
            resource_of(PRODUCT).part(product(lots.randrange(size - amount)), {}, "price_including_tax"),
        )
    return world


CHANCES = {"kill": 0.9, "pull": 0.06, "slam": 0.12, "sleep": 0.06, "stall": 0.06, "disk": 0.05}


def _lives(world: World) -> Iterator[dict[int, str]]:
    """Yield what happens in each life, with what happens to the world in between; at last the quiet ones."""
    lots = world.lots
    for _ in range(lots.randint(1, 3)):
        yield draw_ends(lots, CHANCES, SURVEY_STEPS + RECORD_STEPS * len(world.rows))
        _meanwhile(world)
    world.trouble = replace(
        world.trouble, create_share=0.0, read_share=0.0, stop_share=0.0, lag_share=0.0, storms=(), script=[]
    )
    for _ in range(QUIET_LIVES):
        yield {}
        world.clock.now_s += 61.0


def _meanwhile(world: World) -> None:
    """Let time pass between two runs, and perhaps more."""
    lots, clock = world.lots, world.clock
    clock.now_s += lots.choice((0.5, 3.0, 20.0, 40.0, 61.0, 300.0))
    if lots.random() < 0.2:
        clock.wall_error_s += lots.choice((-3600.0, -30.0, 30.0, 3600.0))
    if lots.random() < 0.1:
        clock.now_s += 20.0
        clock.booted_s = clock.now_s - 10.0
    if lots.random() < 0.25:
        _edit(world)
    if lots.random() < 0.1:
        _meet_a_namesake(world)
    if lots.random() < 0.1 and world.journal().note("binding"):
        _meet_another_store(world)


def _edit(world: World) -> None:
    """Do to the rows what a person does between two runs."""
    lots, rows = world.lots, list(world.rows)
    what = lots.choice(("rename", "respell", "remove", "add", "reorder"))
    number = lots.randrange(len(rows))
    record, line = rows[number]
    if what == "rename":
        field_name = "first_name" if record.kind is CUSTOMER else "name"
        values = tuple((name, f"{value}y" if name == field_name else value) for name, value in record.values)
        rows[number] = (Record(record.kind, values), line)
    elif what == "respell":
        values = tuple(
            (name, str(value).swapcase() if name in {"email", "sku"} else value)
            for name, value in record.values
        )
        rows[number] = (Record(record.kind, values), line)
    elif what == "remove" and len(rows) > 1:
        del rows[number]
    elif what == "add":
        fresh = (
            customer(100 + world.tally["lives"])
            if lots.random() < 0.5
            else product(100 + world.tally["lives"])
        )
        rows.append((fresh, len(rows) + 2))
    else:
        lots.shuffle(rows)
    world.tally[what] += 1
    world.rows = rows


def _meet_a_namesake(world: World) -> None:
    """Let somebody make another customer with an e-mail of ours; e-mails need not be unique."""
    known = world.journal().entries(CUSTOMER)
    if known:
        entry = world.lots.choice(known)
        world.server.staff(
            "/customers", {"first_name": "Someone", "last_name": "Else", "email": entry.key_text}
        )
        world.tally["namesake"] += 1


def _meet_another_store(world: World) -> None:
    """Let the address answer for another retailer: the run has to end before anything is sent."""
    other = Server(world.clock, world.shop, STORES[1])
    calm = replace(world.trouble, create_share=0.0, read_share=0.0, stop_share=0.0, storms=())
    world.trouble, kept = calm, world.trouble
    ending = world.live({}, other)
    world.trouble = kept
    demand(
        isinstance(ending, StopError) and ending.code == "wrong-store",
        f"another store was taken for ours: {ending}",
    )
    demand(not other.history, "something was made in another store")
    world.tally["another store"] += 1
