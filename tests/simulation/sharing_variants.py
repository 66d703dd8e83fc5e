"""Unloads that are wrong on purpose about what others use. `test_sharing.py` has to catch every one."""

import dataclasses
from collections.abc import Container, Sequence
from typing import Any

import pytest

from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.schema.kinds import Kind
from pipeline.stores.protocol import Resource
from pipeline.stores.xseries import resources
from pipeline.stores.xseries.reading.reads import Missing, read_rows
from pipeline.stores.xseries.reading.single import read_below
from pipeline.stores.xseries.resources import resource_of
from pipeline.unload import plan
from pipeline.unload.deleter import Deleter
from pipeline.unload.plan import UnloadOptions
from pipeline.unload.uses import Use, Uses
from tests.simulation.wrong_variants import Variant


def _adopted_goes(patch: pytest.MonkeyPatch) -> None:
    def what(entry: Entry, options: UnloadOptions, made_here: Container[str]) -> str | None:
        found = plain(entry, options, made_here)
        return "delete" if found == "stays" and entry.kind.named else found

    plain = plan._what
    patch.setattr(plan, "_what", what)


def _nobody_is_asked(patch: pytest.MonkeyPatch) -> None:
    async def unused(_self: Uses, _remote_id: str) -> Use | None:
        return None

    patch.setattr(Uses, "find", unused)


def _others_here_do_not_count(patch: pytest.MonkeyPatch) -> None:
    async def find(self: Uses, remote_id: str) -> Use | None:
        use = await plain(self, remote_id)
        return None if use is not None and use.ours else use

    plain = Uses.find
    patch.setattr(Uses, "find", find)


def _asked_of_the_search(patch: pytest.MonkeyPatch) -> None:
    async def find(self: Uses, remote_id: str) -> Use | None:
        holder = self.journal.holder(remote_id)
        asked = resource_of(holder[0]).used_by if holder is not None else None
        rows = await read_rows(self.paced, asked(remote_id), Missing.ANYTHING) if asked is not None else []
        users = [row for row in rows or () if self.journal.holder(str(row.get("id"))) is None]
        return await plain(self, remote_id) if users else None

    plain = Uses.find
    patch.setattr(Uses, "find", find)


def _with(patch: pytest.MonkeyPatch, name: str, **changes: Any) -> None:
    resource: Resource = resources.RESOURCES[name]
    patch.setitem(resources.RESOURCES, name, dataclasses.replace(resource, **changes))


def _whatever_stands_below(patch: pytest.MonkeyPatch) -> None:
    _with(patch, "category", kept_by=lambda _row: "")


def _our_own_below_does_not_count(patch: pytest.MonkeyPatch) -> None:
    async def use_of(self: Deleter, entry: Entry, row: dict[str, Any]) -> Use | None:
        use = await plain(self, entry, row)
        if use is None or await self.job.uses.find(str(entry.remote_id)) is not None:
            return use
        below = await read_below(self.job.paced, entry.kind, str(entry.remote_id))
        ours = all(self.job.journal.holder(each["id"]) is not None for each in below)
        return None if ours else use

    plain = Deleter._use_of
    patch.setattr(Deleter, "_use_of", use_of)


def _foreign_below_does_not_count(patch: pytest.MonkeyPatch) -> None:
    async def use_of(self: Deleter, entry: Entry, row: dict[str, Any]) -> Use | None:
        use = await plain(self, entry, row)
        if use is None or await self.job.uses.find(row["id"]) is not None:
            return use
        below = await read_below(self.job.paced, entry.kind, row["id"])
        used = [await self.job.uses.find(each["id"]) for each in below]
        return use if any(used) else None

    plain = Deleter._use_of
    patch.setattr(Deleter, "_use_of", use_of)


def _made_here_is_left(patch: pytest.MonkeyPatch) -> None:
    def what(entry: Entry, options: UnloadOptions, _made_here: Container[str]) -> str | None:
        return plain(entry, options, ())

    plain = plan._what
    patch.setattr(plan, "_what", what)


def _found_is_adopted(patch: pytest.MonkeyPatch) -> None:
    def what(entry: Entry, options: UnloadOptions, made_here: Container[str]) -> str | None:
        reconciled = entry.kind.named and entry.origin is Origin.RECONCILED and entry.state is State.DONE
        return "stays" if reconciled else plain(entry, options, made_here)

    plain = plan._what
    patch.setattr(plan, "_what", what)


def _kept_for_another_is_left_over(patch: pytest.MonkeyPatch) -> None:
    find = Uses.find

    async def strict(self: Uses, remote_id: str) -> Use | None:
        use = await find(self, remote_id)
        return None if use is None else Use(use.why, ours=False)

    patch.setattr(Uses, "find", strict)


def _pages_since_this_one(patch: pytest.MonkeyPatch) -> None:
    read_on = Uses.read_on

    async def late(self: Uses, kind: Kind) -> None:
        self.after = 10_000
        await read_on(self, kind)

    patch.setattr(Uses, "read_on", late)


SHARING_VARIANTS: Sequence[Variant] = (
    Variant("adopted-goes", "what we used is ours", _adopted_goes, "is the shop's own, and was deleted"),
    Variant("nobody-is-asked", "the store will refuse what is in use", _nobody_is_asked, "used it"),
    Variant("others-here-do-not-count", "who made it takes it away", _others_here_do_not_count, "used it"),
    Variant("asked-of-the-search", "the search knows who uses it", _asked_of_the_search, "used it"),
    Variant("pages-since-the-newest", "users came late", _pages_since_this_one, "used it"),
    Variant(
        "whatever-stands-below",
        "a category is a record like any other",
        _whatever_stands_below,
        "was deleted",
    ),
    Variant(
        "our-own-below",
        "what stands below goes as well, if it is ours",
        _our_own_below_does_not_count,
        "used it",
    ),
    Variant(
        "foreign-below",
        "what others put below ours goes with it",
        _foreign_below_does_not_count,
        "is the shop's own, and was deleted",
    ),
    Variant("made-here-is-left", "what was adopted stays in any case", _made_here_is_left, "the shop keeps"),
    Variant("found-is-adopted", "what a look-up found was there before", _found_is_adopted, "left behind"),
    Variant(
        "kept-for-another-is-left-over",
        "kept is kept",
        _kept_for_another_is_left_over,
        "and the shop keeps",
    ),
)
