"""Unique without a set: bijections from a record's number to its e-mail suffix, SKU digits and names.

A four-round Feistel network over two radices, with addition modulo each radix in place of XOR, maps
0 .. left*right-1 onto itself for any two radices, so distinct numbers stay distinct by construction. Pure.
"""

from collections.abc import Iterator

import polars as pl

from pipeline.generate.draws import MASK, Number, key_for, mix_int, u64

ROUNDS = 4
SUFFIX_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
SUFFIX_HALF = len(SUFFIX_ALPHABET) ** 3  # two halves of three characters
CUSTOMER_LIMIT = SUFFIX_HALF**2  # 2,176,782,336
FIRST_SKU_DIGITS, LAST_SKU_DIGITS = 5, 9
_STIR = 0xD6E8FEB86659FD93  # an odd multiplier that spreads low bits upwards


def _stir(number: pl.Expr, key: int) -> pl.Expr:
    """Return 32 well mixed bits of a small number: the round function, lighter than a whole draw."""
    state = (number + u64(key)) * u64(_STIR)
    state = (state ^ (state // u64(1 << 32))) * u64(_STIR)
    return state // u64(1 << 32)


def _turned(half: pl.Expr, other: pl.Expr, key: int, radix: Number) -> pl.Expr:
    """Return (half + F(other)) mod radix."""
    limit = u64(radix) if isinstance(radix, int) else radix
    total = half + _stir(other, key) * limit // u64(1 << 32)
    return pl.when(total >= limit).then(total - limit).otherwise(total)


def permute(
    frame: pl.DataFrame, halves: tuple[str, str], radices: tuple[Number, Number], key: int
) -> pl.DataFrame:
    """Return the frame with the two UInt64 columns `halves` (each below its radix) permuted together."""
    left, right = halves
    for turn in range(ROUNDS):
        subkey = mix_int(turn, key)
        if turn % 2:
            frame = frame.with_columns(_turned(pl.col(left), pl.col(right), subkey, radices[0]).alias(left))
        else:
            frame = frame.with_columns(_turned(pl.col(right), pl.col(left), subkey, radices[1]).alias(right))
    return frame


def _stir_int(number: int, key: int) -> int:
    state = ((number + key) * _STIR) & MASK
    return (((state ^ (state >> 32)) * _STIR) & MASK) >> 32


def permute_int(halves: tuple[int, int], radices: tuple[int, int], key: int) -> tuple[int, int]:
    """Return the same as `permute`, for one number."""
    left, right = halves
    for turn in range(ROUNDS):
        subkey = mix_int(turn, key)
        if turn % 2:
            left = (left + (_stir_int(right, subkey) * radices[0] >> 32)) % radices[0]
        else:
            right = (right + (_stir_int(left, subkey) * radices[1] >> 32)) % radices[1]
    return left, right


def suffix_triples(ending: str = "") -> pl.Series:
    """Return the 46,656 triples of the alphabet in order, each followed by `ending`."""
    letters = pl.Series(list(SUFFIX_ALPHABET))
    number = pl.int_range(0, SUFFIX_HALF, dtype=pl.UInt32, eager=True)
    base = len(SUFFIX_ALPHABET)
    parts = pl.DataFrame(
        {
            "a": letters.gather(number // (base * base)),
            "b": letters.gather(number // base % base),
            "c": letters.gather(number % base),
        }
    )
    return parts.select(pl.concat_str("a", "b", "c", pl.lit(ending))).to_series()


def digit_runs(low: int, high: int, width: int, ending: str = "") -> pl.Series:
    """Return the numbers low .. high-1 as texts of `width` digits, each followed by `ending`."""
    numbers = pl.int_range(low, high, dtype=pl.UInt32, eager=True)
    frame = pl.DataFrame({"n": numbers.cast(pl.String).str.zfill(width)})
    return frame.select(pl.concat_str("n", pl.lit(ending))).to_series()


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


def sku_series(prefix: str, first: int, last: int, seed: int) -> pl.Series:
    """Return the SKUs of the pack's products first .. last-1."""
    pieces = [pl.Series([], dtype=pl.String)]
    for digits, low, high, base in sku_tiers(first, last):
        widths = digits // 2, digits - digits // 2
        radices = 10 ** widths[0], 10 ** widths[1]
        number = pl.int_range(low - base, high - base, dtype=pl.UInt64, eager=True)
        frame = pl.DataFrame({"left": number // radices[1], "right": number % radices[1]})
        frame = permute(frame, ("left", "right"), radices, key_for(seed, "sku", prefix, digits))
        texts = [digit_runs(0, radix, width) for radix, width in zip(radices, widths, strict=True)]
        parts = pl.concat_str(
            pl.lit(f"{prefix}-"),
            pl.lit(texts[0]).gather(pl.col("left")),
            pl.lit(texts[1]).gather(pl.col("right")),
        )
        pieces.append(frame.select(parts).to_series())
    return pl.concat(pieces)
