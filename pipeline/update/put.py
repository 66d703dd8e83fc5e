"""One record put back: its intent, the request, and what its answer means.

Promises: what is to be put is durable before the request, also for the other members of a family that it writes to; a
request without a clear end stays so in the journal until a row of the store was seen; nothing adopted is ever written.
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pipeline.journal.entries import UPDATE, Entry, StepEntry
from pipeline.journal.transitions import StepState
from pipeline.load.sending.effects import Effects
from pipeline.load.sending.sent import puts_of, update_of
from pipeline.schema.kinds import PRICE_FIELDS
from pipeline.stores import judge_change, resource_of
from pipeline.stores.protocol import Meaning, Refusal, Verdict
from pipeline.update.plan import Change, is_ours
from pipeline.update.reach import call_for, writes_once

REFUSED = (Meaning.REJECTED, Meaning.GONE)


@dataclass(slots=True, kw_only=True)
class Putter(Effects):
    """Makes single changes, and keeps in the journal how they ended."""

    async def put(self, change: Change) -> Verdict:
        """Make one change; return what its answer means. Raises Braked, StopError."""
        entry = change.entry
        assert all(is_ours(each) for each in (entry, *change.touches)), "nothing adopted is ever written"
        assert entry.remote_id is not None, "a record that is done has an id"
        before = {each.id: update_of(self.journal, each) for each in (entry, *change.touches)}
        steps = self._intents(change)
        call = call_for(change.sides, [each.field for each in change.differences])
        reply = await self.paced.call(call, before=lambda: self.journal.put_steps(steps))
        verdict = judge_change(reply, bare=True)
        attempt = self.answered(UPDATE, entry, reply, verdict.words, entry.remote_id)
        if verdict.meaning in REFUSED or verdict.refusal is not None:  # nothing happened in the store
            steps = [before[step.kind, step.key] or _nothing(step) for step in steps]
        told = [replace(step, status=reply.status, message=verdict.words) for step in steps]
        if verdict.meaning is Meaning.DONE:  # after a first attempt nothing of it can arrive any more
            told = [replace(step, sent_at=None) if step.attempts == 1 else step for step in told]
        self.journal.put_steps(told, attempt)
        if verdict.stop is not None:
            raise verdict.stop
        return verdict

    def _intents(self, change: Change) -> list[StepEntry]:
        """Return the intent of a change: of its record, and of each that it writes to."""
        names = {each.field for each in change.differences}
        shared = {name for name in names if writes_once(change.sides, name)}
        theirs = {each.field: each.theirs for each in change.differences}
        own = self._intent(change.entry, _share(change, names), theirs)
        others = change.touches if shared else ()
        return [own, *(self._intent(each, _share(change, shared), theirs) for each in others)]

    def _intent(self, entry: Entry, put: dict[str, Any], theirs: dict[str, str]) -> StepEntry:
        known = update_of(self.journal, entry)
        puts = [each for each in puts_of(known) if each != put]
        attempts = known.attempts if known is not None and under_way(known) else 0
        return StepEntry(
            *entry.id, UPDATE, StepState.SENT, wanted=json.dumps([*puts, put]), first=json.dumps(theirs),
            attempts=attempts + 1, sent_at=self.wall_s(), sent_clock_s=asyncio.get_running_loop().time(),
        )  # fmt: skip


def under_way(update: StepEntry) -> bool:
    """Tell whether a request of a change may still arrive, as far as the journal knows: one had no clear end."""
    return update.sent_at is not None and bool(puts_of(update) or update.attempts > 1)


def is_quota(verdict: Verdict) -> bool:
    """Tell whether a change was turned away by the quota: no attempt."""
    return verdict.refusal is Refusal.QUOTA


def _share(change: Change, names: Iterable[str]) -> dict[str, Any]:
    """Return what is put of these fields, under the names that bodies have for them, and of steps under their own."""
    sides = change.sides
    resource, filed = resource_of(sides.entry.kind), sides.part
    steps = {step.name: step.wanted(sides.record, sides.terms) for step in resource.steps}
    found: dict[str, Any] = {}
    for name in names:
        target = sides.terms.price_field if name in PRICE_FIELDS else resource.sent_as.get(name, name)
        found[target] = filed[target] if target in filed else steps[name]
    return found


def _nothing(step: StepEntry) -> StepEntry:
    """Return the step of a record that nothing was put of."""
    return replace(step, state=StepState.DONE, wanted="[]", attempts=0)
