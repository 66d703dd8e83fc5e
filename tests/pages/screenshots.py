"""Screenshots of the demo's page for the README: `make screenshots`. What is shown is made anew, never drawn by hand."""

import sys
import tempfile
from pathlib import Path

from tests.support.browsers import MISSING, browser_at, find_browser
from tests.support.shop_pages import make_shop, show_page

FOLDER = Path(__file__).resolve().parents[2] / ".github" / "images"
SHOTS = {"shop-families.png": ("", "light"), "shop-family.png": ("#detail-{hero}", "dark")}
SIZE = {"width": 1000, "height": 640}


def main() -> int:
    """Make the page of the demo in a folder of its own, and keep what a browser shows of it."""
    browser = find_browser()
    if browser is None:
        print(f"No screenshots: {MISSING}.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made, browser_at(browser) as driver:
        address = show_page(
            make_shop(Path(made) / "demo", customers=50, products=50, scenarios=True)
        ).as_uri()
        for name, (where, scheme) in SHOTS.items():
            page = driver.new_page(viewport=SIZE, color_scheme=scheme)
            page.goto(address)
            hero = (
                page.locator(".family", has=page.locator(".dots"))
                .first.get_attribute("id")
                .rpartition("-")[2]
            )
            page.goto(address + where.format(hero=hero))
            page.screenshot(path=FOLDER / name)
            page.close()
            print(f"{name}: {(FOLDER / name).stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
