"""Packs and a seed in, records out, as batches of polars frames.

    packs, region = load_packs(["apparel"]), load_region("us")
    made = generate(GenerateOptions(packs=("apparel",), seed=7), packs, region)
    for batch in made.frames[PRODUCT]: ...

Promises: record i depends on (seed, i), the packs and the region only; e-mails, SKUs and names are unique
by construction. Never talks to a network, writes no file.
"""

from pipeline.generate.engine import generate
from pipeline.generate.frames import Frames
from pipeline.generate.makers import counts_that_differ
from pipeline.generate.preview import PREVIEWS, examples_of

__all__ = [
    "PREVIEWS",
    "Frames",
    "counts_that_differ",
    "examples_of",
    "generate",
]
