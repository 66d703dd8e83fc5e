"""Packs to store with the installed command, as a person in a hurry does it; what only asks again runs in this process."""

from pathlib import Path

import pytest

from tests.e2e.command import TOKEN, run
from tests.e2e.conftest import Here
from tests.e2e.scenes import assert_each_once, created, creates, dataset, mapped, words_of, write_rows
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

MADE = ("generate", "-p", "apparel", "-p", "home", "--customers", "4", "--products", "4", "--seed", "7")
FLOOR_S = 0.1  # the specification's
JITTER_S = 0.15  # between the client's start and the server's clock, on a busy machine
CUSTOMER = {
    "first_name": "Jane",
    "last_name": "Smith",
    "email": "jane.smith@example.com",
    "phone": "+1-555-123-4567",
    "physical_address_1": "123 Main Street",
    "physical_city": "Portland",
    "physical_state": "OR",
    "physical_postcode": "97201",
    "physical_country_id": "US",
}
PRODUCT = {
    "name": "Classic White T-Shirt - Medium",
    "sku": "APP-TSH-WHT-M-001",
    "description": "Comfortable <b>100% cotton</b> t-shirt",
    "price_including_tax": "29.99",
    "supply_price": "12.00",
    "is_active": "true",
}


def test_the_demo_repeats_and_both_steps_say_so(here: Here, tmp_path: Path) -> None:
    made = run(tmp_path, *MADE)
    loaded = run(tmp_path, "load", "out/demo", "--sandbox", "--yes", "--pace", "fast", "--json")
    assert (made.status, loaded.status) == (0, 0), made.err + loaded.err
    created = loaded.document["data"]["created"]
    assert (created["customers"], created["products"]) == (4, 4)
    mapping = mapped(tmp_path / "out/demo")
    again = here.run(*MADE)
    reloaded = here.run("load", "out/demo", "--sandbox", "--yes", "--pace", "fast")
    assert (again.status, reloaded.status) == (0, 0), again.err + reloaded.err
    assert "Already there" in again.err
    assert "Customers created: 0, 4 already there" in reloaded.err
    assert mapped(tmp_path / "out/demo") == mapping
    other = here.run(*MADE, "--out", "out/other")
    assert other.status == 0
    for name in ("customers.csv", "products.csv", "suppliers.csv"):
        assert (tmp_path / "out/demo" / name).read_bytes() == (tmp_path / "out/other" / name).read_bytes()


def test_a_load_over_the_network_creates_each_record_once_and_keeps_its_distance(
    here: Here, tmp_path: Path
) -> None:
    folder = dataset(tmp_path, 6, 6)
    with on_a_port() as shop:
        dry = here.load(folder, shop, "--dry-run", "--show-requests")
        assert dry.status == 0, dry.err
        assert dry.out.count("curl") == 12
        assert TOKEN not in dry.out + dry.err
        assert creates(shop) == []
        assert {path.name for path in folder.iterdir()} == {"customers.csv", "products.csv"}
        words = [word for word in words_of(folder, shop) if word not in ("--pace", "fast")]
        first = run(tmp_path, *words, XSERIES_TOKEN=TOKEN)
        assert first.status == 0, first.err
        assert_each_once(folder, shop, 12)
        starts = [each["time_s"] for each in creates(shop)]
        assert all(
            late - early >= 3 * FLOOR_S - JITTER_S for early, late in zip(starts, starts[3:], strict=False)
        )
        assert starts[-1] - starts[0] >= 11 * FLOOR_S - JITTER_S
        kinds = [each["path"].rsplit("/", 1)[-1] for each in creates(shop)]
        assert kinds == ["customers"] * 6 + ["products"] * 6
        assert all(each["user_agent"].startswith("x-series-demo/") for each in creates(shop))
        second = here.run(*words, "--json", XSERIES_TOKEN=TOKEN)
        assert second.status == 0
        assert not any(second.document["data"]["created"].values())
        assert len(creates(shop)) == 12


def test_a_wrong_token_sends_nothing_and_leaves_nothing(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    with on_a_port() as shop:
        refused = here.load(folder, shop, XSERIES_TOKEN="lsxs_pt_wrong")
        assert refused.status == 4
        assert "token" in refused.err
        assert (created(shop), creates(shop)) == ({}, [])
    assert not (folder / ".load").exists()


def test_the_specifications_examples_load_as_they_stand(here: Here, tmp_path: Path) -> None:
    folder = tmp_path / "examples"
    folder.mkdir()
    write_rows(folder / "customers.csv", [CUSTOMER])
    write_rows(folder / "products.csv", [PRODUCT])
    alone = dataset(tmp_path, 0, 1, "alone")
    with on_a_port() as shop:
        assert here.run("check", str(folder)).status == 0
        assert here.load(folder, shop).status == 0
        assert here.load(alone, shop).status == 0
        bodies = {effect["key"]: effect["body"] for effect in shop.history() if effect["action"] == "created"}
    assert bodies[CUSTOMER["email"]] == CUSTOMER
    expected = {**PRODUCT, "price_including_tax": 29.99, "supply_price": 12.0, "is_active": True}
    assert bodies[PRODUCT["sku"]] == expected
    assert {key: value for key, value in bodies["TST-00000"].items() if key != "is_active"} == {
        "sku": "TST-00000",
        "name": "Test thing 0",
    }
