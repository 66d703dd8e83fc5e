"""Any family survives both formats, and what a way out proposes for it is no finding."""

import re
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.dataset import check_dataset, read_dataset, rows_of, write_dataset
from pipeline.dataset.convert import convert
from pipeline.dataset.files.limits import DEFAULT_LIMITS, Limits
from pipeline.dataset.folder import Format
from pipeline.errors import Finding
from pipeline.schema.families import with_shared
from pipeline.schema.fields import Value
from pipeline.schema.kinds import OPTION_NUMBERS, PRODUCT, key_of
from pipeline.schema.records import Record, row_of
from tests.support.breadth import BREADTH
from tests.support.datasets import folder_of, manifest, records_of

QUICK = settings(
    derandomize=True, deadline=None, max_examples=60 * BREADTH, suppress_health_check=[HealthCheck.too_slow]
)
# Each reading of a Parquet file starts a process.
FEW = settings(QUICK, max_examples=4 * BREADTH)

TEXTS = st.text(
    st.sampled_from([*'Size LM10-12.E/é",;\n']) | st.characters(codec="utf-8", exclude_characters="\0"),
    min_size=1,
    max_size=8,
).filter(lambda text: bool(text.strip()))
NAMES = TEXTS.map(str.strip)
OUTLETS = (
    st.text(st.sampled_from([*"abcABC_*^$[]é"]), min_size=1, max_size=6)
    .map(lambda text: text.strip())
    .filter(bool)
)
STEMS = st.sampled_from(["inventory", "reorder_point", "restock_level"])


@st.composite
def families(draw: st.DrawFn) -> list[Record]:
    """Draw rows of some families, in any order, with stock at outlets of their own."""
    outlets = draw(st.lists(st.tuples(STEMS, OUTLETS).map("_".join), max_size=3, unique_by=key_of))
    rows: list[Record] = []
    for family in range(draw(st.integers(1, 3))):
        names = draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=key_of))
        combinations = st.tuples(*[TEXTS] * len(names))
        for each in draw(
            st.lists(
                combinations, min_size=1, max_size=4, unique_by=lambda values: tuple(map(key_of, values))
            )
        ):
            values: dict[str, Value] = {"sku": f"F{family}-{len(rows)}", "handle": f"f{family}"}
            values["name"] = f"Family {family}"
            for number, name, value in zip(OPTION_NUMBERS, names, each, strict=False):
                values |= {f"variant_option_{number}_name": name, f"variant_option_{number}_value": value}
            if draw(st.booleans()):
                values["inventory"] = Decimal(draw(st.integers(0, 999_999)))
            values |= {outlet: Decimal(draw(st.integers(0, 99))) for outlet in outlets if draw(st.booleans())}
            if any(row.get("handle") == f"f{family}" for row in rows) and draw(st.booleans()):
                del values["name"]
            rows.append(Record(PRODUCT, in_order(values)))
    return draw(st.permutations(rows))


def in_order(values: dict[str, Value]) -> tuple[tuple[str, Value], ...]:
    known = [name for name in PRODUCT.fields if name in values]
    return tuple((name, values[name]) for name in [*known, *sorted(values.keys() - set(known))])


@pytest.mark.campaign
@FEW
@given(families())
def test_any_family_survives_both_formats(wanted: list[Record]) -> None:
    rows = [row_of(record) for record in wanted]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame([pl.Series(name, [row.get(name) for row in rows], pl.String) for name in columns])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_dataset(folder, {PRODUCT: [frame]}, manifest(), durable=False)
        to: Format
        for to in ("csv", "parquet", "csv"):
            convert(folder, to, durable=False)
            assert records_of(read_dataset(folder), PRODUCT) == wanted
        dataset = read_dataset(folder)
    found = check_dataset(dataset)
    assert not found.edits.edited
    assert found.families[PRODUCT] == (len({PRODUCT.group(record) for record in wanted}), len(wanted))
    complete = [record for record, _ in with_shared(rows_of(dataset, PRODUCT))]
    assert [record.get("name") for record in complete] == [
        str(record.get("handle")).replace("f", "Family ") for record in wanted
    ]


# Cells of families that are near each other, and what spreadsheets make of them
CELLS = {
    "handle": st.sampled_from(["t", "t", "t", "u", "", "tee"]),
    "name": st.sampled_from(["Tee", "tee", "Cap", "", "", "t"]),
    "variant_option_one_name": st.sampled_from(["Size", "Size", "Size", "size", "Fit", ""]),
    "variant_option_one_value": st.sampled_from(
        ["S", "M", "s", "10-12", "10-Dec", "12-Oct", "12/10/2026", "1.00E+02", ""]
    ),
    "variant_option_two_name": st.sampled_from(["", "", "Fit", "Size"]),
    "variant_option_two_value": st.sampled_from(["", "", "Slim", "2-Apr"]),
    "brand_name": st.sampled_from(["", "Tern", "tern", "Oat"]),
    "tags": st.sampled_from(["", "new; wool", "Wool;new", "new"]),
    "is_active": st.sampled_from(["", "true", "false", "yes"]),
    "inventory": st.sampled_from(["", "5", "12.0", '"5,0"', "-1", "1.00E+01", '"1,200"', "1.5"]),
    "restock_level_Kiosk": st.sampled_from(["", "5", "$5", "-0.0", "012"]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=6)


# Each proposal is a dataset to be written and checked anew
@pytest.mark.campaign
@settings(QUICK, max_examples=12 * BREADTH)
@given(ROWS)
def test_what_a_way_out_proposes_passes(rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        found = findings(Path(scratch), rows)
        for finding in found:
            cell = proposed(finding)
            if cell is not None and finding.row is not None and finding.column is not None:
                cured = [dict(row) for row in rows]
                cured[finding.row - 2][finding.column] = cell
                left = at_place(findings(Path(scratch), cured), finding)
                assert left < at_place(found, finding), finding


def at_place(found: tuple[Finding, ...], place: Finding) -> set[str]:
    """Return the rules that one cell breaks."""
    return {each.rule for each in found if (each.row, each.column) == (place.row, place.column)}


@pytest.mark.campaign
@QUICK
@given(ROWS)
def test_rows_that_pass_are_families_that_a_load_can_make(rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if findings(folder, rows):
            return
        records = [record for record, _ in with_shared(rows_of(read_dataset(folder), PRODUCT))]
    groups: dict[str, list[Record]] = {}
    for record in records:
        assert record.get("name") is not None
        groups.setdefault(PRODUCT.group(record) or record.key, []).append(record)
    names = Counter(key_of(str(members[0].get("name"))) for members in groups.values())
    assert set(names.values()) == {1}
    for members in groups.values():
        options = [
            [key_of(str(record.get(f"variant_option_{n}_name"))) for n in OPTION_NUMBERS]
            for record in members
        ]
        values = [
            tuple(key_of(str(record.get(f"variant_option_{n}_value"))) for n in OPTION_NUMBERS)
            for record in members
        ]
        assert all(each == options[0] for each in options)
        assert len(set(values)) == len(values)
        for name in PRODUCT.shared:
            assert len({shared(record.get(name)) for record in members}) == 1


def shared(value: Value | None) -> object:
    if isinstance(value, tuple):
        return frozenset(map(key_of, value))
    return key_of(value) if isinstance(value, str) else value


@pytest.mark.campaign
@QUICK
@given(st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=30))
def test_a_table_on_the_disk_is_judged_as_one_in_memory(rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        in_memory = findings(Path(scratch), rows)
        assert findings(Path(scratch), rows, Limits(piece_bytes=128, frame_bytes=0)) == in_memory


def findings(
    folder: Path, rows: list[dict[str, str]], limits: Limits = DEFAULT_LIMITS
) -> tuple[Finding, ...]:
    lines = [f"A{at},{','.join(row[name] for name in CELLS)}" for at, row in enumerate(rows)]
    text = "\n".join([f"sku,{','.join(CELLS)}", *lines]) + "\n"
    return check_dataset(read_dataset(folder_of(folder, products=text), limits=limits)).findings


def proposed(finding: Finding) -> str | None:
    """Return the cell that a way out names as it is, None where it leaves the value to a person."""
    if finding.way_out.startswith("Empty the cell"):
        return ""
    value = re.match(r'Write "?([^" ;,]+)"?(?:\.$|[;,] | and its value)', finding.way_out)
    return value[1] if value is not None else None


def test_a_way_out_without_a_value_proposes_none() -> None:
    for way_out in ("Write its value.", "Write a whole number such as 12, or empty the cell.", "Restore it."):
        assert proposed(Finding("", 2, "name", None, "", way_out)) is None
    for way_out, cell in (
        ("Write 10.", "10"),
        ("Write 0, or empty the cell.", "0"),
        ('Write "Size", or', "Size"),
    ):
        assert proposed(Finding("", 2, "name", None, "", way_out)) == cell
