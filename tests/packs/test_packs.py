"""Packs and regions: what is read, what is refused and where, and that shipped ones are clean."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from pipeline.errors import FindingsError, UsageError
from pipeline.packs import Pack, find_packs, load_packs, load_region, pack_schema, region_names
from pipeline.packs.lint.invented import invention_fault
from pipeline.packs.lint.lint import lint, lint_packs
from pipeline.packs.lint.unspeakable import is_unspeakable
from pipeline.packs.names import bodies, name_count, shared_names
from pipeline.packs.parse import parse_pack
from pipeline.packs.reading import Reader
from pipeline.packs.region import parse_region
from pipeline.packs.sentences import fill, hole_names, lowered, parse_sentence, with_article
from pipeline.packs.turning.sizes import parse_sizes

SHIPPED = ("apparel", "beauty", "electronics", "grocery", "home", "services")
# The owner's table: prefix, price range, supply share.
OWNERS_TABLE = {
    "apparel": ("APP", (1500, 12000), (40, 60)),
    "electronics": ("ELE", (5000, 120000), (50, 70)),
    "home": ("HOM", (1000, 30000), (45, 60)),
    "beauty": ("BTY", (800, 12000), (30, 50)),
    "grocery": ("GRO", (200, 6000), (55, 75)),
    "services": ("SVC", (2000, 40000), (20, 40)),
}


def line(**changes: Any) -> dict[str, Any]:
    return {
        "name": "cups",
        "nouns": ["Cup"],
        "category": "Home",
        "price": [12, 30],
        "adjectives": ["Blue", "Tall"],
        "materials": ["Stone"],
        "options": [{"name": "size", "values": ["S", "M"]}],
        "description": [["{adjective|A} cup."], ["Size {size}."]],
    } | changes


def supplier(**changes: Any) -> dict[str, Any]:
    return {"name": "Plane Lane", "code": "PLN", "brands": ["Oak"]} | changes


def pack(**changes: Any) -> dict[str, Any]:
    if "suppliers" in changes:
        changes = {"brands": [{"name": name, "tier": "good"} for name in ("Oak", "Elm")]} | changes
    return {
        "format": 1,
        "name": "own",
        "title": "Own",
        "prefix": "OWN",
        "price": [10, 100],
        "supply_percent": [40, 60],
        "lines": [line()],
    } | changes


def written(folder: Path, document: Any, name: str = "own.json") -> Path:
    file = folder / name
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def paths(folder: Path, document: Any) -> set[str | None]:
    with pytest.raises(FindingsError) as stopped:
        parse_pack(written(folder, document))
    assert all(finding.file.endswith("own.json") for finding in stopped.value.findings)
    assert all(finding.rule and finding.way_out for finding in stopped.value.findings)
    return {finding.column for finding in stopped.value.findings}


def test_smallest_pack_is_read(tmp_path: Path) -> None:
    parsed = parse_pack(written(tmp_path, pack()))
    assert parsed.price_cents == (1000, 10000)
    assert [brand.name for brand in parsed.brands] == [""]
    assert name_count(parsed) == 4
    assert len(parsed.digest) == 64


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (pack(lines=[line(price=[5, 30])]), "lines[0].price"),
        (pack(lines=[line(), line(name="b", nouns=["Mug"], price=[30, 20])]), "lines[1].price"),
        (pack(lines=[line(price=[12.999, 30])]), "lines[0].price"),
        (pack(lines=[line(nouns=[])]), "lines[0].nouns"),
        (pack(lines=[line(nouns=["Cup", "cup"])]), "lines[0].nouns[1]"),
        (pack(lines=[line(nouns=["Cup & Saucer"])]), "lines[0].nouns[0]"),
        (pack(lines=[line(adjectives=["=SUM(A1)"])]), "lines[0].adjectives[0]"),
        (pack(lines=[line(adjectives=["Blue - Green"])]), "lines[0].adjectives[0]"),
        (pack(lines=[line(materials=["Sto\u202ene"])]), "lines[0].materials[0]"),
        (pack(lines=[line(colour="red")]), "lines[0].colour"),
        (pack(lines=[line(options=[{"name": "size", "values": "sizes"}])]), "lines[0].options[0].values"),
        (
            pack(lines=[line(options=[{"name": "size", "values": ["S", ["M", 5]]}])]),
            "lines[0].options[0].values[1][1]",
        ),
        (pack(lines=[line(description=[["One {thing}."], ["Size {size}."]])]), "lines[0].description[0][0]"),
        (
            pack(lines=[line(description=[["One {size|loud}."], ["Size {size}."]])]),
            "lines[0].description[0][0]",
        ),
        (pack(lines=[line(description=[["One } two."], ["Size {size}."]])]), "lines[0].description[0][0]"),
        (pack(lines=[line(description=[["One."], ["Two."]])]), "lines[0].description"),
        (pack(lines=[line(description=[["Size {size}."]])]), "lines[0].description"),
        (pack(lines=[line(details={"size": ["big"]})]), "lines[0]"),
        (pack(lines=[line(details={"noun": ["thing"]})]), "lines[0]"),
        (pack(lines=[line(brands=["Nobody"])]), "lines[0].brands[0]"),
        (
            pack(lines=[line(faker_commerce={"adjectives": ["Used"]})]),
            "lines[0].faker_commerce.adjectives[0]",
        ),
        (pack(lines=[line(faker_commerce={"products": ["Teapot"]})]), "lines[0].faker_commerce.products[0]"),
        (pack(lines=[line(), line(name="more")]), "lines[1]"),
        (pack(lines=[]), "lines"),
        (pack(prefix="own"), "prefix"),
        (pack(prefix="TOOLONGS"), "prefix"),
        (pack(price=[10, 10.5]), "price"),
        (pack(price="10-100"), "price"),
        (pack(supply_percent=[60, 40]), "supply_percent"),
        (pack(supply_percent=[50, 101]), "supply_percent"),
        (pack(brands=[{"name": "Oak", "tier": "great"}]), "brands[0].tier"),
        (pack(brands=[{"name": "Oak", "tier": "good"}, {"name": "Oak Hill", "tier": "good"}]), "brands"),
        (pack(suppliers=[supplier(code="MART")]), "suppliers[0].code"),
        (pack(suppliers=[supplier(code="OWN")]), "suppliers[0].code"),
        (pack(suppliers=[supplier(code="H1")]), "suppliers[0].code"),
        (pack(suppliers=[supplier(brands=["Nobody"])]), "suppliers[0].brands[0]"),
        (pack(suppliers=[supplier(), supplier(name="B", code="BB")]), "suppliers[1].brands[0]"),
        (pack(suppliers=[supplier(), supplier(code="BB", brands=["Elm"])]), "suppliers[1].name"),
        (pack(suppliers=[supplier(), supplier(name="B", brands=["Elm"])]), "suppliers[1].code"),
        (pack(suppliers=[supplier(name="=A1")]), "suppliers[0].name"),
        (pack(suppliers=[supplier(contact=["Ann"])]), "suppliers[0].contact"),
        (pack(tags={"wool": "Stone"}), "tags.wool"),
        (pack(tags={"a": ["Stone"], "b": ["Stone"]}), "tags.b[0]"),
        (pack(tags=[]), "tags"),
        (pack(lines=[line(tags=["x" * 41])]), "lines[0].tags[0]"),
        (pack(lines=[line(category="A > B > C > D")]), "lines[0].category"),
        (pack(lines=[line(category=" > ")]), "lines[0].category"),
        (
            pack(lines=[line(category="A > b"), line(name="m", nouns=["Mug"], category="a > B > C")]),
            "lines",
        ),
        (pack(collections=["Blue"]), "lines[0]"),
        (pack(brands=[{"name": "Blue", "tier": "good"}], lines=[line(brands=[])]), "lines[0]"),
        (pack(lines=[line(stock="no")]), "lines[0].stock"),
        (pack(stock=1), "stock"),
        (pack(lines=[line(rare=True)]), "lines"),
        (pack(title="a\u0000b"), "title"),
        (pack(name="../own"), "name"),
        (pack(name="other"), "name"),
        (pack(format=0), "format"),
        ({"format": 1}, "name"),
        ([1, 2], None),
        ("{", None),
        ('{"format": 1, "format": 1}', None),
        ('{"price": NaN}', None),
        ("[" * 100_000, None),
        ('{"a":' * 30 + "1" + "}" * 30, None),
        ('{"price": 1e999999999}', "name"),
    ],
)
def test_mistake_is_found_at_its_path(tmp_path: Path, document: Any, path: str | None) -> None:
    assert path in paths(tmp_path, document)


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    wrong = pack(lines=[line(nouns=["A&B"], price=[1, 2], weight=0)])
    assert {"lines[0].nouns[0]", "lines[0].price", "lines[0].weight"} <= paths(tmp_path, wrong)


def test_oversized_file_is_refused_unread(tmp_path: Path) -> None:
    assert paths(tmp_path, '{"a": "' + "x" * 6_000_000 + '"}') == {None}


def test_newer_format_is_refused_by_its_own_code(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="newer") as stopped:
        parse_pack(written(tmp_path, pack(format=3, surprise=True)))
    assert stopped.value.code == "pack-newer"


def test_flat_form_of_the_specification_is_read(tmp_path: Path) -> None:
    flat = {
        "products": ["T-Shirt", "Hoodie", "Jeans"],
        "adjectives": ["Classic", "Vintage"],
        "materials": ["Cotton", "Denim"],
    }
    parsed = parse_pack(written(tmp_path, flat, "apparel_products.json"))
    assert (parsed.name, parsed.prefix, parsed.title) == ("apparel", "APP", "Apparel")
    assert parsed.price_cents == (1000, 10000)
    assert [a_line.nouns for a_line in parsed.lines] == [("T-Shirt",), ("Hoodie",), ("Jeans",)]
    assert "Vintage Denim Hoodie" in set(bodies(parsed.lines[1]))


@pytest.mark.parametrize(
    "flat", [{"products": []}, {"products": ["A", 3]}, {"products": ["A"], "colors": ["Red"]}]
)
def test_wrong_flat_form_is_refused(tmp_path: Path, flat: Any) -> None:
    assert paths(tmp_path, flat)


def test_own_folder_adds_and_replaces(tmp_path: Path) -> None:
    written(tmp_path, pack(name="apparel", prefix="MINE"), "apparel.json")
    written(tmp_path, pack(lines=[line(nouns=["Jug"])]), "own.json")
    found = find_packs(tmp_path)
    assert not found["own"].shipped
    assert found["beauty"].shipped
    assert [parsed.prefix for parsed in load_packs(["apparel", "own", "APPAREL"], tmp_path)] == [
        "MINE",
        "OWN",
    ]


def test_unknown_pack_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match='Did you mean "apparel"') as stopped:
        load_packs(["aparel"])
    assert "services" in stopped.value.hint


def test_missing_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a folder"):
        find_packs(tmp_path / "nowhere")


def test_packs_that_could_make_the_same_name_are_not_mixed(tmp_path: Path) -> None:
    written(tmp_path, pack(name="one", prefix="ONE"), "one.json")
    written(tmp_path, pack(name="two", prefix="TWO"), "two.json")
    with pytest.raises(FindingsError, match="could both make"):
        load_packs(["one", "two"], tmp_path)
    written(tmp_path, pack(name="three", prefix="ONE", lines=[line(nouns=["Jug"])]), "three.json")
    with pytest.raises(FindingsError, match="ONE-"):
        load_packs(["one", "three"], tmp_path)


def test_a_category_of_one_name_is_the_top_of_the_lines_own(tmp_path: Path) -> None:
    parsed = parse_pack(
        written(tmp_path, pack(lines=[line(), line(name="m", nouns=["Mug"], category="A>B / C")]))
    )
    assert parsed.categories == ("Home > Cups", "A > B > C")


def test_packs_that_would_put_products_above_others_are_not_mixed(tmp_path: Path) -> None:
    written(tmp_path, pack(name="one", prefix="ONE", lines=[line(category="A > B")]), "one.json")
    written(
        tmp_path,
        pack(name="two", prefix="TWO", lines=[line(nouns=["Jug"], category="a > b > C")]),
        "two.json",
    )
    with pytest.raises(FindingsError, match="don't go together") as stopped:
        load_packs(["one", "two"], tmp_path)
    assert stopped.value.code == "packs-overlap"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Saltmere", ""),
        ("Hearthwool Mills", ""),
        ("IKEA", "the name of a real brand"),
        ("L'Oréal Row", "the name of a real brand"),
        ("The North-Face", "the name of a real brand"),
        ("Samsungia", 'in it ("samsung")'),
        ("Merde Hill", "nobody should see"),
        ("Tútae", "nobody should see"),
        ("Putaine", "nobody should see"),
    ],
)
def test_an_invented_name_is_held_against_real_and_rude_ones(name: str, why: str) -> None:
    fault = invention_fault(name)
    assert why in fault
    assert bool(fault) == bool(why)


def test_lint_looks_at_suppliers_and_at_packs_beside_each_other(tmp_path: Path) -> None:
    one = pack(name="one", prefix="ONE", suppliers=[supplier(name="Ikea")], tags={"t": ["Steel"]})
    both = [line(category="Home > cups"), line(name="m", nouns=["Mug"], category="HOME > Mugs")]
    two = pack(name="two", prefix="TWO", lines=both, suppliers=[supplier(name="ikea", code="ONE")])
    packs = [parse_pack(written(tmp_path, each, f"{each['name']}.json")) for each in (one, two)]
    found = {(finding.column, finding.rule) for finding in lint_packs(packs)}
    for wanted in (
        ("suppliers[0].name", "is the name of a real brand"),
        ("brands[1]", "is carried by no supplier"),
        ("tags", "is no material of a line"),
        ("lines", 'is written "Home" elsewhere'),
        ("lines", 'is written "Home > Cups" in one or here'),
        ("brands[0]", "stands in one, too"),
        ("suppliers[0].name", "stands in one, too"),
        ("suppliers[0].code", "stands in one, too"),
    ):
        assert wanted in found, wanted


def test_shipped_packs_stand_beside_each_other() -> None:
    assert lint_packs(load_packs(SHIPPED)) == ()


def test_shipped_packs_keep_the_owners_table() -> None:
    for name, (prefix, price, share) in OWNERS_TABLE.items():
        parsed = load_packs([name])[0]
        assert (parsed.prefix, parsed.price_cents, parsed.supply_percent) == (prefix, price, share)
        assert parsed.stock == (name != "services")


def test_shipped_packs_are_clean_and_can_be_mixed() -> None:
    packs = load_packs(SHIPPED)
    assert shared_names(packs) is None
    for parsed in packs:
        report = lint(parsed)
        assert [finding.rule for finding in report.findings] == []
        assert report.names >= 20_000
        assert 6 <= len(report.brands) <= 8
        assert 4 <= len({path.split(" > ")[0] for path in report.categories}) <= 6


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_pack_is_valid_against_the_shipped_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(pack_schema())
    document = json.loads(find_packs()[name].file.read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert list(validator.iter_errors(document | {"prefix": "app"}))


def test_a_line_without_brands_shares_no_name_with_another_pack(tmp_path: Path) -> None:
    def read(prefix: str, brand: str, **changes: Any) -> Pack:
        brands = [{"name": brand, "tier": "good"}]
        lines = [line(), line(name="service", stock=False, brands=[], **changes)]
        (tmp_path / prefix).mkdir(exist_ok=True)
        document = pack(prefix=prefix, brands=brands, lines=lines, collections=["Avalon"])
        return parse_pack(written(tmp_path / prefix, document))

    wash, rinse = {"nouns": ["Wash"]}, {"nouns": ["Rinse"]}
    one = read("ONE", "Oak", **wash)
    assert [each.name for each in one.lines[1].brands] == [""]
    assert shared_names([one, read("TWO", "Elm", **rinse)]) is None
    assert shared_names([one, read("TWO", "Elm", **wash)]) == (
        one,
        read("TWO", "Elm", **wash),
        "blue stone wash",
    )
    assert shared_names([one, read("TWO", "Blue", nouns=["Rinse"], adjectives=["Tall"])])


def test_lint_notices_what_parse_lets_through(tmp_path: Path) -> None:
    rude = "".join(chr(ord(c) - 1) for c in "tiju")
    document = pack(
        lists={"sizes": ["S", "M"]},
        brands=[{"name": "Stonefield", "tier": "good"}, {"name": "Tall Oak", "tier": "best"}],
        lines=[line(adjectives=[rude.title(), "Tall"], materials=["Stone", "Cup"])],
    )
    rules = [finding.rule for finding in lint(parse_pack(written(tmp_path, document))).findings]
    for rule in (
        "nobody should see",
        "stands twice",
        "stands in the brand Tall Oak",
        "fits no line",
        "fewer than 20,000",
    ):
        assert any(rule in found for found in rules), rule


def test_ordinary_words_are_speakable() -> None:
    assert not any(
        is_unspeakable(word) for word in ("classic", "cotton", "assorted", "scunthorpe", "Essex", "cocktail")
    )


@pytest.mark.parametrize("name", region_names())
def test_shipped_region_is_whole(name: str) -> None:
    region = load_region(name)
    assert len(region.places) >= (150 if name == "us" else 40)
    assert len(set(region.places)) == len(region.places)
    assert len(region.generations) == 4
    assert len(region.metros) >= 3
    assert any("'" in last for last in region.last_spellings)
    assert any(not first.isascii() for first in region.first_spellings)


def test_wrong_region_names_the_path(tmp_path: Path) -> None:
    shipped = json.loads(
        (find_packs()["apparel"].file.parent / "regions" / "us.json").read_text(encoding="utf-8")
    )
    shipped["places"][3] = ["Portland", "OR", "97201"]
    shipped["places"][4][4] = ["Portland"]
    shipped["phone"]["fictional"]["phone"] = ["call me", "+1-NXX-NXX-XXXX"]
    shipped["country"] = "usa"
    with pytest.raises(FindingsError) as stopped:
        parse_region(written(tmp_path, shipped, "us.json"))
    assert {
        "places[3]",
        "places[4][4]",
        "phone.fictional.phone[0]",
        "phone.fictional.phone[1]",
        "country",
    } <= {f.column for f in stopped.value.findings}
    with pytest.raises(UsageError, match='Did you mean "us"'):
        load_region("uss")


def test_a_size_that_is_no_text_is_named(tmp_path: Path) -> None:
    reader = Reader(tmp_path / "us.json")
    parse_sizes(reader, [{"words": ["shoes"], "values": {"8": ["7"]}}], "sizes")
    assert [each.column for each in reader.findings] == ["sizes[0].values.8"]


@pytest.mark.parametrize(
    ("text", "low", "article"),
    [
        ("Washed", "washed", "a washed"),
        ("Airy", "airy", "an airy"),
        ("Organic Cotton", "organic cotton", "an organic cotton"),
        ("Long-Sleeve T-Shirt", "long-sleeve T-shirt", "a long-sleeve T-shirt"),
        ("USB-C", "USB-C", "a USB-C"),
        ("LED Desk Lamp", "LED desk lamp", "an LED desk lamp"),
        ("Unisex", "unisex", "a unisex"),
        ("One-Piece", "one-piece", "a one-piece"),
        ("M", "M", "an M"),
        ("8-Piece", "8-piece", "an 8-piece"),
    ],
)
def test_words_fit_into_sentences(text: str, low: str, article: str) -> None:
    assert lowered(text) == low
    assert with_article(text) == article


def test_sentence_is_filled_by_name_and_filter() -> None:
    sentence = parse_sentence("{adjective|A} {noun|lower} by {brand}; {care|start}.")
    assert hole_names(sentence) == ("adjective", "noun", "brand", "care")
    words = {"adjective": "Airy", "noun": "Shirt", "brand": "Oak", "care": "wash cold"}
    assert fill(sentence, words) == "An airy shirt by Oak; Wash cold."


def test_every_pack_that_is_shipped_is_tested() -> None:
    assert set(SHIPPED) == set(find_packs()) == set(OWNERS_TABLE)
