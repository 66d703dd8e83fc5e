"""Draws by counter: record i's random bits are a function of (key, i), as wrapping UInt64 arithmetic in polars.

splitmix64 of `i * GAMMA + key`; a key is the sha256 of the seed and the draw's name. No state, so any
slice can be made apart, in any order, on any number of threads, with the same result in every version of
Python and polars: only +, *, ^, // and comparison of unsigned integers are used. Pure.
"""

import hashlib
from collections.abc import Sequence

import polars as pl

MASK = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15  # the odd number nearest to 2^64 / golden ratio
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # splitmix64's own multipliers
_SHIFTS = (30, 27, 31)

Number = int | pl.Expr


def key_for(seed: int, *labels: object) -> int:
    """Return the 64-bit key of one kind of draw."""
    text = "/".join(str(part) for part in (seed, *labels))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def u64(number: int) -> pl.Expr:
    """Return a UInt64 literal; a bare int would make polars choose a signed type."""
    return pl.lit(number & MASK, dtype=pl.UInt64)


def mix(index: pl.Expr, key: int) -> pl.Expr:
    """Return 64 random bits for every UInt64 index."""
    state = index * u64(GAMMA) + u64(key)
    state = (state ^ (state // u64(1 << _SHIFTS[0]))) * u64(_FIRST)
    state = (state ^ (state // u64(1 << _SHIFTS[1]))) * u64(_SECOND)
    return state ^ (state // u64(1 << _SHIFTS[2]))


def mix_int(index: int, key: int) -> int:
    """Return the same bits as `mix`, for one index."""
    state = (index * GAMMA + key) & MASK
    state = ((state ^ (state >> _SHIFTS[0])) * _FIRST) & MASK
    state = ((state ^ (state >> _SHIFTS[1])) * _SECOND) & MASK
    return state ^ (state >> _SHIFTS[2])


def bits(draw: pl.Expr, shift: int, width: int) -> pl.Expr:
    """Return `width` bits of a draw from bit `shift` on, as UInt32: a uniform number below 2^width."""
    moved = draw // u64(1 << shift) if shift else draw
    return (moved & u64((1 << width) - 1)).cast(pl.UInt32)


def below(draw: pl.Expr, shift: int, width: int, bound: Number) -> pl.Expr:
    """Return a number from 0 to bound - 1 out of `width` bits, as UInt32.

    Multiply and shift, no division: the bias is under bound / 2^width.
    """
    moved = draw // u64(1 << shift) if shift else draw
    limit = u64(bound) if isinstance(bound, int) else bound.cast(pl.UInt64)
    return ((moved & u64((1 << width) - 1)) * limit // u64(1 << width)).cast(pl.UInt32)


def below_int(draw: int, bound: int) -> int:
    """Return a number from 0 to bound - 1 out of the upper 32 bits of a draw."""
    return (draw >> 32) * bound >> 32


def look_up(table: pl.Series, index: pl.Expr) -> pl.Expr:
    """Return the table's value at every index; a null index gives null."""
    return pl.lit(table).gather(index)


def shares(weights: Sequence[int], size: int) -> list[int]:
    """Return how many of `size` equal slots each weight gets: largest remainders, earlier ones first."""
    total = sum(weights)
    counts = [weight * size // total for weight in weights]
    rest = size - sum(counts)
    by_remainder = sorted(range(len(weights)), key=lambda k: (-(weights[k] * size % total), k))
    for k in by_remainder[:rest]:
        counts[k] += 1
    return counts


def spread(values: pl.Series, counts: Sequence[int]) -> pl.Series:
    """Return every value as often as its count says: a weighted choice is then one look-up."""
    total = sum(counts)
    starts = pl.Series(counts, dtype=pl.UInt32).cum_sum()
    index = starts.search_sorted(pl.int_range(0, total, dtype=pl.UInt32, eager=True), side="right")
    return values.gather(index)


def shuffled(items: Sequence[int], key: int) -> list[int]:
    """Return the items in an order that the key decides (Fisher-Yates over `mix_int`)."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        other = below_int(mix_int(last, key), last + 1)
        order[last], order[other] = order[other], order[last]
    return order
