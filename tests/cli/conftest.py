"""What all tests of the command line stand in: an empty folder, and nobody's settings; and a store with a load in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli_scenes import Shop, shop_on_a_port, write_dataset
from tests.support.cli_support import settle_in


@pytest.fixture(autouse=True)
def _stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_in(tmp_path, monkeypatch)


@pytest.fixture
def shop(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A store that holds somebody's customer and, loaded, two customers and three products."""
    write_dataset(customers=2, products=3)
    with shop_on_a_port(capsys, monkeypatch) as found:
        theirs = {"first_name": "Some", "last_name": "Body", "email": "somebody@example.net"}
        found.port.control("add", {"customers": [theirs]})
        assert found.load().status == 0
        yield found
