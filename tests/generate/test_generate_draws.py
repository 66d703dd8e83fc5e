"""Draws and bijections: the arithmetic that everything else rests on."""

import polars as pl
import pytest

from pipeline.generate.draws import (
    MASK,
    below,
    bits,
    counted_from,
    cut,
    happens,
    key_for,
    mix,
    mix_int,
    offsets,
    shares,
    shuffled,
    spread,
)
from pipeline.generate.identity import (
    SUFFIX_HALF,
    digit_runs,
    permute,
    permute_rows,
    sku_tiers,
    skus,
    suffix_pairs,
    suffix_positions,
)

STIR = 0xD6E8FEB86659FD93


def stir_int(number: int, key: int) -> int:
    state = ((number + key) * STIR) & MASK
    return (((state ^ (state >> 32)) * STIR) & MASK) >> 32


def permute_int(halves: tuple[int, int], radices: tuple[int, int], key: int) -> tuple[int, int]:
    """The definition of `permute` for one number, with Python's own integers: the oracle."""
    left, right = halves
    for turn in range(4):
        subkey = mix_int(turn, key)
        if turn % 2:
            left = (left + (stir_int(right, subkey) * radices[0] >> 32)) % radices[0]
        else:
            right = (right + (stir_int(left, subkey) * radices[1] >> 32)) % radices[1]
    return left, right


def test_mix_is_splitmix64() -> None:
    # the published first outputs of splitmix64 seeded with 1234567: its state grows by GAMMA before mixing
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [mix_int(k + 1, 1234567) for k in range(3)] == published
    assert mix(counted_from(1, 4), 1234567).to_list() == published


@pytest.mark.parametrize("key", [0, 1, MASK, 0x8000000000000000, key_for(7, "any")])
def test_column_and_single_number_agree(key: int) -> None:
    numbers = [0, 1, 2, 65535, 65536, 2**32, 2**63, MASK]
    assert mix(pl.Series(numbers, dtype=pl.UInt64), key).to_list() == [
        mix_int(number, key) for number in numbers
    ]


def test_bits_are_even() -> None:
    draw = mix(counted_from(0, 100_000), 5)
    for shift in (0, 13, 31, 32, 63):
        assert abs(bits(draw, shift, 1).mean() - 0.5) < 0.006  # type: ignore[operator]  # a mean of numbers


@pytest.mark.parametrize("bound", [1, 2, 3, 900, 9000, 65_537])
def test_below_stays_below_and_reaches_both_ends(bound: int) -> None:
    drawn = below(mix(counted_from(0, 200_000), 11), 8, 32, bound)
    assert drawn.max() == bound - 1 or bound > 10_000
    assert drawn.min() == 0 or bound > 10_000
    assert (drawn < bound).all()


def test_parts_cut_at_once_are_those_cut_one_by_one() -> None:
    draw = mix(counted_from(0, 5000), 13)
    parts = cut(draw, (0, 14, 0), (14, 10, 0), (24, 24, 1497), (48, 16, 1))
    apart = [bits(draw, 0, 14), bits(draw, 14, 10), below(draw, 24, 24, 1497), below(draw, 48, 16, 1)]
    assert [part.to_list() for part in parts] == [part.to_list() for part in apart]


def test_happens_has_its_share() -> None:
    draw = mix(counted_from(0, 100_000), 3)
    assert not happens(draw, 0, 10, 0.0).any()
    assert happens(draw, 0, 10, 1.0).all()
    assert abs(happens(draw, 4, 10, 0.125).mean() - 0.125) < 0.004  # type: ignore[operator]  # a mean of booleans


def test_shares_are_exact_and_complete() -> None:
    assert shares([1, 1, 1], 10) == [4, 3, 3]
    assert shares([5], 7) == [7]
    weights = [10**9, 1, 333_333_333]
    assert sum(shares(weights, 1 << 16)) == 1 << 16
    assert spread([2, 0, 3]).to_list() == [0, 0, 2, 2, 2]
    assert offsets([3, 1, 2]) == [0, 3, 4]


def test_shuffle_is_a_permutation_that_the_key_decides() -> None:
    assert sorted(shuffled(range(20), 1)) == list(range(20))
    assert shuffled(range(20), 1) != shuffled(range(20), 2)


@pytest.mark.parametrize("radices", [(1, 1), (1, 7), (7, 1), (2, 3), (24, 35), (100, 1000)])
def test_permutation_is_a_bijection(radices: tuple[int, int]) -> None:
    number = counted_from(0, radices[0] * radices[1])
    left, right = permute(number // radices[1], number % radices[1], radices, 99)
    assert left.max() == radices[0] - 1
    assert (left * radices[1] + right).sort().to_list() == number.to_list()
    some = range(0, len(number), 1 + len(number) // 50)
    for k in some:
        assert permute_int((k // radices[1], k % radices[1]), radices, 99) == (left[k], right[k])


def test_few_rows_are_permuted_like_many() -> None:
    number, radices = counted_from(0, 5000), (1000, 1000)
    many, few = (permute(some // 1000, some % 1000, radices, 99) for some in (number, number[:900]))
    assert [half[:900].to_list() for half in many] == [half.to_list() for half in few]


def test_permutation_spreads_neighbours() -> None:
    number = counted_from(0, 2000)
    left, right = permute(number // SUFFIX_HALF, number % SUFFIX_HALF, (SUFFIX_HALF, SUFFIX_HALF), 7)
    assert left.n_unique() > 1900
    assert right.n_unique() > 1900


def test_radices_may_differ_by_row() -> None:
    lefts, rights = pl.Series([3, 5, 1], dtype=pl.UInt64), pl.Series([4, 1, 9], dtype=pl.UInt64)
    left, right = permute_rows(lefts - 1, rights - 1, (lefts, rights), 4)
    rows = zip(lefts, rights, strict=True)
    alone = [permute_int((a - 1, b - 1), (a, b), 4) for a, b in rows]
    assert list(zip(left, right, strict=True)) == alone


def test_sku_tiers_follow_one_another() -> None:
    assert list(sku_tiers(99_998, 100_002)) == [(5, 99_998, 100_000, 0), (6, 100_000, 100_002, 100_000)]
    assert list(sku_tiers(1_099_999, 1_100_001))[1][0] == 7


def test_first_100_000_skus_are_all_five_digit_numbers_once() -> None:
    texts = skus("APP", 0, 100_002, seed=7).to_list()
    assert sorted(texts[:100_000]) == [f"APP-{k:05d}" for k in range(100_000)]
    assert [len(text) - len("APP-") for text in texts[100_000:]] == [6, 6]


def test_suffix_is_the_permuted_number_in_base_36() -> None:
    pairs = suffix_pairs()
    number = counted_from(5000, 5200)
    places = suffix_positions(number, 7)
    texts = ["".join(pairs[place] for place in row) for row in zip(*places, strict=True)]
    left, right = permute(number // SUFFIX_HALF, number % SUFFIX_HALF, (SUFFIX_HALF, SUFFIX_HALF), 7)
    assert [int(text, 36) for text in texts] == (left * SUFFIX_HALF + right).to_list()
    assert (pairs[0], pairs[1], pairs[-1], len(pairs)) == ("00", "01", "zz", 1296)


def test_digit_tables_are_all_kinds() -> None:
    assert digit_runs(0, 100, 2)[7] == "07"
