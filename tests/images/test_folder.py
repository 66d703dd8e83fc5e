"""A dataset's images: each drawn once, whole or not at all, never over a person's own."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.images.folder import looks_of, missing_images, plan_images, render_images

LOOKS, _ = looks_of(("apparel",), None)


def row(colour: str, size: str, **more: str) -> dict[str, str | None]:
    return {
        "sku": "APP-1",
        "name": f"Oatlow Chunky Merino Cardigan - {colour} / {size}",
        "brand_name": "Oatlow",
        "product_category": "Clothing > Knitwear",
        **more,
    }


def test_a_family_has_one_image_for_each_colour(tmp_path: Path) -> None:
    rows = [row(colour, size) for colour in ("Navy", "Rust") for size in ("S", "M", "L")]
    planned = plan_images(tmp_path, rows, LOOKS)
    assert len(planned.documents) == 2
    assert len(planned.files) == 6
    assert len(set(planned.files)) == 2


@pytest.mark.campaign
def test_what_is_there_is_not_drawn_again(tmp_path: Path) -> None:
    planned = plan_images(tmp_path, [row("Navy", "S"), row("Rust", "S")], LOOKS)
    told: list[int] = []
    render_images(tmp_path, missing_images(tmp_path, planned.documents), done=told.append)
    assert told == [1, 2]
    assert all(file and file.read_bytes().startswith(b"\x89PNG") for file in planned.files)
    assert missing_images(tmp_path, planned.documents) == {}
    assert sorted(file.suffix for file in (tmp_path / "images").iterdir()) == [".png", ".png"]


def test_an_empty_file_is_drawn_again(tmp_path: Path) -> None:
    planned = plan_images(tmp_path, [row("Navy", "S")], LOOKS)
    (file,) = planned.files
    assert file is not None
    file.parent.mkdir()
    file.touch()
    assert missing_images(tmp_path, planned.documents) == planned.documents


def test_a_persons_own_file_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.jpg").touch()
    planned = plan_images(
        tmp_path, [row("Navy", "S", image="mine.jpg"), row("Navy", "S", image="no.jpg")], LOOKS
    )
    assert planned.files == (tmp_path.resolve() / "mine.jpg", None)
    assert planned.documents == {}
    assert planned.own == 2


def test_a_folder_of_images_that_leads_out_is_refused(tmp_path: Path) -> None:
    data, outside = tmp_path / "data", tmp_path / "outside"
    data.mkdir()
    outside.mkdir()
    (data / "images").symlink_to(outside)
    with pytest.raises(UsageError, match="leads out"):
        render_images(data, plan_images(data, [row("Navy", "S")], LOOKS).documents)
    assert list(outside.iterdir()) == []
