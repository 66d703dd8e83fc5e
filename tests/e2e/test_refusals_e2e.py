"""What is refused before anything is sent: usage off a terminal, and the wrong store."""

import json
from pathlib import Path

import pytest

from pipeline.sandbox import SandboxOptions
from tests.e2e.command import TOKEN
from tests.e2e.conftest import Here
from tests.e2e.scenes import assert_each_once, created, creates, dataset, words_of
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

NO_TERMINAL: list[tuple[tuple[str, ...], str, int]] = [
    ((), "--domain", 2),
    (("-d", "mystore"), "XSERIES_TOKEN", 4),
    (("--sandbox",), "--pack", 2),
    (("--sandbox", "-p", "apparel", "--customers", "1", "--products", "1"), "--yes", 2),
    (("generate",), "--pack NAME: ", 2),
    (("generate", "-p", "aparel"), "apparel", 2),
    (("load", "data"), "--domain", 2),
    (("load", "data", "-d", "mystore"), "XSERIES_TOKEN", 4),
    (("load", "data", "--sandbox"), "--yes", 2),
    (("load", "data", "--sandbox", "-d", "mystore"), "--domain", 2),
    (("load", "data", "-d", "my store"), "domain prefix", 2),
    (("load", "data", "-d", "x", "--base-url", "http://example.com/api/2.0"), "base URL", 2),
    (
        ("load", "data", "-d", "x", "--base-url", "http://127.0.0.1:1/api/2.0", "--api-version", "2.0"),
        "Leave the API version out",
        2,
    ),
    (("load", "data", "--sandbox", "--pace", "stedy"), "steady", 2),
    (("load", "data", "--sandbox", "--concurrency", "9"), "--concurrency", 2),
    (("load", "dta", "--sandbox", "--yes"), "dta", 2),
    (("--yes", "load", "data", "--sandbox"), "--yes", 2),
    (("loda", "data"), "load", 2),
]


def test_off_a_terminal_what_is_missing_is_named_and_nothing_is_asked(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    for words, named, status in NO_TERMINAL:
        refused = here.run(*words)
        assert refused.status == status, (words, refused.err)
        assert named in refused.err, words
        assert refused.out == "", words
        assert "Traceback" not in refused.err
        told = here.run(*words, "--json")
        assert told.document["exit_status"] == told.status == status
        assert told.document["ok"] is False
        assert told.document["error"]["message"]
        assert told.err == "", words
    assert not (folder / ".load").exists()


def test_a_store_in_use_is_not_written_to_unless_its_prefix_is_given_once(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    with on_a_port() as shop:
        shop.control("sales", {})
        for more, said in (((), "--confirm-store sandbox"), (("--confirm-store", "other"), '"other"')):
            refused = here.load(folder, shop, *more)
            assert refused.status == 4
            assert said in refused.err
            assert {path.name for path in folder.iterdir()} == {"customers.csv", "products.csv"}
        assert creates(shop) == []
        assert here.load(folder, shop, "--confirm-store", "Sandbox", "--limit", "2").status == 0
        assert here.load(folder, shop).status == 0  # asked once for each dataset and store
        assert_each_once(folder, shop, 6)
        again = here.load(dataset(tmp_path, 0, 1, "other"), shop)
        assert again.status == 4, again.err


def test_many_customers_that_nobody_here_made_are_a_store_in_use(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 1, 1)
    people = [{"first_name": "A", "last_name": f"B{i}", "email": f"b{i}@example.com"} for i in range(101)]
    with on_a_port() as shop:
        shop.control("add", {"customers": people})
        refused = here.load(folder, shop)
        assert refused.status == 4
        assert "customers that were not made from here" in refused.err
        assert creates(shop) == []


def test_only_what_was_made_in_this_very_store_counts_as_made_from_here(here: Here, tmp_path: Path) -> None:
    people = [{"first_name": "A", "last_name": f"B{i}", "email": f"b{i}@example.com"} for i in range(101)]
    with on_a_port() as elsewhere:  # the same prefix, another store
        assert here.load(dataset(tmp_path, 4, 0, "first"), elsewhere).status == 0
    with on_a_port() as shop:
        shop.control("add", {"customers": people})
        refused = here.load(dataset(tmp_path, 0, 1, "second"), shop)
        assert refused.status == 4, refused.err
        assert creates(shop) == []


def test_a_store_that_is_not_allowed_never_sees_a_request(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    with on_a_port() as shop:
        for allowed in ("other, another", "sandbox2", "sand", ","):
            refused = here.load(folder, shop, XSERIES_ALLOWED_STORES=allowed)
            assert refused.status == 4, allowed
            assert "XSERIES_ALLOWED_STORES" in refused.err
        assert shop.control("requests")["requests"] == []
        assert here.load(folder, shop, XSERIES_ALLOWED_STORES=" other ,SANDBOX").status == 0


def test_yes_needs_the_store_from_the_command_line_or_the_environment(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    with on_a_port() as shop:
        words = words_of(folder, shop)
        place = words.index("-d")
        unnamed = [*words[:place], *words[place + 2 :]]
        profiles = tmp_path / ".config/x-series-demo/profiles"
        assert here.run("profile", "add", "acme", "-d", "sandbox").status == 0
        assert any(profiles.parent.rglob("*"))
        refused = here.run(*unnamed, "--profile", "acme", XSERIES_TOKEN=TOKEN)
        assert refused.status == 2, refused.err
        assert "-d sandbox" in refused.err
        assert creates(shop) == []
        named = here.run(*unnamed, XSERIES_TOKEN=TOKEN, XSERIES_DOMAIN="sandbox")
        assert named.status == 0, named.err


@pytest.mark.parametrize(
    "forbidden", [["/retailer"], ["/outlets", "/registers"], ["/retailer", "/outlets", "/sales"]]
)
def test_what_a_token_may_not_read_is_said_and_done_without(
    here: Here, tmp_path: Path, forbidden: list[str]
) -> None:
    folder = dataset(tmp_path, 2, 2)
    with on_a_port(SandboxOptions(name="The Right Shop")) as shop:
        shop.control("forbid", {"paths": forbidden})
        loaded = here.load(folder, shop)
        assert loaded.status == 0, loaded.err
        assert "can't be read with this token" in loaded.err or "/sales" in forbidden
        assert ("The Right Shop" in loaded.err) == ("/retailer" not in forbidden)
        assert here.load(folder, shop).status == 0
        assert_each_once(folder, shop, 4)
        shop.control("forbid", {"paths": ["POST /customers"]})
        (folder / "customers.csv").write_text("first_name,last_name,email\nNew,One,new@example.com\n")
        stopped = here.load(folder, shop)
        assert stopped.status == 4
        assert "rights" in stopped.err or "permission" in stopped.err


def test_redirects_are_not_followed_and_the_other_host_sees_nothing(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 2, 0)
    with on_a_port() as other, on_a_port() as shop:
        for status in (301, 302, 303, 307, 308):
            shop.control(
                "faults",
                {"faults": [{"kind": "redirect", "on": "creates", "status": status, "to": other.base_url}]},
            )
            stopped = here.load(folder, shop)
            assert stopped.status == 4, stopped.err
            assert "127.0.0.1" in stopped.err
        assert other.control("requests")["requests"] == []
        assert created(shop) == {}
        shop.control("faults", {})
        assert here.load(folder, shop).status == 0
        assert_each_once(folder, shop, 2)


def test_json_is_one_document_on_success_too(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 1, 1)
    with on_a_port() as shop:
        loaded = here.load(folder, shop, "--json")
    assert loaded.err == ""
    assert json.loads(loaded.out)["data"]["created"] == {"customers": 1, "products": 1}


def test_a_mapping_overwrites_nothing_but_a_mapping(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 1, 1)
    before = (folder / "customers.csv").read_bytes()
    with on_a_port() as shop:
        for place in (folder / "customers.csv", tmp_path / "nowhere" / "m.json", folder):
            refused = here.load(folder, shop, "-o", str(place))
            assert refused.status == 2, refused.err
            assert "--output" in refused.err
        assert creates(shop) == []
        assert (folder / "customers.csv").read_bytes() == before
        for _ in range(2):
            assert here.load(folder, shop, "-o", str(tmp_path / "m.json")).status == 0
