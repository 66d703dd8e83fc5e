"""Images in a load: each distinct file of a family is on its product once, whatever was lost and wherever it was killed."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ExitStatus
from pipeline.http import Ending, Reply
from pipeline.journal.transitions import StepState
from pipeline.load.images.pictures import NO_PICTURES
from pipeline.load.options import LoadOptions, Selection
from pipeline.load.runner import Outcome
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.stores.protocol import IMAGES_NAME
from pipeline.unload.plan import UnloadOptions
from tests.simulation.unload_world import Crash, Steps, World, reply_of
from tests.support.images import (
    ALL,
    FILES,
    UPLOAD,
    hand_image,
    images,
    lose_image,
    uploads,
    world_with_images,
)
from tests.support.pictures import png

FAST = LoadOptions(pace=Pace.FAST)


def world_of(folder: Path, **options: Any) -> World:
    return world_with_images(folder, World, **options)


def state_of(world: World, key: str = "mug-1") -> StepState | None:
    with world.journal() as journal:
        step = journal.step(PRODUCT, key, IMAGES_NAME)
        return None if step is None else step.state


def until_done(world: World, times: int = 6) -> Outcome:
    outcome = world.load(FAST)
    for _ in range(times):
        if outcome.status is not ExitStatus.RUN_AGAIN:
            break
        outcome = world.load(FAST)
    return outcome


def test_family_has_each_distinct_file_once_on_the_product_that_heads_it(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    assert world.load(FAST).status is ExitStatus.DONE
    assert images(world) == ALL
    assert uploads(world) == len(FILES)
    digests = [row.body["bytes"] for row in world.shop.rows.walk("product_images")]
    assert len(digests) == len(FILES)
    assert world.verify().status is ExitStatus.DONE
    again = world.load(FAST)
    assert again.status is ExitStatus.DONE
    assert uploads(world) == 0 or images(world) == ALL
    world.requests.clear()
    world.load(FAST)
    assert uploads(world) == 0, "what is there is not sent again"


@pytest.mark.campaign
def test_images_arrive_once_when_the_load_is_killed_at_every_step(tmp_path: Path) -> None:
    number = 0
    for fatal in range(1, 2_000):
        world = world_of(tmp_path / str(fatal))
        steps = Steps(fatal)
        try:
            world.load(FAST, steps=steps)
        except Crash:
            number += 1
        else:
            break
        assert until_done(world).status is ExitStatus.DONE, fatal
        assert images(world) == ALL, fatal
        assert world.verify().status is ExitStatus.DONE, fatal
    assert number > 50


@pytest.mark.parametrize(
    "lost", ["silence after", Reply(Ending.SILENCE, "r", 30.0, detail="no answer"), reply_of(502)]
)
def test_lost_answer_is_followed_by_the_same_bytes_and_one_image(tmp_path: Path, lost: Any) -> None:
    for hit in range(1, len(FILES) + 1):
        world = world_of(tmp_path / str(hit))
        seen = 0

        def fault(_number: int, _method: str, path: str, hit: int = hit) -> Any:
            nonlocal seen
            seen += path.endswith(UPLOAD)
            return lost if path.endswith(UPLOAD) and seen == hit else None

        assert world.load(FAST, fault=fault).status is ExitStatus.DONE
        assert images(world) == ALL
        assert uploads(world) == len(FILES) + 1
        assert world.unload(UnloadOptions(pace=Pace.FAST)).status is ExitStatus.DONE


def silent(_number: int, _method: str, path: str) -> Any:
    return "silence after" if path.endswith(UPLOAD) else None


def test_upload_that_never_gets_its_answer_is_ours_all_the_same(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    outcome = world.load(FAST, fault=silent)
    assert outcome.status is ExitStatus.RUN_AGAIN
    assert images(world) == ALL | {"TEE-S": 2}
    left = world.unload(UnloadOptions(pace=Pace.FAST))
    assert left.status is ExitStatus.DONE, "what we uploaded is nobody's work"
    assert images(world) == {}


def test_image_by_hand_is_somebodys_work(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.load(FAST)
    hand_image(world, "MUG-1")
    [finding] = world.verify().findings
    assert (finding.field, finding.ours, finding.theirs) == (IMAGES_NAME, "1 image", "2 images")
    assert world.unload(UnloadOptions(pace=Pace.FAST)).status is ExitStatus.LEFT_OVER
    assert images(world) == {"MUG-1": 2}


def test_file_that_is_not_as_it_was_sent_is_never_sent_in_its_place(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.load(FAST, fault=silent)
    for name in FILES:
        (tmp_path / name).write_bytes(png(1000))
    outcome = world.load(FAST)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert images(world) == ALL
    assert state_of(world) is StepState.FAILED


def test_refused_and_spoilt_images_are_said_and_tried_again_as_asked(tmp_path: Path) -> None:
    world = world_of(tmp_path, image_error=1)

    def refused(_number: int, _method: str, path: str) -> Any:
        return (
            reply_of(413, {"error": "too large"}) if path.endswith(UPLOAD) and uploads(world) == 2 else None
        )

    outcome = world.load(FAST, fault=refused)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert sorted(step.state for step in outcome.left_steps) == [StepState.FAILED] * 2
    assert world.load(FAST).status is ExitStatus.LEFT_OVER
    assert world.load(dataclasses.replace(FAST, retry_failed=True)).status is ExitStatus.DONE
    assert world.verify().status is ExitStatus.DONE


def test_store_that_is_at_work_on_images_is_asked_until_they_are_there(tmp_path: Path) -> None:
    world = world_of(tmp_path, image_polls=3)
    assert world.load(FAST).status is ExitStatus.DONE
    assert world.verify().status is ExitStatus.DONE
    slow = world_of(tmp_path / "slow", image_polls=20)
    assert slow.load(FAST).status is ExitStatus.RUN_AGAIN
    assert until_done(slow, 30).status is ExitStatus.DONE
    assert images(slow) == ALL


def test_images_that_were_left_out_come_with_a_later_load(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    pictures, world.pictures = world.pictures, NO_PICTURES
    assert world.load(FAST).status is ExitStatus.DONE
    assert images(world) == {}
    world.pictures = pictures
    assert world.load(FAST).status is ExitStatus.DONE
    assert images(world) == ALL


def test_load_of_a_selection_brings_the_images_of_its_products_alone(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    pictures, world.pictures = world.pictures, NO_PICTURES
    world.load(FAST)
    world.pictures = pictures
    for selection in (Selection(only=CUSTOMER), Selection(keys=("nobody*",))):
        assert world.load(dataclasses.replace(FAST, selection=selection)).status is ExitStatus.DONE
        assert images(world) == {}
    world.load(dataclasses.replace(FAST, selection=Selection(keys=("mug-1",))))
    assert images(world) == {sku: files for sku, files in ALL.items() if sku.startswith("MUG-")}
    assert world.load(FAST).status is ExitStatus.DONE
    assert images(world) == ALL


def test_products_that_are_made_again_get_their_images_again(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.load(FAST)
    assert world.unload(UnloadOptions(pace=Pace.FAST)).status is ExitStatus.DONE
    assert images(world) == {}
    assert world.load(FAST).status is ExitStatus.DONE
    assert images(world) == ALL
    assert world.verify().status is ExitStatus.DONE


def test_journal_keeps_the_digest_of_what_was_sent_and_the_id_of_each_image(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.load(FAST)
    with world.journal() as journal:
        step = journal.step(PRODUCT, "tee-s", IMAGES_NAME)
        assert step is not None
        kept = json.loads(step.wanted)
    ids = {row.id: row.body["digest"] for row in world.shop.rows.walk("product_images")}
    assert [each["file"] for each in kept["files"]] == ["red.png", "blue.png"]
    assert all(ids[each["id"]] == each["sha256"] for each in kept["files"])


def test_a_client_that_renders_anew_for_a_retry_is_found_out(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.load(FAST, fault=silent)
    for name in FILES:
        (tmp_path / name).write_bytes(png(1000))
    world.pictures = dataclasses.replace(world.pictures, is_kept=lambda _data, _digest: True)
    world.load(FAST)
    assert images(world) != ALL, "the store compares bytes: what is drawn anew is another image"


def test_an_image_that_was_taken_away_is_a_finding_and_no_unload_takes_it_for_ours(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    world.load(FAST)
    lose_image(world, "MUG-1")
    [finding] = world.verify().findings
    assert (finding.field, finding.ours, finding.theirs, finding.updatable) == (
        IMAGES_NAME,
        "1 image",
        "0 images",
        True,
    )
    assert world.unload(UnloadOptions(pace=Pace.FAST)).status is ExitStatus.LEFT_OVER
