"""Who lives in a region, as its file says: groups of people whose first and last names fit each other, and their shares.

The lists of names lie in `packs/words/names.json`, one for each group, because several regions have the same groups; a
region's own list goes before them. A group without a list has Faker's names of the region's locale.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.packs.reading import Reader, read_document
from pipeline.packs.values import People, PeopleGroup

NAMES_FILE = "names.json"
GROUP_LIMIT = 16
WEIGHT_LIMIT = 1_000
WHOLE = 100  # the shares of a mix together
EVERYWHERE = ""
EVERYBODY = People("", (PeopleGroup("", {}, {}, {}),), {EVERYWHERE: (WHOLE,)}, frozenset())
_LISTS = ("female", "male", "last")


class NameLists(NamedTuple):
    """The lists of the shared file by group, and the file's digest."""

    groups: Mapping[str, Any]
    digest: str


def read_name_lists(reader: Reader, folder: Path) -> NameLists:
    """Return the lists that regions share, from the folder of words; nothing where it has no such file."""
    file = folder / NAMES_FILE
    if not file.is_file():
        return NameLists({}, "")
    other = Reader(file)
    document, digest = read_document(other, "region-invalid")
    groups = other.fields(document, "", ("format", "groups"), ("about",)).get("groups")
    reader.findings += other.findings
    return NameLists(groups if isinstance(groups, dict) else {}, digest)


def parse_people(reader: Reader, node: Any, lists: NameLists, known: frozenset[str]) -> People:
    """Return the people of a region; `known` are the places that a mix may be for."""
    fields = reader.fields(node, "people", ("source", "groups", "mixes"), ("without", "own"))
    own = fields.get("own", {})
    names = reader.texts(fields.get("groups"), "people.groups", 1, GROUP_LIMIT)
    groups = []
    for k, name in enumerate(names):
        listed = own[name] if isinstance(own, dict) and name in own else lists.groups.get(name)
        groups.append(_group(reader, name, listed, f"people.groups[{k}]"))
    mixes = _mixes(reader, fields.get("mixes"), names, known)
    return People(
        source=reader.text(fields.get("source"), "people.source"),
        groups=tuple(groups),
        mixes=mixes,
        without=frozenset(reader.texts(fields.get("without", []), "people.without")),
    )


def _group(reader: Reader, name: str, node: Any, path: str) -> PeopleGroup:
    if node is None:  # Faker's names
        return PeopleGroup(name, {}, {}, {})
    fields = reader.fields(node, path, _LISTS)
    female, male, last = (_weights(reader, fields.get(part), f"{path}.{part}") for part in _LISTS)
    return PeopleGroup(name, female, male, last)


def _weights(reader: Reader, node: Any, path: str) -> dict[str, int]:
    if not isinstance(node, dict) or not node:
        reader.complain(path, None, "must be an object of names and weights", 'Such as {"Smith": 12}.')
        return {}
    return {
        reader.text(name, path, limit=40): reader.integer(weight, f"{path}.{name}", 1, WEIGHT_LIMIT)
        for name, weight in node.items()
    }


def _mixes(
    reader: Reader, node: Any, names: tuple[str, ...], known: frozenset[str]
) -> dict[str, tuple[int, ...]]:
    """Return the shares of the groups, in their order, by metro or state."""
    mixes: dict[str, tuple[int, ...]] = {}
    for place, shares in reader.fields(node, "people.mixes", (EVERYWHERE,), tuple(known)).items():
        path = f"people.mixes.{place}"
        found = reader.fields(shares, path, (), names)
        mixes[place] = tuple(reader.integer(found.get(name, 0), f"{path}.{name}", 0, WHOLE) for name in names)
        if sum(mixes[place]) != WHOLE:
            reader.complain(path, str(sum(mixes[place])), f"must be {WHOLE} together", "Correct the shares.")
    return mixes


def digest_with(digest: str, *others: str) -> str:
    """Return the digest of a region's file together with those of the files that it uses."""
    used = [other for other in others if other]
    return hashlib.sha256("".join((digest, *used)).encode()).hexdigest() if used else digest
