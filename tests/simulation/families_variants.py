"""Loaders that are wrong on purpose about families and stock. `test_families.py` has to catch every one."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import Next, StepState
from pipeline.load.sending import loader, sender, steps
from pipeline.load.sending.loader import Loader
from pipeline.load.sending.reconcile import Sighting
from pipeline.load.sending.steps import StepRunner, Task
from pipeline.load.sending.units import Unit
from tests.simulation.wrong_variants import Variant, by_position, sent_again_whole


def _all_variants_at_once(patch: pytest.MonkeyPatch) -> None:
    def apart(self: Loader, units: Iterable[Unit]) -> list[Unit]:
        found = []
        for unit in units:
            parts = [Unit(unit.kind, unit.name, (key,)) for key in unit.keys]
            found += parts if unit.name is not None and self.job.there(unit) else [unit]
        return found

    patch.setattr(Loader, "_split", apart)


def _parents_do_not_matter(patch: pytest.MonkeyPatch) -> None:
    def as_found(_self: sender.Sender, found: Sequence[tuple[Entry, Sighting]]) -> Any:
        return found

    patch.setattr(sender.Sender, "_as_unit", as_found)


def _first_value_from_memory(patch: pytest.MonkeyPatch) -> None:
    def same(_self: StepRunner, _task: Task, _found: Any, _first: Any) -> bool:
        return True

    patch.setattr(StepRunner, "_is_same", same)


def _planned_is_as_good_as_seen(patch: pytest.MonkeyPatch) -> None:
    async def look(self: StepRunner, task: Task) -> Next:
        known = self._known(task)
        if known is not None and known.state is StepState.PLANNED:
            return Next.CALL
        return await plain(self, task)

    def fresh(self: StepRunner, task: Task) -> bool:
        return self._known(task) is None

    plain = StepRunner._look
    patch.setattr(StepRunner, "_look", look)
    patch.setattr(StepRunner, "_is_to_look_at", fresh)


def _adopted_is_ours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(steps, "OURS", tuple(Origin))


def _each_looked_at_alone(patch: pytest.MonkeyPatch) -> None:
    async def no_look(_self: StepRunner) -> None:
        return

    def nothing(_job: Any, _seen: Any) -> None:
        return

    patch.setattr(StepRunner, "_look_at_all", no_look)

    async def not_seen(_job: Any, _unit: Unit) -> None:
        return

    patch.setattr(steps, "infer", nothing)  # these would tell that such a store ignores stock, and so hide it
    patch.setattr(loader, "look_at_first", not_seen)


def _tracking_is_nobodys(patch: pytest.MonkeyPatch) -> None:
    def none_of_theirs(_self: StepRunner, _task: Task) -> bool:
        return False

    patch.setattr(StepRunner, "_has_theirs", none_of_theirs)


FAMILY_VARIANTS: Sequence[Variant] = (
    Variant("by-position", "the ids come in the order of the request", by_position, "has the id"),
    Variant(
        "sent-again-whole",
        "a family that is partly there is not there",
        sent_again_whole,
        "is called not applied",
        25,
    ),
    Variant(
        "all-variants-at-once",
        "what a family lacks may go at once",
        _all_variants_at_once,
        "one request at a time",
        90,
    ),
    Variant(
        "parents-do-not-matter",
        "a SKU is a member of its family",
        _parents_do_not_matter,
        "No family has this name",
        315,
    ),
    Variant(
        "first-value-from-memory",
        "a step is put until it is there",
        _first_value_from_memory,
        "is put over",
        30,
    ),
    Variant(
        "planned-is-seen",
        "what was planned yesterday is put today",
        _planned_is_as_good_as_seen,
        "is put over",
        1360,
    ),
    Variant("adopted-is-ours", "found is as good as made", _adopted_is_ours, "adopted"),
    Variant(
        "each-looked-at-alone",
        "a record's first look is its own",
        _each_looked_at_alone,
        "nobody moved it",
    ),
    Variant(
        "tracking-is-nobodys",
        "a variant's stock is its own",
        _tracking_is_nobodys,
        "somebody's, and was changed",
        245,
    ),
)
