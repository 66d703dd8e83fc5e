"""Two datasets in one store are taken back in either order: nothing in use goes, and nothing of ours is left after the second."""

from pathlib import Path

import pytest

from tests.simulation.sharing_history import run_sharing_history
from tests.simulation.sharing_variants import SHARING_VARIANTS
from tests.simulation.sim_client import PromiseError
from tests.simulation.wrong_variants import Variant

SHARDS, SEEDS = 3, 10
HISTORIES = 150


@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_others_use_stays_and_goes_with_its_last_user(tmp_path: Path, shard: int) -> None:
    for seed in range(shard * SEEDS, (shard + 1) * SEEDS):
        run_sharing_history(tmp_path / str(seed), seed)


def first_broken(folder: Path) -> str:
    for seed in range(HISTORIES):
        try:
            run_sharing_history(folder / str(seed), seed)
        except PromiseError as error:
            return str(error)
    return f"nothing: it lived through {HISTORIES:,} histories"


@pytest.mark.parametrize("variant", SHARING_VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_idea_about_what_others_use_is_caught(
    tmp_path: Path, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant.patch(monkeypatch)
    assert variant.breaks in first_broken(tmp_path), variant.idea
