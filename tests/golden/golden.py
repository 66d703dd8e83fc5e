"""Golden files: what a fixed seed gives, per pack and region, so that a change of output is a decision.

Each file holds the first twelve records as CSV; `digests.json` the sha256 of five thousand, which any
version of Python and polars and any number of threads must reach. Made anew only by hand:

    python -m tests.golden.golden
"""

import hashlib
import json
from pathlib import Path

import polars as pl

from pipeline.generate import generate
from pipeline.packs import find_packs, load_packs, load_region, region_names
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.settings import GenerateOptions

FOLDER = Path(__file__).parent
DIGESTS = FOLDER / "digests.json"
SEED = 20260115
SHOWN, COUNTED = 12, 5_000


def golden_names() -> list[str]:
    """Return the names of all golden files."""
    return [f"customers-{region}" for region in region_names()] + [
        f"products-{pack}" for pack in find_packs()
    ]


def frame_of(name: str, count: int = COUNTED) -> pl.DataFrame:
    """Return the records behind a golden file."""
    kind, _, which = name.partition("-")
    if kind == "customers":
        options = GenerateOptions(packs=(), seed=SEED, region=which, customers=count, products=0)
        return generate(options, (), load_region(which)).frames[CUSTOMER].collect()
    options = GenerateOptions(packs=(which,), seed=SEED, customers=0, products=count)
    return generate(options, load_packs([which]), load_region("us")).frames[PRODUCT].collect()


def digest_of(frame: pl.DataFrame) -> str:
    """Return the sha256 of a frame's CSV."""
    return hashlib.sha256(frame.write_csv().encode()).hexdigest()


def make_golden() -> None:
    """Write every golden file anew."""
    digests = {}
    for name in golden_names():
        frame = frame_of(name)
        (FOLDER / f"{name}.csv").write_text(frame.head(SHOWN).write_csv(), encoding="utf-8", newline="")
        digests[name] = digest_of(frame)
    DIGESTS.write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make_golden()
