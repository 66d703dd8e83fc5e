"""Where the known cases are in a shop, and by which keys they are found in the records that a run makes. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from pipeline.generate.frames import Frames
from pipeline.schema.kinds import Kind
from pipeline.schema.scenarios import SCENARIOS, Scenario

Recorded = Mapping[str, tuple[str, ...] | str]  # keys, or why there are none
Places = Mapping[str, tuple[int, ...]]

_NO_LINE = {
    "gift-set": "no line of these packs is one of gift sets; apparel, beauty, grocery and home have one",
    "service": "no line of these packs is a service; each of the shipped packs has one",
}


def recorded(places: Places, frames: Mapping[Kind, Frames]) -> Recorded:
    """Return the keys of each case's rows among these records, or in words why it is not here."""
    keys = {kind: _keys(places, made) for kind, made in frames.items()}
    found = dict[str, tuple[str, ...] | str]()
    for case in SCENARIOS:
        here = keys[case.kind]
        there = places.get(case.name, ())
        found[case.name] = tuple(here[number] for number in there if number in here) or _why_not(case, there)
    return found


def _keys(places: Places, frames: Frames) -> dict[int, str]:
    """Return the keys by number of the records that cases can be."""
    numbers = sorted({number for rows in places.values() for number in rows})
    wanted = [number for number in numbers if frames.first <= number < frames.last]
    if not wanted:
        return {}
    part = replace(frames, first=wanted[0], last=wanted[-1] + 1).collect()[frames.kind.key.field]
    return {number: part[number - wanted[0]] for number in wanted}


def _why_not(case: Scenario, there: tuple[int, ...]) -> str:
    if there:
        return f"it is {case.kind.noun} {there[0] + 1} of the shop, which is not made here"
    return _NO_LINE.get(case.name, f"no {case.kind.noun} of these packs fits")


def said(found: Recorded) -> str:
    """Return in words which cases there are not, and why; '' where all are there."""
    missing = [(case.title, found[case.name]) for case in SCENARIOS if isinstance(found[case.name], str)]
    if not missing:
        return ""
    here = len(SCENARIOS) - len(missing)
    gone = "; ".join(f"{title[0].lower()}{title[1:]} ({why})" for title, why in missing)
    return f"{here} of {len(SCENARIOS)} known cases are in it. Not: {gone}."
