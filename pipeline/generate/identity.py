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


def _turning(other: pl.Series, key: int, radix: int | pl.Series) -> pl.Series:
    """Return F(other), below the radix."""
    turning: pl.Series = _stir(other, key) * radix // (1 << 32)
    return turning


@functools.lru_cache(maxsize=16)  # the rounds of the one or two networks that a run has
def _tabulated_turning(other_radix: int, key: int, radix: int) -> pl.Series:
    """Return F of everything below `other_radix`, as UInt32."""
    return small(_turning(counted_from(0, other_radix), key, radix))


def _turned(half: pl.Series, turning: pl.Series, radix: int | pl.Series) -> pl.Series:
    """Return (half + turning) mod radix."""
    total = half + turning
    turned: pl.Series = (total - radix).zip_with(total >= radix, total)
    return turned


def permute(
    left: pl.Series, right: pl.Series, radices: tuple[int, int], key: int
) -> tuple[pl.Series, pl.Series]:
    """Return the two columns, each below its radix and that below 2^31, permuted together, as UInt32.

    Many rows look F up; for a few it is not worth a table.
    """
    halves = [small(left), small(right)]
    for turn in range(ROUNDS):
        subkey, one = mix_int(turn, key), 1 - turn % 2
        other, radix, other_radix = halves[1 - one], radices[one], radices[1 - one]
        if len(other) >= other_radix:
            turning = _tabulated_turning(other_radix, subkey, radix)[other]
        else:
            turning = small(_turning(other.cast(pl.UInt64), subkey, radix))
        halves[one] = _turned(halves[one], turning, radix)
    return halves[0], halves[1]


def permute_rows(
    left: pl.Series, right: pl.Series, radices: tuple[pl.Series, pl.Series], key: int
) -> tuple[pl.Series, pl.Series]:
    """Return the same of UInt64 columns whose radices differ by row."""
    halves = [left, right]
    for turn in range(ROUNDS):
        one = 1 - turn % 2
        turning = _turning(halves[1 - one], mix_int(turn, key), radices[one])
        halves[one] = _turned(halves[one], turning, radices[one])
    return halves[0], halves[1]


def suffix_pairs(ending: str = "") -> pl.Series:
    """Return the 1,296 pairs of the alphabet in order, each followed by `ending`."""
    return pl.Series([a + b + ending for a in SUFFIX_ALPHABET for b in SUFFIX_ALPHABET])


def suffix_positions(number: pl.Series, key: int) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return the positions of the three pairs that are the suffix of every record number."""
    base, pairs = len(SUFFIX_ALPHABET), len(SUFFIX_ALPHABET) ** 2
    left, right = permute(number // SUFFIX_HALF, number % SUFFIX_HALF, (SUFFIX_HALF, SUFFIX_HALF), key)
    return left // base, left % base * base + right // pairs, right % pairs


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
    return digits_of(first, last, seed, f"sku/{prefix}", lead=f"{prefix}-")


def digits_of(first: int, last: int, seed: int, label: str, lead: str = "") -> pl.Series:
    """Return digits behind `lead` for the numbers first .. last-1, in an order that seed and label decide."""
    stretches: list[pl.Series] = []
    for digits, low, high, base in sku_tiers(first, last):
        widths = digits // 2, digits - digits // 2
        radices = 10 ** widths[0], 10 ** widths[1]
        number = counted_from(low - base, high - base)
        key = key_for(seed, label, digits)
        left, right = permute(number // radices[1], number % radices[1], radices, key)
        heads = digit_runs(0, radices[0], widths[0], lead)
        stretches.append(heads[left] + digit_runs(0, radices[1], widths[1])[right])
    return pl.concat(stretches) if stretches else pl.Series(dtype=pl.String)
