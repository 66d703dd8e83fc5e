"""Many histories in a row: `python -m tests.simulation.campaign --schedules 20000 --seed 1`, which `make torture` calls."""

import argparse
import sys
import time
from collections import Counter

from tests.simulation.sim_client import PromiseError
from tests.simulation.sim_history import run_history

SHOWN = 10  # broken histories that are printed
HEADLINES = ("lives", "kill", "faults fired", "creates", "requests")
# What a broken promise is called, by the words that tell it; the first that fits counts
HARMS = {
    "doubled": ("doubled", "times", "twice", "not applied"),
    "lost": ("lost", "quiet runs", "never reached"),
    "wrong ids": ("has the id", "acknowledged", "mapping", "done, and is changed"),
    "other": ("",),
}


def run_campaign(first_seed: int, schedules: int) -> tuple[Counter[str], list[str]]:
    """Run so many histories from this seed on; return the tally of all, and what broke."""
    tally: Counter[str] = Counter()
    broken = []
    for seed in range(first_seed, first_seed + schedules):
        try:
            tally += run_history(seed)
        except (PromiseError, RuntimeError) as error:
            broken.append(str(error))
    return tally, broken


def harm_of(words: str) -> str:
    """Return what a broken promise is called."""
    return next(name for name, signs in HARMS.items() if any(sign in words for sign in signs))


def main() -> int:
    """Print a summary; 1 when a history broke the promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    began_s = time.monotonic()
    tally, broken = run_campaign(chosen.seed, chosen.schedules)
    print(f"{chosen.schedules:,} schedules in {time.monotonic() - began_s:.1f} s")
    for name in HEADLINES:
        print(f"  {tally.pop(name, 0):>9,}  {name}")
    print("of which")
    for name, count in sorted(tally.items()):
        print(f"  {count:>9,}  {name}")
    for words in broken[:SHOWN]:
        print(f"BROKEN {words}")
    harms = Counter(harm_of(words) for words in broken)
    print(", ".join(f"{harms[name]} {name}" for name in HARMS))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
