"""Images before they are sent: what an upload says of its file."""

from pathlib import Path

from pipeline.load.images.pictures import ImageFamily
from pipeline.load.images.uploading import uploads_of
from pipeline.schema.kinds import PRODUCT


def test_an_upload_has_the_type_that_its_file_is_whatever_its_name_says(tmp_path: Path) -> None:
    files = {
        "photo.png": b"\xff\xd8\xff\xe0",
        "web.jpg": b"RIFF\0\0\0\0WEBP",
        "camera": b"\xff\xd8\xff\xe1",
        "a.webp": b"\x89PNG\r\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    calls = uploads_of(tmp_path, [ImageFamily(PRODUCT, ("A",), tuple(files))])
    types = [call.upload.media_type for call in calls if call.upload]
    assert types == ["image/jpeg", "image/webp", "image/jpeg", "image/png"]
