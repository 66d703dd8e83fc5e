"""check, show, convert: what is in the files, what is wrong with them, and the same in another format."""

import hashlib
from pathlib import Path

import pytest

from tests.support.cli_scenes import EMBEDDED, FOLDER, edit, write_dataset
from tests.support.cli_support import invoke
from tests.support.families import family_rows, write_families
from tests.support.spreadsheets import GERMAN, US, Locale, saved

SPECIFIED_CUSTOMER = """first_name,last_name,email,phone,physical_address_1,physical_city,physical_state,physical_postcode,physical_country_id
Jane,Smith,jane.smith.a1b2@example.com,+1-555-123-4567,123 Main Street,Portland,OR,97201,US
"""
SPECIFIED_PRODUCT = """sku,name,description,price_including_tax,supply_price,is_active
APP-TSH-WHT-M-001,Classic White T-Shirt - Medium,Comfortable 100% cotton t-shirt,29.99,12.00,true
"""


def generate(capsys: pytest.CaptureFixture[str], *words: str) -> Path:
    ran = invoke(
        capsys, "generate", "-p", "home", "--customers", "3", "--products", "12", "--seed", "5", *words
    )
    assert ran.status == 0, ran.err
    return Path(FOLDER)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.csv")}


# check


def test_everything_wrong_is_named_at_once_with_its_place_and_way_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_dataset(customers=2, products=2)
    edit(folder / "customers.csv", "first_name", "frist_name")
    edit(folder / "customers.csv", "ann1@example.com", "ann0@EXAMPLE.com")
    edit(folder / "products.csv", "1.95", "-1")
    edit(folder / "products.csv", "Test thing 1", "Tom & Jerry's $5 #1")
    ran = invoke(capsys, "check", FOLDER)
    assert ran.status == 3
    found = invoke(capsys, "check", FOLDER, "--json").document["findings"]
    assert {(each["file"], each["row"], each["column"]) for each in found} >= {
        ("out/demo/customers.csv", 1, "frist_name"),
        ("out/demo/customers.csv", 3, "email"),
        ("out/demo/products.csv", 2, "price_including_tax"),
        ("out/demo/products.csv", 3, "name"),
    }
    assert all(each["rule"] and each["way_out"] for each in found)
    for words in (
        'Did you mean "first_name"?',
        "out/demo/customers.csv row 3, email",
        '"ann0@EXAMPLE.com" - The same e-mail stands in row 2',
        '"-1" - ',
        "Mend the files, then check them again.",
        "Next: x-series-demo check out/demo",
    ):
        assert words in ran.err


def test_the_findings_are_said_even_when_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    edit(write_dataset() / "products.csv", "1.95", "free")
    ran = invoke(capsys, "check", FOLDER, "--quiet")
    assert (ran.status, '"free" - ' in ran.err) == (3, True)


def test_both_examples_of_the_specification_pass_and_load(capsys: pytest.CaptureFixture[str]) -> None:
    Path(FOLDER).mkdir(parents=True)
    Path(FOLDER, "customers.csv").write_text(SPECIFIED_CUSTOMER, encoding="utf-8")
    Path(FOLDER, "products.csv").write_text(SPECIFIED_PRODUCT, encoding="utf-8")
    ran = invoke(capsys, "check", FOLDER, "--json")
    assert (ran.status, ran.data["counts"]) == (0, {"customers": 1, "products": 1})
    assert ran.document["next"] == "x-series-demo load out/demo --sandbox"
    assert invoke(capsys, "load", FOLDER, *EMBEDDED, "--yes").status == 0


def test_products_are_counted_in_their_families(capsys: pytest.CaptureFixture[str]) -> None:
    write_families(Path(FOLDER))
    ran = invoke(capsys, "check", FOLDER)
    assert "11 products in 4 families, with" in ran.err  # one stands alone
    data = invoke(capsys, "check", FOLDER, "--json").document["data"]
    assert data["families"] == {"products": {"families": 3, "rows": 10}}
    assert (data["counts"]["products"], data["named"]["options"]) == (11, 3)
    write_families(Path(FOLDER), family_rows()[:-1])
    assert "10 products in 3 families, with" in invoke(capsys, "check", FOLDER).err


@pytest.mark.campaign
def test_rows_that_a_person_changed_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    folder = generate(capsys)
    first = (folder / "customers.csv").read_text(encoding="utf-8").splitlines()[1]
    edit(folder / "customers.csv", first, f"Zoe{first}")
    ran = invoke(capsys, "check", FOLDER, "--json")
    [row] = ran.data["edited_rows"]
    assert (row["kind"], row["row"], row["columns"]) == ("customer", 2, ["first_name"])
    assert "Edited since they were generated: customers: 1 changed." in invoke(capsys, "check", FOLDER).err


def test_one_kind_without_a_manifest_is_a_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    (write_dataset() / "customers.csv").unlink()
    assert invoke(capsys, "check", FOLDER, "--json").data["counts"] == {"products": 3}


def test_real_emails_need_to_be_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    edit(write_dataset() / "customers.csv", "ann0@example.com", "ann@mail.org")
    [finding] = invoke(capsys, "check", FOLDER, "--json").document["findings"]
    assert (finding["column"], "--allow-real-emails" in finding["way_out"]) == ("email", True)
    assert invoke(capsys, "check", FOLDER, "--allow-real-emails").status == 0
    assert invoke(capsys, "load", FOLDER, *EMBEDDED, "--yes").status == 3
    assert invoke(capsys, "load", FOLDER, *EMBEDDED, "--yes", "--allow-real-emails").status == 0


@pytest.mark.campaign
def test_one_kind_in_two_formats_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    folder = generate(capsys)
    csv = (folder / "customers.csv").read_bytes()
    assert invoke(capsys, "convert", FOLDER, "--format", "parquet").status == 0
    (folder / "customers.csv").write_bytes(csv)
    ran = invoke(capsys, "check", FOLDER)
    assert ran.status == 3
    assert "customers.csv" in ran.err
    assert "customers.parquet" in ran.err


@pytest.mark.parametrize("command", ["check", "show", "convert", "load", "plan"])
def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str], command: str) -> None:
    more = {"convert": ("--format", "csv"), "load": EMBEDDED, "plan": EMBEDDED}.get(command, ())
    ran = invoke(capsys, command, "out/nowhere", *more)
    assert (ran.status, "There is no folder out/nowhere." in ran.err) == (2, True)


# show


def test_show_prints_the_rows_asked_for_with_their_numbers_in_the_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset(customers=2, products=15)
    ran = invoke(capsys, "show", FOLDER, "products", "--rows", "12:14")
    assert "products: 2 rows of 15" in ran.out
    assert [line.split()[:2] for line in ran.out.splitlines() if "TST" in line] == [
        ["14", "TST-00012"],
        ["15", "TST-00013"],
    ]
    assert "ann0" not in ran.out
    assert "Next: x-series-demo check out/demo" in ran.err


def test_show_prints_ten_of_each_kind_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=11, products=12)
    data = invoke(capsys, "show", FOLDER, "--json").data
    assert {kind: len(rows) for kind, rows in data.items()} == {"customers": 10, "products": 10}
    assert data["customers"][0]["email"] == "ann0@example.com"


def test_show_says_when_there_are_no_such_rows(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "show", FOLDER, "products", "--rows", "100:200")
    assert (ran.status, ran.out) == (0, "")
    assert "products: no such rows; there are 3." in ran.err


def test_show_suggests_the_kind_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "show", FOLDER, "prodcts")
    assert (ran.status, 'Did you mean "products"?' in ran.err) == (2, True)


# convert


@pytest.mark.campaign
def test_convert_goes_both_ways_without_loss(capsys: pytest.CaptureFixture[str]) -> None:
    folder = generate(capsys)
    before, shown = digests(folder), invoke(capsys, "show", FOLDER, "--rows", "0:99", "--json").data
    there = invoke(capsys, "convert", FOLDER, "--format", "parquet")
    assert (
        there.status,
        "Written: suppliers.parquet, customers.parquet, products.parquet." in there.err,
    ) == (0, True)
    assert not list(folder.glob("*.csv"))
    assert invoke(capsys, "show", FOLDER, "--rows", "0:99", "--json").data == shown
    assert invoke(capsys, "check", FOLDER).status == 0
    again = invoke(capsys, "convert", FOLDER, "--format", "parquet", "--json")
    assert again.data == {"written": [], "removed": []}
    assert invoke(capsys, "convert", FOLDER, "--format", "csv").status == 0
    assert digests(folder) == before


@pytest.mark.campaign
def test_what_was_converted_is_still_the_dataset_that_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    generate(capsys)
    assert invoke(capsys, "convert", FOLDER, "--format", "parquet").status == 0
    words = ("generate", "-p", "home", "--customers", "3", "--products", "12", "--seed", "5")
    assert "Already there" in invoke(capsys, *words, "--format", "parquet").err


def test_a_wrong_format_names_the_two(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "convert", FOLDER, "--format", "parket")
    assert (ran.status, 'Did you mean "parquet"?' in ran.err) == (2, True)


# check --fix


def test_what_is_certain_is_fixed_and_shown_with_the_file_as_it_was(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_dataset(customers=0, products=2)
    edit(folder / "products.csv", "TST-00001", "'00001")
    told = invoke(capsys, "check", FOLDER)
    assert (told.status, "Next: x-series-demo check out/demo --fix" in told.err) == (3, True)
    before = (folder / "products.csv").read_bytes()
    dry = invoke(capsys, "check", FOLDER, "--fix", "--dry-run")
    assert (dry.status, (folder / "products.csv").read_bytes()) == (0, before)
    assert "1 change would be written" in dry.err
    assert "Next: x-series-demo check out/demo --fix\n" in dry.err
    fixed = invoke(capsys, "check", FOLDER, "--fix")
    assert fixed.status == 0
    assert "1 change written; as it was: out/demo/.before/products.csv." in fixed.err
    for ran in (dry, fixed):
        assert ran.out.split()[-4:] == ["3", "sku", "'00001", "00001"]
    assert "Next: x-series-demo load out/demo --sandbox" in fixed.err
    assert (folder / ".before" / "products.csv").read_bytes() == before
    assert invoke(capsys, "check", FOLDER).status == 0


def test_what_is_left_after_a_fix_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_dataset(customers=0, products=3)
    edit(folder / "products.csv", "TST-00001", "'00001")
    edit(folder / "products.csv", "3.95", "free")
    ran = invoke(capsys, "check", FOLDER, "--fix", "--json")
    assert (ran.status, ran.document["ok"], ran.document["error"]["code"]) == (3, False, "check-findings")
    assert [(each["row"], each["value"], each["cure"]) for each in ran.document["findings"]] == [
        (4, "free", None)
    ]
    assert ran.document["next"] == "x-series-demo check out/demo"
    assert ran.data["fixed"] == {
        "dry_run": False,
        "changes": 1,
        "changed": [
            {"file": "out/demo/products.csv", "row": 3, "column": "sku", "before": "'00001", "after": "00001"}
        ],
        "written": ["out/demo/products.csv"],
        "kept": ["out/demo/.before/products.csv"],
        "left_alone": [],
    }


def test_a_dry_run_needs_something_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, "check", FOLDER, "--dry-run").status == 2
    ran = invoke(capsys, "check", FOLDER, "--fix")
    assert (ran.status, "Nothing that is certain is to be written." in ran.err) == (0, True)


@pytest.mark.campaign
@pytest.mark.parametrize(("region", "locale"), [("us", US), ("nz", GERMAN), ("gb", GERMAN)])
def test_a_shop_that_excel_saved_becomes_the_bytes_that_were_generated(
    capsys: pytest.CaptureFixture[str], region: str, locale: Locale
) -> None:
    folder = generate(capsys, "--region", region, "--customers", "40")
    before = digests(folder)
    for path in folder.glob("*.csv"):
        path.write_bytes(saved(path.read_bytes(), locale))
    assert invoke(capsys, "check", FOLDER).status == 3
    assert invoke(capsys, "check", FOLDER, "--fix").status == 0
    assert digests(folder) == before
