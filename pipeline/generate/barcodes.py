"""Barcodes that no maker's product has: EAN-13 of the range for use inside a shop (20 to 29).

Unique by bijection: the eleven digits behind the 2 are a permutation of the product's number that depends on the seed and
the packs, so that two datasets rarely have one in common. The last digit checks the others.
"""

import polars as pl

from pipeline.generate.draws import key_for
from pipeline.generate.identity import permute

LEFT, RIGHT = 10**5, 10**6  # eleven digits in two halves
_LEAD = 2 * LEFT * RIGHT  # the 2 in front of them
_LEAD_WEIGHS = 2
_GROUP = 1000
# Digits of an EAN-13 weigh 1, 3, 1, 3, … from the left; a group of three begins with the one or the other.
_ODD, _EVEN = (
    pl.Series(
        [one * (k // 100) + other * (k // 10 % 10) + one * (k % 10) for k in range(_GROUP)], dtype=pl.UInt64
    )
    for one, other in ((1, 3), (3, 1))
)


def barcodes(number: pl.Series, seed: int, packs: tuple[str, ...]) -> pl.Series:
    """Return the barcodes of the products with these UInt64 numbers, below 10^11, as whole numbers of 13 digits."""
    left, right = permute(number // RIGHT, number % RIGHT, (LEFT, RIGHT), key_for(seed, "barcode", *packs))
    left, right = left.cast(pl.UInt64), right.cast(pl.UInt64)
    weighed = (
        _ODD[left // _GROUP]
        + _EVEN[left % _GROUP]
        + _ODD[right // _GROUP]
        + _EVEN[right % _GROUP]
        + _LEAD_WEIGHS
    )
    check = (10 - weighed % 10) % 10
    codes: pl.Series = (left * RIGHT + right + _LEAD) * 10 + check
    return codes
