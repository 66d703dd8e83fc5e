"""Two sides as values: what is matched how, what differs, and what is not compared."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.compare.compare import Side, compare_sides
from pipeline.compare.differences import What
from pipeline.compare.matching import How
from pipeline.compare.rules import Rules, StockWay, parse_tolerances
from pipeline.compare.sku_map import mapping_of
from pipeline.errors import ExitStatus, UsageError
from pipeline.schema.families import with_shared
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import record_from_row
from pipeline.schema.stock import outlets_in

Cells = Mapping[str, str]
Brief = list[tuple[What, str, str]]


def side(*products: Cells, people: tuple[Cells, ...] = (), **more: Any) -> Side:
    rows: dict[Kind, list[Any]] = {}
    for kind, cells in ((PRODUCT, products), (CUSTOMER, people)):
        if cells:
            rows[kind] = list(
                with_shared([(record_from_row(kind, each), line) for line, each in enumerate(cells, 2)])
            )
    columns = [name for each in products for name in each]
    return Side("side", rows, outlets_in(columns), **more)


def product(sku: str = "A-1", **cells: str) -> dict[str, str]:
    return {"sku": sku, "name": "Mug", **cells}


def brief(ours: Side, theirs: Side, rules: Rules | None = None, **mapped: str) -> Brief:
    found = compare_sides(
        ours, theirs, rules or Rules(), {key.lower(): value.lower() for key, value in mapped.items()}
    )
    assert (found.status is ExitStatus.DONE) is not bool(found.findings)
    return [(each.what, each.key, each.field) for each in found.findings]


def test_the_same_is_the_same_and_a_field_of_each_form_is_compared() -> None:
    row = product(
        price_including_tax="9.95", tags="b; a", product_category="X > Y", is_active="true", weight="1.5"
    )
    assert (
        brief(
            side(row),
            side({**row, "tags": "A; B", "product_category": "x / y", "price_including_tax": "9.95"}),
        )
        == []
    )
    for name, other in {
        "name": "Cup", "price_including_tax": "9.96", "tags": "a", "product_category": "X > Z", "is_active": "false",
        "weight": "1.6",
    }.items():  # fmt: skip
        assert brief(side(row), side({**row, name: other})) == [(What.CHANGED_IN_STORE, "A-1", name)]


def test_what_one_side_leaves_blank_or_has_no_column_for_is_not_compared() -> None:
    ours = side(product(supply_price="4.00", description="A mug"), product("A-2", description="Another"))
    theirs = side(product(brand_name="Oatlow"), product("A-2", brand_name="Oatlow"))
    found = compare_sides(ours, theirs, Rules(), {})
    assert found.findings == ()
    assert found.not_compared[PRODUCT] == ("supply_price", "brand_name", "description")


def test_what_a_store_makes_by_itself_is_not_compared() -> None:
    assert (
        brief(side(product(handle="mug", source="USER")), side(product(handle="mug-7", source="SHOPIFY")))
        == []
    )
    person = {"first_name": "Ada", "last_name": "Lane", "email": "ada@example.com"}
    one, other = (side(people=({**person, "customer_code": code},)) for code in ("ADA-1", "ADA-2"))
    assert brief(one, other) == []


def test_records_of_one_side_alone_are_missing_and_foreign() -> None:
    ours, theirs = side(product(), product("A-2", name="Cup")), side(product(), product("A-3", name="Bowl"))
    found = compare_sides(ours, theirs, Rules(), {})
    assert [(each.what, each.key, each.ours, each.theirs) for each in found.findings] == [
        (What.MISSING, "A-2", "Cup", ""),
        (What.FOREIGN, "A-3", "", "Bowl"),
    ]
    assert (found.records, found.same) == (1, 1)


def test_the_case_of_a_sku_is_a_difference_and_that_of_an_e_mail_is_none() -> None:
    assert brief(side(product("App-1")), side(product("APP-1"))) == [(What.CHANGED_IN_STORE, "App-1", "sku")]
    texts = ("a@example.com", "A@example.com")
    one, other = (side(people=({"first_name": "A", "email": text},)) for text in texts)
    assert brief(one, other) == []


def test_a_key_is_matched_exactly_before_it_is_matched_in_another_case() -> None:
    found = compare_sides(side(product("app-1")), side(product("APP-1"), product("app-1")), Rules(), {})
    assert found.matched[PRODUCT] == {How.KEY: 1}
    assert [(each.what, each.key) for each in found.findings] == [(What.DOUBLED, "APP-1")]


def test_a_barcode_matches_what_has_another_sku_and_says_so() -> None:
    ours = side(product("A-1", barcode="111"), product("A-2", barcode="222"))
    theirs = side(product("B-1", barcode="111"), product("B-2", barcode="333"))
    found = compare_sides(ours, theirs, Rules(), {})
    assert found.matched[PRODUCT] == {How.CODE: 1}
    assert [(each.what, each.key, each.field) for each in found.findings] == [
        (What.MISSING, "A-2", ""),
        (What.CHANGED_IN_STORE, "A-1", "sku"),
        (What.FOREIGN, "B-2", ""),
    ]


def test_a_barcode_that_two_products_have_matches_none_of_them() -> None:
    ours, theirs = (
        side(product("A-1", barcode="1")),
        side(product("B-1", barcode="1"), product("B-2", barcode="1")),
    )
    assert compare_sides(ours, theirs, Rules(), {}).matched[PRODUCT] == {}


def test_a_mapping_goes_before_the_key_and_its_skus_are_no_difference() -> None:
    ours, theirs = side(product("a"), product("b")), side(product("b"), product("c"))
    assert brief(ours, theirs, a="b", b="c") == []
    assert brief(side(product("a", name="Mug")), side(product("z", name="Cup")), a="z") == [
        (What.CHANGED_IN_STORE, "a", "name")
    ]


def test_options_are_compared_by_their_names_in_any_order() -> None:
    def options(*pairs: tuple[str, str]) -> dict[str, str]:
        return {
            f"variant_option_{number}_{part}": text
            for number, pair in zip(("one", "two"), pairs, strict=False)
            for part, text in zip(("name", "value"), pair, strict=True)
        }

    ours = side(product(**options(("Size", "M"), ("Color", "Red"))))
    assert brief(ours, side(product(**options(("color", "Red"), ("size", "M"))))) == []
    assert brief(ours, side(product(**options(("color", "Blue"), ("size", "M"))))) == [
        (What.CHANGED_IN_STORE, "A-1", "variant_option_two_value")
    ]


@pytest.mark.parametrize(
    ("far", "differs"), [("inventory=5", False), ("inventory=4", True), ("inventory=5,price=0", False)]
)
def test_a_tolerance_is_inclusive_and_holds_for_its_field_alone(far: str, differs: bool) -> None:
    rules = Rules(parse_tolerances([far]))
    assert bool(brief(side(product(inventory="10")), side(product(inventory="15")), rules)) is differs
    assert brief(side(product(reorder_point="1")), side(product(reorder_point="2")), rules) != []


def test_a_tolerance_of_prices_holds_for_both_and_for_outlets_columns() -> None:
    rules = Rules(parse_tolerances(["price=0.05", "inventory=1"]))
    for name, one, other in (
        ("price_including_tax", "9.95", "10.00"),
        ("price_excluding_tax", "9.95", "10.00"),
        ("inventory_Kiosk", "3", "4"),
    ):
        assert brief(side(product(**{name: one})), side(product(**{name: other})), rules) == []
        assert brief(side(product(**{name: one})), side(product(**{name: other}))) != []


@pytest.mark.parametrize(
    "text",
    ["", "price", "price=", "price=-1", "price=NaN", "price=x", "name=1", "pryce=1", "price=1;inventory=2"],
)
def test_a_tolerance_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="can't be used"):
        parse_tolerances([text])


def test_prices_with_and_without_tax_are_never_held_against_each_other() -> None:
    found = compare_sides(
        side(product(price_including_tax="11.00")), side(product(price_excluding_tax="10.00")), Rules(), {}
    )
    assert found.findings == ()
    assert "1 prices were not compared" in found.notes[0]


def test_stock_of_every_outlet_is_held_against_each_outlet() -> None:
    plain = side(product(inventory="5"))
    outlets = side(product(inventory_Main="5", inventory_Kiosk="4"))
    assert brief(plain, outlets) == [(What.STOCK_MOVED, "A-1", "inventory_Kiosk")]
    assert brief(outlets, plain) == [(What.STOCK_MOVED, "A-1", "inventory_Kiosk")]
    assert brief(side(product(inventory_main="5")), side(product(inventory_Main="6"))) == [
        (What.STOCK_MOVED, "A-1", "inventory")
    ]


def test_one_number_for_all_outlets_is_held_against_their_sum() -> None:
    outlets, total = (
        side(product(inventory_Main="5", inventory_Kiosk="4")),
        side(product(inventory="9"), total=True),
    )
    assert brief(outlets, total) == []
    assert brief(outlets, side(product(inventory="8"), total=True)) == [
        (What.STOCK_MOVED, "A-1", "inventory")
    ]
    summed = Rules(stock=StockWay.SUMMED)
    moved = side(product(inventory_Main="4", inventory_Kiosk="5"))
    assert brief(outlets, moved, summed) == []
    assert len(brief(outlets, moved)) == 2
    assert brief(side(product(inventory="5")), moved, summed) == [(What.STOCK_MOVED, "A-1", "inventory")], (
        "5 at each of two"
    )


def test_a_plain_level_is_held_against_a_plain_one_beside_an_outlets_own() -> None:
    ours = side(product(inventory="3", inventory_Kiosk="9"))
    assert brief(ours, side(product(inventory="3"), total=True)) == [], "an export without outlets"
    assert brief(ours, side(product(inventory="4"), total=True)) == [(What.STOCK_MOVED, "A-1", "inventory")]
    assert brief(ours, side(product(inventory="3"))) == [(What.STOCK_MOVED, "A-1", "inventory_Kiosk")]


def test_a_level_of_a_stores_one_outlet_holds_for_no_other() -> None:
    ours = side(product(inventory="3", inventory_Kiosk="9"))
    store = replace(side(product(inventory="3")), outlets=("Main",), covers=("Main",))
    assert brief(ours, store) == []
    sold = replace(side(product(inventory="2")), outlets=("Main",), covers=("Main",))
    assert brief(ours, sold) == [(What.STOCK_MOVED, "A-1", "inventory_Main")]


def test_a_plain_level_of_two_files_is_compared_also_where_both_name_outlets() -> None:
    ours = side(product(inventory="3", inventory_Kiosk="9"))
    assert brief(ours, side(product(inventory="4", inventory_Kiosk="9"))) == [
        (What.STOCK_MOVED, "A-1", "inventory")
    ]
    assert brief(ours, side(product(inventory="3", inventory_Kiosk="8"))) == [
        (What.STOCK_MOVED, "A-1", "inventory_Kiosk")
    ]


def test_a_level_that_was_pulled_is_that_of_its_stores_outlet_beside_a_plain_one() -> None:
    ours = side(product(inventory="8", inventory_Main="3"))
    pulled = side(product(inventory="3"), pulled=("Main",))
    assert brief(ours, pulled) == brief(pulled, ours) == []
    sold = side(product(inventory="2"), pulled=("Main",))
    assert brief(ours, sold) == [(What.STOCK_MOVED, "A-1", "inventory")]
    elsewhere = replace(side(product(inventory="2")), outlets=("Kiosk",), covers=("Kiosk",))
    assert brief(pulled, elsewhere) == [(What.STOCK_MOVED, "A-1", "inventory")], (
        "a load puts it at any outlet"
    )


def test_outlets_of_one_side_alone_are_said() -> None:
    ours = side(product(inventory_Main="3", inventory_Kiosk="4"))
    store = replace(side(product(inventory="5")), name="store", outlets=("Town",), covers=("Town",))
    (note,) = compare_sides(ours, store, Rules(), {}).notes
    assert note.startswith("Stock of Main and Kiosk in side was not compared: store has no such outlet.")
    assert compare_sides(ours, store, Rules(stock=StockWay.SUMMED), {}).notes == ()
    assert compare_sides(ours, side(product(inventory="5")), Rules(), {}).notes == (), "plain is for all"
    notes = compare_sides(ours, side(product(inventory_Main="3", inventory_Town="1")), Rules(), {}).notes
    assert [note.partition(" in ")[0] for note in notes] == ["Stock of Kiosk", "Stock of Town"]


def test_prices_of_a_store_without_tax_are_said_where_the_other_side_has_them_otherwise() -> None:
    ours, net = side(product()), replace(side(product()), name="net", before_tax=True)
    (note,) = compare_sides(ours, net, Rules(), {}).notes
    assert note == "net has prices without tax; they were held as they are against those of side."
    assert compare_sides(net, ours, Rules(), {}).notes == (note,)
    assert compare_sides(net, net, Rules(), {}).notes == ()


def test_images_are_compared_only_where_both_sides_name_some() -> None:
    ours = side(product(image="a.png"), digests={"a.png": "1"})
    assert brief(ours, side(product())) == []
    assert brief(ours, side(product(image="b.png"), digests={"b.png": "1"})) == [], "the same bytes"
    assert brief(ours, side(product(image="b.png"), digests={"b.png": "2"})) == [
        (What.CHANGED_IN_STORE, "A-1", "image")
    ]
    assert brief(ours, side(product(image="https://example.com/1.png"))) == [], "one each"


def test_a_kind_that_one_side_does_not_have_is_not_compared() -> None:
    people = ({"first_name": "Ada", "email": "ada@example.com"},)
    assert brief(side(product(), people=people), side(product())) == []


def test_likely_pairs_are_suggested_by_name_and_variants_only_with_their_options() -> None:
    def variant(sku: str, name: str, size: str) -> dict[str, str]:
        return product(sku, name=name, variant_option_one_name="Size", variant_option_one_value=size)

    ours = side(
        product("A-1", name="Oatlow Ribbed Cardigan"),
        product("A-22", name="Tenmore Mug"),
        product("A-3", name="Something else entirely"),
        variant("A-4", "Tiered Poplin Dress", "S"),
        variant("A-5", "Tiered Poplin Dress", "M"),
    )
    theirs = side(
        variant("B-9", "Tiered poplin dress", "M"),
        product("B-1", name="Oatlow cardigan, ribbed"),
        product("A22", name="Another mug"),
        variant("B-8", "Tiered Poplin Dress New", "S"),
        product("B-3", name="Garden Hose"),
    )
    matching = compare_sides(ours, theirs, Rules(), {}).matchings[PRODUCT]
    document = mapping_of(ours.records(PRODUCT), theirs.records(PRODUCT), matching)
    assert {each["a"]: each["b"] for each in document["sku_mappings"]} == {
        "A-1": "B-1", "A-22": "A22", "A-4": "B-8", "A-5": "B-9",
    }  # fmt: skip
    assert (document["unmapped_a"], document["unmapped_b"]) == (["A-3"], ["B-3"])
    assert all(0 <= each["score"] <= 100 and each["reason"] for each in document["sku_mappings"])


def test_a_mapping_has_what_matches_by_itself_too() -> None:
    ours, theirs = side(product("A-1"), product("b-2")), side(product("A-1"), product("B-2"))
    matching = compare_sides(ours, theirs, Rules(), {}).matchings[PRODUCT]
    document = mapping_of(ours.records(PRODUCT), theirs.records(PRODUCT), matching)
    assert [(each["a"], each["b"], each["score"]) for each in document["sku_mappings"]] == [
        ("A-1", "A-1", 100),
        ("b-2", "B-2", 99),
    ]


def test_numbers_that_are_no_numbers_are_compared_as_text() -> None:
    assert parse_tolerances(["weight=0.5"]) == {"weight": Decimal("0.5")}
