"""Draws by counter: record i's random bits are a function of (key, i), as wrapping UInt64 arithmetic in polars.

splitmix64 of `i * GAMMA + key`; a key is the sha256 of the seed and the draw's name. No state, so any
slice can be made apart, in any order, on any number of threads, with the same result in every version of
Python and polars: only +, -, *, ^, &, // and comparison of unsigned integers are used. Series, and
expressions of one step: longer ones compute a shared part once per use. Pure.
"""

import functools
import hashlib
import itertools
from collections.abc import Sequence

import polars as pl

MASK = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15  # the odd number nearest to 2^64 / golden ratio
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB  # splitmix64's own multipliers
_SHIFTS = (30, 27, 31)
# An expression per step: a shared part within one is computed once per use.
_STATE = pl.first()
_STEPS = (
    (_STATE ^ (_STATE // (1 << _SHIFTS[0]))) * _FIRST,
    (_STATE ^ (_STATE // (1 << _SHIFTS[1]))) * _SECOND,
    _STATE ^ (_STATE // (1 << _SHIFTS[2])),
)


def key_for(seed: int, *labels: object) -> int:
    """Return the 64-bit key of one kind of draw."""
    text = "/".join(str(part) for part in (seed, *labels))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def mix(index: pl.Series, key: int) -> pl.Series:
    """Return 64 random bits for every UInt64 index."""
    frame = (index * GAMMA + key).to_frame()
    for step in _STEPS:
        frame = frame.select_seq(step)
    mixed: pl.Series = frame.to_series()
    return mixed


def mix_int(index: int, key: int) -> int:
    """Return the same bits as `mix`, for one index."""
    state = (index * GAMMA + key) & MASK
    state = ((state ^ (state >> _SHIFTS[0])) * _FIRST) & MASK
    state = ((state ^ (state >> _SHIFTS[1])) * _SECOND) & MASK
    return state ^ (state >> _SHIFTS[2])


def small(numbers: pl.Series) -> pl.Series:
    """Return UInt64 numbers below 2^32 as UInt32, the type of positions, without a check per number."""
    positions: pl.Series = numbers.cast(pl.UInt32, wrap_numerical=True)
    return positions


def bits(draw: pl.Series, shift: int, width: int) -> pl.Series:
    """Return `width` bits of a draw from bit `shift` on, as UInt32: a uniform number below 2^width."""
    moved = draw // (1 << shift) if shift else draw
    return small(moved & ((1 << width) - 1))


def below(draw: pl.Series, shift: int, width: int, bound: int | pl.Series) -> pl.Series:
    """Return a number from 0 to bound - 1 out of `width` bits, as UInt32.

    Multiply and shift, no division: the bias is under bound / 2^width.
    """
    moved = draw // (1 << shift) if shift else draw
    return small((moved & ((1 << width) - 1)) * bound // (1 << width))


def cut(draw: pl.Series, *parts: tuple[int, int, int]) -> list[pl.Series]:
    """Return several parts of a draw at once, as UInt32: (shift, width, bound) as in `below`, bound 0 as in `bits`."""
    return draw.to_frame().select_seq(_parts(parts)).get_columns()


@functools.lru_cache(maxsize=32)  # batches ask again and again for the same few
def _parts(parts: tuple[tuple[int, int, int], ...]) -> list[pl.Expr]:
    wanted = []
    for k, (shift, width, bound) in enumerate(parts):
        part = (pl.first() // (1 << shift) if shift else pl.first()) & ((1 << width) - 1)
        part = part * bound // (1 << width) if bound else part
        wanted.append(part.cast(pl.UInt32, wrap_numerical=True).alias(str(k)))
    return wanted


def below_int(draw: int, bound: int) -> int:
    """Return a number from 0 to bound - 1 out of the upper 32 bits of a draw."""
    return (draw >> 32) * bound >> 32


def happens(draw: pl.Series, shift: int, width: int, share: float) -> pl.Series:
    """Return, as booleans, whether `width` bits of a draw lie in this share of their range."""
    return bits(draw, shift, width) < round(share * (1 << width))


def counted_from(first: int, last: int) -> pl.Series:
    """Return the numbers first .. last-1 as UInt64."""
    return pl.int_range(first, last, dtype=pl.UInt64, eager=True)


def shares(weights: Sequence[int], size: int) -> list[int]:
    """Return how many of `size` equal slots each weight gets: largest remainders, earlier ones first."""
    total = sum(weights)
    counts = [weight * size // total for weight in weights]
    rest = size - sum(counts)
    by_remainder = sorted(range(len(weights)), key=lambda k: (-(weights[k] * size % total), k))
    for k in by_remainder[:rest]:
        counts[k] += 1
    return counts


def offsets(counts: Sequence[int]) -> list[int]:
    """Return where each stretch begins when stretches of these lengths follow one another."""
    return list(itertools.accumulate(counts, initial=0))[:-1]


def spread(counts: Sequence[int]) -> pl.Series:
    """Return every position as often as its count says, as UInt32: a weighted choice is then one look-up."""
    positions = pl.lit(pl.int_range(0, len(counts), dtype=pl.UInt32, eager=True))
    repeated = positions.repeat_by(pl.lit(pl.Series(counts, dtype=pl.UInt32)))
    return pl.select(repeated.explode().drop_nulls()).to_series()


def shuffled(items: Sequence[int], key: int) -> list[int]:
    """Return the items in an order that the key decides (Fisher-Yates over `mix_int`)."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        other = below_int(mix_int(last, key), last + 1)
        order[last], order[other] = order[other], order[last]
    return order
