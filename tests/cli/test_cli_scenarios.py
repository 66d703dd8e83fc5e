"""generate --scenarios: the presenter's script, what it says before and after a load, and where else it stands."""

import json
import re
from pathlib import Path

import pytest

from pipeline.dataset import read_dataset
from pipeline.packs import region_names
from pipeline.sandbox.office.records import RECORD_PAGES
from pipeline.schema.scenarios import SCENARIOS
from pipeline.script import write_script
from tests.support.cli_scenes import EMBEDDED, FAST, FOLDER, edit, id_of, shop_on_a_port
from tests.support.cli_support import Ran, invoke

SCRIPT = Path(FOLDER) / "script.md"
MANIFEST = Path(FOLDER) / "dataset.json"
SHOP = ("-p", "beauty", "--customers", "9", "--products", "20", "--seed", "7", "--scenarios")


def generated(capsys: pytest.CaptureFixture[str], *words: str) -> Ran:
    ran = invoke(capsys, "generate", *SHOP, *words)
    assert ran.status == 0, ran.err
    return ran


def section(title: str) -> str:
    """Return what the script says under a heading."""
    return SCRIPT.read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_script_says_whom_and_what_to_search_for(capsys: pytest.CaptureFixture[str]) -> None:
    ran = generated(capsys, "--json")
    assert ran.data["script"] == str(SCRIPT)
    cases = json.loads(MANIFEST.read_text(encoding="utf-8"))["scenarios"]
    text = SCRIPT.read_text(encoding="utf-8").replace("\\", "")
    for name, keys in cases.items():
        assert keys in text if isinstance(keys, str) else all(f"| {key} |" in text for key in keys), name
    assert re.search(
        rf"\n\| name \| SKU \| price \| .*\| {cases['service'][0]} \|", section("A service"), re.DOTALL
    )
    assert re.search(r"\| BTY-\d{5} \| \d{13} \| [\d.]+ \|", section("Below its reorder point"))
    assert "](http" not in text


def test_the_script_says_why_a_case_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(capsys, "generate", "-p", "electronics", *SHOP[2:]).status == 0
    why = "no line of these packs is one of gift sets; apparel, beauty, grocery and home have one"
    shop = ("-p", "apparel", "-p", "home", "--scenarios", "--out", "out/all")
    assert "known cases" not in invoke(capsys, "generate", *shop).err, "of what is all there nothing is told"
    assert f"Not in this dataset: {why}." in section("A gift set")


@pytest.mark.campaign
def test_without_scenarios_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys)
    ran = generated(capsys, "--no-scenarios", "--json")
    assert ran.data["script"] is None
    assert not SCRIPT.exists()
    document = json.loads(MANIFEST.read_text(encoding="utf-8"))
    assert "scenarios" not in document
    del document["options"]["scenarios"]  # as versions without the option wrote it
    MANIFEST.write_text(json.dumps(document), encoding="utf-8")
    assert generated(capsys, "--no-scenarios", "--json").data["already_there"]


@pytest.mark.campaign
@pytest.mark.parametrize("region", region_names())
def test_check_finds_nothing(region: str, capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys, "--region", region, "-p", "services")
    ran = invoke(capsys, "check", FOLDER)
    assert ran.status == 0, ran.err
    assert "formula" not in ran.err


@pytest.mark.campaign
def test_after_a_load_it_has_ids_and_links_and_after_an_unload_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    generated(capsys)
    [email] = json.loads(MANIFEST.read_text(encoding="utf-8"))["scenarios"]["vip"]
    assert invoke(capsys, "load", FOLDER, *EMBEDDED, *FAST, "--yes", "--without", "images").status == 0
    vip = id_of(email)
    assert f"[{vip}](http://127.0.0.1:8787/office/customers?id={vip})" in section(
        "A VIP with every field filled"
    )
    gone = ("unload", FOLDER, *EMBEDDED, *FAST, "--yes", "--confirm-store", "sandbox")
    assert invoke(capsys, *gone).status == 0
    assert vip not in SCRIPT.read_text(encoding="utf-8")


@pytest.mark.campaign
def test_a_link_leads_to_the_record_in_the_store_on_a_port(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    generated(capsys)
    with shop_on_a_port(capsys, monkeypatch) as shop:
        assert shop.load("--without", "images").status == 0
        [sku] = json.loads(MANIFEST.read_text(encoding="utf-8"))["scenarios"]["reorder"]
        root = shop.port.base_url.partition("/api/")[0]
        link = f"{root}/office/products?id={id_of(sku)}"
        assert f"({link})" in section("Below its reorder point")
    assert {f"/office/{case.kind.plural}" for case in SCENARIOS} <= {
        f"/office/{name}" for name in RECORD_PAGES
    }


def test_what_is_edited_is_shown_and_a_script_of_ones_own_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys)
    cases = json.loads(MANIFEST.read_text(encoding="utf-8"))["scenarios"]
    edit(Path(FOLDER) / "products.csv", cases["reorder"][0], "BTY-1")
    assert invoke(capsys, "show", FOLDER).status == 0
    assert "its rows were taken out of the files, or have another key now" in section(
        "Below its reorder point"
    )
    SCRIPT.write_text("# My own words\n", encoding="utf-8")
    assert invoke(capsys, "show", FOLDER).status == 0
    assert SCRIPT.read_text(encoding="utf-8") == "# My own words\n"


@pytest.mark.campaign
def test_the_page_has_a_section_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys)
    for words, people in (((), True), (("--only", "products"), False)):
        assert invoke(capsys, "show", FOLDER, "--html", *words).status == 0
        html = (Path(FOLDER) / "shop.html").read_text(encoding="utf-8")
        assert '<section id="script"' in html
        assert ("A VIP with every field filled" in html) is people
        assert "A gift set" in html


@pytest.mark.campaign
def test_convert_keeps_them(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys)
    before = SCRIPT.read_text(encoding="utf-8")
    assert invoke(capsys, "convert", FOLDER, "--format", "parquet").status == 0
    assert invoke(capsys, "show", FOLDER).status == 0
    assert SCRIPT.read_text(encoding="utf-8") == before


@pytest.mark.campaign
def test_what_convert_takes_away_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys)
    ran = invoke(capsys, "convert", FOLDER, "--format", "parquet")
    assert "suppliers.csv, customers.csv and products.csv are gone" in ran.err
    back = invoke(capsys, "convert", FOLDER, "--format", "csv", "--json")
    assert sorted(Path(path).name for path in back.data["removed"]) == [
        "customers.parquet",
        "products.parquet",
        "suppliers.parquet",
    ]
    assert invoke(capsys, "convert", FOLDER, "--format", "csv", "--json").data["removed"] == []


@pytest.mark.campaign
def test_guide_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys)
    ran = invoke(capsys, "guide", FOLDER)
    assert any(line.split()[-1] == str(SCRIPT) for line in ran.out.splitlines() if line)
    assert len(ran.out.splitlines()) <= 15


def test_a_case_says_what_was_edited_in_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    generated(capsys)
    folder = Path(FOLDER)
    cases = json.loads(MANIFEST.read_text(encoding="utf-8"))["scenarios"]
    rows = (folder / "products.csv").read_text(encoding="utf-8")
    of_case = next(line for line in rows.splitlines() if line.startswith(f"{cases['inactive'][0]},"))
    edit(folder / "products.csv", of_case, of_case.replace(",false,", ",true,"))
    people = (folder / "customers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    left = [line for line in people if cases["duplicates"][1] not in line]
    (folder / "customers.csv").write_text("".join(left), encoding="utf-8")
    assert write_script(read_dataset(folder))
    assert "Edited since: is_active; see whether it still shows that." in section("An inactive product")
    assert "Edited since: 1 row taken out; see" in section("One person twice, to merge")
    assert SCRIPT.read_text(encoding="utf-8").count("Edited since") == 2
