"""Kill it at any time, run it again: 400 histories of faults, kills and restarts, each from one seed.

A history without a kill doesn't count among them: about one in six is drawn without, or ends before its kill comes.
A broken history prints its seed and the command that runs it alone. What broke histories while this was built has a
scenario of its own (`test_scenarios.py`), because a seed means another history once the world learns a new fault.
The campaign of 50,000 is `make torture`'s.
"""

import pytest

from tests.simulation.sim_history import run_history
from tests.support.breadth import BREADTH

SHARDS = 10  # so that several processes share them
KILLED = 40 * BREADTH  # histories with a kill, per shard
SEEDS = 60 * BREADTH  # per shard, at most: five for four will do, more means that hardly anything is killed


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_record_is_made_exactly_once(shard: int) -> None:
    killed = 0
    for seed in range(shard * SEEDS, (shard + 1) * SEEDS):
        killed += run_history(seed)["kill"] > 0
        if killed == KILLED:
            break
    assert killed == KILLED, "hardly anything was killed: these histories show nothing"


def test_a_seed_is_one_history() -> None:
    assert run_history(4711) == run_history(4711)
