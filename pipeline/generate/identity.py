"""Unique without a set: bijections from a record's number to its e-mail suffix, SKU digits and names.

A four-round Feistel network over two radices, with addition modulo each radix in place of XOR, maps
0 .. left*right-1 onto itself for any two radices, so distinct numbers stay distinct by construction. Pure.
"""

import functools
from collections.abc import Iterator

import polars as pl

from pipeline.generate.draws import counted_from, key_for, mix_int, small

ROUNDS = 4
SUFFIX_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
SUFFIX_HALF = len(SUFFIX_ALPHABET) ** 3  # two halves of three characters
CUSTOMER_LIMIT = SUFFIX_HALF**2  # 2,176,782,336
FIRST_SKU_DIGITS, LAST_SKU_DIGITS = 5, 9
_STIR = 0xD6E8FEB86659FD93  # an odd multiplier that spreads low bits upwards


def _stir(number: pl.Series, key: int) -> pl.Series:
    """Return 32 well mixed bits of a small number: the round function, lighter than a whole draw."""
    state = (number + key) * _STIR
    stirred: pl.Series = ((state ^ (state // (1 << 32))) * _STIR) // (1 << 32)
    return stirred


def _turned(half: pl.Series, other: pl.Series, key: int, radix: int | pl.Series) -> pl.Series:
    """Return (half + F(other)) mod radix."""
    total = half + _stir(other, key) * radix // (1 << 32)
    turned: pl.Series = (total - radix).zip_with(total >= radix, total)
    return turned


def permute(
    left: pl.Series, right: pl.Series, radices: tuple[int, int] | tuple[pl.Series, pl.Series], key: int
) -> tuple[pl.Series, pl.Series]:
    """Return the two UInt64 columns, each below its radix, permuted together."""
    for turn in range(ROUNDS):
        subkey = mix_int(turn, key)
        if turn % 2:
            left = _turned(left, right, subkey, radices[0])
        else:
            right = _turned(right, left, subkey, radices[1])
    return left, right


def suffix_pairs(ending: str = "") -> pl.Series:
    """Return the 1,296 pairs of the alphabet in order, each followed by `ending`."""
    return pl.Series([a + b + ending for a in SUFFIX_ALPHABET for b in SUFFIX_ALPHABET])


def suffix_positions(number: pl.Series, key: int) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return the positions of the three pairs that are the suffix of every record number."""
    base, pairs = len(SUFFIX_ALPHABET), len(SUFFIX_ALPHABET) ** 2
    left, right = permute(number // SUFFIX_HALF, number % SUFFIX_HALF, (SUFFIX_HALF, SUFFIX_HALF), key)
    return small(left // base), small(left % base * base + right // pairs), small(right % pairs)


@functools.lru_cache(maxsize=16)  # batches ask again and again for the same few
def digit_runs(low: int, high: int, width: int, lead: str = "") -> pl.Series:
    """Return the numbers low .. high-1 as texts of `width` digits behind `lead`."""
    digits = pl.int_range(low, high, dtype=pl.UInt32).cast(pl.String).str.zfill(width)
    return pl.select(pl.lit(lead) + digits if lead else digits).to_series()


def sku_tiers(first: int, last: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (digits, first, last, base) of the stretches of first .. last-1 that have equally many digits.

    The first 100,000 numbers have five digits, the next million six, and so on: earlier SKUs never
    change when there are more products. `base` is where the stretch's own count begins.
    """
    base = 0
    for digits in range(FIRST_SKU_DIGITS, LAST_SKU_DIGITS + 1):
        size = 10**digits
        low, high = max(first, base), min(last, base + size)
        if low < high:
            yield digits, low, high, base
        base += size


def skus(prefix: str, first: int, last: int, seed: int) -> pl.Series:
    """Return the SKUs of the pack's products first .. last-1: the prefix, a hyphen, the digits."""
    stretches: list[pl.Series] = []
    for digits, low, high, base in sku_tiers(first, last):
        widths = digits // 2, digits - digits // 2
        radices = 10 ** widths[0], 10 ** widths[1]
        number = counted_from(low - base, high - base)
        key = key_for(seed, "sku", prefix, digits)
        left, right = permute(number // radices[1], number % radices[1], radices, key)
        heads = digit_runs(0, radices[0], widths[0], f"{prefix}-")
        stretches.append(heads[small(left)] + digit_runs(0, radices[1], widths[1])[small(right)])
    return pl.concat(stretches) if stretches else pl.Series(dtype=pl.String)
