"""The sandbox's pages in a real browser: what a person sees of a load, and that nothing hostile reaches them as more than text."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.office.app import create_office
from tests.support.browsers import browser_at, require_browser
from tests.support.sandboxes import OnAPort, on_a_port
from tests.torture import page as under_load

PAGES = ("/", "/?request=1", "/office/products", "/office/customers", "/office/faults")
HOSTILE = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "'><svg onload=window.pwned=1>",
    "</textarea></pre></td><b>bold</b>",
    "javascript:window.pwned=1",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &#60;i&#62;",
    "abc\u202egnp.exe",
    "nul\x00 bell\x07 zero\u200bwidth\u2028line",
    '=HYPERLINK("http://evil.example")',
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browser_at(require_browser()) as one:
        yield one


@pytest.fixture(scope="module")
def served() -> Iterator[OnAPort]:
    with on_a_port(SandboxOptions(registers=10), pages=create_office) as world:
        yield world


@pytest.fixture
def world(served: OnAPort) -> OnAPort:
    served.control("faults", {})
    served.control("reset", {})
    return served


@contextlib.contextmanager
def opened(
    browser: Any,
    world: OnAPort,
    path: str = "/",
    *,
    width: int = 1360,
    scheme: str = "light",
    says: tuple[str, ...] = (),
) -> Iterator[Any]:
    """Give a page that must stay silent, but for what it `says`, and ask nobody but the sandbox."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: dialog.accept())
    asked: list[str] = []
    page.goto(root_of(world) + path)
    try:
        yield page
        assert tuple(said) == says
        assert {url for url in asked if not url.startswith(root_of(world))} == set()
    finally:
        context.close()


def root_of(world: OnAPort) -> str:
    return world.base_url.removesuffix("/api/2.0")


def create(client: httpx.Client, number: int, kind: str = "products", **fields: Any) -> None:
    """Create a record; the answer may be lost."""
    body = {"name": f"Chair {number}", "sku": f"HOM-{number:05}", "price_including_tax": 26.5, **fields}
    with contextlib.suppress(httpx.HTTPError):
        client.post(f"/{kind}", json=body, headers={"X-Request-ID": f"load-{number}"})


def test_what_a_reset_hid_is_named_beside_what_the_client_was_told(browser: Any, world: OnAPort) -> None:
    world.control("faults", {"faults": [{"kind": "drop-after", "at": [2]}]})
    with opened(browser, world) as page, world.client() as client:
        for number in (1, 2, 3):
            create(client, number)
        page.locator("#rows tr", has_text="drop-after").locator("a").click()
        box = page.locator(".story.differs")
        assert "The client was told nothing: connection reset (drop-after)." in box.inner_text()
        assert "The store did create product HOM-00002 as version" in box.inner_text()
        assert '"data"' in page.get_by_text("The answer that was not delivered").locator("..").inner_text()
        assert "lsxs_pt_***" in page.locator("#panel").inner_text()
        page.get_by_role("link", name="Show HOM-00002").click()
        assert page.locator("h2").inner_text() == "Chair 2"


def test_a_late_commit_is_later_first_and_a_record_then(browser: Any, world: OnAPort) -> None:
    world.control("faults", {"faults": [{"kind": "late-commit", "tell": "504", "delay_s": 600}]})
    with opened(browser, world) as page, world.client() as client:
        create(client, 777)
        row = page.locator("#rows tr", has_text="late-commit").first
        row.get_by_text("later", exact=True).wait_for()
        row.click()
        assert "after its answer" not in page.locator(".story").inner_text()
        world.control("commit-late", {})
        page.locator(".story", has_text="after its answer").wait_for()  # what is open is shown as it is now
        create(client, 778)
        page.get_by_role("button", name="Commit now").click()
        page.locator("#rows tr", has_text="HOM-00778").wait_for()
        page.locator("#rows tr", has_text="HOM-00778").first.click()
        assert "after its answer" in page.locator(".story.differs").inner_text()


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (1360, "light"), (390, "light"), (1360, "dark")]
)
def test_every_page_fits_is_silent_and_has_no_barriers(
    browser: Any, world: OnAPort, width: int, scheme: str
) -> None:
    world.control("faults", {"preset": "nightmare"})
    with world.client() as client:
        for number in range(30):
            create(client, number)
    [row, *_] = world.control("add", {"customers": [{"first_name": "Ada", "last_name": "Eze"}]})["data"]
    for path in (*PAGES, f"/office/customers?id={row}", first_product(world)):
        with opened(browser, world, path, width=width, scheme=scheme) as page:
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
            assert barriers(page) == [], path
            assert "Sandbox: simulated, not a Lightspeed product" in page.locator("body").inner_text()


def barriers(page: Any) -> list[Any]:
    """Return what axe-core finds wrong with a page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert len(found["passes"]) > 10
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]


def first_product(world: OnAPort) -> str:
    with world.client() as client:
        return f"/office/products?id={client.get('/products').json()['data'][0]['id']}"


def test_tab_reaches_a_request_and_escape_goes_back_to_it(browser: Any, world: OnAPort) -> None:
    with world.client() as client:
        create(client, 1)
        create(client, 2)
    with opened(browser, world) as page:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("!!document.activeElement.closest('#rows')"):
                break
        page.keyboard.press("Enter")
        page.locator("#panel .story").wait_for()
        page.keyboard.press("Escape")
        assert "request=" not in page.url
        assert page.locator("#panel .story").count() == 0
        assert page.evaluate("!!document.activeElement.closest('#rows')")


def test_hostile_cells_are_text_wherever_they_stand(browser: Any, world: OnAPort) -> None:
    with world.client() as client:
        for number, text in enumerate(HOSTILE):
            create(client, number, name=f"{number} {text}", sku=f"S{number}{text}", description=text)
            create(client, number, "customers", first_name=text, last_name=f"Eze {number}")
            agent = "".join(each for each in text if each.isascii() and each.isprintable())
            client.get("/search", params={"type": text}, headers={"User-Agent": agent})
        products = [row["id"] for row in client.get("/products").json()["data"]]
    newest = world.control("log")["total"]
    places = [f"/?request={newest - 1 - number}" for number in range(0, 3 * len(HOSTILE), 3)]
    places += [f"/office/products?id={each}" for each in products[::2]] + ["/office/customers"]
    with opened(browser, world) as page:
        for place in places:
            page.goto(root_of(world) + place)
            assert page.evaluate("window.pwned") is None, place
            assert page.locator("main b:text-is('bold'), main img, main script").count() == 0, place
        page.goto(f"{root_of(world)}/office/products")
        shown = page.locator("table").inner_text()
        assert "<script>window.pwned=1</script>" in shown
        assert "{{ 7 * 7 }}" in shown
        assert "abc⟨U+202E⟩gnp.exe" in shown
        assert "nul⟨U+0000⟩ bell⟨U+0007⟩ zero⟨U+200B⟩width⟨U+2028⟩line" in shown


def test_staff_edits_sells_and_deletes_by_buttons(browser: Any, world: OnAPort) -> None:
    with world.client() as client:
        for number in range(3):
            create(client, number)
    with opened(browser, world, "/office/products") as page:
        page.get_by_role("link", name="Chair 0").click()
        page.get_by_label("Price with tax").fill("19.5")
        page.get_by_role("button", name="Save as staff").click()
        page.get_by_text("· changed by staff").wait_for()
        page.get_by_role("link", name="Chair 1").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Ring up a sale").click()
        page.get_by_role("link", name="Chair 2").click()
        page.get_by_role("button", name="Delete").click()
        page.get_by_text("· deleted").wait_for()
        assert page.locator(".pill", has_text="Changed by staff").count() == 1
    done = [(one["action"], one["kind"], one["key"]) for one in world.history() if one["actor"] == "staff"]
    assert done == [
        ("updated", "products", "HOM-00000"), ("created", "sales", "R1-1"), ("deleted", "products", "HOM-00002"),
    ]  # fmt: skip
    edited = next(one for one in world.history() if one["action"] == "updated")
    assert edited["body"]["changes"] == {"price_including_tax": 19.5}


def test_a_wrong_edit_is_said_and_changes_nothing(browser: Any, world: OnAPort) -> None:
    with world.client() as client:
        create(client, 1)
    refused = "Failed to load resource: the server responded with a status of 400 (Bad Request)"
    with opened(browser, world, "/office/products", says=(refused,)) as page:
        page.get_by_role("link", name="Chair 1").click()
        page.get_by_label("Name").fill("")
        with page.expect_response("**/__sandbox/edit") as answered:
            page.evaluate("document.querySelector('[data-edit]').requestSubmit()")
        assert answered.value.status == 400
        assert "Must not be empty" in page.get_by_role("alert").inner_text()


def test_presets_and_switches_are_the_plan(browser: Any, world: OnAPort) -> None:
    def plan(page: Any) -> Any:
        return json.loads(page.get_by_label("Plan", exact=True).input_value())["faults"]

    with opened(browser, world, "/office/faults") as page:
        page.get_by_role("button", name="Flaky network").click()
        page.locator("button[aria-pressed=true]", has_text="Flaky network").wait_for()
        assert {rule["kind"] for rule in plan(page)} == {
            "drop-after",
            "drop-before",
            "cut-short",
            "fin-after",
        }
        page.get_by_role("button", name="Calm").click()
        page.locator("button[aria-pressed=true]", has_text="Calm").wait_for()
        page.locator("[data-percent=error-after]").fill("100")
        with page.expect_navigation():
            page.get_by_role("switch", name="error-after").click()
        assert plan(page) == [{"kind": "error-after"}]
    refused = ("Failed to load resource: the server responded with a status of 400 (Bad Request)",)
    with opened(browser, world, "/office/faults", says=refused) as page:
        page.locator("[data-percent=html]").fill("500")
        page.get_by_role("switch", name="html").click()
        page.get_by_role("alert").get_by_text("must be a number from 0 to 1").wait_for()
        assert not page.get_by_role("switch", name="html").is_checked()
    with world.client() as client:
        answer = client.post("/products", json={"name": "A", "sku": "A", "price_including_tax": 1})
        assert answer.status_code == 500
        assert client.get("/products", params={"sku": "A"}).json()["data"]


def test_filters_search_pause_and_copies(browser: Any, world: OnAPort) -> None:
    with world.client() as client, opened(browser, world) as page:
        create(client, 41)
        client.get("/nowhere")
        page.locator("#rows tr", has_text="/nowhere").wait_for()
        page.get_by_role("button", name="Pause").click()
        create(client, 42)
        page.wait_for_timeout(1500)
        assert page.locator("#rows tr", has_text="HOM-00042").count() == 0
        page.get_by_role("button", name="Go on").click()
        page.locator("#rows tr", has_text="HOM-00042").wait_for()
        page.get_by_role("button", name="Copy as shell").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == f"export XSERIES_BASE_URL={world.base_url} XSERIES_TOKEN={world.token}"
        page.locator(".pill", has_text="Errors").click()
        assert page.locator("#rows tr", has_text="/nowhere").count() == 1
        assert page.locator("#rows tr", has_text="HOM-00042").count() == 0
        page.goto(f"{root_of(world)}/?q=load-42")
        assert page.locator("#rows tr").count() == 1


def test_every_row_of_a_busy_second_comes_once(browser: Any, world: OnAPort) -> None:
    page = browser.new_page()
    page.add_init_script(under_load.WATCH)
    page.goto(root_of(world))
    first = world.control("log")["total"] + 1
    port = int(root_of(world).rpartition(":")[2])
    count = len(under_load.load(port, 3.0, page))
    page.wait_for_timeout(2500)
    assert under_load.judge(page, first, count)[1] == []
    page.close()


def test_a_page_left_open_says_that_the_sandbox_has_stopped_and_finds_the_next_one(browser: Any) -> None:
    page = browser.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    with on_a_port(pages=create_office) as world, world.client() as client:
        port = int(root_of(world).rpartition(":")[2])
        create(client, 1)
        page.goto(root_of(world))
        page.locator("#rows a").click()
        page.locator("#panel h2").wait_for()
    page.get_by_text("the sandbox has stopped").wait_for()
    page.locator("#rows a").click()
    page.get_by_text("The sandbox does not answer.").wait_for()
    with on_a_port(pages=create_office, port=port):
        page.get_by_text(f"live, 127.0.0.1:{port}").wait_for()
        assert "request=" not in page.url, "the next one counts anew: its first request is another"
    page.close()
    assert broken == []


def test_csv_is_a_file_of_the_log(browser: Any, world: OnAPort, tmp_path: Path) -> None:
    with world.client() as client:
        create(client, 1, sku="=1+1")
    with opened(browser, world) as page:
        with page.expect_download() as saved:
            page.get_by_role("link", name="CSV").click()
        saved.value.save_as(tmp_path / "requests.csv")
    assert ",'=1+1," in (tmp_path / "requests.csv").read_text()
