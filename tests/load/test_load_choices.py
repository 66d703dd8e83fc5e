"""What a load leaves out, and what it puts its categories under: parsed, kept, and taken out of the rows."""

import pytest

from pipeline.errors import UsageError
from pipeline.load.planning.choices import (
    Choice,
    choice_from,
    chosen_rows,
    parse_choice,
    parts,
    settled_choice,
    step_parts,
)
from pipeline.schema.collect import Filed
from pipeline.schema.kinds import BRAND, CATEGORY, PRODUCT, SUPPLIER, TAG, Kind
from pipeline.schema.records import fingerprint, record_from_row
from tests.support.load_support import customer, product

ROWS: list[Filed] = [
    (record_from_row(SUPPLIER, {"name": "Harbour Lane"}), 2),
    (customer(0, customer_group="VIP"), 2),
    (
        product(
            0,
            brand_name="Oatlow",
            tags="new; wool",
            supplier_name="Harbour Lane",
            product_category="Clothing > Knitwear",
        ),
        2,
    ),
]


def names(rows: list[Filed], kind: Kind) -> list[str]:
    return [record.key_text for record, _ in rows if record.kind is kind]


def test_parts_are_what_is_known_by_its_name() -> None:
    assert list(parts()) == ["groups", "suppliers", "brands", "tags", "categories", "stock", "images"]
    assert step_parts() == ("stock", "images")


@pytest.mark.parametrize(
    ("without", "root", "choice"),
    [
        ([], None, Choice()),
        (["tags,Brands"], None, Choice(("brands", "tags"))),
        (["tags", " groups , tags,"], None, Choice(("groups", "tags"))),
        ([], " Demo >  Autumn ", Choice((), "Demo > Autumn")),
    ],
)
def test_parts_are_read_in_any_case_and_order_and_each_counts_once(
    without: list[str], root: str | None, choice: Choice
) -> None:
    assert parse_choice(without, root) == choice
    assert choice_from(choice.noted) == choice


@pytest.mark.parametrize(
    ("without", "root", "said"),
    [(["tag"], None, 'Did you mean "tags"'), (["products"], None, "can't be"), ([], " > ", "needs the name")],
)
def test_what_is_no_part_and_no_name_is_refused(without: list[str], root: str | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_choice(without, root)


def test_a_load_goes_by_what_was_chosen_for_the_first_one() -> None:
    kept = Choice(("tags",))
    assert settled_choice(None, kept, begun=True) == kept
    assert settled_choice(kept, kept, begun=True) == kept
    assert settled_choice(Choice(), kept, begun=False) == Choice()
    with pytest.raises(UsageError, match="loaded there without tags; that can't change"):
        settled_choice(Choice(("brands",)), kept, begun=True)
    with pytest.raises(UsageError, match="with all its parts"):
        settled_choice(kept, Choice(), begun=True)


def test_what_is_left_out_is_neither_made_nor_named() -> None:
    rows = chosen_rows(ROWS, Choice(("suppliers", "tags")))
    assert (names(rows, SUPPLIER), names(rows, TAG)) == ([], [])
    assert names(rows, BRAND) == ["Oatlow"]
    sent = next(record for record, _ in rows if record.kind is PRODUCT)
    assert {kind for kind, _ in sent.references} == {BRAND, CATEGORY}
    assert (sent.get("supplier_name"), sent.get("tags")) == (None, None)


def test_all_categories_stand_under_the_one_that_was_chosen() -> None:
    rows = chosen_rows(ROWS, Choice((), "Demo"))
    assert names(rows, CATEGORY) == ["Demo", "Demo > Clothing", "Demo > Clothing > Knitwear"]
    sent = next(record for record, _ in rows if record.kind is PRODUCT)
    assert (CATEGORY, "demo > clothing > knitwear") in sent.references


@pytest.mark.parametrize("choice", [Choice(("brands", "tags")), Choice((), "Demo"), Choice()])
def test_a_row_stays_the_same_row_whatever_is_chosen(choice: Choice) -> None:
    """Else all that is loaded would be called changed after load."""
    filed = {record.id: record for record, _ in ROWS}
    for record, line in chosen_rows(ROWS, choice):
        if record.id in filed:
            assert fingerprint(record) == fingerprint(filed[record.id])
            assert line == 2
