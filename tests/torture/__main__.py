"""`make torture`: break loads for a long time and print what came of it. Exit status 1 if anything was lost or doubled.

    python -m tests.torture [--kills 500] [--schedules 50000] [--seed N] [--skip kills|schedules|samples|office|page|newcomer]

Seven parts: real kills at concurrency 1, 4 and 8, of datasets with a catalogue; the same without the settle time, which must
fail (else the campaign would prove nothing); simulated crash schedules, of plain datasets, of such with a catalogue, of families with stock, and of
two that share one and are taken back; ten times what the suite samples (`tests/support/breadth.py`); files that LibreOffice
saves anew, and the sandbox's page under load, where LibreOffice and a browser are installed; and `make demo` in some twenty ways, which installs from the package index.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.torture import newcomer, office, page
from tests.torture.kills import Tally, campaign

CONCURRENCIES = (1, 4, 8)
BREADTH = 10
SAMPLED = (
    "tests/property", "tests/simulation", "tests/console", "tests/images", "tests/generate",
    "tests/dataset/test_check_codes.py",
)  # fmt: skip
# Which histories are played, and how many times fewer than of the first: those of two datasets write files
SIMULATIONS = {"campaign": 1, "catalogue_history": 5, "families_history": 10, "sharing_history": 50}
WITHOUT_SETTLING_KILLS = 400  # at most; it stops at the first doubled record


def main() -> int:
    """Run the parts that were not skipped; return 0 if every promise held."""
    parser = argparse.ArgumentParser(prog="tests.torture")
    parser.add_argument("--kills", type=int, default=500, help="real kills at each concurrency")
    parser.add_argument("--schedules", type=int, default=50_000, help="simulated crash schedules")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a run")
    parser.add_argument(
        "--skip",
        action="append",
        default=[],
        choices=["kills", "schedules", "samples", "office", "page", "newcomer"],
    )
    options = parser.parse_args()
    print(f"seed {options.seed}")
    held = True
    if "kills" not in options.skip:
        held = _kill_for_real(options.kills, options.seed)
    if "schedules" not in options.skip:
        held = _simulate(options.schedules, options.seed) and held
    if "samples" not in options.skip:
        held = _widen() and held
    if "newcomer" not in options.skip:
        held = _type_make_demo() and held
    untried = "office" not in options.skip and not office.available()
    if "office" not in options.skip and not untried:
        held = _save_anew(options.seed) and held
    pageless = "page" not in options.skip and not page.available()
    if "page" not in options.skip and not pageless:
        held = _load_with_page() and held
    print("Every promise that was tried held." if held else "A PROMISE WAS BROKEN.")
    if untried:
        print(
            "NOT TRIED: files that LibreOffice saves anew. There is no soffice on this machine; "
            "install LibreOffice, or leave the part out with --skip office."
        )
    if pageless:
        print(
            "NOT TRIED: the sandbox's page. There is no chromium on this machine; --skip page leaves it out."
        )
    return 0 if held else 1


def _kill_for_real(kills: int, seed: int) -> bool:
    held = True
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        names = {
            "accept": CONCURRENCIES,
            "refuse": CONCURRENCIES[1:2],
        }  # what a store does with a name that it has
        for answer, concurrencies in names.items():
            for concurrency in concurrencies:
                tally = campaign(
                    Path(folder) / answer, kills=kills, concurrency=concurrency, seed=seed,
                    switches=[f"duplicate_names={answer}"],
                )  # fmt: skip
                _report(f"concurrency {concurrency}, twice a name: {answer}", tally)
                held = held and tally.clean
        bitten = Tally()
        while not bitten.doubled and bitten.kills < WITHOUT_SETTLING_KILLS:
            step = campaign(
                Path(folder) / f"unsettled-{bitten.rounds}",
                kills=25,
                concurrency=4,
                seed=seed + bitten.rounds,
                settle_s=0,
            )
            bitten = Tally(
                kills=bitten.kills + step.kills,
                runs=bitten.runs + step.runs,
                rounds=bitten.rounds + 1,
                doubled=bitten.doubled + step.doubled,
                lost=bitten.lost + step.lost,
                wrong_ids=bitten.wrong_ids + step.wrong_ids,
                faults=bitten.faults + step.faults,
            )
        _report("without settling (must double)", bitten)
        return held and bitten.doubled > 0


def _simulate(schedules: int, seed: int) -> bool:
    held = True
    for module, each_of in SIMULATIONS.items():
        words = ["--schedules", str(max(1, schedules // each_of)), "--seed", str(seed)]
        held = (
            subprocess.run(
                [sys.executable, "-m", f"tests.simulation.{module}", *words], check=False
            ).returncode
            == 0
            and held
        )
    return held


def _widen() -> bool:
    words = ["--numprocesses", "auto", "--dist", "worksteal", "--quiet", *SAMPLED]
    wide = {**os.environ, "TEST_BREADTH": str(BREADTH)}
    return subprocess.run([sys.executable, "-m", "pytest", *words], env=wide, check=False).returncode == 0


def _type_make_demo() -> bool:
    held = True
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        for name, wrong in newcomer.campaign(Path(folder)):
            print(f"{'BROKEN' if wrong else 'held'}: {name}{f': {wrong}' if wrong else ''}", flush=True)
            held = held and not wrong
    return held


def _save_anew(seed: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        failures = [
            *office.campaign(Path(folder), seed),
            *office.save_every_shop(Path(folder) / "every", seed),
            *office.save_every_workbook(Path(folder) / "workbooks", seed),
        ]
    print(f"LibreOffice: shops of every pack and region saved anew, {len(failures)} went wrong")
    for failure in failures:
        print(f"    {failure}")
    return not failures


def _load_with_page() -> bool:
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        figures = page.campaign(Path(folder))
    print(f"page: {figures}")
    for wrong in figures.wrong:
        print(f"    {wrong}")
    return not figures.wrong


def _report(title: str, tally: Tally) -> None:
    faults = ", ".join(f"{name} {count}" for name, count in sorted(tally.faults.items()))
    print(
        f"{title}: {tally.kills} kills in {tally.runs} runs of {tally.rounds} datasets; doubled {tally.doubled}, "
        f"lost {tally.lost}, wrong ids {tally.wrong_ids}, broken mappings {tally.bad_mappings}, "
        f"unfinished {tally.unfinished}\n    faults fired: {faults}",
        flush=True,
    )
    for failure in tally.failures:
        print(f"    {failure}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
