"""Two records field by field. Pure.

Promises: a field that one side leaves blank or does not have is not compared, nor is what a store makes by itself
(`Field.made`); what `stores.comparing` takes for the same is the same here. The case of a SKU counts, though a SKU is
found in any case.
"""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from pipeline.compare.rules import Rules
from pipeline.schema.fields import Value
from pipeline.schema.kinds import OPTION_NUMBERS, KeyShape, Kind, key_of
from pipeline.stores import resource_of
from pipeline.stores.comparing import FieldDifference, compare_field, number_of, text_of

Values = Mapping[str, Value]


def compare_values(kind: Kind, ours: Values, theirs: Values, rules: Rules) -> list[FieldDifference]:
    """Return the fields that both sides have and that differ, in the order of ours; keys are compared apart."""
    theirs = _in_order_of(ours, theirs)
    found = []
    for name, one in ours.items():
        other = theirs.get(name)
        if other is None or one == other or name == kind.key.field or not _is_compared(kind, name):
            continue
        each = None if _is_close(one, other, rules.tolerance(name)) else _compare(kind, name, one, other)
        if each is not None:
            found.append(each)
    return found


def compare_keys(kind: Kind, ours: str, theirs: str) -> FieldDifference | None:
    """Return how the keys of two records that belong together differ: the case of a code counts, not that of a name."""
    if kind.key.shape is not KeyShape.CODE and key_of(ours) == key_of(theirs):
        return None
    one, other = (unicodedata.normalize("NFC", text).strip() for text in (ours, theirs))
    return None if one == other else FieldDifference(kind.key.field, one, other)


def _is_compared(kind: Kind, name: str) -> bool:
    field = kind.field(name)
    return field is not None and field.sent and not field.made


def _compare(kind: Kind, name: str, one: Value, other: Value) -> FieldDifference | None:
    field = kind.fields.get(name)
    if field is None or field.part is not None:  # a number of an outlet
        numbers = number_of(one), number_of(other)
        same = numbers[0] == numbers[1] if None not in numbers else text_of(one) == text_of(other)
        return None if same else FieldDifference(name, text_of(one), text_of(other))
    if field.to is None and (isinstance(one, tuple) or isinstance(other, tuple)):
        # of several codes that a store may have, one in common is enough
        codes = [{key_of(each) for each in _listed(value)} for value in (one, other)]
        if codes[0] & codes[1]:
            return None
    return compare_field(resource_of(kind), name, one, other)


def _listed(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _is_close(one: Value, other: Value, far: Decimal | None) -> bool:
    numbers = (number_of(one), number_of(other)) if far is not None else (None, None)
    return (
        far is not None
        and numbers[0] is not None
        and numbers[1] is not None
        and abs(numbers[0] - numbers[1]) <= far
    )


_OPTIONS = [(f"variant_option_{number}_name", f"variant_option_{number}_value") for number in OPTION_NUMBERS]


def _in_order_of(ours: Values, theirs: Values) -> Values:
    """Return their values with the options in our order, where both have the same ones: the order says nothing."""
    names = [[key_of(str(side[name])) for name, _ in _OPTIONS if name in side] for side in (ours, theirs)]
    if names[0] == names[1] or sorted(names[0]) != sorted(names[1]):
        return theirs
    pairs = {
        key_of(str(theirs[name])): (theirs[name], theirs.get(value))
        for name, value in _OPTIONS
        if name in theirs
    }
    moved: dict[str, Value] = dict(theirs)
    for option, (name, value) in zip(names[0], _OPTIONS, strict=False):
        moved[name], held = pairs[option]
        if held is None:
            moved.pop(value, None)
        else:
            moved[value] = held
    return moved
