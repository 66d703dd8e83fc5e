"""Update and images: what the store lost of ours is uploaded again, once, and what somebody put there is left alone."""

from pathlib import Path

import pytest

from pipeline.errors import ExitStatus
from pipeline.load.images.pictures import NO_PICTURES
from pipeline.load.options import LoadOptions, Selection
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import PRODUCT
from pipeline.unload.plan import UnloadOptions
from tests.simulation.unload_world import Crash, Steps
from tests.simulation.update_world import UpdateWorld
from tests.support.images import ALL, hand_image, images, lose_image, uploads, world_with_images
from tests.support.pictures import png

FAST = LoadOptions(pace=Pace.FAST)


def loaded(folder: Path) -> UpdateWorld:
    world = world_with_images(folder, UpdateWorld)
    assert world.load(FAST).status is ExitStatus.DONE
    world.requests.clear()
    return world


def robbed(folder: Path) -> UpdateWorld:
    """Return a world whose staff deleted an image of a product alone, and one of a family's two."""
    world = loaded(folder)
    lose_image(world, "MUG-1")
    lose_image(world, "TEE-S")
    world.edit(PRODUCT, "lamp-1", price_including_tax="11")
    assert [(each.key, each.theirs) for each in world.verify().findings if each.updatable] == [
        ("tee-s", "1 image"),
        ("mug-1", "0 images"),
        ("lamp-1", "9"),
    ]
    return world


def test_what_is_gone_is_uploaded_again_and_nothing_else(tmp_path: Path) -> None:
    world = robbed(tmp_path)
    outcome = world.update()
    assert (outcome.status, outcome.images, outcome.stays) == (ExitStatus.DONE, 2, ())
    assert images(world) == ALL
    assert uploads(world) == 2
    assert world.verify().status is ExitStatus.DONE
    assert world.update().status is ExitStatus.DONE
    assert uploads(world) == 0, "what is there is not sent again"
    assert world.unload(UnloadOptions(pace=Pace.FAST)).status is ExitStatus.DONE


@pytest.mark.campaign
def test_killed_at_every_step_each_image_is_there_once(tmp_path: Path) -> None:
    whole = Steps()
    robbed(tmp_path / "whole").update(steps=whole)
    assert whole.taken > 20
    for fatal in range(1, whole.taken + 1):
        world = robbed(tmp_path / str(fatal))
        with pytest.raises(Crash):
            world.update(steps=Steps(fatal))
        assert world.update().status is ExitStatus.DONE, fatal
        assert images(world) == ALL, fatal
        assert world.verify().status is ExitStatus.DONE, fatal


def test_a_lost_answer_to_the_upload_leaves_one_image(tmp_path: Path) -> None:
    world = robbed(tmp_path)
    lost = iter(["silence after"])
    world.update(
        fault=lambda _number, _method, path: next(lost, None) if path.endswith("image_upload") else None
    )
    assert images(world) == ALL
    assert world.verify().status is ExitStatus.DONE


def test_an_image_that_somebody_put_in_place_of_ours_stays(tmp_path: Path) -> None:
    world = loaded(tmp_path)
    hand_image(world, "MUG-1")
    [stays] = [each.why for each in world.update().stays]
    assert stays == "there is no change for it"
    lose_image(world, "MUG-1")
    outcome = world.update()
    assert (outcome.images, uploads(world), images(world)) == (0, 0, ALL)


def test_a_row_that_names_another_image_brings_it(tmp_path: Path) -> None:
    world = loaded(tmp_path)
    (tmp_path / "new.png").write_bytes(png(77))
    world.edit(PRODUCT, "mug-1", image="new.png")
    world.pictures.files[PRODUCT, "mug-1"] = "new.png"  # type: ignore[index]
    outcome = world.update()
    assert (outcome.status, outcome.images) == (ExitStatus.DONE, 1)
    assert images(world) == ALL | {"MUG-1": 2}, "what was uploaded before stays"
    assert world.verify().status is ExitStatus.DONE


def test_images_that_the_load_left_out_are_not_uploaded(tmp_path: Path) -> None:
    world = world_with_images(tmp_path, UpdateWorld)
    world.pictures = NO_PICTURES
    world.load(FAST)
    assert world.update().status is ExitStatus.DONE
    assert images(world) == {}


def test_only_the_selected_records_get_theirs(tmp_path: Path) -> None:
    world = robbed(tmp_path)
    assert world.update(Selection(keys=("MUG-1",))).images == 1
    assert images(world) == ALL | {"TEE-S": 1}
