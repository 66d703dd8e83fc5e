"""Properties of generated data that hold for any seed, count and slice."""

import functools
import hashlib
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.generate import generate, makers
from pipeline.generate.draws import counted_from
from pipeline.generate.identity import CUSTOMER_LIMIT, SUFFIX_HALF, permute
from pipeline.packs import Pack, Region, load_packs, load_region
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.settings import GenerateOptions
from tests.support.breadth import BREADTH

SEEDS = st.integers(0, 2**64 - 1)
CHOICES = st.sampled_from([("apparel",), ("home", "grocery"), ("beauty", "electronics", "services")])
FEW = settings(max_examples=4 * BREADTH, deadline=None)
ROOT = Path(__file__).parents[2]


@functools.cache
def packs(names: tuple[str, ...]) -> tuple[Pack, ...]:
    return load_packs(names)


@functools.cache
def us() -> Region:
    return load_region("us")


def both(options: GenerateOptions) -> tuple[pl.DataFrame, pl.DataFrame]:
    made = generate(options, packs(options.packs), us())
    return made.frames[CUSTOMER].collect(), made.frames[PRODUCT].collect()


@pytest.mark.campaign
@FEW
@given(SEEDS, CHOICES, st.integers(0, 120), st.integers(0, 120), st.booleans())
def test_more_records_begin_with_the_same(
    seed: int, names: tuple[str, ...], few: int, more: int, scenarios: bool
) -> None:
    options = GenerateOptions(packs=names, seed=seed, scenarios=scenarios)
    short = both(replace(options, customers=few, products=few))
    long = both(replace(options, customers=few + more, products=few + more))
    assert long[0].head(few).equals(short[0])
    assert long[1].head(few).equals(short[1])


@pytest.mark.campaign
@FEW
@given(SEEDS, CHOICES, st.lists(st.integers(0, 150), min_size=1, max_size=4), st.booleans())
def test_slices_join_to_the_same_bytes(
    seed: int, names: tuple[str, ...], cuts: list[int], scenarios: bool
) -> None:
    options = GenerateOptions(packs=names, seed=seed, customers=150, products=150, scenarios=scenarios)
    whole = both(options)
    ends = [0, *sorted(cuts), 150]
    pieces = [both(replace(options, rows=pair)) for pair in itertools.pairwise(ends)]
    for kind in (0, 1):
        joined = "".join(piece[kind].write_csv(include_header=False) for piece in pieces)
        assert joined == whole[kind].write_csv(include_header=False)


@pytest.mark.campaign
@FEW
@given(SEEDS, CHOICES, st.integers(0, 200_000), st.integers(1, 80))
def test_start_goes_on_with_the_same_shop(seed: int, names: tuple[str, ...], start: int, count: int) -> None:
    later = both(GenerateOptions(packs=names, seed=seed, customers=count, products=count, start=start))
    end = start + count
    rows = GenerateOptions(packs=names, seed=seed, customers=end, products=end + 100, rows=(start, end))
    people, goods = both(rows)
    assert later[0].equals(people)
    assert len(later[1]) == count
    shared = min(count, len(goods))  # one ends with the count, the other with a family
    assert later[1].head(shared).equals(goods.head(shared))


def test_rows_beyond_one_kind_leave_it_empty() -> None:
    people, goods = both(GenerateOptions(packs=("home",), customers=10, products=50, rows=(20, 30)))
    assert len(people) == 0
    assert 1 <= len(goods) <= 20


@FEW
@given(st.integers(0, CUSTOMER_LIMIT - 3000), st.integers(0, 2**64 - 1))
def test_email_suffixes_are_a_bijection_anywhere(start: int, key: int) -> None:
    number = counted_from(start, start + 3000)
    left, right = permute(number // SUFFIX_HALF, number % SUFFIX_HALF, (SUFFIX_HALF, SUFFIX_HALF), key)
    whole = left * SUFFIX_HALF + right
    assert whole.n_unique() == 3000
    assert (whole < CUSTOMER_LIMIT).all()


@pytest.mark.campaign
def test_200_000_of_each_are_unique() -> None:
    people, goods = both(
        GenerateOptions(
            packs=("beauty", "apparel"), seed=1, customers=200_000, products=200_000, scenarios=True
        )
    )
    assert people["email"].n_unique() == 200_000
    assert goods["sku"].n_unique() == 200_000
    assert goods["name"].str.to_lowercase().n_unique() == goods["handle"].n_unique()
    assert goods["barcode"].n_unique() == goods["supplier_code"].n_unique() == 200_000


def test_what_was_made_before_is_never_made_again() -> None:
    first = both(GenerateOptions(packs=("grocery",), seed=9, customers=3000, products=3000))
    more = both(GenerateOptions(packs=("grocery",), seed=9, customers=3000, products=3000, start=3000))
    assert not set(first[0]["email"]) & set(more[0]["email"])
    assert not set(first[1]["sku"]) & set(more[1]["sku"])
    last = first[1]["handle"][-1]  # a family that the count cut short
    assert last not in set(more[1]["handle"])
    assert not set(first[1]["name"]) & set(more[1]["name"])


@pytest.mark.campaign
@pytest.mark.parametrize(("size", "count"), [(1, 30), (7, 50), (64, 130)])
def test_batch_size_changes_nothing(monkeypatch: pytest.MonkeyPatch, size: int, count: int) -> None:
    options = GenerateOptions(packs=("home", "beauty"), seed=3, customers=count, products=count)
    whole = both(options)
    monkeypatch.setattr(makers, "BATCH", size)
    assert all(a.equals(b) for a, b in zip(whole, both(options), strict=True))


def test_seeds_differ_and_regions_share_only_the_suffix() -> None:
    one, other = (both(GenerateOptions(packs=("home",), seed=seed)) for seed in (1, 2))
    assert not set(one[0]["email"]) & set(other[0]["email"])
    assert not set(one[1]["sku"]) & set(other[1]["sku"])


_DIGEST = """
import hashlib
import itertools
from pipeline.generate import generate
from pipeline.packs import load_packs, load_region
from pipeline.settings import GenerateOptions
options = GenerateOptions(packs=("apparel", "services"), seed=5, customers=70_000, products=70_000, inactive_share=0.1)
made = generate(options, load_packs(options.packs), load_region("gb"))
for frames in made.frames.values():
    print(hashlib.sha256(frames.collect().write_csv().encode()).hexdigest())
"""


@pytest.mark.campaign
def test_number_of_threads_changes_nothing() -> None:
    def run(threads: str) -> str:
        environment = {**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-c", _DIGEST], env=environment, check=True, capture_output=True, text=True
        ).stdout

    alone = run("1")
    assert len(alone.split()) == 3
    assert alone == run("3")


def test_no_global_randomness_is_used() -> None:
    import random

    options = GenerateOptions(packs=("home",), seed=4)
    random.seed(1)
    before = hashlib.sha256(both(options)[1].write_csv().encode()).hexdigest()
    random.seed(2)
    assert hashlib.sha256(both(options)[1].write_csv().encode()).hexdigest() == before
