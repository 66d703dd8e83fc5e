"""images: draws what is missing, once; a person's own file is judged by check."""

from pathlib import Path

import pytest

from tests.support.cli_scenes import FOLDER
from tests.support.cli_support import invoke


def generate(capsys: pytest.CaptureFixture[str]) -> Path:
    words = ("generate", "-p", "apparel", "--customers", "1", "--products", "5", "--seed", "5")
    assert invoke(capsys, *words).status == 0
    return Path(FOLDER)


def name_image(folder: Path, name: str) -> None:
    """Give the first product an image of its own."""
    lines = (folder / "products.csv").read_text(encoding="utf-8").splitlines()
    more = [",image", f",{name}", *("," for _ in lines[2:])]
    text = "\n".join(line + cell for line, cell in zip(lines, more, strict=True))
    (folder / "products.csv").write_text(text + "\n", encoding="utf-8")


@pytest.mark.campaign
def test_images_are_drawn_once(capsys: pytest.CaptureFixture[str]) -> None:
    folder = generate(capsys)
    first = invoke(capsys, "images", FOLDER, "--json").data
    files = sorted((folder / "images").iterdir())
    assert first == {"folder": f"{FOLDER}/images", "drawn": len(files), "there": 0, "own": 0}
    assert 0 < len(files) <= 5
    made = [file.stat().st_mtime_ns for file in files]
    again = invoke(capsys, "images", FOLDER)
    assert (
        again.status,
        f"0 images drawn, {len(files)} there already, in {FOLDER}/images." in again.err,
    ) == (0, True)
    assert [file.stat().st_mtime_ns for file in files] == made
    assert invoke(capsys, "check", FOLDER).status == 0


@pytest.mark.campaign
def test_a_product_with_an_image_of_its_own_needs_none(capsys: pytest.CaptureFixture[str]) -> None:
    folder = generate(capsys)
    invoke(capsys, "images", FOLDER)
    drawn = next((folder / "images").iterdir())
    (folder / "mine.png").write_bytes(drawn.read_bytes())
    name_image(folder, "mine.png")
    assert invoke(capsys, "check", FOLDER).status == 0
    ran = invoke(capsys, "images", FOLDER)
    assert "1 product with an image of your own." in ran.err


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["mine.svg", "../mine.png", "gone.png"])
def test_an_image_that_cannot_be_sent_is_a_finding(capsys: pytest.CaptureFixture[str], name: str) -> None:
    folder = generate(capsys)
    (folder / "mine.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder.parent / "mine.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    name_image(folder, name)
    ran = invoke(capsys, "check", FOLDER, "--json")
    assert ran.status == 3
    assert [(each["row"], each["column"], each["value"]) for each in ran.document["findings"]] == [
        (2, "image", name)
    ]


@pytest.mark.campaign
def test_an_image_is_no_part_of_a_create(capsys: pytest.CaptureFixture[str]) -> None:
    folder = generate(capsys)
    invoke(capsys, "images", FOLDER)
    name_image(folder, f"images/{next((folder / 'images').iterdir()).name}")
    assert invoke(capsys, "load", FOLDER, "--sandbox", "--yes").status == 0
    assert invoke(capsys, "verify", FOLDER, "--sandbox").status == 0


def test_a_pack_that_is_not_here_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    folder = generate(capsys)
    manifest = folder / "dataset.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace('"apparel"', '"their-own"'), encoding="utf-8"
    )
    ran = invoke(capsys, "images", FOLDER)
    assert ran.status == 0
    assert "There is no pack their-own here" in ran.err


def test_a_dataset_from_before_there_were_images_gets_some_once_it_is_converted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = generate(capsys)
    manifest = folder / "dataset.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"format_version": 2', '"format_version": 1'), encoding="utf-8")
    refused = invoke(capsys, "images", FOLDER, "--json")
    assert (refused.status, refused.document["error"]["code"]) == (2, "format-old")
    assert not (folder / "images").exists()
    assert refused.document["next"].endswith(f"convert {FOLDER} --format csv")
    assert invoke(capsys, "convert", FOLDER, "--format", "csv").status == 0
    assert invoke(capsys, "images", FOLDER).status == 0
    assert any((folder / "images").iterdir())
