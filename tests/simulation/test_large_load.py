"""Two thousand records: each is made once, in bounded memory, and costs the journal what it costs in a load of 500.

Time is virtual and the journal's file is not synced: what a record costs is counted, not timed, in statements and in
the steps that SQLite takes for them (a query over all records is one statement of thousands of steps). How long that
takes on a disk is what `tests/bench/bench_load.py` measures.
"""

import itertools
import random
import tracemalloc
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus
from pipeline.journal.book import Journal
from pipeline.journal.file import open_database
from pipeline.journal.log import Log
from pipeline.journal.transitions import State
from pipeline.load.events import nobody
from pipeline.load.options import LoadOptions
from pipeline.load.planning.survey import LoadRequest, survey_through
from pipeline.load.runner import Outcome, RunContext, run_load
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from tests.simulation.unload_world import ShopStore, Steps, World, rows_of_dataset
from tests.simulation.virtual_time import run_virtually
from tests.support.breadth import BREADTH

LARGE, SMALL = 1_200 * BREADTH, 300
TURNS_PER_RECORD = 60  # of the loop; a create takes about 20
STEPS_PER_CALL = 20  # of SQLite's, which takes some 290 a record; a call for each would be slow to trace
RECORD_BYTES = 12_000  # twice what was measured: plan and entry here, row and effect in the store's memory
SAME = 0.02  # between two loads: what a run costs once is shared by many times as many records


@dataclass(frozen=True, slots=True)
class Load:
    """A load that has ended; what a record cost its journal, in statements and in calls of SQLite's progress handler."""

    outcome: Outcome
    statements: float
    calls: float


def world_of(folder: Path, count: int) -> World:
    folder.mkdir()
    return World(folder, rows=rows_of_dataset(count // 2, count // 2))


def load(world: World) -> Load:
    count = len(world.rows)
    request = LoadRequest(world.folder, world.rows, world.target, LoadOptions(pace=Pace.FAST))
    store, lots = ShopStore(world, Steps()), random.Random(1)
    database = open_database(request.journal, durable=False)
    calls, statements = itertools.count(), itertools.count()
    database.set_trace_callback(lambda _sql: next(statements))
    database.set_progress_handler(lambda: next(calls) < 0, STEPS_PER_CALL)

    def save(data: bytes) -> None:
        world.output.path.write_bytes(data)

    with Journal(database) as journal:

        async def run() -> Outcome:
            paced = PacedStore.begin(store, lots, request.options.pace, request.options.concurrency)
            seen = await survey_through(request, journal, paced, lambda _facts: ())
            stage = RunContext(
                journal=journal, log=Log(None), store=store, brake=Brake(), save=save,
                wall_s=world.clock.wall_s, rng=lots, watch=nobody,
            )  # fmt: skip
            return await run_load(stage, request, seen, world.output, command="load", tool_version="0")

        outcome = run_virtually(world.clock, run(), turns_max=TURNS_PER_RECORD * count)
    return Load(outcome, next(statements) / count, next(calls) / count)


@pytest.mark.campaign
def test_thousands_of_records_are_made_once_in_bounded_memory_and_cost_the_journal_the_same_each(
    tmp_path: Path,
) -> None:
    small, world = load(world_of(tmp_path / "small", SMALL)), world_of(tmp_path / "large", LARGE)
    tracemalloc.start()
    try:
        large = load(world)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert large.outcome.status is ExitStatus.DONE
    made = Counter(effect.key.casefold() for effect in world.history if effect.action == "created")
    assert made == Counter(record.key for record, _ in world.rows)
    with world.journal() as journal:
        ids = {entry.remote_id for entry in journal.entries() if entry.state is State.DONE}
    assert ids == {effect.id for effect in world.history}
    assert peak_bytes < LARGE * RECORD_BYTES
    assert large.statements == pytest.approx(small.statements, rel=SAME)
    assert large.calls == pytest.approx(small.calls, rel=SAME)
