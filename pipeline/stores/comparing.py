"""What was sent against what the store has, field by field. Pure.

Promises: what a store may write differently is no difference (spaces around a text, line ends, composed letters, the
case of keys and countries, 29.9 for 29.90, absent for empty or null), a price is compared in the field that was sent,
and what the store redacts by itself (card-like numbers) is told apart from what somebody changed. Fields that were not
sent count when somebody filled them, unless a store fills them by itself: the resource says which. Records that are named
are compared by what `called` makes of their ids, in any order.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.schema.fields import Form
from pipeline.schema.kinds import Kind, key_of
from pipeline.stores.protocol import Resource, Step, Terms

DATE_LENGTH = len("2000-12-31")
SLACK: dict[Form, Decimal] = {
    Form.MONEY: Decimal("0.005"),  # a store that keeps prices without tax works the other one out again
    Form.NUMBER: Decimal("0.0000005"),  # numbers of a dataset have at most six places
}

ANY_TERMS = Terms()
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")  # 13 to 19 digits, as people group them
_STARS = re.compile(r"(?:[\W_xX\d]|redacted)*", re.IGNORECASE)  # what may stand in a card number's place
_TRUE, _FALSE = frozenset({"true", "1"}), frozenset({"false", "0"})


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field: what was sent (`ours`), what the store has (`theirs`), both as text; '' is empty."""

    field: str
    ours: str
    theirs: str
    redacted: bool = False


def values_of(
    resource: Resource, body: Mapping[str, Any], called: Callable[[str], str] = str
) -> dict[str, Any]:
    """Return a record's share of a create's body by the kind's fields. `called` tells what an id is called."""
    ours = {theirs: name for name, theirs in resource.sent_as.items()}
    named = {ours.get(name, name): value for name, value in body.items()}
    return {name: _called(resource.kind, name, value, called) for name, value in named.items()}


def compared_names(resource: Resource) -> list[str]:
    """Return what is compared: the kind's fields, and steps that put several of them."""
    own = [step.name for step in _own_steps(resource) if not step.by_files]
    return [*(name for name in resource.kind.fields if name not in resource.apart), *own]


def _own_steps(resource: Resource) -> list[Step]:
    return [step for step in resource.steps if step.compared and step.name not in resource.kind.fields]


def compare(
    resource: Resource,
    sent: Mapping[str, Any],
    row: Mapping[str, Any],
    called: Callable[[str], str] = str,
    terms: Terms = ANY_TERMS,
) -> tuple[FieldDifference, ...]:
    """Return what in a record of the store differs from what was sent (`values_of`, and steps), in the kind's order of fields.

    What a step puts is compared only where the row tells of it.
    """
    kind = resource.kind
    found = [
        compare_field(
            resource, name, sent.get(name), _called(kind, name, held_value(resource, row, name), called)
        )
        for name in kind.fields
        if name not in resource.apart
        and (name in sent or name not in resource.store_fills)
        and not _is_hidden(resource, row, name)
    ]
    steps = [
        _compare_step(step, sent[step.name], row, terms) for step in _own_steps(resource) if step.name in sent
    ]
    handmade = [
        FieldDifference(name, "", text_of(row[name]))
        for name in resource.handmade
        if name not in sent and not _is_empty(row.get(name))
    ]
    return tuple([each for each in (*found, *steps) if each is not None] + handmade)


def _compare_step(step: Step, wanted: Any, row: Mapping[str, Any], terms: Terms) -> FieldDifference | None:
    found = step.found(row, terms)
    if found is None or step.is_there(found, wanted):
        return None
    return FieldDifference(step.name, step.text(wanted, terms, found), step.text(found, terms, wanted))


def same_value(kind: Kind, name: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field say the same."""
    if _is_empty(one) or _is_empty(other):
        return _is_blank(kind, name, one) and _is_blank(kind, name, other)
    field = kind.fields.get(name)
    if field is None:  # a step of its own: the store answers what was put
        return bool(one == other)
    if name == kind.key.field or field.to is not None or field.form is Form.LIST:
        return _keys(one) == _keys(other)
    form = field.form
    slack, numbers = SLACK.get(form), (number_of(one), number_of(other))
    if slack is not None and numbers[0] is not None and numbers[1] is not None:
        return abs(numbers[0] - numbers[1]) < slack
    if form is Form.BOOLEAN:
        return _truth(one) == _truth(other)
    return _canonical(name, form, one) == _canonical(name, form, other)


def _keys(value: Any) -> list[str]:
    return sorted(key_of(str(each)) for each in (value if isinstance(value, (list, tuple)) else [value]))


def _canonical(name: str, form: Form, value: Any) -> str:
    plain = _plain(value)
    if form is Form.COUNTRY:
        return plain.upper()
    return plain[:DATE_LENGTH] if name == "date_of_birth" else plain  # a store may add a time of day


def text_of(value: Any) -> str:
    """Return a value of the API as one text, for people and reports."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, (list, tuple)):
        return ", ".join(text_of(each) for each in value)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("id") or value.get("url") or "something")
    return str(value)


def compare_field(resource: Resource, name: str, ours: Any, theirs: Any) -> FieldDifference | None:
    """Return how a field's two values differ, None where they say the same."""
    among = name in resource.among and not _is_empty(ours) and set(_keys(ours)) <= set(_keys(theirs or ()))
    if among or same_value(resource.kind, name, ours, theirs):
        return None
    redacted = _is_redacted(_plain(ours), _plain(theirs)) if isinstance(ours, str) else False
    return FieldDifference(name, text_of(ours), text_of(theirs), redacted)


def _is_hidden(resource: Resource, row: Mapping[str, Any], name: str) -> bool:
    """Tell whether the store does not show a field at all: then its value is not known."""
    return name in resource.may_be_hidden and name not in row and resource.aliases.get(name) not in row


def held_value(resource: Resource, row: Mapping[str, Any], name: str) -> Any:
    """Return a field's value as the store's row has it, under whichever name; records that it names by their ids."""
    read = resource.held.get(name)
    if read is not None:
        return read(row)
    value = row.get(name)
    return row.get(resource.aliases[name]) if value is None and name in resource.aliases else value


def _called(kind: Kind, name: str, value: Any, called: Callable[[str], str]) -> Any:
    if name not in kind.fields or kind.fields[name].to is None or _is_empty(value):
        return value
    return [called(str(each)) for each in value] if isinstance(value, (list, tuple)) else called(str(value))


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], (), {}) or (isinstance(value, str) and not value.strip())


def _is_blank(kind: Kind, name: str, value: Any) -> bool:
    """Tell whether a value says no more than its absence would: nothing, zero of a number, false."""
    if _is_empty(value):
        return True
    form = kind.fields[name].form if name in kind.fields else None
    if form in (Form.MONEY, Form.NUMBER):
        return number_of(value) == 0
    return form is Form.BOOLEAN and _truth(value) is False


def number_of(value: Any) -> Decimal | None:
    """Return a value as a number, None for what is none."""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _truth(value: Any) -> bool | None:
    word = str(value).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _plain(value: Any) -> str:
    text = unicodedata.normalize("NFC", text_of(value)).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def _is_redacted(ours: str, theirs: str) -> bool:
    """Tell whether the store took a card-like number out of a text and left the rest as it was."""
    if not _CARD.search(ours) or _CARD.search(theirs):
        return False
    first, *rest = [part.strip() for part in _CARD.split(ours)]
    if not theirs.startswith(first):
        return False
    left = theirs[len(first) :]
    for number, part in enumerate(rest, 1):
        at = left.rfind(part) if number == len(rest) else left.find(part)
        if at < 0 or not _STARS.fullmatch(left[:at]):
            return False
        left = left[at + len(part) :]
    return not left.strip()
