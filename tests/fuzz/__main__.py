"""`make fuzz`: damage whatever the program reads, for some minutes, and print which promises broke. Exit status 1 if any did.

    python -m tests.fuzz [--minutes 10] [--seed N] [--only TARGET]

A case is a target and a number (`targets`); `--only TARGET --seed N --cases 1` plays one again. The cases run in a process
of their own, which may die of one.
"""

import argparse
import collections
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.targets import TARGETS, Scene, tried

_SLOW_S = 60.0


def main() -> int:
    """Play cases until the time is over; return 0 if every promise held."""
    parser = argparse.ArgumentParser(prog="tests.fuzz")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a run")
    parser.add_argument("--only", choices=[*TARGETS], help="one target alone")
    parser.add_argument("--cases", type=int, default=0, help="so many, whatever the time")
    parser.add_argument(
        "--told", type=Path, help=argparse.SUPPRESS
    )  # in the process of the cases: where it stands
    options = parser.parse_args()
    names = [options.only] if options.only else [*TARGETS]
    until = time.monotonic() + 60 * options.minutes
    if options.told:
        return _play(names, options.seed, until, options.cases, options.told)
    print(f"seed {options.seed}", flush=True)
    held, seed = True, options.seed
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        told = Path(folder) / "told"
        while (left := until - time.monotonic()) > 0:
            words = [
                "--minutes",
                str(left / 60),
                "--seed",
                str(seed),
                "--cases",
                str(options.cases),
                "--told",
                str(told),
            ]
            words += ["--only", options.only] if options.only else []
            status = subprocess.run([sys.executable, "-m", "tests.fuzz", *words], check=False).returncode
            held = held and status == 0
            if status in (0, 1):
                break
            name, number = told.read_text().split()
            print(f"BROKEN {name} {number}: the process died, status {status}", flush=True)
            seed = int(number) + 1
    print("Every promise held." if held else "A PROMISE WAS BROKEN.")
    return 0 if held else 1


def _play(names: list[str], seed: int, until: float, cases: int, told: Path) -> int:
    played, broken = collections.Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        scene = Scene(Path(folder))
        for number in itertools.islice(itertools.count(seed), cases or None):
            for name in names:
                if time.monotonic() > until:
                    break
                told.write_text(f"{name} {number}")
                began = time.monotonic()
                for words, why in tried(scene, name, number):
                    broken += 1
                    print(f"BROKEN {name} {number}: {' '.join(words)}\n    {why}", flush=True)
                if time.monotonic() - began > _SLOW_S:
                    print(f"slow: {name} {number} took {time.monotonic() - began:.0f} s", flush=True)
                played[name] += 1
            else:
                continue
            break
    print(", ".join(f"{name} {number:,}" for name, number in played.items()), flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
