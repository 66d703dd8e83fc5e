"""When the mapping is written while a run goes on: after what changed, not without need, and again if it failed."""

import asyncio
import errno
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import JournalError
from pipeline.journal.book import Journal
from pipeline.journal.transitions import State
from pipeline.load.mapping_file import MAPPING_EVERY_S, RECORDS_PER_S, Output, Writer, spacing_s
from pipeline.rehearsal.virtual_time import Clock, run_virtually
from tests.support.load_support import UUID, customer, entry, journal_in_memory

Saved = list[tuple[float, int]]  # when, and how many customers


def test_a_large_mapping_is_written_more_rarely() -> None:
    assert spacing_s(0) == spacing_s(1_000) == MAPPING_EVERY_S
    assert [records / spacing_s(records) for records in (10_000, 100_000, 1_000_000)] == [RECORDS_PER_S] * 3


def play(
    body: Callable[[Journal], Awaitable[None]], full: Callable[[float], bool] = lambda _s: False
) -> Saved:
    """Return what was saved, in seconds since the start, while the body ran on an empty journal."""
    clock, journal, saved = Clock(), journal_in_memory(), list[tuple[float, int]]()
    began_s = clock.now_s

    def save(data: bytes) -> None:
        if full(clock.now_s - began_s):
            raise OSError(errno.ENOSPC, "No space left on device")
        saved.append((round(clock.now_s - began_s, 2), len(json.loads(data)["customers"])))

    async def run() -> None:
        writer = Writer(journal, "mystore", Output(Path("mapping.json"), ()), save, clock.wall_s)
        async with writer.at_work():
            await body(journal)

    run_virtually(clock, run())
    return saved


def make(journal: Journal, number: int) -> None:
    journal.replan([replace(entry(customer(number)), state=State.DONE, remote_id=f"{UUID[:-2]}{number:02}")])


def test_it_is_written_a_while_after_each_change_and_not_without_one() -> None:
    async def body(journal: Journal) -> None:
        make(journal, 1)  # before the scribe's first look
        await asyncio.sleep(10)
        make(journal, 2)
        await asyncio.sleep(1)
        make(journal, 3)
        await asyncio.sleep(3600)
        make(journal, 4)
        await asyncio.sleep(2)

    assert play(body) == [(3.0, 1), (13.0, 3)]  # the rest is written on the way out, by whoever ends the run


def test_what_changes_and_adds_nothing_writes_nothing() -> None:
    async def body(journal: Journal) -> None:
        make(journal, 1)
        await asyncio.sleep(10)
        journal.replan([entry(customer(2))])
        await asyncio.sleep(10)

    assert play(body) == [(3.0, 1)]


def test_a_write_that_failed_is_tried_again_though_nothing_changes() -> None:
    async def body(journal: Journal) -> None:
        make(journal, 1)
        await asyncio.sleep(60)

    assert play(body, full=lambda at_s: at_s < 20) == [(21.0, 1)]


def test_one_that_can_not_be_written_is_named() -> None:
    journal = journal_in_memory()
    make(journal, 1)

    def save(_data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(JournalError, match=r"mapping\.json can't be written: No space left"):
        Writer(journal, "mystore", Output(Path("mapping.json"), ()), save, lambda: 0.0).write()
