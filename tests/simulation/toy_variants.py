"""Loaders that are wrong on purpose about units, references and steps. `test_toy_kind.py` has to catch every one."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.http.calls import Call
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import Next
from pipeline.load.sending import loader, sender, steps
from pipeline.load.sending.job import Job
from pipeline.load.sending.steps import StepRunner
from pipeline.load.sending.units import Unit
from pipeline.schema.records import Id, Record
from pipeline.stores.protocol import Making, Payload, References, Verdict
from tests.simulation.wrong_variants import Variant, by_position, sent_again_whole
from tests.support import toy
from tests.support.toy import PATH


def _reference_from_memory(patch: pytest.MonkeyPatch) -> None:
    memory: dict[Id, str] = {}
    believed = sender.Sender._believed

    def remember(self: sender.Sender, unit: Unit, verdict: Verdict) -> Verdict:
        for each in verdict.created:
            memory[unit.kind, each.key] = (
                each.remote_id
            )  # before the journal has it, and whatever it makes of it
        return believed(self, unit, verdict)

    def recall(self: Job, unit: Unit) -> dict[Id, str]:
        named = {each for place in unit.ids for each in self.records[place].references}
        return {each: memory.get(each, "00000000-0000-4000-8000-000000000000") for each in named}

    patch.setattr(sender.Sender, "_believed", remember)
    patch.setattr(Job, "references", recall)


def _without_its_reference(patch: pytest.MonkeyPatch) -> None:
    def nothing_missing(_record: Record, _entry: Any, _unit: Any = ()) -> tuple[Id, ...]:
        return ()

    seen: dict[Id, dict[Id, str]] = {}

    def those_that_are_there(self: Job, unit: Unit) -> dict[Id, str]:
        named = {each for place in unit.ids for each in self.records[place].references}
        known = {each: self.journal.entry(*each) for each in named}
        there = {each: entry.remote_id for each, entry in known.items() if entry and entry.remote_id}
        return seen.setdefault(unit.id, there)

    def part(record: Record, references: References, _price_field: str) -> Payload:
        ids = [references[each] for each in record.references if each in references]
        return {"code": record.key_text, "name": record.label, "product_ids": ids}

    def create(making: Making) -> Call:
        return Call(
            "POST", PATH, json={"members": [part(each, making.references, "") for each in making.records]}
        )

    patch.setattr(toy, "KEPT", dataclasses.replace(toy.KEPT, part=part, create=create))
    patch.setattr(loader, "missing_of", nothing_missing)
    patch.setattr(Job, "references", those_that_are_there)


def _step_on_what_was_adopted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(steps, "OURS", tuple(Origin))


def _step_without_a_look(patch: pytest.MonkeyPatch) -> None:
    async def blind(_self: StepRunner, _task: steps.Task) -> Next:
        return Next.CALL

    patch.setattr(StepRunner, "_look", blind)


TOY_VARIANTS: Sequence[Variant] = (
    Variant("by-position", "the ids come in the order of the request", by_position, "has the id"),
    Variant(
        "sent-again-whole",
        "a unit that is partly there is not there",
        sent_again_whole,
        "is called not applied",
    ),
    Variant(
        "reference-from-memory",
        "the id of an answer is the id",
        _reference_from_memory,
        "or has another one's id",
    ),
    Variant(
        "without-its-reference", "what is not there is left out", _without_its_reference, "lacks a product"
    ),
    Variant("step-on-what-was-adopted", "found is as good as made", _step_on_what_was_adopted, "adopted"),
    Variant(
        "step-without-a-look", "the value that was there does not matter", _step_without_a_look, "first look"
    ),
)
