"""`make demo` as a newcomer types it, judged by the sandbox's own history. Some twenty ways of typing it: `make torture`."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.checkouts import SCREEN_LINES, Checkout

pytestmark = pytest.mark.campaign

SMALL = ("CUSTOMERS=3", "PRODUCTS=4")


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_every_command_of_the_closing_screen_runs_as_printed_where_make_was_called(tmp_path: Path) -> None:
    checkout, elsewhere = Checkout.copied(tmp_path / "checkout"), tmp_path / "else where"
    checkout.equip()
    elsewhere.mkdir()
    made = checkout.make("-j4", "demo", "OUT=out/my shop", *SMALL, cwd=elsewhere)
    assert made.status == 0, made.said
    assert checkout.stored() == checkout.filed("out/my shop")
    assert len(made.screen) <= SCREEN_LINES
    assert "3 customers, 4 products and 1 supplier, in the sandbox" in made.screen[0]
    stored = []
    for command in made.commands:
        small = command.replace(" demo ", f" demo {' '.join(SMALL)} ")  # whole, as printed: `make torture`
        ran = checkout.type(small, cwd=elsewhere)
        own = "DOMAIN=mystore" in command
        assert (ran.status, "There is no token." in ran.said) == ((2, True) if own else (0, False)), ran.said
        stored.append(checkout.stored())
    another = "out/demo-beauty-customers-3-products-4"
    assert stored == [
        *[checkout.filed("out/my shop")] * 3,  # shown, verified, taken back and loaded again
        *[checkout.filed("out/my shop", another)] * 2,  # another one beside it; no store of one's own
        checkout.filed(another),  # the first taken back
    ]
    assert checkout.sandboxes() == [checkout.folder / "out/.sandbox/shop.sqlite"]
