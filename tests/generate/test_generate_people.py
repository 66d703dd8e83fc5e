"""People and addresses of a region: names as its figures say, postcodes and mobiles that nobody shares, plain e-mails."""

import functools
import itertools
import re
from collections import Counter

import polars as pl
import pytest

from pipeline.errors import UsageError
from pipeline.generate import generate
from pipeline.generate.customers.emails import PLAIN_MOST, WORDS, dataset_word
from pipeline.generate.customers.vocabulary import capitalised, people_names
from pipeline.packs import load_region, region_names
from pipeline.packs.people import WHOLE
from pipeline.schema.kinds import CUSTOMER
from pipeline.settings import GenerateOptions

FEW = 2_000
MIXED = [name for name in region_names() if len(load_region(name).people.groups) > 1]


@functools.cache
def customers(region: str, count: int = FEW, seed: int = 7, **options: object) -> pl.DataFrame:
    asked = GenerateOptions((), region=region, customers=count, products=0, seed=seed, **options)  # type: ignore[arg-type] # by name
    return generate(asked, (), load_region(region)).frames[CUSTOMER].collect()


def mixes(region: str, frame: pl.DataFrame) -> list[tuple[int, ...]]:
    """Return the shares of the groups where each customer lives, as the region's file has them."""
    found = load_region(region)
    by_place = {(place.city, place.state): found.people.mix_of(place) for place in found.places}
    return [by_place[place] for place in frame.select("physical_city", "physical_state").iter_rows()]


@pytest.mark.parametrize("region", MIXED)
@pytest.mark.parametrize("part", ["first_name", "last_name"])
def test_names_are_mixed_as_the_region_says(region: str, part: str) -> None:
    expected: Counter[str] = Counter()
    frame = customers(region)
    groups = people_names(load_region(region))
    for mix in Counter(mixes(region, frame)).items():
        for share, names in zip(mix[0], groups, strict=True):
            lists = (names.last, names.last) if part == "last_name" else (names.female, names.male)
            for listed in lists:
                for name, weight in listed:
                    expected[name] += mix[1] * share * weight
    whole = 2 * WHOLE * 10**9
    counted = Counter(frame[part])
    common = [(name, count / whole) for name, count in expected.most_common(60) if count / whole >= 4]
    assert len(common) >= 15
    chi_square = sum((counted[name] - count) ** 2 / count for name, count in common)
    # as many on average as there are names; a few percent go to spelled, doubled and household names
    assert chi_square < 2.2 * len(common), [(n, c, counted[n]) for n, c in common]


@pytest.mark.parametrize("region", [name for name in region_names() if name != "us"])
def test_hardly_a_customer_is_the_american_one(region: str) -> None:
    ours, theirs = (customers(name).select("first_name", "last_name") for name in (region, "us"))
    same = sum(one == other for one, other in zip(ours.iter_rows(), theirs.iter_rows(), strict=True))
    assert same <= FEW * 5 // 100


@pytest.mark.parametrize("region", MIXED)
def test_first_and_last_names_are_of_one_group(region: str) -> None:
    fits = set()
    found = load_region(region)
    spelled = {*found.first_spellings, *found.last_spellings}
    for names in people_names(found):
        firsts = [name for name, _ in (*names.female, *names.male)]
        fits |= set(itertools.product(firsts, (name for name, _ in names.last)))
    doubled = re.compile(r"^[^-]+-[^-]+$")
    people = customers(region).select("first_name", "last_name").unique()
    odd = [
        pair
        for pair in people.iter_rows()
        if pair not in fits and not spelled.intersection(pair) and not doubled.match(pair[1])
    ]
    assert odd == []


def test_auckland_has_its_singhs_and_montreal_its_tremblays() -> None:
    auckland = Counter(customers("nz", near="Auckland")["last_name"])
    assert {"Singh", "Patel", "Wang", "Li"} < {name for name, _ in auckland.most_common(12)}
    montreal = customers("ca", near="Montreal").filter(pl.col("physical_state") == "QC")
    assert len(montreal) > FEW / 2
    assert Counter(montreal["last_name"]).most_common(1)[0][0] == "Tremblay"


def test_names_are_written_as_their_bearers_do() -> None:
    assert [capitalised(name) for name in ("Mclaughlin", "Oconnor", "Macdonald", "Mack", "Omar")] == [
        "McLaughlin", "O'Connor", "MacDonald", "Mack", "Omar",
    ]  # fmt: skip
    for region in region_names():
        for names in people_names(load_region(region)):
            assert not [name for name, _ in names.last if re.search(r"^Mc[a-z]|^[OD]'[a-z]|-[a-z]", name)]


# -- addresses and numbers


def streets(frame: pl.DataFrame) -> pl.DataFrame:
    line = pl.col("physical_address_1").str.replace(r"^(?:Flat \d+, )?\d+,? ", "")
    return frame.select(
        line.str.replace(r",? (?:Apt|Unit|Suite|Flat|app\.|bureau|unité) \d+$", ""),
        "physical_city",
        "physical_postcode",
    ).unique()


@pytest.mark.parametrize("region", [name for name in region_names() if load_region(name).postcode_tails])
def test_every_street_has_a_postcode_that_no_other_street_and_no_real_one_has(region: str) -> None:
    ways = pl.concat([streets(customers(region, 20_000, seed)) for seed in (7, 8)]).unique()
    assert len(ways) > 5_000
    assert ways["physical_postcode"].n_unique() == len(ways)
    shape, letters = (
        (r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$", "[CIKMOV]")
        if region == "gb"
        else (r"^[A-Z]\d[A-Z] \d[A-Z]\d$", "[DFIOQU]")
    )
    assert ways["physical_postcode"].str.contains(shape).all()
    behind = ways["physical_postcode"].str.split(" ").list.last()
    assert behind.str.contains(letters).all()  # the post never issues these there


@pytest.mark.campaign
@pytest.mark.parametrize("region", region_names())
@pytest.mark.parametrize("phones", ["fictional", "valid"])
def test_no_two_strangers_share_a_mobile(region: str, phones: str) -> None:
    found = load_region(region)
    plenty = phones == "fictional" and "N" in "".join(found.fictional.mobile)
    frame = customers(region, 500 if plenty else 5_000, phones=phones)
    mobiles = frame["mobile"].drop_nulls()
    assert mobiles.n_unique() == len(mobiles)
    first = customers(region, 60, phones=phones)["mobile"]
    assert region == "nz" or len(first.drop_nulls()) >= 15


def test_a_place_elsewhere_is_found_in_its_region() -> None:
    with pytest.raises(UsageError) as refused:
        customers("us", 5, near="Auckland")
    assert refused.value.hint == "It is in nz: generate --region nz."


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("uk", "gb"),
        (" UK ", "gb"),
        ("New Zealand", "nz"),
        ("USA", "us"),
        ("fr-ca", "fr-CA"),
        ("QC", "fr-CA"),
        ("Québec", "fr-CA"),
        ("quebec", "fr-CA"),
    ],
)
def test_regions_have_other_names(name: str, region: str) -> None:
    assert load_region(name).region == region


# -- plain e-mails


@pytest.mark.parametrize("region", region_names())
def test_plain_emails_are_read_aloud_and_nobody_shares_one(region: str) -> None:
    frame = customers(region, PLAIN_MOST + 1_500, emails="plain")
    assert frame["email"].n_unique() == len(frame)
    assert frame["email"].str.contains(r"^[a-z]+\.[a-z]+\d*@[a-z-]+\.example\.com$").all()
    numbered = frame["email"].head(500).str.contains(r"\d@")
    assert numbered.sum() < 60


def test_plain_emails_do_not_depend_on_the_slice() -> None:
    whole = customers("us", PLAIN_MOST + 50, emails="plain")["email"]
    part = customers("us", PLAIN_MOST + 50, emails="plain", rows=(PLAIN_MOST - 20, PLAIN_MOST + 20))["email"]
    assert part.to_list() == whole[PLAIN_MOST - 20 : PLAIN_MOST + 20].to_list()


def test_no_two_datasets_have_one_word() -> None:
    seeds = [*range(2_000), 2**32 - 1, 2**64 - 1, 20260115]
    words = [dataset_word(seed, region) for seed in seeds for region in region_names()]
    assert len(set(words)) == len(words)
    assert dataset_word(7, "us") == WORDS[7]
