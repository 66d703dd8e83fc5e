"""Has somebody worked on a record since this dataset made it? Pure.

A customer's create answers its `version`, and every change moves it: a version that moved means changed, whatever the
fields say. A product's create answers an id alone [D]: its first version is never known, and it moves with stock and
index effects that nobody meant as a change. So a product counts as changed when a field differs from what was sent, or
one that nobody sent was filled (`comparing`); otherwise an unload would leave products alone for ever. A reconciled
customer's version is that of its look-up, later than its create, so its fields are compared as well. What was adopted
was never sent: its version at the adoption is all there is. What the store redacted by itself is no change. A step of
ours moves a version, too: then the fields tell, what the step put among them. After an update both tell: its version is
that of the look after it, and what it put without a clear end is ours whether the store has it or not.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.transitions import StepState
from pipeline.load.sending.sent import puts_of, sent_values, unexplained
from pipeline.stores import resource_of, version_of
from pipeline.stores.comparing import ANY_TERMS, FieldDifference
from pipeline.text import clean

SHOWN_FIELDS = 3  # enough to recognise the change; `verify` lists them all
SHOWN_CHARACTERS = 40


def changed_since(
    entry: Entry,
    row: Mapping[str, Any],
    steps: Mapping[str, StepEntry] | None = None,
    called: Callable[[str], str] = str,
    update: StepEntry | None = None,
) -> str:
    """Return what changed since our create, the steps after it and the last update, in words; '' when nothing did.

    `called` makes keys of the ids of named records (`Journal.called`).
    """
    steps = steps or {}
    differences = edited_fields(entry, row, steps, called, update)
    before, now = entry.remote_version, version_of(row)
    unclear = update is not None and (update.state is StepState.SENT or update.attempts > 1)
    stepped = unclear or any(step.attempts for step in steps.values())
    watched = (resource_of(entry.kind).versioned and not stepped) or entry.origin is Origin.ADOPTED
    moved = watched and before is not None and now is not None and now > before
    later = entry.origin is Origin.RECONCILED or update is not None  # its version is later than its create
    by_version = watched and before is not None and not later
    if moved:
        fields = _in_words(differences) if differences else "none of the fields that were sent"
        return f"changed since (version {before:,}, now {now:,}): {fields}"
    return f"changed since: {_in_words(differences)}" if differences and not by_version else ""


def edited_fields(
    entry: Entry,
    row: Mapping[str, Any],
    steps: Mapping[str, StepEntry],
    called: Callable[[str], str],
    update: StepEntry | None = None,
) -> tuple[FieldDifference, ...]:
    """Return the fields that differ from what was sent; () for a record that was never sent."""
    if entry.sent_body is None or entry.origin is Origin.ADOPTED:
        return ()
    resource = resource_of(entry.kind)
    found = {step.name: step.found(row, ANY_TERMS) for step in resource.steps}
    by_files = {step.name for step in resource.steps if step.by_files}
    left = {
        name: json.loads(step.wanted) if name in by_files else _left_by(step, found[name])
        for name, step in steps.items()
    }
    sent = sent_values(entry, left, called)
    differing = unexplained(entry, sent, row, puts=puts_of(update), called=called, terms=ANY_TERMS)
    ours = {
        step.name
        for step in resource.steps
        if step.name in steps and found[step.name] is not None
        and step.explains(found[step.name], json.loads(steps[step.name].wanted))
    }  # fmt: skip
    ours |= _unsettled(entry, steps)
    return tuple(each for each in differing if not each.redacted and each.field not in ours)


def _unsettled(entry: Entry, steps: Mapping[str, StepEntry]) -> set[str]:
    """Return the fields of a unit's member that no step has put right yet: the create may not have kept them."""
    found: set[str] = set()
    for step in resource_of(entry.kind).steps if entry.unit is not None else ():
        known = steps.get(step.name)
        if known is None or known.state is not StepState.DONE:
            found |= step.fields
    return found


def _left_by(step: StepEntry, found: Any) -> Any:
    """Return the value that a step left, if nobody moved it since: one without a clear end may have put its own or not."""
    wanted, first = json.loads(step.wanted), json.loads(step.first)
    if step.state in (StepState.DONE, StepState.LEFT) or (step.state is StepState.SENT and found == wanted):
        return wanted
    return first


def _in_words(differences: tuple[FieldDifference, ...]) -> str:
    shown = [
        f'{each.field} from "{clean(each.ours, SHOWN_CHARACTERS)}" to "{clean(each.theirs, SHOWN_CHARACTERS)}"'
        for each in differences[:SHOWN_FIELDS]
    ]
    more = len(differences) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")
