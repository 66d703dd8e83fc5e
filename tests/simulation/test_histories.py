"""Kill it at any time, run it again: 5,000 histories of faults, kills and restarts, each from one seed.

A broken history prints its seed and the command that runs it alone; seeds that broke something once are kept below.
"""

import pytest

from tests.simulation.sim_history import run_history

SHARDS = 25  # so that several processes share them
HISTORIES = 200  # per shard

# What each once showed: a wall clock set forward between two runs made the look-up come before the late commit
REMEMBERED = (100, 1321, 2324)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_record_is_made_exactly_once(shard: int) -> None:
    kills = 0
    for seed in range(shard * HISTORIES, (shard + 1) * HISTORIES):
        kills += run_history(seed)["kill"]
    assert kills > HISTORIES // 3, "hardly anything was killed: these histories show nothing"


@pytest.mark.parametrize("seed", REMEMBERED)
def test_what_broke_once_stays_whole(seed: int) -> None:
    assert run_history(seed)["lives"] > 1


def test_a_seed_is_one_history() -> None:
    assert run_history(4711) == run_history(4711)
