"""Images of two sides: compared only where both name some. Pure.

A family's images stand in whichever of its rows, in a store on the product that heads it: so all that its rows name are
held against each other, by what they show where both sides have the bytes, else by their number.
"""

from collections.abc import Mapping, Sequence

from pipeline.schema.kinds import Kind
from pipeline.schema.records import Record
from pipeline.stores.comparing import FieldDifference
from pipeline.text import counted


def compare_images(
    kind: Kind,
    pairs: Sequence[tuple[Record, Record]],
    our_digests: Mapping[str, str],
    their_digests: Mapping[str, str],
) -> dict[int, FieldDifference]:
    """Return how images differ, by the identity (`id`) of the first of our records of each family that has some."""
    columns = [field.name for field in kind.fields.values() if not field.sent]
    found: dict[int, FieldDifference] = {}
    for column in columns:
        families: dict[object, list[tuple[Record, Record]]] = {}
        for pair in pairs:
            if pair[0].get(column) or pair[1].get(column):
                families.setdefault(kind.group(pair[0]) or id(pair[0]), []).append(pair)
        for members in families.values():
            one = _named([record for record, _ in members], column)
            other = _named([record for _, record in members], column)
            each = _difference(column, one, other, our_digests, their_digests)
            if each is not None:
                found[id(members[0][0])] = each
    return found


def _named(records: Sequence[Record], column: str) -> list[str]:
    """Return the images that rows name, each once."""
    values = [record.get(column) for record in records]
    names = [name for value in values for name in (value if isinstance(value, tuple) else (value,)) if name]
    return list(dict.fromkeys(str(name) for name in names))


def _difference(
    column: str,
    one: list[str],
    other: list[str],
    our_digests: Mapping[str, str],
    their_digests: Mapping[str, str],
) -> FieldDifference | None:
    if not one or not other:
        return None
    if all(name in our_digests for name in one) and all(name in their_digests for name in other):
        ours, theirs = {our_digests[name] for name in one}, {their_digests[name] for name in other}
        return None if ours == theirs else FieldDifference(column, ", ".join(one), ", ".join(other))
    ours, theirs = (
        {digests.get(name, name) for name in names}
        for names, digests in ((one, our_digests), (other, their_digests))
    )
    if len(ours) == len(theirs):
        return None
    return FieldDifference(column, counted(len(ours), "image"), counted(len(theirs), "image"))
