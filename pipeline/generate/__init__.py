"""Packs and a seed in, records out, as batches of polars frames.

    packs, region = load_packs(["apparel"]), load_region("us")
    made = generate(GenerateOptions(packs=("apparel",), seed=7), packs, region)
    for batch in made.frames[PRODUCT]: ...

Promises: record i depends on (seed, i), the packs and the region only; e-mails, SKUs and names are unique
by construction. Never talks to a network, writes no file.
"""

from pipeline.generate.engine import Generated, generate
from pipeline.generate.frames import BATCH, Frames
from pipeline.generate.makers import counts_that_differ
from pipeline.generate.preview import PREVIEWS, Family, Town, examples_of, families, place_map

__all__ = [
    "BATCH",
    "PREVIEWS",
    "Family",
    "Frames",
    "Generated",
    "Town",
    "counts_that_differ",
    "examples_of",
    "families",
    "generate",
    "place_map",
]
