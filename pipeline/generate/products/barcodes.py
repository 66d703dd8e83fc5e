"""Barcodes that no maker's product has: EAN-13 of the range for use inside a shop (20 to 29).

Unique by bijection: a pack has a share of the numbers of eleven digits to itself, whatever packs it is used with, and the
digits behind the 2 are a permutation of those numbers that depends on the seed, so that two datasets rarely have a code in
common. The last digit checks the others.
"""

import hashlib
from collections.abc import Sequence

import polars as pl

from pipeline.generate.draws import key_for
from pipeline.generate.identity import permute

PRODUCT_LIMIT = 10**9  # of a pack: as many as a dataset has at most
SHARES = 100
LEFT, RIGHT = 10**5, 10**6
assert SHARES * PRODUCT_LIMIT == LEFT * RIGHT, "eleven digits in two halves"
_LEAD = 2 * LEFT * RIGHT  # the 2 in front of them
_LEAD_WEIGHS = 2
_GROUP = 1000
# Digits of an EAN-13 weigh 1, 3, 1, 3, … from the left; a group of three begins with the one or the other.
_ONE_FIRST, _THREE_FIRST = (
    pl.Series(
        [one * (k // 100) + other * (k // 10 % 10) + one * (k % 10) for k in range(_GROUP)], dtype=pl.UInt64
    )
    for one, other in ((1, 3), (3, 1))
)


def shares_of(prefixes: Sequence[str]) -> list[int]:
    """Return a share for each of the packs with these SKU prefixes: its own, or the next where another one has that."""
    taken: list[int] = []
    for prefix in prefixes:
        share = int.from_bytes(hashlib.sha256(prefix.encode()).digest()[:8], "big") % SHARES
        while share in taken and len(taken) < SHARES:
            share = (share + 1) % SHARES
        taken.append(share)
    return taken


def barcodes(number: pl.Series, share: int, seed: int) -> pl.Series:
    """Return the barcodes of a pack's products with these UInt64 numbers, as whole numbers of 13 digits."""
    whole = number + share * PRODUCT_LIMIT
    halves = permute(whole // RIGHT, whole % RIGHT, (LEFT, RIGHT), key_for(seed, "barcode"))
    left, right = (half.cast(pl.UInt64) for half in halves)
    weighed = _ONE_FIRST[left // _GROUP] + _THREE_FIRST[left % _GROUP] + _LEAD_WEIGHS
    weighed = weighed + _ONE_FIRST[right // _GROUP] + _THREE_FIRST[right % _GROUP]
    codes: pl.Series = (left * RIGHT + right + _LEAD) * 10 + (10 - weighed % 10) % 10
    return codes
