"""Update, killed at every step and resumed: what the files say is in the store, and only what we made was written."""

import random
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus
from pipeline.http import Ending, Reply
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import StepState
from pipeline.load.options import LoadOptions
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.api.values import ApiCall
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.update import plan, put, updater
from tests.simulation.unload_world import Crash, Steps, reply_of
from tests.simulation.update_world import UpdateWorld, family_with_edits, loaded, with_edits
from tests.support.breadth import BREADTH

SILENCE = Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time")


def assert_put_back(world: UpdateWorld) -> None:
    """Nothing differs, nothing foreign was written to, and an unload takes back all that is ours."""
    assert world.verify().findings == ()
    ours = {each.id for each in world.history if each.action == "created" and each.actor == "api"}
    assert set(world.updated_by_us()) <= ours
    with world.journal() as journal:
        assert not [step for step in journal.all_steps() if step.state is not StepState.DONE]
    outcome = world.unload()
    assert [each.why for each in outcome.left] == []
    records = {
        each.id for each in world.history if each.kind != "inventory"
    }  # its rows go with their products
    assert set(world.deleted_by_us()) == ours & records


@pytest.mark.campaign
def test_killed_at_every_step_it_resumes_and_all_is_put_back(tmp_path: Path) -> None:
    whole = Steps()
    assert with_edits(tmp_path / "whole").update(steps=whole).status is ExitStatus.DONE
    assert whole.taken > 50
    for fatal in range(1, whole.taken + 1):
        world = with_edits(tmp_path / str(fatal))
        with pytest.raises(Crash):
            world.update(steps=Steps(fatal))
        outcome = world.update()
        assert outcome.status is ExitStatus.DONE, f"step {fatal}"
        assert_put_back(world)


@pytest.mark.campaign
def test_killed_at_every_step_an_unload_takes_our_own_changes_for_ours(tmp_path: Path) -> None:
    """Whatever was put when it died: only what the store's staff edited, and is so still, was worked on by somebody."""
    whole = Steps()
    world = with_edits(tmp_path / "whole")
    world.update(steps=whole)
    for fatal in range(1, whole.taken + 1):
        world = with_edits(tmp_path / str(fatal))
        with pytest.raises(Crash):
            world.update(steps=Steps(fatal))
        edited = {world.id_of(CUSTOMER, "ada1@example.com"), world.id_of(PRODUCT, "DEMO-10001")}
        edited -= set(world.updated_by_us())
        assert {each.remote_id for each in world.unload().left} == edited, f"step {fatal}"


@pytest.mark.campaign
def test_a_family_killed_at_every_step_is_put_back_and_taken_for_ours(tmp_path: Path) -> None:
    whole = Steps()
    assert family_with_edits(tmp_path / "whole").update(steps=whole).status is ExitStatus.DONE
    for fatal in range(1, whole.taken + 1, 2):
        world = family_with_edits(tmp_path / str(fatal))
        with pytest.raises(Crash):
            world.update(steps=Steps(fatal))
        assert world.update().status is ExitStatus.DONE, f"step {fatal}"
        assert_put_back(world)


def test_after_changes_with_a_clear_end_the_next_run_waits_for_nothing(tmp_path: Path) -> None:
    world = family_with_edits(tmp_path)

    def dies(_number: int, method: str, _path: str) -> None:
        if method == "GET" and len(world.puts()) == 3:  # its last look
            raise Crash

    with pytest.raises(Crash):
        world.update(fault=dies)
    began_s = world.clock.now_s
    assert world.update().status is ExitStatus.DONE
    assert world.clock.now_s - began_s < 10
    assert_put_back(world)


def test_what_an_earlier_change_put_is_ours_also_while_a_later_one_is_under_way(tmp_path: Path) -> None:
    world = loaded(tmp_path / "x")
    world.edit(PRODUCT, "demo-10002", price_including_tax="77.95")
    world.update(fault=lambda _n, method, _p: "silence after" if method == "PUT" else None)
    world.edit(PRODUCT, "demo-10002", price_including_tax="88.95")
    steps = Steps()

    def die_before(_number: int, method: str, _path: str) -> None:
        if method == "PUT":
            steps.dead = True
            raise Crash

    with pytest.raises(Crash):
        world.update(steps=steps, fault=die_before)
    assert world.shown(world.live(PRODUCT)[-1])["price_including_tax"] == 77.95
    assert world.unload().left == ()


def test_killed_again_and_again_it_still_ends_well(tmp_path: Path) -> None:
    lots = random.Random(7)
    for history in range(3 * BREADTH):
        world = with_edits(tmp_path / str(history))
        for _ in range(60):
            try:
                world.update(steps=Steps(lots.randint(1, 70)))
            except Crash:
                continue
            break
        else:
            world.update()
        assert_put_back(world)


@pytest.mark.parametrize(
    ("trouble", "reply"),
    [
        ("silence after", "silence after"),
        ("silence before", SILENCE),
        ("503", reply_of(503, {"error": "busy"})),
        ("500", reply_of(500, {"error": "oops"})),
        ("504", reply_of(504, None, "gateway")),
        ("web page", reply_of(200, None, "Sign in to this network")),
        ("429", reply_of(429, {"error": "Too Many Requests"}, retry_after="1")),
        ("no connection", Reply(Ending.NOT_SENT, "r", 0.1, detail="no connection")),
    ],
)
def test_trouble_with_changes_is_repeated_and_ends_well(
    tmp_path: Path, trouble: str, reply: Reply | str
) -> None:
    world = with_edits(tmp_path / "x")
    lots = random.Random(len(trouble))
    for _ in range(10):
        outcome = world.update(
            fault=lambda _n, method, _p: reply if method == "PUT" and lots.random() < 0.6 else None
        )
        if outcome.status is ExitStatus.DONE:
            break
        assert outcome.status is ExitStatus.RUN_AGAIN
    assert_put_back(world)


def test_a_change_that_never_gets_an_answer_is_left_and_the_next_run_ends_it(tmp_path: Path) -> None:
    world = with_edits(tmp_path / "x")
    outcome = world.update(fault=lambda _n, method, _p: SILENCE if method == "PUT" else None)
    assert (outcome.status, outcome.left) == (ExitStatus.RUN_AGAIN, 3)
    assert world.update().status is ExitStatus.DONE
    assert_put_back(world)


def test_what_the_store_refuses_is_said_and_differs_still(tmp_path: Path) -> None:
    world = with_edits(tmp_path / "x")
    refused = reply_of(422, {"error": "Validation failed", "fields": {"phone": "not like this"}})
    outcome = world.update(
        fault=lambda _n, method, path: refused if method == "PUT" and "customers" in path else None
    )
    assert outcome.status is ExitStatus.LEFT_OVER
    assert [(each.sides.entry.key, "not like this" in each.words) for each in outcome.failed] == [
        ("ada1@example.com", True)
    ]
    assert [each.field for each in world.verify().findings] == ["phone"]
    with world.journal() as journal:
        assert not [step for step in journal.all_steps() if step.state is not StepState.DONE]


def test_a_success_that_changed_nothing_is_no_success(tmp_path: Path) -> None:
    world = with_edits(tmp_path / "x")
    outcome = world.update(fault=lambda _n, method, _p: reply_of(200) if method == "PUT" else None)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert len(outcome.failed) == 3
    assert outcome.updated == {}
    assert len(world.verify().findings) == 4, "the journal took nothing up that the store does not have"


def let_an_earlier_change_arrive_late(folder: Path, edited_to: str, settle_s: float) -> None:
    """The file says 77.95, the change hangs, the file is edited once more: the late change comes during the next run."""
    world = loaded(folder)
    world.edit(PRODUCT, "demo-10002", price_including_tax="77.95")
    held: list[ApiCall] = []
    ask = world.ask

    def hold(call: ApiCall) -> object:
        if call.method == "PUT":
            held.append(call)
            raise Crash
        return ask(call)

    world.ask = hold  # type: ignore[method-assign]  # a wire that keeps a request to itself
    with pytest.raises(Crash):
        world.update()
    world.edit(PRODUCT, "demo-10002", price_including_tax=edited_to)
    world.ask = ask  # type: ignore[method-assign]
    world.after(20.0, lambda: ask(held.pop()))
    assert world.update(settle_s=settle_s).status is ExitStatus.DONE
    world.clock.now_s += 60
    world.catch_up()
    assert not held
    assert world.shown(world.live(PRODUCT)[-1])["price_including_tax"] == float(edited_to)
    assert_put_back(world)


EDITS = pytest.mark.parametrize(
    "edited_to", ["88.95", "22.95"], ids=["another value", "the value that it had"]
)


@EDITS
def test_an_earlier_change_that_arrives_late_puts_no_older_value_over_ours(
    tmp_path: Path, edited_to: str
) -> None:
    let_an_earlier_change_arrive_late(tmp_path / "x", edited_to, 60.0)


@EDITS
def test_an_update_that_does_not_wait_is_caught(tmp_path: Path, edited_to: str) -> None:
    with pytest.raises(AssertionError):
        let_an_earlier_change_arrive_late(tmp_path / "x", edited_to, 0.0)


# What was adopted


def adopted(folder: Path) -> UpdateWorld:
    """Return a world whose products were in the store before, and whose staff then edited one of each."""
    world = UpdateWorld(folder)
    folder.mkdir(parents=True)
    products = [
        {"name": record.label, "sku": record.key_text, "price_including_tax": 1}
        for record, _ in world.rows
        if record.kind is PRODUCT
    ]
    world.staff("add", products=products[:1])
    world.load(LoadOptions(pace=Pace.FAST, adopt=True))
    with world.journal() as journal:
        assert [entry.origin for entry in journal.entries(PRODUCT)].count(Origin.ADOPTED) == 1
    return world


def assert_only_ours_are_written(world: UpdateWorld) -> None:
    world.edit(PRODUCT, "demo-10001", price_including_tax="77.95")
    world.update()
    foreign = {each.id for each in world.history if each.action == "created" and each.actor == "staff"}
    assert not foreign & set(world.updated_by_us())
    assert len(world.updated_by_us()) == 1


def test_what_was_adopted_is_never_written(tmp_path: Path) -> None:
    world = adopted(tmp_path / "x")
    assert_only_ours_are_written(world)


def test_an_update_of_what_was_adopted_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong variant of the one rule: what is ours."""
    for module in (plan, put, updater):
        monkeypatch.setattr(module, "is_ours", lambda _entry: True)
    with pytest.raises(AssertionError):
        assert_only_ours_are_written(adopted(tmp_path / "x"))
