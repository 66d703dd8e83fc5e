"""store ...: what is in the sandbox is found by key, by id and by a part of it."""

import shutil
from pathlib import Path

import pytest

from pipeline.cli.main import run
from tests.support.cli_support import invoke, settle_in


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load a small dataset into a sandbox, once; return the folder."""
    folder = tmp_path_factory.mktemp("stocked")
    with pytest.MonkeyPatch.context() as monkeypatch:
        settle_in(folder, monkeypatch)
        words = ["generate", "-p", "apparel", "--customers", "3", "--products", "4", "--seed", "3", "--quiet"]
        assert run(words) == 0
        assert run(["load", "out/demo", "--sandbox", "--yes", "--quiet"]) == 0
    return folder


@pytest.fixture
def shelves(capsys: pytest.CaptureFixture[str], stocked: Path) -> dict[str, list[str]]:
    """Stand in a copy of the stocked folder; return its e-mails and SKUs."""
    shutil.copytree(stocked / "out", "out")
    shown = invoke(capsys, "show", "out/demo", "--json").data
    return {
        "customers": [row["email"] for row in shown["customers"]],
        "products": [row["sku"] for row in shown["products"]],
    }


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("outlets", {"Main Outlet"}),
        ("taxes", {"No Tax", "Sales Tax"}),
        ("suppliers", set()),
    ],
)
def test_each_kind_is_listed(capsys: pytest.CaptureFixture[str], what: str, names: set[str]) -> None:
    ran = invoke(capsys, "store", what, "--sandbox", "--json")
    assert ran.status == 0
    assert {each["name"] for each in ran.data[what]} == names


def test_registers_come_with_their_state(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "store", "registers", "--sandbox")
    assert ran.out.count("Main Register") == 10
    assert "10 registers at the sandbox" in ran.err


@pytest.mark.campaign
def test_a_sku_or_email_is_found_in_any_spelling_with_two_requests_at_most(
    capsys: pytest.CaptureFixture[str], shelves: dict[str, list[str]]
) -> None:
    for what, keys in shelves.items():
        for spelled in (keys[-1], keys[-1].lower(), keys[-1].upper()):
            ran = invoke(capsys, "store", what, spelled, "--sandbox", "--json")
            found = [each.get("sku") or each.get("email") for each in ran.data[what]]
            assert found == [keys[-1]]
            assert ran.data["requests"] <= 2


def test_an_id_is_found(capsys: pytest.CaptureFixture[str], shelves: dict[str, list[str]]) -> None:
    known = invoke(capsys, "store", "products", shelves["products"][0], "--sandbox", "--json").data
    record_id = known["products"][0]["id"]
    again = invoke(capsys, "store", "products", record_id, "--sandbox", "--json").data
    assert again["products"] == known["products"]
    assert again["requests"] == 1


@pytest.mark.usefixtures("shelves")
def test_an_id_of_nothing_is_an_empty_answer(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    ran = invoke(capsys, "store", "customers", nothing, "--sandbox", "--json")
    assert (ran.status, ran.data["customers"]) == (0, [])


@pytest.mark.usefixtures("shelves")
def test_a_part_of_any_column_is_found_and_the_limit_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    every = invoke(capsys, "store", "products", "aPp-", "--sandbox", "--json").data
    assert (len(every["products"]), every["more"]) == (4, False)
    some = invoke(capsys, "store", "products", "app-", "--limit", "3", "--sandbox", "--json").data
    assert (some["products"], some["more"]) == (every["products"][:3], True)
    told = invoke(capsys, "store", "products", "app-", "--limit", "3", "--sandbox")
    assert "There are more: --limit 30" in told.err


@pytest.mark.usefixtures("shelves")
def test_without_a_query_a_page_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "store", "customers", "--limit", "2", "--sandbox", "--json").data
    assert (len(ran["customers"]), ran["more"], ran["requests"]) == (2, True, 1)


def test_without_a_store_it_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "store", "products", "--json")
    assert (ran.status, ran.document["command"]) == (2, "store products")
    assert ran.document["error"]["code"] == "store-missing"


def test_an_unknown_kind_is_a_near_miss(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "store", "product", "--sandbox")
    assert ran.status == 2
    assert "Did you mean 'products'" in ran.err
    assert "x-series-demo store --help" in ran.err
