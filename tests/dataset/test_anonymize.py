"""Made people in place of real ones: the same for the same, nothing of theirs left, reserved mail."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import check_dataset, import_files, read_dataset
from pipeline.dataset.anonymize import PERSONAL, anonymized, anonymized_frame
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind, all_kinds
from pipeline.schema.records import row_of
from pipeline.schema.reserved import is_reserved
from tests.support.datasets import records_of

ANN = {
    "first_name": "Quillon",
    "last_name": "Featherby",
    "email": "q.featherby@shop.test",
    "phone": "+44 20 7946 0123",
    "company_name": "Featherby Brushes",
    "physical_address_1": "17 Quince Passage",
    "physical_address_2": "Flat 9",
    "physical_city": "Leeds",
    "physical_postcode": "LS1 4AP",
    "customer_code": "QF-77",
    "date_of_birth": "1981-02-03",
    "note": "Quillon calls on Mondays",
    "website": "featherby.test",
    "customer_group": "VIP",
}


def test_nothing_that_says_who_somebody_is_is_left() -> None:
    made = anonymized(CUSTOMER, ANN)
    assert {name for name in ANN if made.get(name) == ANN[name]} == {
        "physical_city",
        "physical_postcode",
        "customer_group",
    }
    assert "note" not in made
    assert "website" not in made
    assert is_reserved(made["email"].partition("@")[2])
    assert made["phone"].startswith("+1-555-")
    assert made["date_of_birth"][:4] == "1981"
    assert list(made) == [name for name in ANN if name in made]


def test_the_same_person_is_the_same_in_any_spelling_kind_and_order() -> None:
    made = anonymized(CUSTOMER, ANN)
    other = anonymized(
        CUSTOMER, {"email": "Q.Featherby@shop.TEST", "first_name": "Q", "phone": "020 7946 0123"}
    )
    contact = anonymized(SUPPLIER, {"name": "Tern", "contact_email": ANN["email"], "contact_last_name": "F"})
    assert (other["email"], other["first_name"]) == (made["email"], made["first_name"])
    assert other["phone"] == made["phone"]
    assert (contact["contact_email"], contact["contact_last_name"]) == (made["email"], made["last_name"])
    assert contact["name"] == "Tern"


def test_people_without_an_email_are_told_apart_by_name() -> None:
    one, same, other = (
        anonymized(CUSTOMER, {"first_name": first, "last_name": "Li", "phone": phone})
        for first, phone in (("Bo", "1"), ("Bo", "2"), ("Cy", "1"))
    )
    assert one["first_name"] == same["first_name"]
    assert one["last_name"] == same["last_name"]
    assert (one["first_name"], one["last_name"]) != (other["first_name"], other["last_name"])
    assert one["phone"] == other["phone"]


def test_a_seed_gives_other_people() -> None:
    assert anonymized(CUSTOMER, ANN, 1)["email"] != anonymized(CUSTOMER, ANN, 2)["email"]


def test_a_frame_is_its_rows_and_blank_stays_blank() -> None:
    rows: list[dict[str, str | None]] = [
        dict(ANN),
        {**dict.fromkeys(ANN), "email": "x@shop.test"},
        dict.fromkeys(ANN),
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(ANN, pl.String))
    made = anonymized_frame(CUSTOMER, frame)
    assert made.to_dicts() == [{**dict.fromkeys(ANN), **anonymized(CUSTOMER, row)} for row in rows]
    bare = frame.drop("email")
    assert anonymized_frame(PRODUCT, bare).equals(bare)


def test_many_people_stay_apart() -> None:
    frame = pl.DataFrame({"email": [f"p{number}@shop.test" for number in range(2000)]})
    assert anonymized_frame(CUSTOMER, frame)["email"].n_unique() == 2000


@pytest.mark.parametrize("kind", all_kinds())
def test_only_columns_of_a_kind_are_personal(kind: Kind) -> None:
    assert set(PERSONAL.get(kind, {})) <= set(kind.fields)


def test_a_mail_address_is_replaced_wherever_it_stands() -> None:
    text = f"Ask {ANN['email']}, or ANY@elsewhere.io."
    made = anonymized(CUSTOMER, ANN | {"physical_city": text})
    other = anonymized(CUSTOMER, {"email": "any@elsewhere.io"})
    assert made["physical_city"] == f"Ask {made['email']}, or {other['email']}."
    frame = pl.DataFrame({"sku": ["A", "B"], "description": [text, "at 5 @ home"]})
    assert anonymized_frame(PRODUCT, frame)["description"].to_list() == [made["physical_city"], "at 5 @ home"]


def test_what_was_made_before_is_named(tmp_path: Path) -> None:
    path, out = tmp_path / "Featherby.csv", tmp_path / "out"
    path.write_text("First Name,Last Name,Email\nQuillon,Featherby,qf@shop.io\n")
    (out / ".before").mkdir(parents=True)
    (out / "shop.html").touch()
    (out / "suppliers.csv").write_text("name\nTern\n")
    result = import_files(
        [path], out, {}, tool_version="0", created_at="x", anonymize=True, force=True, durable=False
    )
    assert result.older == (".before", "shop.html", "suppliers.csv")
    assert "Featherby" not in (out / "dataset.json").read_text()


def test_import_says_what_it_made_and_the_result_passes(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("First Name,Last Name,Email,Note\nQuillon,Featherby,qf@shop.io,rings\nAda,Quist,,\n")
    result = import_files(
        [path], tmp_path / "out", {}, tool_version="0", created_at="x", anonymize=True, durable=False
    )
    dataset = read_dataset(result.folder)
    assert check_dataset(dataset).findings == ()
    rows = [row_of(each) for each in records_of(dataset, CUSTOMER)]
    assert not {"Quillon", "Featherby", "qf@shop.io", "rings", "Ada", "Quist"} & {
        text for row in rows for text in row.values()
    }
    [told] = result.files
    assert told.left_out == {"texts of note": 1}
    assert "made anonymous: first_name, last_name, email of 2 customers" in told.notes
    assert result.manifest.options["anonymized"] is True
    assert b"Featherby" not in b"".join(
        each.read_bytes() for each in tmp_path.rglob("out/**/*") if each.is_file()
    )
