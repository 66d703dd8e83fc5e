"""The golden files are what the generator makes today."""

import json

import pytest

from tests.golden.golden import DIGESTS, FOLDER, SHOWN, digest_of, frame_of, golden_names

HOW = "output changed; if that is a decision, run python -m tests.golden.golden and say why in the commit"


def test_every_pack_and_region_has_a_golden_file() -> None:
    assert sorted(json.loads(DIGESTS.read_text(encoding="utf-8"))) == sorted(golden_names())
    assert sorted(file.stem for file in FOLDER.glob("*.csv")) == sorted(golden_names())


@pytest.mark.parametrize("name", golden_names())
def test_output_is_golden(name: str) -> None:
    frame = frame_of(name)
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert frame.head(SHOWN).write_csv() == file.read(), HOW
    assert digest_of(frame) == json.loads(DIGESTS.read_text(encoding="utf-8"))[name], HOW
