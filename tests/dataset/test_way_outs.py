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


US, NOWHERE = ({"physical_country_id": land} for land in ("US", ""))
# What the cells above have not: texts that say something beside those of their own row or column alone
BESIDE: list[tuple[Kind, str, dict[str, str], dict[str, str]]] = [
    (CUSTOMER, "physical_postcode", CUSTOMER_ROW | US, {"2139": "02139", "501": "00501"}),
    (CUSTOMER, "physical_postcode", CUSTOMER_ROW | NOWHERE, {"18956.0": "18956"}),
    (PRODUCT, "barcode", PRODUCT_ROW, {"36000291452": "036000291452", "12345678905": "012345678905"}),
    (PRODUCT, "barcode", PRODUCT_ROW, {"4006 3813 3393 2": "4006381333931"}),
    (PRODUCT, "barcode", PRODUCT_ROW, {"978-0-306-40615-8": "9780306406157"}),
    (PRODUCT, "sku", PRODUCT_ROW, {"1.0": "1", "9.0": "9", "10.0": "10"}),
]


@pytest.mark.parametrize(("kind", "column", "blank", "meant"), BESIDE)
def test_what_is_proposed_beside_others_is_true(
    tmp_path: Path, kind: Kind, column: str, blank: dict[str, str], meant: dict[str, str]
) -> None:
    def rows(cells: Iterable[str]) -> list[dict[str, str]]:
        return [
            {name: text.format(n=n) for name, text in blank.items()} | {column: cell}
            for n, cell in enumerate(cells)
        ]

    assert [each.cure for each in checked(tmp_path, kind, rows(meant)).findings] == list(meant.values())
    assert checked(tmp_path, kind, rows(meant.values())).findings == ()


@pytest.mark.parametrize(
    ("paths", "proposed"),
    [
        (["Food >  > Tea"], "Food > Tea"),
        (["A > B > C > D"], None),
        (["Food", "Food > Tea"], "Food > Tea"),
        (["Food", "Food > Tea > Green", "Food > Tea"], "Food > Tea > Green"),
        ([" > "], ""),
    ],
)
def test_a_path_that_is_proposed_is_one(tmp_path: Path, paths: list[str], proposed: str | None) -> None:
    rows = [{"sku": f"A-{n}", "name": f"Cup {n}", "product_category": path} for n, path in enumerate(paths)]
    report = checked(tmp_path, PRODUCT, rows)
    assert report.findings
    by_line = {each.row: each.way_out for each in report.findings}
    for line, way_out in by_line.items():
        written = re.match('Write "(.*)", or', way_out)
        assert written or way_out == "Empty the cell."
        rows[int(line or 0) - 2]["product_category"] = written[1] if written else ""
        assert proposed in {None, rows[int(line or 0) - 2]["product_category"]}
    assert checked(tmp_path, PRODUCT, rows).findings == ()


@pytest.mark.parametrize("cell", ["500 g", "1.2KG", "12 oz", "3,5 lbs"])
def test_a_unit_that_is_moved_as_proposed_is_right(tmp_path: Path, cell: str) -> None:
    row = {"sku": "A", "name": "Cup", "weight": cell}
    [found] = checked(tmp_path, PRODUCT, [row]).findings
    said = re.fullmatch(r"Move the unit into (\w+), as (\w+); the number, (\S+), stays here\.", found.way_out)
    assert said
    moved = [row | {"weight": said[3], said[1]: said[2]}]
    left = checked(tmp_path, PRODUCT, moved).findings
    cured = [moved[0] | {str(each.column): str(each.cure)} for each in left if each.cure]  # 3,5 is 3.5
    assert not checked(tmp_path, PRODUCT, cured or moved).findings


@pytest.mark.parametrize("heading", ["NAME", "Title", "Inventory_Main Outlet", "inventory_Main\u200b_Outlet"])
def test_a_heading_that_is_proposed_is_ours(tmp_path: Path, heading: str) -> None:
    row = {"sku": "A", "name": "Cup", heading: "5"} if "nventory" in heading else {"sku": "A", heading: "Cup"}
    proposed = [
        re.match('Rename it to "(.*)"', each.way_out) for each in checked(tmp_path, PRODUCT, [row]).findings
    ]
    [ours] = [each[1] for each in proposed if each]
    renamed = {ours if name == heading else name: cell for name, cell in row.items()}
    assert checked(tmp_path, PRODUCT, [renamed]).findings == ()


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
