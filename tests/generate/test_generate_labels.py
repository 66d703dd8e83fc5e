"""What products and customers name: brands, categories, tags, suppliers, barcodes, groups; and the suppliers' own file."""

import functools
import itertools
import json
import re
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset.make import Wish, make_dataset
from pipeline.generate import generate
from pipeline.generate.customers.places import outward
from pipeline.generate.draws import counted_from
from pipeline.generate.engine import Generated
from pipeline.generate.products.barcodes import PRODUCT_LIMIT, SHARES, barcodes, shares_of
from pipeline.packs import Pack, find_packs, load_packs, load_region, region_names
from pipeline.packs.names import bodies, body
from pipeline.packs.tags import OFFERS, TAG_LEAST, TAG_MOST
from pipeline.schema.fields import split_list, split_path
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER
from pipeline.schema.reserved import is_reserved
from pipeline.settings import GenerateOptions

PACKS = tuple(find_packs())
MANY = 20_000


def made(packs: tuple[str, ...], products: int, **changes: object) -> Generated:
    options = GenerateOptions(packs=packs, **{"customers": 0, "products": products, "seed": 7} | changes)  # type: ignore[arg-type]  # by name
    return generate(options, load_packs(packs), load_region(options.region))


@functools.cache
def products(packs: tuple[str, ...]) -> pl.DataFrame:
    return made(packs, MANY).frames[PRODUCT].collect()


@functools.cache
def pack_of(name: str) -> Pack:
    return load_packs([name])[0]


def checks(code: str) -> bool:
    digits = [int(digit) for digit in code]
    return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


# -- labels


@pytest.mark.campaign
@pytest.mark.parametrize("name", PACKS)
def test_a_product_has_the_labels_of_its_line_and_brand(name: str) -> None:
    pack, frame = pack_of(name), products((name,))
    of_name = {
        f"{brand.name} {text}": (brand.name, line.category)
        for line in pack.lines
        for brand in line.brands
        for text in bodies(line)
    }
    known = frame.with_columns(base=pl.col("name").str.split(" - ").list.first())
    for base, brand, category in known.select("base", "brand_name", "product_category").unique().iter_rows():
        assert of_name.get(base, (brand, category)) == (brand, category)
    assert frame["brand_name"].null_count() == frame["product_category"].null_count() == 0


@pytest.mark.parametrize("name", PACKS)
def test_a_supplier_carries_whole_brands_and_numbers_of_its_own(name: str) -> None:
    pack, frame = pack_of(name), products((name,))
    assert 3 <= len(pack.suppliers) <= 8
    carried = {brand: supplier.name for supplier in pack.suppliers for brand in supplier.brands}
    assert dict(frame.select("brand_name", "supplier_name").unique().iter_rows()) == carried
    codes = {supplier.name: supplier.code for supplier in pack.suppliers}
    for supplier, rows in frame.group_by("supplier_name"):
        assert rows["supplier_code"].str.contains(rf"^{codes[str(supplier[0])]}\d{{5}}$").all()
    assert frame["supplier_code"].n_unique() == len(frame)
    assert not set(frame["supplier_code"]) & set(frame["sku"].str.replace("-", ""))


def _first_tags(pack: Pack) -> dict[str, str]:
    """Return the tag of the material, else of the line, by the name of every family."""
    return {
        f"{brand.name} {body(adjective, material, noun)}": pack.material_tags.get(material, line.tags[0])
        for line in pack.lines
        for brand in line.brands
        for adjective in line.adjectives
        for material in line.materials or ("",)
        for noun in line.nouns
    }


@pytest.mark.parametrize("name", PACKS)
def test_tags_are_two_to_four_follow_from_the_product_and_are_the_familys(name: str) -> None:
    pack, frame = pack_of(name), products((name,))
    words = {word for line in pack.lines for word in line.tags} | set(pack.material_tags.values())
    offers = {word for offer in OFFERS for word in offer}
    for cell in frame["tags"].unique():
        tags = split_list(cell)
        assert TAG_LEAST <= len(tags) == len(set(tags)) <= TAG_MOST, cell
        assert set(tags) <= words | offers
        assert set(tags) & words
    families = frame.head(2000).group_by(pl.col("name").str.split(" - ").list.first())
    assert (families.agg(pl.col("tags").n_unique())["tags"] == 1).all()
    firsts = _first_tags(pack)
    for base, cell in families.agg(pl.col("tags").first()).iter_rows():
        assert split_list(cell)[0] == firsts.get(base, split_list(cell)[0]), base


def test_offers_are_seen_at_their_shares() -> None:
    tags = products(("apparel",))["tags"]
    for word in ("new", "bestseller"):
        expected = sum(word in offer for offer in OFFERS) / len(OFFERS)
        share = tags.str.split("; ").list.contains(word).mean()
        assert isinstance(share, float)
        assert abs(share - expected) < 0.03, word


def test_categories_have_two_levels_and_meet_without_mixing_leaves_and_inner_nodes() -> None:
    paths = {split_path(line.category) for name in PACKS for line in pack_of(name).lines}
    assert {len(path) for path in paths} == {2}
    assert not {path[:1] for path in paths} & paths
    assert len({tuple(name.casefold() for name in path) for path in paths}) == len(paths)
    packs_with = defaultdict(set)
    for name in PACKS:
        for line in pack_of(name).lines:
            packs_with[line.category].add(name)
    assert any(len(names) > 1 for names in packs_with.values()), (
        "lines that are the same sort of thing share a leaf"
    )


def test_no_code_can_be_read_as_a_date_or_a_number() -> None:
    month = re.compile(r"^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
    for name in PACKS:
        for supplier in pack_of(name).suppliers:
            assert not month.match(supplier.code)
            assert re.fullmatch("[A-Z]{3}", supplier.code)


# -- barcodes


@pytest.mark.parametrize("name", PACKS)
def test_barcodes_are_ean_13_of_a_shops_own_range_and_services_have_none(name: str) -> None:
    codes = products((name,))["barcode"]
    if not pack_of(name).stock:
        assert codes.null_count() == len(codes)
        return
    assert codes.str.contains(r"^2\d{12}$").all()
    assert codes.n_unique() == len(codes)
    assert all(map(checks, codes))
    assert codes.str.slice(0, 2).n_unique() == 10


def test_barcodes_are_a_bijection_wherever_the_numbers_are() -> None:
    for first, share in itertools.product((0, 54_321, PRODUCT_LIMIT - 100_000), (0, 57, SHARES - 1)):
        codes = barcodes(counted_from(first, first + 100_000), share, seed=3)
        assert codes.n_unique() == 100_000
        assert codes.is_between(2 * 10**12, 3 * 10**12 - 1).all()


@pytest.mark.campaign
def test_packs_and_seeds_have_barcodes_of_their_own() -> None:
    shares = shares_of([pack_of(name).prefix for name in PACKS])
    assert len(set(shares)) == len(PACKS)
    assert shares == [shares_of([pack_of(name).prefix])[0] for name in PACKS], "whatever they are used with"
    assert len(set(shares_of(["APP"] * SHARES))) == SHARES
    one, other = (
        set(made(("home",), MANY, seed=seed).frames[PRODUCT].collect()["barcode"]) for seed in (1, 2)
    )
    assert not one & other
    mixed = made(("home", "apparel"), MANY).frames[PRODUCT].collect()["barcode"]
    assert mixed.n_unique() == MANY


# -- suppliers.csv


@pytest.mark.campaign
@pytest.mark.parametrize("count", [1, 3, 50, 4000])
@pytest.mark.parametrize("packs", [("apparel",), ("home", "grocery", "services")])
def test_suppliers_are_exactly_those_that_the_products_name(packs: tuple[str, ...], count: int) -> None:
    for rows in ((0, count), (count // 2, count)):
        frames = made(packs, count, rows=rows).frames
        suppliers, named = frames[SUPPLIER].collect(), frames[PRODUCT].collect()["supplier_name"].drop_nulls()
        assert sorted(suppliers["name"]) == sorted(named.unique())
        assert len(frames[SUPPLIER]) == suppliers.height


def test_a_supplier_is_the_same_company_in_every_slice_and_for_every_seed() -> None:
    whole = made(("beauty",), 4000).frames[SUPPLIER].collect()
    for changes in ({"rows": (100, 160)}, {"seed": 8}, {"start": 90_000}):
        part = made(("beauty",), 4000, **changes).frames[SUPPLIER].collect()
        assert set(part.iter_rows()) <= set(whole.iter_rows())


@pytest.mark.campaign
@pytest.mark.parametrize("region", region_names())
def test_contacts_are_of_the_region_and_reach_nobody(region: str) -> None:
    found = load_region(region)
    places = {(place.city, place.state, outward(found, place.postcode)) for place in found.places}
    frame = made(("apparel", "services"), 3000, region=region).frames[SUPPLIER].collect()
    assert tuple(frame.columns) == SUPPLIER.generated_columns
    address = [f"contact_physical_{part}" for part in ("city", "state", "postcode")]
    begin = pl.col(address[2]).str.extract("^([^ ]+ )") if found.postcode_tails else pl.col(address[2])
    assert set(frame.with_columns(begin).select(address).iter_rows()) <= places
    assert set(frame["contact_physical_country_id"]) == {load_region(region).country}
    assert all(is_reserved(email.split("@")[1]) for email in frame["contact_email"])
    assert all(is_reserved(site.removeprefix("https://")) for site in frame["contact_website"])
    if region == "us":
        assert frame["contact_phone"].str.contains(r"^\+1-555-[1-9]\d{2}-[1-9]\d{3}$").all()
    elif region == "nz":
        assert frame["contact_phone"].null_count() == frame.height


def test_no_products_have_no_suppliers_and_no_file_of_them(tmp_path: Path) -> None:
    options = GenerateOptions(packs=("apparel",), customers=5, products=0)
    wish = Wish(options, 7, limited=False, format="csv", tool_version="0")
    written = make_dataset(tmp_path / "d", wish, load_packs(["apparel"]), load_region("us"), durable=False)
    assert written.manifest.counts == {CUSTOMER: 5, PRODUCT: 0}
    assert not (tmp_path / "d" / "suppliers.csv").exists()


# -- groups


def test_one_customer_in_eight_is_in_a_group_and_trade_has_companies() -> None:
    frame = (
        generate(GenerateOptions(packs=(), customers=100_000, products=0, seed=5), (), load_region("us"))
        .frames[CUSTOMER]
        .collect()
    )
    assert set(frame["customer_group"].drop_nulls()) == {"Demo VIP", "Demo Trade", "Demo Staff"}
    assert abs(1 - frame["customer_group"].null_count() / len(frame) - 0.125) < 0.005
    trade = frame.filter(pl.col("customer_group") == "Demo Trade")
    assert trade["company_name"].null_count() == 0


# -- packs that say nothing of all this


def test_packs_of_format_1_have_labels_by_themselves(tmp_path: Path) -> None:
    flat = {
        "products": ["T-Shirt", "Jeans"],
        "adjectives": ["Classic", "Slim"],
        "materials": ["Cotton", "Denim"],
    }
    (tmp_path / "own.json").write_text(json.dumps(flat), encoding="utf-8")
    packs = load_packs(["own"], tmp_path)
    options = GenerateOptions(packs=("own",), customers=0, products=60)
    frames = generate(options, packs, load_region("us")).frames
    frame = frames[PRODUCT].collect()
    assert len(frames[SUPPLIER]) == 0
    for column in ("brand_name", "supplier_name", "supplier_code"):
        assert frame[column].null_count() == 60
    assert set(frame["product_category"]) == {"Own > T-Shirt", "Own > Jeans"}
    assert {len(split_list(cell)) for cell in frame["tags"]} <= {2, 3, 4}
    assert frame["tags"].str.contains("^(cotton|denim); (t-shirt|T-shirt|jeans)").all()
    assert frame["barcode"].n_unique() == 60
