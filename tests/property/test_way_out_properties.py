"""Whatever stands in a cell: what is proposed for it passes, drops no digit and no sign, and a fix leaves nothing to fix."""

import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.dataset import check_dataset, read_dataset
from pipeline.dataset.fix import fix_dataset
from pipeline.errors import Finding
from tests.support.breadth import BREADTH
from tests.support.datasets import csv_of, folder_of
from tests.support.hostile import CELLS

FEW = settings(
    derandomize=True,
    deadline=None,
    max_examples=6 * BREADTH,
    suppress_health_check=[HealthCheck.too_slow],
)
ROWS = 40  # cells of one example: a check of many costs little more than one of one

PIECES = st.sampled_from([*CELLS, *" '\"\u00a0\u200b;,.-+&#$%€£", "kg", "A", "é", "Ã", "12", "0"])
TEXTS = st.lists(PIECES, min_size=1, max_size=3).map("".join).filter(lambda text: "\r" not in text)
DIGITS = st.from_regex(r"\A[0-9]{1,4}(?:[.,][0-9]{1,3}){0,2}\Z")
AFFIXES = st.sampled_from(
    ["", "", *"-(<~$€£%kMp'= ", "USD ", " EUR", " kg", "per ", "½", "\u2212", "+", ")", '"', "NULL"]
)
NUMBERS = st.tuples(AFFIXES, DIGITS, AFFIXES).map("".join)
NUMBER = re.compile(r"-?[0-9]+(?:[.][0-9]+)?")
COLUMNS = {
    "customers": (
        "first_name",
        "phone",
        "physical_postcode",
        "date_of_birth",
        "gender",
        "customer_code",
        "email",
    ),
    "products": (
        "sku",
        "name",
        "barcode",
        "supplier_code",
        "brand_name",
        "weight_unit",
        "variant_option_one_value",
    ),
}
BLANK = {
    "customers": {"first_name": "A", "last_name": "B", "email": "a{n}@x.test", "physical_country_id": "US"},
    "products": {"sku": "S-{n}", "name": "Cup {n}", "handle": "h{n}", "variant_option_one_name": "Size"}
    | {"variant_option_one_value": "M"},
}


def found_in(folder: Path, kind: str, rows: list[dict[str, str]]) -> dict[int, list[Finding]]:
    """Return the findings of each row, by its number; no cell has a line end."""
    report = check_dataset(read_dataset(folder_of(folder, **{kind: csv_of(rows)})))
    found: dict[int, list[Finding]] = {number: [] for number in range(len(rows))}
    for each in report.findings:
        if each.row is not None and each.row > 1:
            found[each.row - 2].append(each)
    return found


def rows_of(kind: str, column: str, cells: list[str]) -> list[dict[str, str]]:
    blank = BLANK[kind]
    return [
        {name: text.format(n=n) for name, text in blank.items()} | {column: cell.replace("\n", " ")}
        for n, cell in enumerate(cells)
    ]


@FEW
@given(st.data(), st.lists(TEXTS, min_size=ROWS, max_size=ROWS))
def test_what_is_proposed_for_any_text_passes(data: st.DataObject, cells: list[str]) -> None:
    kind = data.draw(st.sampled_from([*COLUMNS]))
    column = data.draw(st.sampled_from(COLUMNS[kind]))
    rows = rows_of(kind, column, cells)
    with tempfile.TemporaryDirectory() as scratch:
        found = found_in(Path(scratch), kind, rows)
        cured = [dict(row) for row in rows]
        proposed = {
            number: next((each.cure for each in all_ if each.cure is not None), None)
            for number, all_ in found.items()
        }
        for number, text in proposed.items():
            cured[number] |= {} if text is None else {column: text}
        again = found_in(Path(scratch), kind, cured)
    for number, findings in found.items():
        before = {(each.column, without_rows(each)) for each in findings}
        left = {(each.column, without_rows(each)) for each in again[number]}
        for each in findings:
            if each.cure is not None and each.cure == proposed[number]:
                assert (each.column, without_rows(each)) not in left, each
                assert {one for one in left if one[0] == each.column} <= before, each


def without_rows(finding: Finding) -> str:
    return re.sub(" stands in row.*", " stands in another row", finding.rule)


@FEW
@given(
    st.sampled_from(["price_including_tax", "weight", "inventory"]),
    st.lists(NUMBERS, min_size=ROWS, max_size=ROWS),
)
def test_no_digit_and_no_sign_of_a_number_is_dropped(column: str, cells: list[str]) -> None:
    rows = rows_of("products", column, cells)
    with tempfile.TemporaryDirectory() as scratch:
        found = found_in(Path(scratch), "products", rows)
    for number, findings in found.items():
        cell = rows[number][column]
        for each in findings:
            if (
                each.cure
                and NUMBER.fullmatch(each.cure)  # a text that is none yet has findings of its own
                and each.column == column
                and not (column == "inventory" and cell.strip().startswith("-"))
            ):
                assert re.search(r"[(%kMp<~½\u2212+/)]", cell) is None, each
                assert ("-" in cell) is ("-" in each.cure), each
                # of a whole number zeros behind its point may go
                wanted = re.sub("[^0-9]", "", cell)
                assert re.sub("[^0-9]", "", each.cure) in (
                    wanted,
                    re.sub("[.,]0+$", "", re.sub("[^0-9.,]", "", cell)),
                )


@FEW
@given(st.lists(TEXTS, min_size=ROWS, max_size=ROWS))
def test_after_a_fix_nothing_that_is_certain_is_left(cells: list[str]) -> None:
    rows = rows_of("customers", "company_name", cells)
    with tempfile.TemporaryDirectory() as scratch:
        folder = folder_of(Path(scratch), customers=csv_of(rows))
        fixed = fix_dataset(folder)
        assert fixed.report.fixable == 0
        again = fix_dataset(folder)
        assert (again.total, again.written) == (0, {})
