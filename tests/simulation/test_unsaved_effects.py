"""Loads into a sandbox whose state file can't be written for a while: what the store says afterwards, from its file."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from pipeline.journal.book import Journal
from pipeline.journal.transitions import State
from pipeline.load.events import nobody
from pipeline.load.options import LoadOptions
from pipeline.load.planning.survey import LoadRequest
from pipeline.load.request import Target
from pipeline.rehearsal.rehearse import _far_away, _play
from pipeline.rehearsal.virtual_time import Clock, run_virtually
from pipeline.sandbox import SandboxOptions, create_app
from pipeline.sandbox.serve.app import SandboxApp
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.settings import Token
from pipeline.stores.xseries.address import address_of
from tests.support.load_support import customer, memory, product

EACH = 20  # customers, and products
BEGIN_S = 1.0  # by then some are made, and the rest is on its way
OPTIONS = SandboxOptions(registers=10)

Trouble = Callable[[SandboxApp, Path], AbstractContextManager[None]]


@contextlib.contextmanager
def full(app: SandboxApp, _: Path) -> Iterator[None]:
    """Let SQLite refuse every write at once, as on a full disk."""
    base = app.sandbox.saved.storage._base
    base.execute("PRAGMA query_only=ON")
    yield
    base.execute("PRAGMA query_only=OFF")


@contextlib.contextmanager
def locked(_: SandboxApp, state: Path) -> Iterator[None]:
    """Hold the file as another program."""
    with closing(sqlite3.connect(state, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize(
    ("trouble", "for_s", "failures"), [(full, 3.0, True), (locked, 3.0, False), (locked, 9.0, True)]
)
def test_each_record_is_made_once_and_is_in_the_file(
    tmp_path: Path, trouble: Trouble, for_s: float, failures: bool
) -> None:
    clock, state = Clock(), tmp_path / "s"
    each = [customer(n) for n in range(EACH)], [product(n) for n in range(EACH)]
    rows = [(record, line) for records in each for line, record in enumerate(records, start=2)]
    with closing(create_app(OPTIONS, state, clock=clock.wall_s)) as app, closing(memory()) as database:
        target = Target("sandbox", address_of("sandbox"), Token(OPTIONS.token), _far_away(app))
        journal = Journal(database)
        request = LoadRequest(Path("nowhere"), rows, target, LoadOptions())

        async def fail_for_a_while() -> None:
            await asyncio.sleep(BEGIN_S)
            with trouble(app, state):
                await asyncio.sleep(for_s)

        async def run() -> None:
            await asyncio.gather(fail_for_a_while(), _play(request, journal, clock, nobody))

        run_virtually(clock, run())
        ids = {entry.key_text: entry.remote_id for entry in journal.entries()}
        states = {entry.state for entry in journal.entries()}
        answers = [seen.status for seen in app.sandbox.seen]
    with closing(create_app(OPTIONS, state, clock=clock.wall_s)) as again:
        made = [(effect.key, effect.id) for effect in again.history()]
        live = [again.sandbox.shop.rows.count(kind.plural)[0] for kind in (CUSTOMER, PRODUCT)]
    assert (500 in answers) is failures
    assert states == {State.DONE}
    assert sorted(made) == sorted(ids.items())
    assert live == [EACH + 1] * 2  # a walk-in customer and a discount are there from the first day
