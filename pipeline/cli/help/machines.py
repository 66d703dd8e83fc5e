"""The topic machines: one shop made by several."""

from pipeline.cli.help.topics import Code, Part
from pipeline.cli.invocation import typed

# A test runs it, with fewer rows and a cluster in its own process.
SLICES = """\
from distributed import Client

from pipeline.cli.main import run

COUNT, EACH, OUT = 1_000_000, 100_000, "/shared/shop"
SHOP = f"generate -p apparel -p home --seed 7 --customers {COUNT} --products {COUNT} --no-limit"


def make(first):
    part = f"{OUT}/part-{first:09}"
    return run([*SHOP.split(), "--rows", f"{first}:{first + EACH}", "--out", part, "--quiet"])


with Client("tcp://scheduler:8786") as client:
    ended = client.gather(client.map(make, range(0, COUNT, EACH), pure=False))
    assert not any(ended), ended  # exit statuses"""


def _slice(rows: str, out: str) -> str:
    counts = ("--customers", 0, "--products", 1000, "--no-limit")
    return typed("generate", "-p", "apparel", "--seed", 7, *counts, "--rows", rows, "--out", out)


def machines() -> tuple[Part, ...]:
    """Return how slices of a shop are made apart and joined."""
    return (
        (
            "A row depends on the seed and its number alone, so any machine can make any slice of a shop: generate --rows. "
            "Give each the same options and the whole counts. Slices of products end where a family ends, and meet:"
        ),
        Code(
            "\n".join(
                f"  {_slice(rows, out)}" for rows, out in (("0:500", "out/first"), ("500:1000", "out/second"))
            )
        ),
        (
            "Joined without the second header they are the bytes of one run. Parquet parts are read as one table by most "
            "readers. Each part describes the suppliers that its own products name: one that several parts name is the same "
            "row. Any scheduler will do; with Dask, whose workers have this tool and a folder in common:"
        ),
        Code(SLICES),
        (
            "The packs, the region and the tool's version must be the same everywhere: dataset.json of each part has their "
            "digests. A load is not spread: one store takes one load at a time."
        ),
    )
