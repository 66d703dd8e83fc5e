"""A dataset's page as text: what a cell may become, what must not be in it, how large it is."""

import base64
import hashlib
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.cli.main import run
from pipeline.journal.book import Journal
from pipeline.journal.entries import StepEntry
from pipeline.journal.file import journal_path
from pipeline.journal.transitions import StepState
from pipeline.schema.kinds import CUSTOMER
from tests.support.shop_pages import HOSTILE, edit_cells, make_shop, show_page, spoil

TOKEN = "lsxs_pt_invented_0123456789"
WITHOUT_CELLS = {
    "id",
    "class",
    "href",
    "src",
    "style",
    "value",
    "type",
    "role",
    "for",
    "data-facets",
    "data-symbol",
    "data-tint",
}


class Markup(HTMLParser):
    """The tags of a page with their attributes, and what stands in its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._open = tag

    def handle_endtag(self, _tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open in self.inside:
            self.inside[self._open].append(data)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_shop(tmp_path_factory.mktemp("made") / "out" / "demo")


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "demo"))


def hostile(shop: Path) -> Path:
    """Put each hostile text into every kind of cell that a page shows."""
    columns = ("name", "brand_name", "product_category", "tags", "supplier_name", "description", "sku", "barcode", "handle",
               "variant_option_one_name", "variant_option_one_value", "inventory", "supply_price", "image", "inventory_X<b>")  # fmt: skip
    edit_cells(
        shop / "products.csv",
        {
            (2 + number, column): f"{text} {number}"
            for number, text in enumerate(HOSTILE)
            for column in columns
        },
    )
    people = (
        "first_name",
        "last_name",
        "email",
        "phone",
        "physical_city",
        "physical_state",
        "customer_group",
    )
    edit_cells(
        shop / "customers.csv",
        {(2 + number, column): text for number, text in enumerate(HOSTILE) for column in people},
    )
    return show_page(shop)


@pytest.mark.campaign
def test_no_cell_is_script_style_address_or_id(shop: Path) -> None:
    text = hostile(shop).read_text(encoding="utf-8")
    page, plain = Markup(text), Markup(show_page(shop, "--only", "products").read_text(encoding="utf-8"))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {
        "img",
        "iframe",
        "base",
        "object",
        "embed",
    }
    assert page.inside["script"] == plain.inside["script"]
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        for name in WITHOUT_CELLS & attributes.keys():
            assert not re.search(r"pwned|HYPERLINK|bold|49|gnp", attributes[name]), (
                tag,
                name,
                attributes[name],
            )
        for name in {"href", "src"} & attributes.keys():
            assert re.match(r"#[a-z0-9=-]*$|data:,$", attributes[name]), attributes[name]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", each) for each in ids)
    assert "{{ 7 * 7 }}{% raw %}" in text
    assert "abc⟨U+202E⟩gnp.exe" in text
    assert "bell⟨U+0007⟩ zero⟨U+200B⟩width⟨U+2028⟩line" in text


def test_the_policy_names_each_script_and_style_by_its_digest_and_lets_nothing_else_in(shop: Path) -> None:
    page = Markup(show_page(shop).read_text(encoding="utf-8"))
    [policy] = [
        each["content"] for tag, each in page.tags if each.get("http-equiv") == "Content-Security-Policy"
    ]
    for kind in ("script", "style"):
        for each in page.inside[kind]:
            digest = base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http:" not in policy


@pytest.mark.campaign
def test_a_page_holds_no_path_of_this_machine_and_no_token(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XSERIES_TOKEN", TOKEN)
    spoil(shop)
    monkeypatch.chdir(shop.parent)
    edit_cells(shop / "products.csv", {(4, "price_including_tax"): "94.99"})
    assert run(["load", str(shop), "--sandbox", "--yes", "--pace", "fast", "--quiet"]) == 0
    edit_cells(shop / "products.csv", {(4, "price_including_tax"): "94,99"})
    (shop / "else").mkdir()
    monkeypatch.chdir(shop / "else")
    text = show_page(shop).read_text(encoding="utf-8")
    for word in (str(shop), str(shop.parent), str(Path.home()), TOKEN, "lsxs_pt"):
        assert word not in text, word
    assert "sandbox:" in text
    assert "x-series-demo verify demo --sandbox" in text
    capsys.readouterr()


@pytest.mark.campaign
def test_a_page_of_products_has_no_people(shop: Path) -> None:
    spoil(shop)
    people = [row.split(",") for row in (shop / "customers.csv").read_text(encoding="utf-8").splitlines()[1:]]
    whole = show_page(shop).read_text(encoding="utf-8")
    page = show_page(shop, "--only", "products").read_text(encoding="utf-8")
    assert all(row[2] in whole and row[2] not in page for row in people)
    assert not any(f"{row[0]} {row[1]}" in page or row[6] in page for row in people if row[6])
    assert 'id="customers"' not in page
    assert 'id="products"' in page


@pytest.mark.campaign
def test_people_who_may_be_real_are_announced(shop: Path, tmp_path: Path) -> None:
    assert "who may be real" not in show_page(shop).read_text(encoding="utf-8")
    edit_cells(shop / "customers.csv", {(2, "email"): "somebody@gmail.com"})
    assert "addresses of 1 customer." in show_page(shop).read_text(encoding="utf-8")
    theirs = tmp_path / "people.csv"
    theirs.write_text("email,first_name,last_name\na@example.com,A,B\nb@example.com,C,D\n", encoding="utf-8")
    assert run(["import", str(theirs), "--out", str(tmp_path / "theirs"), "--quiet"]) == 0
    page = show_page(tmp_path / "theirs").read_text(encoding="utf-8")
    assert "addresses of 2 customers." in page
    assert '<li class="chip">imported</li>' in page
    assert "There are no products" in page
    made_up = ("--out", str(tmp_path / "made-up"), "--anonymize", "--quiet")
    assert run(["import", str(theirs), *made_up]) == 0
    assert "may be real" not in show_page(tmp_path / "made-up").read_text(encoding="utf-8")


@pytest.mark.campaign
def test_a_page_is_for_its_owner_and_never_replaces_something_else(shop: Path) -> None:
    path = show_page(shop)
    assert path.stat().st_mode & 0o777 == 0o600
    show_page(shop)
    other = shop / "mine.html"
    other.write_text("<p>mine", encoding="utf-8")
    assert run(["show", str(shop), "--html", "--out", str(other), "--quiet"]) == 2
    assert run(["show", str(shop), "--html", "--out", str(shop), "--quiet"]) == 2
    assert run(["show", str(shop), "--html", "--out", str(shop / "no" / "page.html"), "--quiet"]) == 2
    assert other.read_text(encoding="utf-8") == "<p>mine"


@pytest.mark.campaign
def test_the_same_dataset_is_the_same_page(shop: Path) -> None:
    first = show_page(shop).read_bytes()
    assert show_page(shop).read_bytes() == first


@pytest.mark.campaign
def test_500_products_are_at_most_2_mb(tmp_path: Path) -> None:
    packs = ("apparel", "beauty", "electronics", "grocery", "home", "services")
    page = show_page(make_shop(tmp_path / "big", *packs, customers=500, products=500))
    assert page.stat().st_size <= 2_000_000


def test_at_most_1000_rows_of_each_are_shown_and_the_page_says_so(tmp_path: Path) -> None:
    rows = (f"Ann,Doe,ann{number}@example.com" for number in range(1200))
    (tmp_path / "customers.csv").write_text(
        "\n".join(["first_name,last_name,email", *rows]), encoding="utf-8"
    )
    page = show_page(tmp_path).read_text(encoding="utf-8")
    assert page.count('<tr id="customer-') == 1000
    assert "Of 1,200 customers the first 1,000 are shown here." in page


def test_the_figures_are_those_of_all_rows_also_where_not_all_are_shown(tmp_path: Path) -> None:
    names = (
        "sku,name,variant_option_one_name,variant_option_one_value,price_including_tax,supply_price,inventory"
    )
    rows = (f"S{n},Shelf {n // 2},Size,{n % 2},{n + 1}.00,{(n + 1) / 4},2" for n in range(1200))
    (tmp_path / "products.csv").write_text("\n".join([names, *rows]), encoding="utf-8")
    people = (f"Ann,Doe,ann{number}@example.com,Town {number}" for number in range(1100))
    (tmp_path / "customers.csv").write_text(
        "\n".join(["first_name,last_name,email,physical_city", *people]), encoding="utf-8"
    )
    page = show_page(tmp_path).read_text(encoding="utf-8")
    told = dict(re.findall(r"<dt>([^<]*)</dt><dd><b>([^<]*)</b>(?: <span>[^<]*</span>)?", page))
    assert told == {
        "Products": "1,200", "Customers": "1,100", "Median price": "600.50", "Prices": "1.00 – 1,200.00",
        "Mean margin": "75 %", "Stock at cost": "360,300",
    }  # fmt: skip
    assert "<span>in 600 families</span>" in page
    assert "<span>in 1,100 places</span>" in page


def test_rows_that_are_gone_are_told_of_where_the_edits_lead_to(shop: Path) -> None:
    lines = (shop / "customers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (shop / "customers.csv").write_text("".join(lines[:2] + lines[3:]), encoding="utf-8")
    page = show_page(shop).read_text(encoding="utf-8")
    assert '<a class="chip edited" href="#findings">1 cell edited</a>' in page
    assert "<li>Edited since it was made: customers: 1 removed.</li>" in page


def test_a_cell_of_blanks_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku,name\nA-1,   \n\u00a0,\u00a0\n", encoding="utf-8")
    page = show_page(tmp_path).read_text(encoding="utf-8")
    assert re.findall(r"<h3><a [^>]*>([^<]*)</a>", page) == ["A-1", "without a name"] * 2
    assert re.findall(r'<h3 class="title">([^<]*)</h3>', page) == ["A-1", "without a name"]


def test_a_supplier_s_number_of_any_variant_is_there_to_be_found(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text(
        "sku,name,variant_option_one_name,variant_option_one_value,supplier_code\nA,Rug,Size,S,N1\nB,Rug,Size,L,N2\n",
        encoding="utf-8",
    )
    assert "<dd>N1, N2</dd>" in show_page(tmp_path).read_text(encoding="utf-8")


def test_what_was_not_given_to_a_load_yet_is_pending_and_a_load_is_proposed(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.parent)
    few = ("--limit", "1", "--without", "images,stock")
    assert run(["load", "demo", "--sandbox", "--yes", "--pace", "fast", "--quiet", *few]) == 0
    page = show_page(Path("demo")).read_text(encoding="utf-8")
    assert (
        '<b>Customers</b> <span class="state pending">19 pending</span><span class="state done">1 done'
        in page
    )
    assert "x-series-demo load demo --sandbox</code>" in page
    with Journal.open(journal_path(Path("demo"), "sandbox"), durable=False) as journal:
        [there] = [each for each in journal.entries() if each.kind is CUSTOMER]
        failed = StepEntry(
            CUSTOMER, there.key, "note", StepState.FAILED, "1", "null", message="not <b>so</b>"
        )
        journal.put_steps([failed])
    page = show_page(Path("demo")).read_text(encoding="utf-8")
    assert ", 1 without a part</b>" in page
    assert '<p class="quote">note failed: not &lt;b&gt;so&lt;/b&gt;</p>' in page
    assert "load --retry-failed tries it again." in page


def test_an_own_image_is_taken_in_as_data_and_a_wrong_one_is_not(shop: Path) -> None:
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    (shop / "photo.png").write_bytes(png)
    edit_cells(shop / "products.csv", {(2, "image"): "photo.png", (4, "image"): "../../etc/passwd"})
    page = Markup(show_page(shop).read_text(encoding="utf-8"))
    images = {each["src"] for tag, each in page.tags if tag == "img"}
    assert images == {f"data:image/png;base64,{base64.b64encode(png).decode()}"}
    edit_cells(shop / "products.csv", {(2, "image"): str(shop / "photo.png"), (4, "image"): ""})
    assert "<p>Image: your own, photo.png</p>" in show_page(shop).read_text(encoding="utf-8").replace(
        ' class="quiet"', ""
    )


@pytest.mark.parametrize(
    "spoiled",
    ["", "\x00\x01", "sku\n", "sku,name\nA,B\n", "sku,name,price_including_tax\nA,,\n,,\nA,B,1e999\n"],
)
def test_any_file_that_can_be_read_makes_a_page(tmp_path: Path, spoiled: str) -> None:
    (tmp_path / "products.csv").write_text(spoiled, encoding="utf-8")
    assert run(["show", str(tmp_path), "--html", "--quiet"]) in (0, 3)
