"""A person's own image: what is refused, however it is disguised."""

import os
import struct
from pathlib import Path

import pytest

from pipeline.images import Look, svg
from pipeline.images.own import MAX_BYTES, flaw_of, size_of
from pipeline.images.png import png_of


def png(width: int = 2, height: int = 3) -> bytes:
    head = (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0" + b"\0" * 4
    )
    return head + b"\0\0\0\0IEND\xaeB`\x82"


def jpeg(width: int = 2, height: int = 3) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 40) + b"\xff\xc0" * 19
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + exif + frame + b"\xff\xda\0\2 \xff\xd9"


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 12 + len(body)) + b"WEBP" + kind + struct.pack("<I", len(body)) + body


LOSSY = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 2, 3))
LOSSLESS = webp(b"VP8L", b"\x2f" + (1 | 2 << 14).to_bytes(4, "little") + b"\0")
EXTENDED = webp(b"VP8X", b"\0\0\0\0" + (1).to_bytes(3, "little") + (2).to_bytes(3, "little"))


@pytest.mark.parametrize("data", [png(), jpeg(), LOSSY, LOSSLESS, EXTENDED])
def test_the_three_formats_are_told_with_their_sizes(data: bytes) -> None:
    size = size_of(data)
    assert size is not None
    assert (size.width, size.height) == (2, 3)


def test_our_own_images_pass(tmp_path: Path) -> None:
    (tmp_path / "drawn.png").write_bytes(png_of(svg(Look("Cardigan", "sweaters"))))
    assert flaw_of(tmp_path, "drawn.png") is None


@pytest.mark.parametrize("data", [png(), jpeg(), LOSSY])
def test_no_prefix_of_an_image_raises_or_passes_as_one(data: bytes) -> None:
    for cut in range(len(data)):
        assert size_of(data[:cut]) is None, cut


def photo_cut_in_its_frame() -> bytes:
    """A whole small image stands in its head, as cameras put one there: its end is not the photograph's."""
    small = b"\xff\xe1" + struct.pack(">H", 2 + len(jpeg())) + jpeg()
    return b"\xff\xd8" + small + jpeg(3000, 2000)[2:-8]


HOSTILE = {
    "empty.png": b"",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "renamed.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "page.jpg": b"<html><script>alert(1)</script>",
    "animation.gif": b"GIF89a" + b"\0" * 40,
    "bomb.png": png(60_000, 60_000),
    "bomb.jpg": jpeg(65_535, 65_535),
    "nothing.png": png(0, 3),
    "cut.png": png()[:-12],
    "cut.jpg": jpeg()[:-2],
    "thumbnail.jpg": photo_cut_in_its_frame(),
    "size.jpg": jpeg(600, 0xFFD9)[:-2],  # its height reads like the mark of an image's end
    "large.png": png() + b"\0" * MAX_BYTES,
    "markers.jpg": b"\xff\xd8" + b"\xff" * 5000,
    "endless.jpg": b"\xff\xd8" + b"\xff\xe0\0\0" * 5000,
    "riff.webp": b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\0" * 20,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_image_is_a_finding(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    flaw = flaw_of(tmp_path, name)
    assert flaw is not None
    assert flaw.way_out


@pytest.mark.parametrize(
    "name",
    [
        "../outside.png",
        "/etc/passwd",
        "there.png/../../outside.png",
        "no.png",
        ".",
        "",
        "a\0b.png",
        "x" * 5000,
        "https://example.com/a.png",
        "file:///etc/passwd",
        "link.png",
        "links/outside.png",
        "pipe.png",
        "loop.png",
    ],
)
def test_what_leads_out_or_nowhere_is_a_finding(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(png())
    (folder / "there.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "links").symlink_to(tmp_path)
    (folder / "loop.png").symlink_to(folder / "loop.png")
    os.mkfifo(folder / "pipe.png")
    assert flaw_of(folder, name) is not None
    assert flaw_of(folder, "there.png") is None


def test_a_folder_is_told_from_a_file_that_can_t_be_read(tmp_path: Path) -> None:
    flaw = flaw_of(tmp_path, ".")
    assert flaw is not None
    assert flaw.rule == "It is no plain file."
