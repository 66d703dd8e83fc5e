"""Brands, tags, categories and the like: what a load makes of them and uses, leaves out, refuses; how one is named."""

import csv
from pathlib import Path

import pytest

from tests.support.cli_scenes import EMBEDDED, FAST, FOLDER, Shop, shop_on_a_port, write_dataset
from tests.support.cli_support import invoke

LOADED = ("load", FOLDER, *EMBEDDED, "--yes", *FAST)


def write_named_dataset() -> Path:
    """Write two customers, one in a group, and two products of one brand, one of them with all else that has a name."""
    path = write_dataset(customers=2, products=0)
    people = (path / "customers.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{people[0]},customer_group", f"{people[1]},Demo VIP", f"{people[2]},"]
    (path / "customers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with (path / "products.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["sku", "name", "price_including_tax", "brand_name", "tags", "supplier_name", "product_category"]
        )
        writer.writerow(
            ["TST-00000", "Hat", "9.95", "Oatlow", "New; wool", "Harbour Lane", "Clothing > Hats"]
        )
        writer.writerow(["TST-00001", "Mug", "4.95", "oatlow", "", "", ""])
    return path


def made_in(shop: Shop) -> list[str]:
    return [f"{each['kind']} {each['key']}" for each in shop.effects("created")]


def test_the_bill_says_what_is_made_and_what_of_the_store_is_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_named_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        shop.port.control("add", {"brands": [{"name": "OATLOW"}], "tags": [{"name": "new"}]})
        said = shop.run("plan").err
        assert "  To create:  2 customers and 2 products\n" in said
        assert "  Makes:      1 customer group, 1 supplier, 1 tag, 2 categories\n" in said
        assert "  Uses yours: brand OATLOW, tag new\n" in said
        assert "already" not in said
        data = shop.run("plan", "--json").data
        assert data["uses"] == [{"kind": "brand", "key": "OATLOW"}, {"kind": "tag", "key": "new"}]
        assert (data["there"], "brands" in data["create"], data["create"]["tags"]) == (0, False, 1)
        said = shop.load().err
        assert "  Brands created: 0, 1 adopted\n" in said
        assert "  Tags created: 1, 1 adopted\n" in said
        assert "Uses yours" not in shop.run("plan").err, "what was used once is there already"


def test_of_many_names_that_are_used_a_few_are_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_named_dataset()
    tags = [f"tag {number}" for number in range(8)]
    path = folder / "products.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("New; wool", "; ".join(tags)), encoding="utf-8")
    with shop_on_a_port(capsys, monkeypatch) as shop:
        shop.port.control("add", {"tags": [{"name": name} for name in tags]})
        said = shop.run("plan").err
        assert "Uses yours: tag tag 0, tag tag 1, tag tag 2, tag tag 3, tag tag 4 … and 3 more\n" in said
        assert len(shop.run("plan", "--json").data["uses"]) == 8


def test_of_a_supplier_that_the_store_had_only_the_name_is_compared(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_named_dataset()
    (folder / "suppliers.csv").write_text(
        "name,contact_physical_city\nHarbour Lane,Timaru\n", encoding="utf-8"
    )
    with shop_on_a_port(capsys, monkeypatch) as shop:
        theirs = {"name": "HARBOUR LANE", "contact": {"physical_city": "Washington"}}
        shop.port.control("add", {"suppliers": [theirs]})
        loaded = shop.load()
        assert (loaded.status, "  Suppliers created: 0, 1 adopted\n" in loaded.err) == (0, True)
        assert shop.run("verify").status == 0
        [there] = shop.run("status", "--list", "--kind", "suppliers", "--json").data["records"]
        changes = {"name": "Sold to others"}
        shop.port.control("edit", {"kind": "suppliers", "id": there["id"], "changes": changes})
        ran = shop.run("verify", "--json")
        told = [(each["kind"], each["field"], each["theirs"]) for each in ran.data["findings"]]
        assert (ran.status, told) == (1, [("supplier", "name", "Sold to others")])


def test_without_named_things_nothing_is_said_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    planned = invoke(capsys, "plan", FOLDER, *EMBEDDED).err
    loaded = invoke(capsys, *LOADED).err
    status = invoke(capsys, "status", FOLDER).out
    for word in ("brand", "tag", "categor", "supplier", "group", "Makes", "Uses"):
        assert word not in planned + loaded + status


def test_no_adopt_names_refuses_names_that_the_store_has(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_named_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        shop.port.control("add", {"brands": [{"name": "Oatlow"}]})
        refused = shop.load("--no-adopt-names", "--json")
        assert (refused.status, refused.document["error"]["code"]) == (1, "names-taken")
        assert "such as Oatlow" in refused.document["error"]["message"]
        assert len(shop.effects("created")) == 1
        dry = shop.load("--dry-run", "--no-adopt-names")
        assert dry.status == 1
        assert shop.load().status == 0


@pytest.mark.campaign
def test_what_is_left_out_stays_so_for_every_later_load(capsys: pytest.CaptureFixture[str]) -> None:
    write_named_dataset()
    data = invoke(capsys, *LOADED, "--without", "suppliers,categories", "--without", "tags", "--json").data
    assert data["created"] == {"customer_groups": 1, "brands": 1, "customers": 2, "products": 2}
    again = invoke(capsys, *LOADED)
    assert (again.status, "As chosen: without suppliers, tags and categories." in again.err) == (0, True)
    assert "Bill:       nothing to send" in again.err
    other = invoke(capsys, *LOADED, "--without", "tags", "--json")
    assert (other.status, other.document["error"]["code"]) == (2, "choice-kept")
    assert "without suppliers, tags and categories" in other.document["error"]["message"]
    assert invoke(capsys, "verify", FOLDER, *EMBEDDED).status == 0
    assert set(invoke(capsys, "status", FOLDER, "--json").data["counts"]) == {
        "customers", "products", "customer_groups", "brands",
    }  # fmt: skip
    unload = ("unload", FOLDER, *EMBEDDED, "--yes", "--confirm-store", "sandbox", *FAST)
    assert invoke(capsys, *unload).status == 0
    assert invoke(capsys, *LOADED, "--without", "groups").status == 0


def test_a_dry_run_is_followed_by_a_load_with_the_same_choice(capsys: pytest.CaptureFixture[str]) -> None:
    write_named_dataset()
    chosen = ("--no-adopt-names", "--without", "tags", "--category-root", "Demo")
    ran = invoke(capsys, "plan", FOLDER, *EMBEDDED, *chosen, "--json")
    assert set(chosen) <= set(ran.document["next"].split())


def test_all_categories_go_under_one_of_their_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_named_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        assert shop.load("--category-root", "Demo").status == 0
        made = [each for each in made_in(shop) if each.startswith("product_categories")]
        assert len(made) == 3
        assert shop.load().status == 0
        assert shop.load("--category-root", "Other").status == 2
    listed = invoke(capsys, "status", FOLDER, "--list", "--kind", "categories", "--json").data["records"]
    assert [each["key"] for each in listed] == ["Demo", "Demo > Clothing", "Demo > Clothing > Hats"]


@pytest.mark.parametrize(
    ("product", "why"),
    [
        ("Clothing > Hats > Straw", "the store has others below it"),
        ("Clothing", "this dataset has others below it"),
    ],
)
def test_a_tree_without_room_is_refused_and_the_way_out_makes_room(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, product: str, why: str
) -> None:
    """A product of the store stands above our leaf, or below it."""
    folder = write_dataset(customers=0, products=0, folder="out/theirs")
    rows = f"sku,name,price_including_tax,product_category\nTHEIRS-1,Theirs,1.95,{product}\n"
    (folder / "products.csv").write_text(rows, encoding="utf-8")
    write_named_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        assert invoke(capsys, "load", "out/theirs", *shop.options, "--yes", *FAST).status == 0
        before = len(shop.effects("created"))
        refused = shop.load("--without", "tags", "--json")
        assert (refused.status, refused.document["error"]["code"]) == (1, "category-in-the-way")
        assert why in refused.document["error"]["message"]
        assert len(shop.effects("created")) == before
        words = refused.document["next"].split()[1:]
        assert words[2:6] == ["--without", "tags", "--category-root", "Demo"]
        assert invoke(capsys, *words, "--yes", *FAST).status == 0


@pytest.mark.parametrize("words", [("--without", "brand"), ("--category-root", " ")])
def test_a_choice_that_is_none_is_refused_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    write_named_dataset()
    ran = invoke(capsys, *LOADED, *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "choice-invalid")
    assert not Path(FOLDER, ".load").exists()


# One of them


def test_one_is_found_by_its_name_and_by_its_kind_and_name(capsys: pytest.CaptureFixture[str]) -> None:
    write_named_dataset()
    assert invoke(capsys, *LOADED).status == 0
    for words in (("OATLOW",), ("brand:oatlow",), ("brands:Oatlow",), ("oatlow", "--kind", "brands")):
        (found,) = invoke(capsys, "status", FOLDER, *words, "--json").data["records"]
        assert (found["kind"], found["key"], found["state"]) == ("brand", "Oatlow", "done")
    missing = invoke(capsys, "status", FOLDER, "tag:Oatlow")
    assert (missing.status, 'have a record "tag:Oatlow"' in missing.err) == (2, True)
    assert "customer_groups, suppliers, brands, tags, categories" in (
        invoke(capsys, "status", FOLDER, "--kind", "people").err
    )


@pytest.mark.campaign
def test_a_selection_means_named_things_by_their_kind_alone(capsys: pytest.CaptureFixture[str]) -> None:
    write_named_dataset()
    planned = invoke(capsys, "plan", FOLDER, *EMBEDDED, "--only", "brands", "--json").data
    assert planned["create"] == {"customers": 0, "products": 0, "brands": 1}
    planned = invoke(capsys, "plan", FOLDER, *EMBEDDED, "--key", "tag:n*", "--json").data
    assert planned["create"] == {"customers": 0, "products": 0, "tags": 1}
    planned = invoke(capsys, "plan", FOLDER, *EMBEDDED, "--key", "tst-00001", "--json").data
    assert planned["create"] == {"customers": 0, "products": 1, "brands": 1}, "and what it names"


def test_a_named_thing_is_skipped_and_what_names_it_waits(capsys: pytest.CaptureFixture[str]) -> None:
    write_named_dataset()
    assert invoke(capsys, "skip", FOLDER, "tag:wool", *EMBEDDED).status == 0
    loaded = invoke(capsys, *LOADED, "--json")
    assert (loaded.status, loaded.data["created"]["products"]) == (1, 1)
    assert [each["key"] for each in loaded.data["waiting"]] == ["tst-00000"]
    assert invoke(capsys, "skip", FOLDER, "wool", *EMBEDDED, "--undo").status == 0
    assert invoke(capsys, *LOADED).status == 0
    refused = invoke(capsys, "skip", FOLDER, "Oatlow", *EMBEDDED)
    assert (
        refused.status,
        "Next: x-series-demo unload out/demo --key brand:Oatlow --sandbox" in refused.err,
    ) == (1, True)


def test_a_name_of_two_kinds_wants_its_kind_before_it_is_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    path = write_named_dataset() / "products.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Harbour Lane", "Oatlow"), encoding="utf-8")
    refused = invoke(capsys, "skip", FOLDER, "oatlow", *EMBEDDED)
    assert (refused.status, "A supplier and a brand are called Oatlow." in refused.err) == (2, True)
    assert "Next: x-series-demo skip out/demo supplier:Oatlow --sandbox" in refused.err
    assert invoke(capsys, "skip", FOLDER, "supplier:oatlow", *EMBEDDED).status == 0
    assert len(invoke(capsys, "status", FOLDER, "oatlow", "--json").data["records"]) == 2


def test_rejected_names_have_no_rows_to_write_and_are_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_named_dataset()
    fault = {"kind": "refuse", "status": 422, "on": "creates", "resource": "brands"}
    with shop_on_a_port(capsys, monkeypatch, fault) as shop:
        assert shop.load().status == 1
        written = shop.run("status", "--rejected", "bad.csv")
    assert (written.status, Path("bad.csv").exists()) == (1, False)
    assert "Without rows of their own: 1 rejected record, such as brand Oatlow." in written.err


def test_a_rejected_row_is_written_as_its_file_has_it_whatever_was_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_named_dataset()
    fault = {"kind": "refuse", "status": 422, "on": "creates", "resource": "products"}
    with shop_on_a_port(capsys, monkeypatch, fault) as shop:
        assert shop.load("--without", "tags", "--category-root", "Demo").status == 1
        assert shop.run("status", "--rejected", "bad.csv").status == 1
    with Path("bad.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["tags"], first["product_category"]) == ("New; wool", "Clothing > Hats")


def test_what_stands_in_no_file_is_not_shown_as_rows(capsys: pytest.CaptureFixture[str]) -> None:
    write_named_dataset()
    refused = invoke(capsys, "show", FOLDER, "brands")
    assert (refused.status, '"brands" are without files of their own' in refused.err) == (2, True)
    assert "One of: suppliers, customers, products." in refused.err
