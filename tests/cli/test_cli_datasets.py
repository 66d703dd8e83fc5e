"""datasets and import, as a stranger with a spreadsheet uses them."""

from pathlib import Path

import pytest

from tests.support.cli_support import invoke

PEOPLE = "First Name;Surname;E-Mail;Zip;Country;Points\nAda;Kestrel;;04101;USA;12\nBo;Finch;bo@example.com;97201;US;3\n"
MUGS = 'Title,Variant SKU,Shelf price\nBlue mug,,"$1,299.95"\nRed mug,MUG-2,9.50\n'


@pytest.fixture(autouse=True)
def _files() -> None:
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    Path("mugs.csv").write_text(MUGS, encoding="utf-8")


@pytest.mark.campaign
def test_a_foreign_csv_becomes_a_dataset_that_passes_and_loads(capsys: pytest.CaptureFixture[str]) -> None:
    mapped = ("--map", "Shelf price=price_including_tax")
    made = invoke(capsys, "import", "people.csv", "mugs.csv", "--out", "out/theirs", *mapped, "--json")
    assert (made.status, made.data["counts"]) == (0, {"customers": 2, "products": 2})
    assert made.document["next"] == "x-series-demo check out/theirs"
    assert invoke(capsys, "check", "out/theirs").status == 0
    loaded = invoke(capsys, "load", "out/theirs", "--sandbox", "--yes", "--json")
    assert loaded.data["created"] == {"customers": 2, "products": 2}


def test_what_was_mapped_dropped_and_made_up_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "import", "people.csv", "--out", "out/theirs")
    assert " Zip            physical_postcode" in ran.err
    assert "email: 1 key made where there was none" in ran.err
    assert "Not taken over: Points." in ran.err
    assert "Next: x-series-demo check out/theirs" in ran.err
    Path("twice.csv").write_text("SKU,Name,Bin,Bin\nA,Cup,1,2\n", encoding="utf-8")
    twice = invoke(capsys, "import", "twice.csv", "--out", "out/twice")
    assert 'The column "Bin" stands there twice: left out' in twice.err
    assert "--map" not in twice.err, "mapping it would be refused"
    quiet = invoke(capsys, "import", "people.csv", "--out", "out/quiet", "--quiet")
    assert (quiet.status, quiet.out, quiet.err) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("people.csv", "--map", "Points"), "import-map-invalid"),
        (("people.csv", "--map", "=email"), "import-map-invalid"),
        (("people.csv", "--map", "Points=nickname"), "import-map-invalid"),
        (("people.csv", "--map", "Poinst=note"), "import-map-invalid"),
        (("missing.csv",), "import-no-file"),
        (("people.csv", "--out", "out/there"), "dataset-exists"),
    ],
)
def test_a_wrong_import_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    assert invoke(capsys, "import", "mugs.csv", "--out", "out/there").status == 0
    ran = invoke(capsys, "import", "--out", "out/new", *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, code)
    assert not Path("out/new").exists()


def test_an_equals_sign_in_their_name_is_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    Path("odd.csv").write_text("name,a=b\nMug,blue\n", encoding="utf-8")
    ran = invoke(capsys, "import", "odd.csv", "--out", "out/odd", "--map", "a=b=description", "--json")
    assert ran.data["files"][0]["matched"] == {"name": "name", "a=b": "description"}


@pytest.mark.campaign
def test_datasets_tells_seed_packs_edits_and_loads(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("generate", "-p", "apparel", "--customers", "2", "--products", "3", "--seed", "7")
    assert invoke(capsys, *words).status == 0
    loaded = invoke(capsys, "load", "out/demo", "--sandbox", "--yes", "--json").data
    done = sum(loaded["created"].values())
    assert invoke(capsys, "import", "people.csv", "--out", "out/theirs").status == 0
    path = Path("out/demo/customers.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("+1-555", "+1-556"), encoding="utf-8")
    ran = invoke(capsys, "datasets", "--json")
    ours, theirs = ran.data["datasets"]
    assert (ours["folder"], ours["seed"], ours["packs"]) == ("out/demo", 7, ["apparel"])
    assert ours["counts"] == {"customers": 2, "products": 3, "suppliers": 1}
    assert (ours["edited"], ours["edits"]) == (True, "customers: 2 changed")
    assert [(load["store"], load["states"]) for load in ours["loads"]] == [("sandbox", {"done": done})]
    assert ours["loads"][0]["last_at"].endswith("+00:00")
    assert (theirs["seed"], theirs["edited"], theirs["loads"]) == (None, False, [])
    assert theirs["counts"] == {"customers": 2}
    assert f"{done} done" in invoke(capsys, "datasets").out


def test_a_journal_that_cannot_be_read_does_not_hide_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(capsys, "import", "people.csv", "--out", "out/a").status == 0
    assert invoke(capsys, "import", "mugs.csv", "--out", "out/b").status == 0
    Path("out/a/.load").mkdir()
    Path("out/a/.load/acme.sqlite").write_bytes(b"no database, whatever its name says")
    Path("out/b/products.csv").write_bytes(b"\x00\x01")
    ran = invoke(capsys, "datasets", "--json")
    first, second = ran.data["datasets"]
    assert "can't be used" in first["loads"][0]["unsound"]
    assert second["unsound"]
    assert ran.status == 0


def test_an_empty_folder_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "datasets")
    assert (ran.status, ran.out) == (0, "")
    assert "Next: x-series-demo generate" in ran.err
    assert invoke(capsys, "datasets", "nowhere", "--json").document["error"]["code"] == "folder-missing"
