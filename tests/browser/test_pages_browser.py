"""A dataset's page in a real browser: what a person finds in it, and that it runs nothing and asks nobody."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browsers import browser_at, require_browser
from tests.support.shop_pages import HOSTILE, edit_cells, make_shop, show_page, spoil

SECTIONS = ("products", "customers", "findings", "next")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browser_at(require_browser()) as one:
        yield one


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_shop(tmp_path_factory.mktemp("shop") / "demo", customers=50, products=50)
    spoil(folder)
    show_page(folder)
    return folder


@contextlib.contextmanager
def opened(browser: Any, shop: Path, address: str = "", *, width: int = 1360, **how: Any) -> Iterator[Any]:
    """Give a page that must stay silent, and ask for nothing but itself."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **how)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{(shop / 'shop.html').as_uri()}{address}")
    try:
        yield page
        assert said == []
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    finally:
        context.close()


def visible(page: Any, what: str) -> int:
    return int(page.locator(what).locator("visible=true").count())


def test_families_and_each_product_are_counted_searched_and_filtered(browser: Any, shop: Path) -> None:
    with opened(browser, shop) as page:
        families = visible(page, ".family")
        assert page.locator("#shown").inner_text() == f"{families} families"
        assert 10 < families < 30
        page.get_by_role("button", name="Each product").click()
        assert visible(page, ".product") == 50
        for group in ("Pack", "Category", "Brand"):
            counts = page.get_by_role("group", name=group).locator(".n").all_text_contents()
            assert sum(map(int, counts)) == 50
        of_apparel = sum(line.startswith("APP-") for line in (shop / "products.csv").read_text().splitlines())
        box = page.locator("fieldset", has_text="Pack").locator(".facet", has_text="Apparel")
        number = int(box.locator(".n").inner_text())
        box.click()
        assert visible(page, ".product") == number == of_apparel
        assert (
            page.locator("fieldset", has_text="Pack")
            .locator(".facet", has_text="Home")
            .locator(".n")
            .inner_text()
            == f"{50 - of_apparel}"
        )
        page.get_by_role("button", name="Show all").first.click()
        assert visible(page, ".product") == 50
        sku = page.locator("tr[id^=product-] td:nth-child(2)").first.text_content().strip()
        page.keyboard.press("/")
        page.keyboard.type(sku.lower())
        assert visible(page, ".product") == 1
        page.locator("#q").fill("nothing has this")
        assert page.locator("#none").is_visible()


def test_bars_of_prices_are_toggles_and_the_address_keeps_all_of_it(browser: Any, shop: Path) -> None:
    with opened(browser, shop) as page:
        bars = page.locator(".bars button")
        [first, *_] = [bar for bar in bars.all() if ": 0" not in bar.get_attribute("aria-label")]
        count = int(first.get_attribute("aria-label").split(": ")[1].split()[0])
        first.click()
        page.get_by_role("button", name="Each product").click()
        page.locator("#sort").select_option("-price")
        assert first.get_attribute("aria-pressed") == "true"
        assert visible(page, ".product") == count
        prices = [
            int(each)
            for each in page.locator(".product:visible").evaluate_all(
                "all => all.map(one => one.dataset.price)"
            )
        ]
        assert prices == sorted(prices, reverse=True)
        address = page.evaluate("location.hash")
    with opened(browser, shop, address) as again:
        assert visible(again, ".product") == count
        assert again.locator("#sort").input_value() == "-price"


def test_dots_tint_the_image(browser: Any, shop: Path) -> None:
    with opened(browser, shop) as page:
        family = page.locator(".family", has=page.locator(".dots")).first
        image = family.locator(".card .shot svg")
        before = (
            image.get_attribute("class"),
            image.evaluate("one => getComputedStyle(one).getPropertyValue('--tint')"),
        )
        family.locator(".dot[aria-pressed=false]").first.click()
        after = (
            image.get_attribute("class"),
            image.evaluate("one => getComputedStyle(one).getPropertyValue('--tint')"),
        )
        assert before[0] != after[0]
        assert before[1] != after[1]
        assert family.locator(".dot[aria-pressed=true]").count() == 1


def test_a_finding_leads_to_its_row_with_the_rule_and_what_was_there(browser: Any, shop: Path) -> None:
    with opened(browser, shop, "#findings") as page:
        assert page.locator("#findings").is_visible()
        assert not page.locator("#products").is_visible()
        page.get_by_role("link", name="products.csv, row 4").click()
        dialog = page.locator("dialog")
        row = dialog.locator("#product-4")
        assert "94,99" in row.inner_text()
        assert "was " in row.inner_text()
        assert "It must be zero or more" in dialog.inner_text()
        assert "Write 94.99." in dialog.inner_text()
        page.keyboard.press("Escape")
        assert not dialog.is_visible()
        page.locator(".family #product-4").wait_for(state="attached")  # it is back in its place
        page.get_by_role("link", name="3 cells edited").click()
        page.locator("#shown", has_text="2 families").wait_for()
        assert visible(page, ".family") == 2


def test_customers_are_searched_and_sorted(browser: Any, shop: Path) -> None:
    with opened(browser, shop, "#customers") as page:
        rows = page.locator("#who-table tbody tr")
        names = rows.locator("td:nth-child(2)").all_text_contents()
        page.get_by_role("button", name="Name").click()
        assert rows.locator("td:nth-child(2)").all_text_contents() != names
        assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Name")
        page.locator("#who").fill("ogden")
        assert visible(page, "#who-table tbody tr") == 1
        assert page.locator("#people").inner_text() == "1 customer"
        assert sum(map(int, page.locator(".places .n").all_text_contents())) == 50


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (1360, "light"), (390, "light"), (1360, "dark")]
)
def test_every_section_fits_and_has_no_barriers(browser: Any, shop: Path, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for address in (*(f"#{name}" for name in SECTIONS), "#view=product", "#product-4"):
        with opened(browser, shop, address, width=width, color_scheme=scheme) as page:
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
            found = Axe().run(page).response["violations"]
            assert [
                (each["id"], [node["html"][:200] for node in each["nodes"]][:3]) for each in found
            ] == [], address


def test_light_and_dark_follow_the_system_until_the_button_is_pressed(browser: Any, shop: Path) -> None:
    with opened(browser, shop, color_scheme="dark") as page:
        shade = "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(shade)
        page.get_by_role("button", name="Light / dark").click()
        assert page.evaluate(shade) != dark
        page.get_by_role("button", name="Light / dark").click()
        assert page.evaluate(shade) == dark


def test_tab_and_enter_open_a_family_and_escape_leads_back_to_it(browser: Any, shop: Path) -> None:
    with opened(browser, shop) as page:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("!!document.activeElement.closest('.family h3')"):
                break
        name = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        assert name in page.locator("dialog .title").inner_text()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.textContent") == name


def test_without_script_all_of_it_is_there_to_unfold(browser: Any, shop: Path) -> None:
    with opened(browser, shop, java_script_enabled=False) as page:
        for name in SECTIONS:
            assert page.locator(f"#{name}").is_visible()
        assert not page.locator("#filters").is_visible()
        first = page.locator(".family").first
        first.locator("summary").click()
        assert first.locator("table").is_visible()


def test_print_has_every_table_whole_and_no_filters(browser: Any, shop: Path, tmp_path: Path) -> None:
    with opened(browser, shop, "#customers") as page:
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert not page.locator("#filters").is_visible()
        assert visible(page, "tr[id^=product-]") == 50
        assert visible(page, "tr[id^=customer-]") == 50
        assert visible(page, "#shown, #people") == 0, "what is filtered is printed, too"
        page.pdf(path=tmp_path / "shop.pdf")
        assert (tmp_path / "shop.pdf").read_bytes().startswith(b"%PDF")


def test_hostile_cells_are_text(browser: Any, shop: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shop, tmp_path / "hostile"))
    for file, columns in (("products", ("name", "brand_name", "tags", "description", "supplier_name", "product_category")),
                          ("customers", ("first_name", "email", "physical_city", "customer_group"))):  # fmt: skip
        changes = {(2 + n, column): text for n, text in enumerate(HOSTILE) for column in columns}
        edit_cells(folder / f"{file}.csv", changes)
    show_page(folder)
    with opened(browser, folder) as page:
        for address in (
            "#products",
            "#view=product",
            "#customers",
            "#findings",
            "#product-2",
            "#q=<script>window.pwned=1</script>",
        ):
            page.evaluate("where => { location.hash = where; }", address)
            page.wait_for_timeout(50)
            assert page.evaluate("window.pwned") is None
            assert page.locator("main b:text-is('bold'), main img, main script").count() == 0
        text = page.locator("main").text_content()
        assert "<script>window.pwned=1</script>" in text
        assert "abc⟨U+202E⟩gnp.exe" in text


def test_long_cells_leave_room_for_the_others_and_are_printed_whole(
    browser: Any, shop: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(shop, tmp_path / "long"))
    names = ("sku", "name", "brand_name", "tags", "supplier_name", "product_category", "price_including_tax", "inventory",
             "barcode", "variant_option_one_value")  # fmt: skip
    edit_cells(folder / "products.csv", {(2, name): 5000 * "long" for name in names})
    people = ("first_name", "email", "physical_city")
    edit_cells(folder / "customers.csv", {(2, name): 5000 * "long" for name in people})
    show_page(folder)
    with opened(browser, folder) as page:
        assert page.evaluate("document.documentElement.scrollHeight") < 6000
        for toggle in page.locator(".facet").all():
            assert toggle.bounding_box()["height"] < 200
        page.locator(".tabs").get_by_role("link", name="Customers").click()
        assert page.locator("#who-table").bounding_box()["width"] < 3000
        page.set_viewport_size({"width": 760, "height": 900})
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_500_products_open_in_a_second(browser: Any, tmp_path: Path) -> None:
    packs = ("apparel", "beauty", "electronics", "grocery", "home", "services")
    folder = make_shop(tmp_path / "big", *packs, customers=500, products=500)
    show_page(folder)
    took = []
    for _ in range(3):
        with opened(browser, folder) as page:
            took.append(
                page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            )
    print(f"500 products: {min(took):.0f} ms")
    assert min(took) < 3000, "one second on a machine of its own; others may be at work on this one"


def test_as_many_products_as_a_page_shows_are_filtered_at_once(browser: Any, tmp_path: Path) -> None:
    rows = (f"S{n},Shelf {n},{n % 7},{n}.00" for n in range(1, 1001))
    names = "sku,name,brand_name,price_including_tax"
    (tmp_path / "products.csv").write_text("\n".join([names, *rows]), encoding="utf-8")
    show_page(tmp_path)
    took = []
    for _ in range(3):
        with opened(browser, tmp_path) as page:
            page.locator(".facet").first.wait_for()
            took.append(
                page.evaluate(
                    """() => { const begun = performance.now(); document.querySelector('.facet input').click();
                    document.body.offsetHeight; return performance.now() - begun; }"""
                )
            )
    print(f"1,000 products: {min(took):.0f} ms")
    assert min(took) < 400
