"""Any shop goes into every format and comes back; what is not as it was is what was said, column by column."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dataset import Dataset, Table
from pipeline.dataset.exports.formats import FORMATS
from pipeline.schema.kinds import CUSTOMER, OPTION_NUMBERS, PRICE_FIELDS, PRODUCT, SUPPLIER, Kind
from pipeline.schema.records import Record
from tests.support.any_records import FEW, NAMES, frame_of, records
from tests.support.breadth import BREADTH
from tests.support.round_trips import assert_only_said_is_lost, there_and_back

OF_THE_FAMILY = {"handle", *PRODUCT.shared}


def put(record: Record, **cells: object) -> Record:
    """Return a record with these fields in place of its own; None empties one."""
    values = {**dict(record.values), **cells}
    order = [*PRODUCT.fields] if record.kind is PRODUCT else [*record.kind.fields]
    return Record(record.kind, tuple((name, values[name]) for name in order if values.get(name) is not None))  # type: ignore[misc]


@st.composite
def families(draw: st.DrawFn) -> list[Record]:
    """Draw the rows of a family, or a product by itself."""
    first = put(draw(records(PRODUCT)), **{draw(st.sampled_from(PRICE_FIELDS)): None})
    bare = {
        f"variant_option_{number}_{part}": None for number in OPTION_NUMBERS for part in ("name", "value")
    }
    if not draw(st.booleans()):
        return [put(first, **bare)]
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=str.casefold))
    values = draw(
        st.lists(
            st.lists(NAMES, min_size=len(names), max_size=len(names)), min_size=1, max_size=4, unique_by=str
        )
    )
    shared = {name: first.get(name) for name in OF_THE_FAMILY}
    rows = []
    for each in values:
        options: dict[str, str] = {}
        for number, name, value in zip(OPTION_NUMBERS, names, each, strict=False):
            options |= {f"variant_option_{number}_name": name, f"variant_option_{number}_value": value}
        other = draw(st.sampled_from(PRICE_FIELDS))
        rows.append(put(draw(records(PRODUCT)), **(bare | shared | options | {other: None})))
    return rows


@st.composite
def shops(draw: st.DrawFn) -> dict[Kind, list[Record]]:
    """Draw records of each kind, with keys and names that no two share."""
    products: list[Record] = []
    for number, family in enumerate(draw(st.lists(families(), min_size=1, max_size=5))):
        for row in family:
            handle = row.get("handle")
            unique = {"sku": f"{row.key_text}-{len(products)}", "name": f"{row.get('name')} {number}"}
            products.append(put(row, **unique, handle=None if handle is None else f"{handle}{number}"))
    customers = [
        put(each, email=f"{number}{each.key_text}")
        for number, each in enumerate(draw(st.lists(records(CUSTOMER), max_size=4)))
    ]
    suppliers = [
        put(each, name=f"{number}{each.key_text}")
        for number, each in enumerate(draw(st.lists(records(SUPPLIER), max_size=3)))
    ]
    return {CUSTOMER: customers, PRODUCT: products, SUPPLIER: suppliers}


def dataset_of(shop: dict[Kind, list[Record]], folder: Path) -> Dataset:
    tables = {
        kind: Table(
            kind, folder / f"{kind.plural}.csv", "csv", frame_of(kind, some), range(2, len(some) + 2), ""
        )
        for kind, some in shop.items()
        if some
    }
    return Dataset(folder, None, tables)


# Parquet is read by a process of its own; `test_any_record_survives_both_formats` has it
@pytest.mark.campaign
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "parquet"])
@settings(FEW, max_examples=6 * BREADTH)
@given(shop=shops())
def test_what_is_lost_on_the_way_is_what_was_said(name: str, shop: dict[Kind, list[Record]]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        dataset = dataset_of(shop, Path(scratch) / "shop")
        done, back = there_and_back(dataset, name, Path(scratch))
        assert_only_said_is_lost(dataset, done, back)
