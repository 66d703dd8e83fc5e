"""Parts of a page, by themselves: amounts, steps of prices, filters, marks."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.amounts import CURRENCIES, Currency, cents_of, currency_of, margin_of
from pipeline.pages.drawn import once
from pipeline.pages.facets import EDITED_ID, Facets, edges_for
from pipeline.pages.marks import marked

_MARK = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩|(.)", re.DOTALL)
ROOT = Path(__file__).resolve().parents[2]


def test_every_region_has_a_currency() -> None:
    regions = {path.stem for path in (ROOT / "packs" / "regions").glob("*.json")}
    assert regions == set(CURRENCIES)
    assert currency_of(None) == currency_of("xx") == Currency()


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("52.95", 5295),
        ("0", 0),
        ("52,95", None),
        ("", None),
        ("nan", None),
        ("1e999", None),
        ("-3.5", -350),
        ("inf", None),
    ],
)
def test_cents_of_a_cell(text: str, cents: int | None) -> None:
    assert cents_of(text) == cents


def test_words_of_amounts() -> None:
    pound = CURRENCIES["gb"]
    assert [pound.words(each) for each in (5, 129995, -350, None)] == ["£0.05", "£1,299.95", "-£3.50", ""]
    assert pound.span([500, 500]) == "£5.00"
    assert (margin_of(1000, 400), margin_of(0, 400), margin_of(None, 1), margin_of(100, None)) == (
        60,
        None,
        None,
        None,
    )


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_every_price_is_in_one_bar(prices: list[int]) -> None:
    edges = edges_for(min(prices), max(prices))
    assert list(edges) == sorted(set(edges))
    assert edges[0] <= min(prices)
    assert edges[-1] > max(prices)
    assert len(edges) <= 16
    facets = Facets()
    facets.price_bins(prices, Currency("$"))
    for each in prices:
        facets.take_price(each)
    bars = facets.bars()
    assert not bars or sum(bar.count for bar in bars) == len(prices)


def test_ids_of_filters_are_made_of_no_cell() -> None:
    facets = Facets()
    ids = [facets.take("brand", text) for text in ("Oatlow", "OATLOW", "<b>", "e0 h1")]
    assert ids == ["b0", "b0", "b1", "b2"]
    assert facets.take("show", "Edited") == EDITED_ID
    [shown, brands] = facets.groups()
    assert [(each.label, each.count) for each in brands.first] == [("Oatlow", 2), ("<b>", 1), ("e0 h1", 1)]
    assert shown.title == "Show only"


@given(st.text())
def test_nothing_unseen_is_left_and_nothing_seen_is_lost(text: str) -> None:
    shown = str(marked(text))
    unseen = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert all(letter in "\n\t" or unicodedata.category(letter) not in unseen for letter in shown)
    assert "".join(chr(int(code, 16)) if code else letter for code, letter in _MARK.findall(shown)) == text


def test_an_outline_that_is_drawn_several_times_stands_once() -> None:
    long = "M" + " 1 2" * 20
    outlines, symbols = once(
        [f'<path d="{long}" fill="a"/><path d="{long}" fill="b"/><path d="M1 2" fill="c"/>']
    )
    assert outlines == f'<path id="o0" d="{long}"/>'
    assert symbols == '<use href="#o0" fill="a"/><use href="#o0" fill="b"/><path d="M1 2" fill="c"/>'


def test_the_script_stays_small() -> None:
    script = ROOT / "pipeline" / "pages" / "static" / "shop.js"
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 150
