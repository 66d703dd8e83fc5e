"""load and plan: what is said before, during and after, and which exit status it ends with."""

import shutil
from pathlib import Path

import pytest

from pipeline.journal.lock import hold
from tests.support.cli_scenes import EMBEDDED, FAST, FOLDER, edit, mapped, shop_on_a_port, write_dataset
from tests.support.cli_support import TOKEN, Ran, invoke

LOADED = ("load", FOLDER, *EMBEDDED, "--yes", *FAST)
NOWHERE = "http://127.0.0.1:9/api/2.0"  # nobody listens on the port for discarding


def refuse(at: list[int], status: int = 422) -> dict[str, object]:
    return {
        "kind": "refuse",
        "status": status,
        "on": "creates",
        "at": at,
        "error": "Name is \x1b[31mtoo long",
    }


def states(ran: Ran) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = ran.data["states"]
    return found


# what it says


@pytest.mark.campaign
def test_what_is_all_there_already_needs_nobody_to_agree(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, "load", "out/demo", "--sandbox").status == 2
    assert invoke(capsys, *LOADED).status == 0
    again = invoke(capsys, "load", "out/demo", "--sandbox")
    assert (again.status, "2 already there" in again.err) == (0, True)


def test_a_load_says_store_bill_progress_counts_file_and_next(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=2, products=3)
    ran = invoke(capsys, *LOADED)
    assert (ran.status, ran.out) == (0, "")
    said = ran.err.splitlines()
    assert said[0].startswith(
        "  Store:      Sandbox Store at the sandbox (out/.sandbox/shop.sqlite), USD, 1 outlet"
    )
    assert said[1] == "  To create:  2 customers and 3 products"
    assert "5 requests, 3,050 requests / 5 min: about " in said[2]
    assert said[3].strip() == "Stop and resume at any time."
    assert said[4:] == [
        "Creating customers...",
        "  2/2 (100%)",
        "Creating products...",
        "  3/3 (100%)",
        "",
        "✓ Complete!",
        "  Customers created: 2",
        "  Products created: 3",
        "  Output file: out/demo/mapping.json",
        "  Look at it:  x-series-demo sandbox",
        "Next: x-series-demo verify out/demo --sandbox",
    ]
    assert {name: len(mapped()[name]) for name in ("customers", "products")} == {
        "customers": 2,
        "products": 3,
    }
    assert mapped()["metadata"]["domain"] == "sandbox"


def test_again_loads_nothing_and_says_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    before = mapped()["customers"]
    ran = invoke(capsys, *LOADED)
    assert ran.status == 0
    assert "Bill:       nothing to send" in ran.err
    assert "Customers created: 0, 2 already there" in ran.err
    assert invoke(capsys, *LOADED, "--json").data["requests"] == 0
    assert mapped()["customers"] == before


def test_verbose_says_a_line_for_every_attempt(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=1, products=1)
    said = invoke(capsys, *LOADED, "-v").err
    assert "create customer ann0@example.com -> 201 created" in said
    log = Path(FOLDER, "load.log").read_text(encoding="utf-8")
    assert "create customer ann0@example.com -> 201 created" in log
    assert (
        "create product TST-00000 -> 200 created" in log
    )  # as the file has it: what a person would search for


def test_the_mapping_goes_where_it_is_asked_to(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert "Output file: elsewhere.json" in invoke(capsys, *LOADED, "-o", "elsewhere.json").err
    assert len(mapped("elsewhere.json")["products"]) == 3


# who is asked


def test_off_a_terminal_a_load_needs_yes_and_creates_nothing_without(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset()
    ran = invoke(capsys, "load", FOLDER, *EMBEDDED)
    assert (ran.status, "Add --yes" in ran.err) == (2, True)
    assert not Path(FOLDER, ".load").exists()


def test_a_store_in_use_wants_its_prefix_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        people = [{"first_name": "A", "last_name": str(i)} for i in range(101)]
        shop.port.control("add", {"customers": people})
        refused = shop.load()
        assert (refused.status, "--confirm-store sandbox" in refused.err) == (4, True)
        wrong = shop.load("--confirm-store", "sandpit")
        assert (wrong.status, '"sandpit"' in wrong.err) == (4, True)
        assert len(shop.effects("created")) == 101
        assert shop.load("--confirm-store", "sandbox").status == 0
        edit(Path(FOLDER, "products.csv"), "TST-00002,Test", "TST-99999,New")
        assert shop.load().status == 0


def test_yes_needs_a_store_that_is_named_here(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        assert invoke(capsys, "profile", "add", "acme", "-d", "sandbox").status == 0
        ran = invoke(capsys, "load", FOLDER, "--profile", "acme", "--base-url", shop.port.base_url, "--yes")
        assert (ran.status, "Add: -d sandbox" in ran.err) == (2, True)
        assert shop.effects("created") == []


# exit statuses


def test_findings_end_it_before_anything_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    edit(write_dataset() / "products.csv", "1.95", "free")
    ran = invoke(capsys, *LOADED, "--json")
    assert (ran.status, ran.document["error"]["code"], len(ran.document["findings"])) == (
        3,
        "check-findings",
        1,
    )
    assert not Path(FOLDER, ".load").exists()


def test_a_wrong_token_ends_it_with_4_and_nothing_created(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        monkeypatch.setenv("XSERIES_TOKEN", TOKEN)
        ran = shop.load()
        assert (ran.status, "401" in ran.err, TOKEN in ran.err) == (4, True, False)
        assert shop.effects("created") == []


def test_without_a_token_it_ends_with_4(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "load", FOLDER, "-d", "mystore", "--yes")
    assert (ran.status, "XSERIES_TOKEN" in ran.err) == (4, True)


def test_a_journal_that_is_held_is_busy(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    edit(Path(FOLDER, "products.csv"), "TST-00002", "TST-99999")
    with hold(Path(FOLDER, ".load", "sandbox.sqlite"), {"pid": 4711}):
        ran = invoke(capsys, *LOADED)
    assert (ran.status, "4711" in ran.err) == (5, True)


def test_another_store_under_the_same_prefix_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    with shop_on_a_port(capsys, monkeypatch) as shop:
        ran = shop.load()
        assert (ran.status, "another store" in ran.err) == (4, True)
        assert shop.effects("created") == []


# rejected, changed, adopted


def test_rejected_rows_are_counted_explained_and_sent_again_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_dataset(customers=3, products=4)
    with shop_on_a_port(capsys, monkeypatch, refuse([2, 5]), refuse([6], 400)) as shop:
        first = shop.load("--concurrency", "1")
        assert first.status == 1
        assert "Customers created: 2, 1 rejected" in first.err
        assert "Products created: 2, 2 rejected" in first.err
        assert f"Next: x-series-demo status out/demo {' '.join(shop.options)}" in first.err
        told = shop.run("status")
        assert told.out.count("Name is [31mtoo long") == 3
        shop.port.control("faults", {})
        edit(folder / "products.csv", "Test thing", "Mended thing")
        edit(folder / "customers.csv", "Ann0,", "Not to be sent,")
        again = shop.load("--retry-failed", "--json")
        assert again.data["created"] == {"customers": 1, "products": 2}
        assert again.data["requests"] == 3
        assert len(shop.effects("created")) == 7


def test_a_row_changed_after_the_load_is_left_alone_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_dataset()
    invoke(capsys, *LOADED)
    edit(folder / "products.csv", "Test thing 1", "Another thing")
    ran = invoke(capsys, *LOADED)
    assert ran.status == 1
    assert "1 row changed after load; the store keeps what was sent." in ran.err
    assert "1 record changed after load, left alone" in ran.err


def test_what_a_lost_journal_made_is_adopted_only_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_dataset()
    invoke(capsys, *LOADED)
    before = mapped()["customers"]
    shutil.rmtree(folder / ".load")
    refused = invoke(capsys, *LOADED)
    assert (refused.status, "--adopt" in refused.err) == (1, True)
    adopted = invoke(capsys, *LOADED, "--adopt")
    assert adopted.status == 0
    assert "Customers created: 0, 2 adopted" in adopted.err
    assert "Products created: 0, 3 adopted" in adopted.err
    assert mapped()["customers"] == before
    one = invoke(capsys, "status", FOLDER, "ann0@example.com", "--json").data["records"][0]
    assert one["origin"] == "adopted"


@pytest.mark.campaign
def test_customers_of_another_dataset_are_said_to_be_its_and_not_to_be_adopted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    small = ("--customers", "3", "--products", "2", "--quiet")
    assert invoke(capsys, "generate", "-p", "apparel", "--seed", "7", *small).status == 0
    assert invoke(capsys, *LOADED).status == 0
    assert invoke(capsys, "generate", "-p", "beauty", "--seed", "7", *small, "--out", "out/two").status == 0
    to_two = ("out/two", *EMBEDDED)
    refused = invoke(capsys, "load", *to_two, "--yes")
    assert refused.status == 1
    assert (
        "they are out/demo's, of the same seed: another --seed (generate) makes other people." in refused.err
    )
    assert "Generate this dataset with another seed; or unload out/demo first." in refused.err
    assert "--adopt" not in refused.err
    planned = invoke(capsys, "plan", *to_two, "--against-store")
    assert planned.status == 1
    assert "3 rows of 5 found in the store; they are out/demo's, of the same seed" in planned.err
    assert "--adopt" not in planned.err
    assert "Next: x-series-demo datasets out\n" in planned.err
    assert invoke(capsys, "generate", "-p", "beauty", "--seed", "8", *small, "--out", "out/two").status == 0
    assert invoke(capsys, "load", *to_two, "--yes").status == 0


def test_another_datasets_customers_in_files_of_ones_own_have_no_seed_to_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset(customers=3)
    assert invoke(capsys, *LOADED).status == 0
    write_dataset(customers=2, folder="out/mine")
    refused = invoke(capsys, "load", "out/mine", *EMBEDDED, "--yes")
    assert refused.status == 1
    assert "they are out/demo's. Such as ann0@example.com, ann1@example.com." in refused.err
    assert (
        "Generate this dataset with another seed, or change their keys in its files; or unload out/demo first."
        in refused.err
    )
    assert "--adopt" not in refused.err
    assert "--seed" not in refused.err


# a part of it


@pytest.mark.campaign
@pytest.mark.parametrize("part", [("--only", "products"), ("--key", "TST-*"), ("--limit", "1")])
def test_only_what_is_sent_can_stand_in_the_way_and_the_rest_is_looked_for_when_its_turn_comes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, part: tuple[str, ...]
) -> None:
    folder = write_dataset(customers=3, products=2)
    with shop_on_a_port(capsys, monkeypatch) as shop:
        assert shop.load("--key", "ann1@*", "--key", "ann2@*").status == 0
        shutil.rmtree(folder / ".load")
        ran = shop.load(*part)
        assert ran.status == 0, ran.err
        for words in ((), ("--only", "customers"), ("--key", "ann1@*")):
            refused = shop.load(*words, "--json")
            assert (refused.status, refused.document["error"]["code"]) == (1, "already-there")
        assert shop.load("--adopt").status == 0
        made = [each["key"] for each in shop.effects("created")]
        assert sorted(made) == ["TST-00000", "TST-00001", *(f"ann{i}@example.com" for i in range(3))]


def test_what_was_not_selected_is_counted_listed_and_told_as_pending(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset(customers=2, products=2)
    ran = invoke(capsys, *LOADED, "--limit", "1")
    assert "Customers created: 1, 1 pending" in ran.err
    assert invoke(capsys, "status", FOLDER, "--json").data["counts"]["customers"] == {"done": 1, "pending": 1}
    listed = invoke(capsys, "status", FOLDER, "--state", "pending", "--json").data["records"]
    assert [each["key"] for each in listed] == ["ann1@example.com", "TST-00001"]
    (one,) = invoke(capsys, "status", FOLDER, "ann1@example.com", "--json").data["records"]
    assert (one["state"], one["history"]) == ("pending", [])


@pytest.mark.parametrize(
    ("words", "created"),
    [
        (("--limit", "1"), {"customers": 1, "products": 1}),
        (("--only", "products"), {"products": 3}),
        (("--key", "ann*", "--key", "TST-00001"), {"customers": 2, "products": 1}),
        (("--only", "customers", "--key", "*0@*"), {"customers": 1}),
    ],
)
def test_a_part_goes_first_and_the_rest_later(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], created: dict[str, int]
) -> None:
    write_dataset(customers=2, products=3)
    first = invoke(capsys, *LOADED, *words, "--json")
    assert {kind: count for kind, count in first.data["created"].items() if count} == created
    rest = invoke(capsys, *LOADED, "--json")
    assert rest.status == 0
    assert sum(rest.data["created"].values()) == 5 - sum(created.values())


def test_it_stops_after_so_many_rejections(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset(customers=1, products=9)
    with shop_on_a_port(capsys, monkeypatch, refuse(list(range(2, 11)))) as shop:
        ran = shop.load("--max-errors", "2", "--concurrency", "1", "--json")
        assert (ran.status, ran.document["error"]["code"]) == (75, "too-many-errors")
        assert ran.data["states"]["products"]["rejected"] == 2
        assert ran.document["next"].startswith("x-series-demo status out/demo ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--max-errors", "0"), "max-errors-invalid"),
        (("--max-errors", "some"), "max-errors-invalid"),
        (("--max-errors", "101%"), "max-errors-invalid"),
        (("--max-errors", "9" * 5000), "max-errors-invalid"),
        (("--settle", "inf"), "settle-invalid"),
        (("--settle", "nan"), "usage"),
        (("--price-field", "gross"), "choice-invalid"),
        (("--pace", "quick"), "choice-invalid"),
        (("--only", "people"), "kind-invalid"),
        (("--concurrency", "9"), "usage"),
        (("--limit", "0"), "usage"),
        (("--settle", "-1"), "usage"),
        (("--show-requests",), "dry-run-missing"),
        (("-d", "mystore"), "two-stores"),
        (("--base-url", NOWHERE), "two-stores"),
        (("--token", TOKEN), "two-stores"),
        (("--token-file", "token.txt"), "two-stores"),
        (("--api-version", "2.0"), "two-stores"),
    ],
)
def test_a_wrong_option_is_a_usage_error_and_nothing_is_sent(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    write_dataset()
    ran = invoke(capsys, *LOADED, *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, code)
    assert TOKEN not in ran.out
    assert not Path(FOLDER, ".load").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("-d", "evil.com/"), "prefix-invalid"),
        (("-d", "mystore\n"), "token-missing"),
        (("--base-url", "http://example.com/api/2.0"), "base-url-invalid"),
        (("--base-url", NOWHERE, "--api-version", "2.0"), "two-versions"),
        (("-d", "mystore", "--token", "a b"), "token-invalid"),
        (("-d", "mystore", "--token-file", "nowhere"), "token-file-unreadable"),
        ((), "store-missing"),
    ],
)
def test_a_wrong_store_is_refused_before_anything_is_sent(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    write_dataset()
    ran = invoke(capsys, "load", FOLDER, "--yes", *words, "--json")
    assert ran.document["error"]["code"] == code
    assert ran.status == (4 if code == "token-missing" else 2)


def test_a_short_settle_time_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert "below 60 s can double a record" in invoke(capsys, *LOADED, "--settle", "1", "--dry-run").err


# dry runs


@pytest.mark.parametrize("command", [("plan", FOLDER), ("load", FOLDER, "--dry-run")])
def test_a_plan_creates_nothing_and_is_the_same_as_a_dry_run(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    write_dataset()
    ran = invoke(capsys, *command, *EMBEDDED)
    assert ran.status == 0
    assert "To create:  2 customers and 3 products" in ran.err
    assert "Dry run: nothing was created." in ran.err
    assert "Next: x-series-demo load out/demo --sandbox" in ran.err
    assert not Path(FOLDER, ".load").exists()
    data = invoke(capsys, *command, *EMBEDDED, "--json").data
    assert data["create"] == {"customers": 2, "products": 3}
    assert data["requests"] == 5
    there = invoke(capsys, "store", "customers", *EMBEDDED, "--json").data["customers"]
    assert [each["customer_code"] for each in there] == ["WALKIN"]


def test_a_plan_tells_what_is_there_changed_gone_and_new(capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_dataset()
    invoke(capsys, *LOADED)
    edit(folder / "products.csv", "TST-00000", "NEW-1")
    edit(folder / "products.csv", "Test thing 2", "Other thing")
    data = invoke(capsys, "plan", FOLDER, *EMBEDDED, "--json").data
    assert data["create"] == {"customers": 0, "products": 1}
    assert (data["changed_after_load"], data["gone_from_file"]) == (["tst-00002"], ["tst-00000"])


def test_the_requests_are_shown_as_curl_lines_without_the_token(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        ran = shop.run("load", "--dry-run", "--show-requests")
        lines = ran.out.splitlines()
        assert (ran.status, len(lines)) == (0, 5)
        assert all(line.startswith("curl ") and shop.port.base_url in line for line in lines)
        assert '"email": "ann0@example.com"' in lines[0] or '"email":"ann0@example.com"' in lines[0]
        assert shop.port.token not in ran.out + ran.err


def test_without_a_token_a_dry_run_skips_only_the_live_reads(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "plan", FOLDER, "-d", "mystore", "--show-requests")
    assert (ran.status, len(ran.out.splitlines())) == (0, 5)
    assert "mystore.retail.lightspeed.app (not asked)" in ran.err
