"""A moment of `make fuzz`: whatever the program reads is damaged, by seeds that are fixed here."""

import pytest

from tests.fuzz.targets import TARGETS, Scene, tried

QUICK = [
    *TARGETS.keys() - {"csv_dataset", "parquet", "workbook"}
]  # the others wait for loads, or for processes


@pytest.fixture
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.campaign
def test_no_damage_breaks_a_promise_and_one_that_breaks_is_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [tried(scene, target, 1) for target in sorted(QUICK)] == [[]] * len(QUICK)

    def dies(_words: list[str]) -> int:
        raise TypeError

    monkeypatch.setattr("tests.fuzz.targets.run", dies)
    broken = tried(scene, "manifest", 1)
    assert broken
    assert all("TypeError" in each.why for each in broken)


@pytest.mark.campaign
def test_a_deleted_row_whose_id_is_no_text_is_none_of_ours(scene: Scene) -> None:
    """Found by `make fuzz`: `pull` ended in a traceback."""
    assert tried(scene, "answers", 1795961503) == []
