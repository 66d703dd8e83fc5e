"""Records that columns name: each once, in the first spelling, with all that stand above them in a tree."""

from collections.abc import Iterable

import pytest

from pipeline.schema.collect import Filed, with_collected
from pipeline.schema.kinds import (
    BRAND,
    CATEGORY,
    CUSTOMER_GROUP,
    PRODUCT,
    SUPPLIER,
    TAG,
    Kind,
    all_kinds,
    counts_in_words,
    kind_called,
    kinds_to_show,
)
from pipeline.schema.records import record_from_row
from tests.support.load_support import customer, product


def filed(*records: object) -> list[Filed]:
    return [(record, line) for line, record in enumerate(records, start=2)]  # type: ignore[misc]


def keys(rows: Iterable[Filed], kind: Kind) -> list[tuple[str, int]]:
    return [(record.key_text, line) for record, line in rows if record.kind is kind]


def test_names_that_differ_in_case_alone_are_one_in_the_spelling_that_comes_first() -> None:
    rows = with_collected(
        filed(
            product(0, brand_name="Oatlow", tags="New; wool"),
            product(1, brand_name="OATLOW ", tags="wool; new; gift"),
            customer(0, customer_group="VIP"),
        )
    )
    assert keys(rows, BRAND) == [("Oatlow", 2)]
    assert keys(rows, TAG) == [("New", 2), ("wool", 2), ("gift", 3)]
    assert keys(rows, CUSTOMER_GROUP) == [("VIP", 4)]


def test_a_path_names_all_that_stand_above_it_each_once_and_with_its_parent() -> None:
    rows = with_collected(
        filed(
            product(0, product_category="Clothing > Knitwear > Socks"),
            product(1, product_category="clothing / Hats"),
        )
    )
    found = [record for record, _ in rows if record.kind is CATEGORY]
    assert [(record.key_text, record.get("parent")) for record in found] == [
        ("Clothing", None),
        ("Clothing > Knitwear", "Clothing"),
        ("Clothing > Knitwear > Socks", "Clothing > Knitwear"),
        ("clothing > Hats", "clothing"),
    ]
    assert found[-1].references == ((CATEGORY, "clothing"),)


def test_a_row_that_describes_a_supplier_stands_for_its_name_wherever_it_is_named() -> None:
    described = record_from_row(SUPPLIER, {"name": "Harbour Lane", "contact_phone": "+1-555-010-0001"})
    rows = with_collected(filed(product(0, supplier_name="harbour lane"), described))
    assert [record for record, _ in rows if record.kind is SUPPLIER] == [described]


def test_records_come_by_kinds_in_the_order_of_creation_and_in_file_order_within_one() -> None:
    rows = with_collected(
        filed(product(1, brand_name="B"), product(0, brand_name="A"), customer(0, customer_group="VIP"))
    )
    ranks = [all_kinds().index(record.kind) for record, _ in rows]
    assert ranks == sorted(ranks)
    assert keys(rows, PRODUCT) == [("SKU-1", 2), ("SKU-0", 3)]
    assert keys(rows, BRAND) == [("B", 2), ("A", 3)]


def test_rows_that_name_nothing_stay_as_they_are() -> None:
    rows = filed(customer(0), product(0))
    assert with_collected(rows) == rows


# What is said of kinds


def test_named_kinds_are_spoken_of_behind_the_others_and_only_where_there_is_one() -> None:
    counts = dict.fromkeys(all_kinds(), 0)
    assert counts_in_words(counts) == "0 customers and 0 products"
    assert counts_in_words(counts | {BRAND: 2, PRODUCT: 1}) == "0 customers, 1 product and 2 brands"
    assert kinds_to_show({BRAND: {}, PRODUCT: {}}) == (PRODUCT,)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("brand", BRAND),
        ("Brands", BRAND),
        ("customer groups", CUSTOMER_GROUP),
        ("customer_group", CUSTOMER_GROUP),
        ("groups", CUSTOMER_GROUP),
        ("group", None),
        ("https", None),
    ],
)
def test_a_kind_is_called_by_its_name_or_its_plural(word: str, kind: Kind | None) -> None:
    assert kind_called(word) is kind
