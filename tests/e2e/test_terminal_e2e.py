"""The command by itself on a terminal: every question, every wrong answer, one confirmation."""

import json
import re
import signal
from pathlib import Path

import pytest

from pipeline.sandbox import SandboxOptions
from tests.e2e.command import TOKEN, run
from tests.e2e.hostile import Told, hostile
from tests.e2e.scenes import created, creates, dataset, words_of
from tests.e2e.terminals import DOWN, ENTER, SPACE, person_at
from tests.e2e.vendor import vendor_with
from tests.support.sandboxes import on_a_port

pytestmark = pytest.mark.campaign

MARKED = "lsxs_pt_MARKED0123456789MARKED"
COLOUR = re.compile(rb"\x1b\[[0-9;]*3[0-9](;[0-9;]*)?m")


def test_the_wizard_asks_for_everything_and_a_no_sends_nothing(tmp_path: Path) -> None:
    with person_at(tmp_path, NO_COLOR="1") as person:
        assert "X-Series Demo Data Generator" in person.read("Enter domain prefix")
        person.type(f"My Store!{ENTER}")
        assert '"My Store!"' in person.read("is not a domain prefix")
        person.read("Enter domain prefix")
        person.type(ENTER)  # the sandbox, which needs no token
        person.read("Select dataset pack(s)")
        person.read("Apparel")
        person.type(f"{SPACE}{ENTER}")  # takes away the one that was chosen
        person.read("Select at least one")
        person.type(f"{DOWN}{SPACE}{DOWN}{SPACE}{ENTER}")
        person.read("Number of products to create")
        person.type(f"many{ENTER}")
        person.read("not a whole number")
        person.type(f"6{ENTER}")
        person.read("Number of customers to create")
        person.type(f"3{ENTER}")
        shown = person.read("Proceed? (Y/n)")
        assert "Confirm generation:" in shown
        assert re.search(r"Products: +6 \(", shown)
        assert re.search(r"Customers: +3", shown)
        assert "Sandbox Store" in shown
        person.type(f"maybe{ENTER}")
        person.read("Please answer y, e, p or n.")
        person.press(b"\xff\xfe\r")  # no text at all
        person.read("Please answer y, e, p or n.")
        person.type(f"n{ENTER}")
        person.read("Nothing was sent.")
        assert person.leave() == 0
        assert person.text.count("Confirm generation:") == 1
        assert COLOUR.search(person.raw) is None
    [memory] = tmp_path.glob("out/*/quickstart.json")
    assert len(json.loads(memory.read_text())["wanted"]["packs"]) == 2
    assert not (memory.parent / ".load").exists()
    assert not list(tmp_path.glob("demo-data-*"))


def test_the_wizard_hides_the_token_and_fits_forty_columns(tmp_path: Path) -> None:
    words = ["-p", "grocery", "--products", "4", "--customers", "4", "-d", "sandbox"]
    with on_a_port(SandboxOptions(token=MARKED)) as shop:
        with person_at(tmp_path, *words, "--base-url", shop.base_url, columns=40) as person:
            person.read("Enter personal access token")
            person.type(f"{MARKED[:20]} {MARKED[20:]}{ENTER}")  # a blank inside
            person.read("The token has")
            person.read("Enter personal access token")
            person.type(f"{MARKED}{ENTER}")
            person.read("Proceed? (Y/n)")
            assert creates(shop) == []
            person.type(ENTER)
            person.read("Complete!")
            assert person.leave() == 0
        assert b"MARKED" not in person.raw
        assert person.text.count("Proceed?") == 1
        made = created(shop)
        assert sum("@" in key or key.startswith("GRO-") for key in made) == 8
        bars = [line for line in re.split(r"[\r\n]+", person.text) if "%)" in line or "Rate limit" in line]
        assert bars
        assert max(map(len, bars)) <= 40
        assert COLOUR.search(person.raw) is not None


def test_a_wrong_token_is_asked_again_at_once_and_the_store_makes_the_choices(tmp_path: Path) -> None:
    """The token is tried before anything else is asked; p opens a page; e stops to edit, and the same words go on."""
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" >opened\n', encoding="utf-8")
    browser.chmod(0o755)
    options = SandboxOptions(token=MARKED, prefix="kiwi", currency="NZD", outlets=("Queen Street", "Harbour"))
    with on_a_port(options) as shop:
        words = ["-d", "https://Kiwi.retail.lightspeed.app/", "--base-url", shop.base_url]
        with person_at(tmp_path, *words, XSERIES_TOKEN="wrong", BROWSER=f"{browser} %s") as person:
            person.read("does not accept the token")
            person.read("Enter personal access token")
            person.type(f"wrong-too{ENTER}")
            person.read("does not accept the token")
            person.read("Enter personal access token")
            person.type(f"{MARKED}{ENTER}")
            person.read("Select dataset pack(s)")
            person.type(ENTER)
            person.read("Number of products to create")
            person.type(f"-1{ENTER}")
            person.read("not a whole number")
            person.type(f"5{ENTER}")
            person.read("Number of customers to create")
            person.type(f"4{ENTER}")
            shown = person.read("Proceed? (Y/n)")
            assert "nz, as the store's country NZ (--region REGION for another)" in shown
            assert "stock for Queen Street and Harbour (--outlet NAME for others)" in shown
            assert "prices are sent with tax" in shown
            person.type(f"p{ENTER}")
            person.read("shop.html")
            person.read("Proceed? (Y/n)")
            person.type(f"e{ENTER}")
            person.read("Nothing was sent. The files stay in out/demo-")
            assert person.leave() == 0
        assert creates(shop) == []
        [page] = tmp_path.glob("out/demo-*/shop.html")
        assert (tmp_path / "opened").read_text().strip() == page.as_uri()
        header = (page.parent / "products.csv").read_text(encoding="utf-8").splitlines()[0]
        assert "inventory_Queen_Street" in header
        words += ["-p", "apparel", "--products", "5", "--customers", "4"]
        with person_at(tmp_path, *words, XSERIES_TOKEN=MARKED) as person:
            person.read(f"Going on with {page.parent.relative_to(tmp_path)}")
            person.read("Proceed? (Y/n)")
            person.type(f"y{ENTER}")
            said = person.read("Complete!")
            assert "--region nz --outlet 'Queen Street' --outlet Harbour --scenarios" in " ".join(
                said.split()
            )
            assert person.leave() == 0
        assert len(creates(shop)) > 9
        assert b"MARKED" not in person.raw


def test_a_prefix_of_no_store_is_asked_again_and_the_good_one_goes_on(tmp_path: Path) -> None:
    words = ["-p", "grocery", "--products", "3", "--customers", "2"]
    options = SandboxOptions(token=MARKED, prefix="mystore")
    with vendor_with(options, tmp_path, "mystre") as vendor:
        with person_at(tmp_path, *words, **vendor) as person:
            person.read("Enter domain prefix")
            person.type(f"mystre{ENTER}")
            person.read("Enter personal access token")
            person.type(f"{MARKED}{ENTER}")
            person.read("There is no such store")
            person.read("Enter domain prefix")
            person.type(f"My Store{ENTER}")
            person.read("is not a domain prefix")
            person.read("Enter domain prefix")
            person.type(f"mystore{ENTER}")
            shown = person.read("Proceed? (Y/n)")
            assert re.search(r"Domain: +mystore\.retail\.lightspeed\.app", shown)
            assert "token" not in shown  # the one that was typed is this store's
            person.type(f"y{ENTER}")
            person.read("Complete!")
            assert person.leave() == 0
            assert b"MARKED" not in person.raw
        with person_at(tmp_path, *words, "-d", "mystre", XSERIES_TOKEN=MARKED, **vendor) as person:
            person.read("There is no such store")
            person.read("Enter domain prefix")
            person.type(ENTER)  # the sandbox after all
            assert "the sandbox (" in person.read("Proceed? (Y/n)")
            person.type("\x03")
            assert person.leave() == 130


def test_a_profiles_store_is_not_asked_for_and_its_token_goes_to_no_other(tmp_path: Path) -> None:
    words = ["-p", "grocery", "--products", "3", "--customers", "2", "--profile", "gone"]
    add = ["profile", "add", "gone", "-d", "mystre", "--token-in", "file"]
    assert run(tmp_path, *add, XSERIES_TOKEN="of-the-profile").status == 0
    options = SandboxOptions(token=MARKED, prefix="mystore")
    with vendor_with(options, tmp_path, "mystre") as vendor, person_at(tmp_path, *words, **vendor) as person:
        before = person.read("There is no such store")
        assert "Enter" not in before
        person.read("Enter domain prefix")
        person.type(f"mystore{ENTER}")
        person.read("names another store than profile")
        person.read("Enter personal access token")
        person.type(f"{MARKED}{ENTER}")
        assert "mystore.retail" in person.read("Proceed? (Y/n)")
        person.type(f"n{ENTER}")
        person.read("Nothing was sent.")
        assert person.leave() == 0


@pytest.mark.parametrize(
    ("told", "said", "status"),
    [
        (Told(404, {}), "no such store", 4),  # another prefix would be at the same address
        (Told(500, {}), "", 75),
    ],
)
def test_a_store_that_no_answer_can_help_ends_it_before_the_next_question(
    tmp_path: Path, told: Told, said: str, status: int
) -> None:
    with hostile(lambda _: told) as store:
        words = ["-d", "x", "--base-url", store.base_url]
        with person_at(tmp_path, *words, XSERIES_TOKEN=TOKEN) as person:
            person.read(said)
            assert person.leave() == status
            assert "?" not in person.text.partition("Generator")[2]
    assert not (tmp_path / "out").exists()


def test_defaults_stand_a_shop_of_nothing_is_refused_and_a_dry_run_asks_nothing_more(tmp_path: Path) -> None:
    words = ["-p", "grocery", "--sandbox"]
    with person_at(tmp_path, *words, "--dry-run") as person:
        person.read("Number of products to create: (50)")
        person.type(ENTER)
        person.read("Number of customers to create: (50)")
        person.type(f"2{ENTER}")
        assert "To create:  2 customers and 50 products" in person.read("Next:")
        assert person.leave() == 0
        assert "Proceed?" not in person.text
    assert not (tmp_path / "out" / ".sandbox").exists()
    with person_at(tmp_path, *words) as person:
        for question in ("Number of products to create: (50)", "Number of customers to create: (50)"):
            person.read(question)
            person.type(f"0{ENTER}")
        person.read("Neither customers nor products were asked for.")
        assert person.leave() == 2
    assert len(list(tmp_path.glob("out/demo-*"))) == 1
    with person_at(tmp_path, *words, "--products", "2", "--yes") as person:  # 50 customers
        person.read("Complete!")
        assert person.leave() == 0
        assert "Customers created: 50" in person.text
        assert "Proceed?" not in person.text


def test_the_wizard_wants_the_prefix_of_a_store_in_use_and_begins_anew_when_told(tmp_path: Path) -> None:
    with on_a_port(SandboxOptions(prefix="kiwi")) as shop:
        shop.control("sales", {})
        words = [
            "-d",
            "typed",
            "--base-url",
            shop.base_url,
            "-p",
            "grocery",
            "--products",
            "2",
            "--customers",
            "1",
        ]
        for more, answer, told, status in (
            ((), f"typo{ENTER}", "Nothing was sent.", 0),
            ((), "\x03", "", 130),
            (("--new",), f"kiwi{ENTER}", "Complete!", 0),
            (("--new",), f"typed{ENTER}", "Complete!", 0),
        ):
            with person_at(tmp_path, *words, *more, XSERIES_TOKEN=TOKEN) as person:
                person.read('This store is known as "kiwi", not "typed".')
                before = person.read("Type its prefix")
                assert ("Going on with" in before) is (told == "" and not more)
                assert creates(shop) == [] or more
                person.type(answer)
                person.read(told)
                assert person.leave() == status
        assert len(list(tmp_path.glob("out/demo-*"))) == 3


def test_an_output_that_an_earlier_run_put_elsewhere_is_not_written_unless_it_is_named_again(
    tmp_path: Path,
) -> None:
    here, mapping = tmp_path / "here", tmp_path / "mapping.json"
    here.mkdir()
    with on_a_port(SandboxOptions(prefix="kiwi")) as shop:
        words = (
            "-d",
            "kiwi",
            "--base-url",
            shop.base_url,
            "-p",
            "grocery",
            "--products",
            "2",
            "--customers",
            "1",
        )
        elsewhere = ("--output", str(mapping))
        for more, told, status in ((elsewhere, "", 0), ((), "names an output outside of this folder", 2)):
            with person_at(here, *words, *more, XSERIES_TOKEN=TOKEN) as person:
                if told:
                    person.read(told)
                else:
                    person.read("Proceed?")
                    person.type(f"n{ENTER}")
                assert person.leave() == status
        with person_at(here, *words, *elsewhere, XSERIES_TOKEN=TOKEN) as person:
            person.read("Going on with")
            person.read("Proceed?")
            person.type(f"y{ENTER}")
            person.read("Complete!")
            assert person.leave() == 0
    assert mapping.exists()


def test_a_store_in_use_wants_its_prefix_typed_and_ctrl_c_sends_nothing(tmp_path: Path) -> None:
    folder = dataset(tmp_path, 1, 1)
    with on_a_port() as shop:
        shop.control("sales", {})
        words = [word for word in words_of(folder, shop) if word != "--yes"]
        with person_at(tmp_path, *words, XSERIES_TOKEN=TOKEN) as person:
            person.read("Type its prefix")
            person.type(f"somewhere{ENTER}")
            person.read("Nothing was sent.")
            assert person.leave() == 0
        with person_at(tmp_path, *words, XSERIES_TOKEN=TOKEN) as person:
            person.read("Type its prefix")
            person.process.send_signal(signal.SIGINT)
            assert person.leave() == 130
        assert created(shop) == {}
        with person_at(tmp_path, *words, XSERIES_TOKEN=TOKEN) as person:
            person.read("Type its prefix")
            person.type(f"sandbox{ENTER}")
            person.read("Complete!")
            assert person.leave() == 0
        assert len(created(shop)) == 2


def test_what_was_given_wrong_is_asked_again_with_the_reason_and_ctrl_c_leaves(tmp_path: Path) -> None:
    words = ["-d", "my_store", "-p", "home"]
    with person_at(tmp_path, *words, XSERIES_TOKEN=f"{MARKED} {MARKED}") as person:
        person.read('"my_store" is not a domain prefix')
        person.read("Enter domain prefix")
        person.type(f"mystore{ENTER}")
        person.read("The token has")
        person.read("Enter personal access token")
        person.type("\x03")
        assert person.leave() == 130
        assert b"MARKED" not in person.raw
        assert "Traceback" not in person.text
    assert not (tmp_path / "out").exists()
