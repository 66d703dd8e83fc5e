"""plan --rehearse and --against-store: what they say, what they leave alone, and what comes next."""

from pathlib import Path

import pytest

from pipeline.sandbox.api import customers
from tests.support.cli_support import Ran, invoke
from tests.support.sandboxes import OnAPort, on_a_port

HEADS = {"customers": "first_name,last_name,email,gender", "products": "sku,name,price_including_tax"}


def write(folder: str, customers: list[str], products: list[str]) -> Path:
    """Write a dataset of these lines."""
    place = Path(folder)
    place.mkdir(parents=True)
    for name, lines in (("customers", customers), ("products", products)):
        (place / f"{name}.csv").write_text("\n".join([HEADS[name], *lines]) + "\n")
    return place


@pytest.fixture
def picky(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sandbox refuse what `check` knows nothing about: a store may have rules of its own."""
    monkeypatch.setattr(customers, "_GENDERS", ("M", ""))


def small(folder: str = "data", *, gender: str = "M") -> Path:
    people = ["Ida,Marlow,ida@example.com,M", f"Zoe,Ash,zoe@example.com,{gender}"]
    return write(folder, people, ["MUG-1,Mug one,9.95", "MUG-2,Mug two,9.95", "MUG-3,Mug three,9.95"])


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def on_port(capsys: pytest.CaptureFixture[str], shop: OnAPort, *words: str) -> tuple[Ran, list[str]]:
    """Run a command against a store on a port; return the requests that it made there, too."""
    before = len(shop.control("requests")["requests"])
    ran = invoke(capsys, *words, "-d", "sandbox", "--base-url", shop.base_url)
    return ran, [
        f"{one['method']} {one['path']}" for one in shop.control(f"requests?after={before}")["requests"]
    ]


@pytest.mark.campaign
def test_fifty_and_fifty_take_a_tenth_of_a_second_a_request_at_ten_registers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    generated = ("generate", "-p", "apparel", "--customers", "50", "--products", "50", "--seed", "3")
    families = invoke(capsys, *generated, "--json").data["families"]
    before = files_of(Path("out/demo"))
    said = invoke(capsys, "plan", "out/demo", "--sandbox", "--rehearse")
    assert said.status == 0
    assert "To create:  50 customers and 50 products\n" in said.err
    assert "Next: x-series-demo load out/demo --sandbox" in said.err
    ran = invoke(capsys, "plan", "out/demo", "--sandbox", "--rehearse", "--json")
    found, create = ran.data["rehearsal"], ran.data["create"]
    records, quota = f"{sum(create.values())} records from the beginning", "3,050 requests / 5 min"
    heading = (
        f"Rehearsal:  {records}, {quota}: {found['seconds']:.0f} s, {found['requests']} requests, no 429"
    )
    assert heading in said.err
    assert found["requests"] / 10 < found["seconds"] < found["requests"] / 10 + 1.5
    assert {kind: states["done"] for kind, states in found["states"].items()} == create
    # a family is one request, and so is the tree
    units = create | {"products": families, "categories": 1, "images": ran.data["images"]}
    assert sum(units.values()) < found["requests"] < sum(units.values()) + 30  # the others are reads
    assert (found["refusals_429"], found["refused"], found["stop"]) == (0, [], None)
    assert files_of(Path("out/demo")) == before


@pytest.mark.usefixtures("picky")
def test_rejected_rows_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    small(gender="F")
    said = invoke(capsys, "plan", "data", "--sandbox", "--rehearse")
    assert said.status == 1
    assert "zoe@example.com" in said.out
    assert "Must be M or F" in said.out
    assert "1 row would be rejected or in conflict" in said.err
    assert "Next: x-series-demo plan data --rehearse --sandbox" in said.err
    ran = invoke(capsys, "plan", "data", "--sandbox", "--rehearse", "--json")
    (refused,) = ran.data["rehearsal"]["refused"]
    assert (refused["outcome"], refused["kind"], refused["row"], refused["status"]) == (
        "rejected",
        "customer",
        3,
        422,
    )
    assert ran.document["exit_status"] == 1


def test_two_products_of_one_name_end_at_the_check_and_nothing_is_rehearsed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("data", [], ["MUG-1,Mug,9.95", "MUG-2,mug ,9.95"])
    ran = invoke(capsys, "plan", "data", "--sandbox", "--rehearse")
    assert ran.status == 3
    assert "The same name stands in row 2" in ran.err
    assert "Rehearsing" not in ran.err


@pytest.mark.usefixtures("picky")
def test_the_real_store_gets_the_reads_of_any_plan_and_no_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small(gender="F")
    before = files_of(folder)
    with on_a_port() as shop:
        monkeypatch.setenv("XSERIES_TOKEN", shop.token)
        plain, its = on_port(capsys, shop, "plan", "data", "--json")
        rehearsed, rehearsals = on_port(capsys, shop, "plan", "data", "--rehearse", "--json")
        assert rehearsals == its
        assert all(each.startswith("GET ") for each in its)
        assert shop.history() == []
    assert (plain.status, rehearsed.status) == (0, 1)
    assert "rehearsal" not in plain.data
    assert rehearsed.data["rehearsal"]["quota"] == 350
    assert rehearsed.data["rehearsal"]["quota_used"] > 0
    assert files_of(folder) == before


@pytest.mark.usefixtures("picky")
def test_a_dry_run_is_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    small(gender="F")
    plain = invoke(capsys, "plan", "data", "--sandbox", "--json")
    dry = invoke(capsys, "load", "data", "--sandbox", "--dry-run", "--json")
    assert plain.status == dry.status == 0
    assert plain.data == dry.data


def test_without_a_token_a_rehearsal_says_what_it_assumes(capsys: pytest.CaptureFixture[str]) -> None:
    small()
    ran = invoke(capsys, "plan", "data", "-d", "mystore", "--rehearse")
    assert ran.status == 0
    assert "The store did not say; assumed: prices include tax, one register." in ran.err
    asked = invoke(capsys, "plan", "data", "-d", "mystore", "--rehearse", "--registers", "3", "--json")
    assert asked.data["rehearsal"]["quota"] == 950
    assert asked.data["rehearsal"]["assumed"] == ["prices include tax"]


def test_comparing_needs_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    small()
    ran = invoke(capsys, "plan", "data", "-d", "mystore", "--against-store")
    assert ran.status == 4
    assert "There is no token." in ran.err


def test_comparing_with_an_empty_store_finds_nothing_and_creates_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small()
    with on_a_port() as shop:
        monkeypatch.setenv("XSERIES_TOKEN", shop.token)
        ran, requests = on_port(capsys, shop, "plan", "data", "--against-store")
        assert ran.status == 0
        assert "None of 5 records is in the store." in ran.err
        assert all(each.startswith("GET ") for each in requests)
        assert shop.history() == []


@pytest.mark.campaign
def test_rows_that_are_in_the_store_already_are_listed_with_their_ids(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small()
    before = files_of(folder)
    with on_a_port() as shop:
        monkeypatch.setenv("XSERIES_TOKEN", shop.token)
        there = {
            "customers": [{"first_name": "Zoe", "last_name": "Ash", "email": "ZOE@example.com"}],
            "products": [{"sku": "MUG-2", "name": "Somebody's"}, {"sku": "OLD-9", "name": "Mug three"}],
        }
        ids = shop.control("add", there)["data"]
        ran, _ = on_port(capsys, shop, "plan", "data", "--against-store", "--json")
        said, _ = on_port(capsys, shop, "plan", "data", "--against-store")
        adopting, _ = on_port(capsys, shop, "plan", "data", "--against-store", "--adopt")
    assert ran.status == said.status == 1
    assert [(each["row"], each["field"], each["ids"]) for each in ran.data["against_store"]["taken"]] == [
        (3, "email", [ids[0]]),
        (3, "sku", [ids[1]]),
        (4, "name", [ids[2]]),
    ]
    assert "3 rows of 5 found in the store" in said.err
    assert said.err.index("Comparing:") < said.err.index("3 rows of 5")
    assert "Next: x-series-demo plan data --adopt" in said.err
    assert adopting.status == 0
    assert files_of(folder) == before


def test_a_selection_is_rehearsed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    small()
    ran = invoke(capsys, "plan", "data", "--sandbox", "--rehearse", "--limit", "1")
    assert "Rehearsal:  2 records from the beginning" in ran.err


def test_both_trials_stand_in_one_answer(capsys: pytest.CaptureFixture[str]) -> None:
    small()
    ran = invoke(capsys, "plan", "data", "--sandbox", "--rehearse", "--against-store", "--json")
    assert ran.status == 0
    assert {"rehearsal", "against_store"} <= set(ran.data)
