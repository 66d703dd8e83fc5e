"""Loaders that are wrong on purpose about named things. `test_catalogue.py` has to catch every one."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from pipeline.journal.attempts import Attempt
from pipeline.journal.book import Change
from pipeline.journal.entries import Entry, Origin
from pipeline.load import runner
from pipeline.load.sending import loader, names, reconcile, sender
from pipeline.load.sending.job import Job
from pipeline.load.sending.names import StoreNames
from pipeline.load.sending.reconcile import Sighting
from pipeline.load.sending.units import Unit
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, Record
from pipeline.stores.protocol import Making, Payload, References
from pipeline.stores.xseries import parts, products, resources
from pipeline.stores.xseries.resources import resource_of
from tests.simulation.wrong_variants import Variant, sent_again_whole


def _mark_of_this_run(patch: pytest.MonkeyPatch) -> None:
    def newest(self: Job, entry: Entry) -> int:
        return self.marks.get(entry.kind, 0) if entry.kind.named else self.watermark

    patch.setattr(Job, "mark_of", newest)


def _found_is_adopted(patch: pytest.MonkeyPatch) -> None:
    def found(self: sender.Sender, entry: Entry, sighting: Sighting) -> tuple[Change, Attempt]:
        (entry, event, told), attempt = plain(self, entry, sighting)
        adopted: Mapping[str, Any] = {"origin": Origin.ADOPTED} if entry.kind.named and sighting.ours else {}
        return (entry, event, {**told, **adopted}), attempt

    plain = sender.Sender._found
    patch.setattr(sender.Sender, "_found", found)


def _as_typed(kind: Kind, row: Mapping[str, Any]) -> str:
    return str(row.get(resource_of(kind).key_field) or "")


def _names_as_typed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(names, "key_in", _as_typed)


def _look_up_as_typed(patch: pytest.MonkeyPatch) -> None:
    def sort(entry: Entry, rows: Sequence[Any]) -> Sighting:
        return plain(
            entry, [row for row in rows if not entry.kind.named or _as_typed(entry.kind, row) == entry.key]
        )

    plain = reconcile._sort
    patch.setattr(reconcile, "_sort", sort)


def _not_listed(patch: pytest.MonkeyPatch) -> None:
    async def nothing(
        paced: Any, kinds: Iterable[Kind], wanted: Any, before: StoreNames | None = None
    ) -> StoreNames:
        listed = await plain(paced, kinds, wanted, before)
        return StoreNames({}, listed.marks, ())

    plain = names.list_names
    patch.setattr(runner, "list_names", nothing)
    patch.setattr(runner, "find_gone", _none_gone)


async def _none_gone(_paced: Any, _journal: Any, _names: Any) -> list[Entry]:
    return []


def _gone_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    async def never(*_: Any) -> bool:
        return False

    patch.setattr(runner, "find_gone", _none_gone)
    patch.setattr(sender.Sender, "_lost_references", never)


def _without_its_reference(patch: pytest.MonkeyPatch) -> None:
    def nothing_missing(_record: Record, _entry: Any, _unit: Any = ()) -> tuple[Id, ...]:
        return ()

    def those_that_are_there(self: Job, unit: Unit) -> dict[Id, str]:
        named = {
            each for place in unit.ids for each in self.records[place].references if each not in unit.ids
        }
        known = {each: self.journal.entry(*each) for each in named}
        there = {each: entry.remote_id for each, entry in known.items() if entry and entry.remote_id}
        return seen.setdefault(unit.id, there)

    def ids_of(record: Record, references: References, sent_as: Mapping[str, str]) -> Payload:
        payload: Payload = {}
        for field in record.kind.references:
            ids = [references[each] for each in record.named_by(field) if each in references]
            if ids:
                payload[sent_as[field.name]] = ids if isinstance(record.get(field.name), tuple) else ids[0]
        return payload

    seen: dict[Id, dict[Id, str]] = {}
    patch.setattr(loader, "missing_of", nothing_missing)
    patch.setattr(Job, "references", those_that_are_there)
    patch.setattr(resources, "ids_of", ids_of)
    patch.setattr(products, "ids_of", ids_of)
    assert parts.ids_of is not ids_of


def _tree_by_ids_of_its_own(patch: pytest.MonkeyPatch) -> None:
    def at_the_top(making: Making) -> Any:
        call = plain(making)
        nodes = [
            {name: value for name, value in node.items() if name != "parent_category_id"}
            for node in call.json["categories"]
        ]
        return dataclasses.replace(call, json={"categories": nodes})

    plain = resource_of_category().create
    patch.setitem(
        resources.RESOURCES, "category", dataclasses.replace(resource_of_category(), create=at_the_top)
    )


def resource_of_category() -> Any:
    return resources.RESOURCES["category"]


CATALOGUE_VARIANTS: Sequence[Variant] = (
    Variant("mark-of-this-run", "the newest listing is as good as the intent's own", _mark_of_this_run),
    Variant("found-is-adopted", "what a look-up finds was there before", _found_is_adopted, "left behind"),
    Variant("tree-sent-again-whole", "a tree that is partly there is not there", sent_again_whole),
    Variant(
        "names-as-typed",
        "names in other capitals are other names",
        _names_as_typed,
        "had one before: doubled",
    ),
    Variant("look-up-as-typed", "so are they in a look-up", _look_up_as_typed),
    Variant("not-listed", "the store says itself that there is one", _not_listed, "had one before: doubled"),
    Variant("gone-is-not-asked", "what is done is there", _gone_is_not_asked, "rejected after quiet runs"),
    Variant(
        "without-its-reference",
        "what is not there is left out",
        _without_its_reference,
        "rejected after quiet runs",
    ),
    Variant("tree-at-the-top", "a missing branch needs no stem", _tree_by_ids_of_its_own, "has the id"),
)
