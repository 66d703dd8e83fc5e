"""Every value that a message proposes is true: written into its cell, that finding is gone, and no other has come."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.dataset import Report, check_dataset, read_dataset
from pipeline.errors import Finding
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind
from tests.support.datasets import csv_of, folder_of
from tests.support.hostile import rows_with

CUSTOMER_ROW = {
    "first_name": "Ann",
    "last_name": "Lee",
    "email": "ann{n}@example.com",
    "physical_country_id": "US",
    "postal_country_id": "AU",
}
PRODUCT_ROW = {"sku": "A-{n}", "name": "Cup {n}"}
VARIANT_ROW = PRODUCT_ROW | {
    "handle": "h{n}",
    "variant_option_one_name": "Size",
    "variant_option_one_value": "M",
}
SUPPLIER_ROW = {"name": "Supplier {n}", "contact_physical_country_id": "GB"}

PLACES = [
    *((CUSTOMER, name, CUSTOMER_ROW) for name in ("first_name", "email", "phone", "physical_postcode")),
    *(
        (CUSTOMER, name, CUSTOMER_ROW)
        for name in ("postal_postcode", "physical_country_id", "gender", "note")
    ),
    *((CUSTOMER, name, CUSTOMER_ROW) for name in ("date_of_birth", "customer_code", "on_account_limit")),
    *(
        (CUSTOMER, name, CUSTOMER_ROW)
        for name in ("do_not_email", "customer_group", "company_name", "website")
    ),
    *(
        (PRODUCT, name, PRODUCT_ROW)
        for name in ("sku", "name", "price_including_tax", "barcode", "is_active")
    ),
    *(
        (PRODUCT, name, PRODUCT_ROW)
        for name in ("inventory", "tags", "product_category", "brand_name", "weight")
    ),
    *(
        (PRODUCT, name, PRODUCT_ROW)
        for name in ("weight_unit", "source", "supplier_code", "description", "image")
    ),
    *(
        (PRODUCT, name, VARIANT_ROW)
        for name in ("variant_option_one_name", "variant_option_one_value", "handle")
    ),
    *((SUPPLIER, name, SUPPLIER_ROW) for name in ("name", "contact_email", "contact_phone")),
]


@pytest.mark.parametrize(
    ("kind", "column", "blank"), PLACES, ids=[f"{kind}.{name}" for kind, name, _ in PLACES]
)
def test_what_a_way_out_proposes_is_true(
    tmp_path: Path, kind: Kind, column: str, blank: Mapping[str, str]
) -> None:
    rows = list(rows_with(column, dict(blank)))
    found = by_row(checked(tmp_path, kind, rows), rows)
    proposed = [(row, each) for row, each in found if each.cure is not None]
    assert proposed
    cured = [dict(row) for row in rows]
    for row, each in proposed:
        cured[row][str(each.column)] = str(each.cure)
    left = at_places(by_row(checked(tmp_path, kind, cured), cured))
    before = at_places(found)
    for row, each in proposed:
        assert not each.rule.startswith(tuple(left[row, each.column])), each
        assert left[row, each.column] <= before[row, each.column], each


def test_a_sentence_names_its_value_as_it_is_or_not_at_all(tmp_path: Path) -> None:
    for kind, column, blank in PLACES[:2]:
        for each in checked(tmp_path, kind, list(rows_with(column, dict(blank)))).findings:
            if each.way_out.startswith("Write ") and each.cure:
                assert each.way_out.startswith((f"Write {each.cure}", f'Write "{each.cure}"')), each


def checked(folder: Path, kind: Kind, rows: Sequence[Mapping[str, str]]) -> Report:
    return check_dataset(read_dataset(folder_of(folder, **{kind.plural: csv_of(rows)})))


def by_row(report: Report, rows: Sequence[Mapping[str, str]]) -> list[tuple[int, Finding]]:
    """Return the findings with the numbers of their rows, whatever line ends stand in cells."""
    lines, at = {}, 2
    for number, row in enumerate(rows):
        lines[at] = number
        at += 1 + sum(cell.count("\n") for cell in row.values())
    return [(lines[each.row], each) for each in report.findings if each.row in lines]


def at_places(found: Iterable[tuple[int, Finding]]) -> dict[tuple[int, str | None], set[str]]:
    """Return the rules that are broken in each column of each row."""
    rules = defaultdict(set)
    for row, each in found:
        rules[row, each.column].add(re.sub("row [0-9]+", "another row", each.rule))
    return rules
