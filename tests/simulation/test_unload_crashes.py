"""Unload, killed at every step and resumed: nothing foreign is deleted, nothing of ours stays, every body was kept."""

import json
import random
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus, JournalError
from pipeline.http import Ending, Reply
from pipeline.journal.transitions import State
from pipeline.load.options import Selection
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import CUSTOMER, PRODUCT, all_kinds
from pipeline.unload.kept import kept_path, read_kept
from pipeline.unload.plan import UnloadOptions
from tests.simulation.unload_world import (
    PREFIX,
    TROUBLES,
    Crash,
    Steps,
    World,
    bodies,
    reply_of,
    rows_of_dataset,
)
from tests.support.breadth import BREADTH

FOREIGN = {"first_name": "Grace", "last_name": "Foreign", "email": "grace@example.net"}


def loaded_world(folder: Path) -> tuple[World, set[str], dict[str, dict[str, object]]]:
    """A store with somebody's records before and after ours; returns the ids that are ours, and every body."""
    folder.mkdir(parents=True)
    world = World(folder)
    world.staff("add", customers=[FOREIGN], products=[{"name": "Foreign Chair", "sku": "CHAIR-1"}])
    world.load()
    ours = {each.id for each in world.history if each.action == "created" and each.actor == "api"}
    world.staff("add", customers=[{**FOREIGN, "email": "later@example.net"}])
    assert len(ours) == 6
    return world, ours, {row.id: world.shown(row) for kind in all_kinds() for row in world.live(kind)}


def assert_taken_back(
    world: World, ours: set[str], before: dict[str, dict[str, object]], left: set[str]
) -> None:
    deleted = [each.id for each in world.history if each.action == "deleted"]
    assert len(deleted) == len(set(deleted))
    assert set(deleted) == ours - left
    kept = bodies(read_kept(kept_path(world.folder, PREFIX)))
    assert {each: kept[each] for each in deleted} == {each: before[each] for each in deleted}
    with world.journal() as journal:
        states = {entry.remote_id: entry.state for entry in journal.entries()}
    assert states == {each: State.DONE if each in left else State.DELETED for each in ours}
    mapped = json.loads(world.output.path.read_text())
    assert {each["customer_id"] for each in mapped["customers"]} == left


def world_with_an_edit(folder: Path) -> tuple[World, set[str], dict[str, dict[str, object]], str]:
    world, ours, before = loaded_world(folder)
    edited = world.id_of(CUSTOMER, "ada1@example.com")
    world.staff("edit", kind="customers", id=edited, changes={"phone": "+1-555-010-9999"})
    return world, ours, before, edited


def test_killed_at_every_step_it_resumes_and_deletes_exactly_ours(tmp_path: Path) -> None:
    world, *_ = world_with_an_edit(tmp_path / "whole")
    whole = Steps()
    world.unload(steps=whole)
    assert whole.taken > 60
    for fatal in range(1, whole.taken + 1):
        world, ours, before, edited = world_with_an_edit(tmp_path / str(fatal))
        with pytest.raises(Crash):
            world.unload(steps=Steps(fatal))
        outcome = world.unload()
        assert outcome.status is ExitStatus.LEFT_OVER, f"step {fatal}"
        assert [each.remote_id for each in outcome.left] == [edited]
        assert_taken_back(world, ours, before, {edited})


def test_killed_again_and_again_it_still_ends_well(tmp_path: Path) -> None:
    lots = random.Random(11)
    for history in range(5 * BREADTH):
        world, ours, before = loaded_world(tmp_path / str(history))
        for _ in range(200):
            try:
                outcome = world.unload(steps=Steps(lots.randint(1, 45)))
            except Crash:
                continue
            break
        else:
            outcome = world.unload()
        assert outcome.status is ExitStatus.DONE
        assert_taken_back(world, ours, before, set())


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_with_deletes_is_repeated_and_ends_well(tmp_path: Path, trouble: str) -> None:
    world, ours, before = loaded_world(tmp_path / "x")
    lots = random.Random(3)
    for _ in range(10):
        outcome = world.unload(
            fault=lambda _n, method, _p: (
                TROUBLES[trouble] if method == "DELETE" and lots.random() < 0.5 else None
            )
        )
        if outcome.status is ExitStatus.DONE:
            break
        assert outcome.status is ExitStatus.RUN_AGAIN
    assert_taken_back(world, ours, before, set())


def test_killed_and_edited_meanwhile_the_record_is_left_alone(tmp_path: Path) -> None:
    world, *_ = loaded_world(tmp_path / "x")
    steps = Steps()

    def die_at_first_delete(_number: int, method: str, _path: str) -> None:
        if method == "DELETE":
            steps.dead = True
            raise Crash

    with pytest.raises(Crash):
        world.unload(steps=steps, fault=die_at_first_delete)
    with world.journal() as journal:
        deleting = [entry for entry in journal.entries() if entry.state is State.DELETING]
    assert deleting
    victim = deleting[0]
    assert victim.remote_id is not None
    world.staff(
        "edit", kind=f"{victim.kind}s", id=victim.remote_id, changes={"description": "worked on by hand"}
    )
    outcome = world.unload()
    assert [each.remote_id for each in outcome.left] == [victim.remote_id]
    assert victim.remote_id not in world.deleted_by_us()
    with world.journal() as journal:
        entry = journal.entry(victim.kind, victim.key)
    assert entry is not None
    assert entry.state is State.DONE


def test_a_load_afterwards_starts_afresh(tmp_path: Path) -> None:
    world, ours, _ = loaded_world(tmp_path / "x")
    world.unload()
    outcome = world.load()
    assert outcome.status is ExitStatus.DONE
    assert outcome.count(State.DONE) == 6
    now = {row.id for kind in all_kinds() for row in world.live(kind)}
    assert not ours & now
    assert world.unload().status is ExitStatus.DONE


def test_what_somebody_makes_after_an_unload_is_never_taken_for_ours(tmp_path: Path) -> None:
    """Not even where the record once was uncertain, and its row left the file in between."""
    world = World(tmp_path)
    world.load(
        fault=lambda _n, method, path: "silence after" if (method, path) == ("POST", "/products") else None
    )
    world.unload()
    rows = world.rows
    world.rows = rows[:3]
    world.load()
    world.staff("add", products=[{"name": record.label, "sku": record.key_text} for record, _ in rows[3:]])
    world.rows = rows
    outcome = world.load()
    assert outcome.count(State.CONFLICT) == 3
    before = len(world.deleted_by_us())
    world.unload()
    assert len(world.deleted_by_us()) == before + 3, "customers only"


def test_what_was_not_listed_is_not_deleted_in_the_place_of_what_was_absent(tmp_path: Path) -> None:
    world = World(tmp_path)
    posted: list[str] = []

    def lose_one(_number: int, method: str, path: str) -> Reply | None:
        posted.extend([path] if method == "POST" else [])
        first = method == "POST" and posted.count("/products") == 1 and path == "/products"
        unseen = method == "GET" and "/products" in posted
        return Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time") if first or unseen else None

    assert world.load(fault=lose_one).count(State.SENT) == 1
    world.unload(UnloadOptions(pace=Pace.FAST, selection=Selection(only=PRODUCT, limit=1)))
    assert world.deleted_by_us() == []


def test_a_journal_that_goes_away_between_survey_and_run_doubles_nobody(tmp_path: Path) -> None:
    world = World(tmp_path, rows=rows_of_dataset(3, 3))
    world.load()
    world.rows = rows_of_dataset(4, 3)

    def lose_it() -> None:
        for path in world.journal_path.parent.iterdir():
            path.unlink()

    with pytest.raises(JournalError, match="went away"):
        world.load(before_run=lose_it)
    made = [each for each in world.history if each.action == "created" and each.actor == "api"]
    assert len(made) == 6


def test_an_answer_from_before_an_unload_is_not_believed_after_it(tmp_path: Path) -> None:
    """A cache on the way that repeats what it once answered: the record would be done, and nowhere."""
    world, ours, _ = loaded_world(tmp_path / "x")
    with world.journal() as journal:
        before = next(entry for entry in journal.entries(PRODUCT))
    world.unload()
    posted: list[str] = []

    def repeat_one(_number: int, method: str, path: str) -> Reply | None:
        posted.extend([path] if method == "POST" else [])
        first = method == "POST" and posted.count("/products") == 1
        return reply_of(200, {"data": [before.remote_id]}) if first and path == "/products" else None

    assert world.load(fault=repeat_one).status is ExitStatus.DONE
    with world.journal() as journal:
        now = {entry.remote_id for entry in journal.entries()}
    assert now == {row.id for kind in all_kinds() for row in world.live(kind)} & now
    assert not now & ours
