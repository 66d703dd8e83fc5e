"""Loaders that are wrong on purpose, one idea each. The simulation has to catch every one (`test_variants.py`).

Each variant replaces one piece of production code in the running tests; what it gets wrong stands beside it.
"""

import asyncio
import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline.http import Reply
from pipeline.journal import transitions
from pipeline.journal.book import Attempt, Change, Journal
from pipeline.journal.entries import Entry
from pipeline.journal.transitions import Event, Move, Next, State
from pipeline.load import mapping, mapping_file, runner
from pipeline.load.planning.plan import make_plan
from pipeline.load.sending import loader, reconcile, sender
from pipeline.load.sending.loader import Loader
from pipeline.load.sending.reconcile import Sighting
from pipeline.load.sending.sender import Sender
from pipeline.load.sending.units import Unit, units_of
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pacer
from pipeline.schema.kinds import CUSTOMER
from pipeline.schema.records import Id
from pipeline.stores.protocol import Created, LookedUp, Meaning, Refusal, Resource, Verdict
from pipeline.stores.xseries import endpoints, replies
from pipeline.stores.xseries.reading import facts
from pipeline.stores.xseries.reading.pages import Listing
from pipeline.stores.xseries.resources import resource_of
from tests.simulation.sim_client import PromiseError

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Variant:
    """A wrong idea, the patch that puts it in, and words of the promise that it breaks first.

    `first` is where to begin with seeds, for what is rare: how many histories later.
    """

    name: str
    idea: str
    patch: Patch
    breaks: str = "is called not applied, but the store has it or will"  # it would be doubled or lost
    first: int = 0


def first_broken(run: Callable[[int], object], seeds: Sequence[int], until: str = "") -> str:
    """Return what the first history says that breaks a promise, in words that hold `until`."""
    said = ""
    for seed in seeds:
        try:
            run(seed)
        except PromiseError as error:
            said = str(error)
            if until in said:
                return said
    return f"nothing of that in {len(seeds):,} histories, at last: {said}"


def _row(state: State, event: Event, move: Move) -> Patch:
    """Return the patch that puts one wrong row into the table of transitions."""
    return lambda patch: patch.setitem(transitions.RECORD, (state, event), move)


def _blind_resend(patch: pytest.MonkeyPatch) -> None:
    async def resend(self: Sender, unit: Unit) -> Next:
        entries = [self.entry(place) for place in unit.ids]
        self.job.journal.apply([(entry, Event.ABSENT, {}) for entry in entries], proof=LookedUp(()))
        return Next.RETRY

    patch.setattr(Sender, "look", resend)


def by_position(patch: pytest.MonkeyPatch) -> None:
    """Give the ids of a unit to its members in their order."""

    def judged(self: Sender, unit: Unit, verdict: Verdict) -> Verdict:
        verdict = believed(self, unit, verdict)
        if len(verdict.ids) != len(unit.keys):
            return verdict
        pairs = zip(unit.keys, verdict.ids, strict=True)
        return dataclasses.replace(verdict, ids=(), created=tuple(Created(*each) for each in pairs))

    believed = Sender._believed
    patch.setattr(Sender, "_believed", judged)


def sent_again_whole(patch: pytest.MonkeyPatch) -> None:
    """Send all of a unit again where a part of it is missing."""

    def all_or_nothing(self: Sender, found: Sequence[tuple[Entry, Sighting]]) -> Next:
        absent = [sighting for _, sighting in found if sighting.proof is not None and not sighting.ours]
        return settle(self, [(entry, absent[0]) for entry, _ in found] if absent else found)

    settle = Sender._settle
    patch.setattr(Sender, "_settle", all_or_nothing)


def _no_settling(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Loader, "_settled_s", lambda _self, _elapsed_s: loader._now_s())


def _no_settling_after_a_crash(patch: pytest.MonkeyPatch) -> None:
    def at_once(self: Loader) -> None:
        for unit in units_of(self.job.plan.reconcile, self.job.journal.entry):
            self._deferred.late(unit, 0.0)

    patch.setattr(Loader, "_defer_leftovers", at_once)


def _search_only(patch: pytest.MonkeyPatch) -> None:
    async def one_place(store: PacedStore, entry: Entry, _watermark: int) -> Sighting:
        call = resource_of(entry.kind).places[-1].call(entry.key_text)
        sighting = reconcile._sort(entry, await reconcile._hits(store, call))
        return sighting if sighting.ours else Sighting(others=sighting.others, proof=LookedUp(("search",)))

    patch.setattr(sender, "look_for", one_place)


def _outcome_before_intent(patch: pytest.MonkeyPatch) -> None:
    call = PacedStore.call

    async def late_intent(self: PacedStore, request: Any, before: Callable[[], None] = lambda: None) -> Reply:
        reply = await call(self, request)
        before()
        return reply

    patch.setattr(PacedStore, "call", late_intent)


def _giving_up_is_an_outcome(patch: pytest.MonkeyPatch) -> None:
    for event in (Event.UNKNOWN, Event.FINISHED_UNKNOWN):
        patch.setitem(transitions.RECORD, (State.SENT, event), Move(State.REJECTED, Next.SETTLED))


def _torn_write_believed(patch: pytest.MonkeyPatch) -> None:
    def remembered(self: Journal, changes: Any, _attempts: Any = (), **rest: Any) -> list[Entry]:
        moved = [self._moved(entry, event, more, rest.get("proof")) for entry, event, more in changes]
        late: list[Entry] = self.__dict__.setdefault("late", [])
        for entry in moved:
            self._entries[entry.kind, entry.key] = (
                entry  # memory goes ahead; the file follows one write later
            )
            late.append(entry)
            if len(late) > 1:
                first = late.pop(0)
                with self._transaction():
                    self._database.execute(
                        "UPDATE record SET state=?, sent_body=?, remote_id=? WHERE key=?",
                        (first.state.value, first.sent_body, first.remote_id, first.key),
                    )
        return moved

    patch.setattr(Journal, "apply", remembered)


def _another_store_accepted(patch: pytest.MonkeyPatch) -> None:
    for module in (runner, facts):
        patch.setattr(module, "same_store", lambda _bound, _facts: True)


def _success_believed(patch: pytest.MonkeyPatch) -> None:
    def judge(resource: Resource, keys: Sequence[str], reply: Reply) -> Verdict:
        if reply.status in {200, 201, 204}:
            data = reply.json.get("data") if isinstance(reply.json, dict) else None
            first = data[0] if isinstance(data, list) and data else data
            found = first.get("id") if isinstance(first, dict) else first
            return Verdict(Meaning.DONE, "created", created=(Created(keys[0], str(found)),))
        return replies.judge_create(resource, keys, reply)

    patch.setattr(sender, "judge_create", judge)


_own_error_resent = _row(State.SENT, Event.FINISHED_UNKNOWN, Move(State.PENDING, Next.RETRY))
_gateway_resent = _row(State.SENT, Event.UNKNOWN, Move(State.PENDING, Next.RETRY))


def _gateway_taken_for_the_server(patch: pytest.MonkeyPatch) -> None:
    for status in (502, 504, *range(520, 525)):
        patch.setitem(replies.STATUS_MEANINGS, status, Meaning.FINISHED_UNKNOWN)


def _silence_is_no_connection(patch: pytest.MonkeyPatch) -> None:
    def judge(resource: Resource, keys: Sequence[str], reply: Reply) -> Verdict:
        verdict = replies.judge_create(resource, keys, reply)
        if verdict.meaning is Meaning.UNKNOWN and reply.status is None:
            return dataclasses.replace(verdict, meaning=Meaning.NOT_APPLIED, refusal=Refusal.NOT_SENT)
        return verdict

    patch.setattr(sender, "judge_create", judge)


def _cancelled_is_unsent(patch: pytest.MonkeyPatch) -> None:
    send = Sender.send

    async def careless(self: Sender, unit: Unit, *, looked: bool = False) -> tuple[Next, float]:
        try:
            return await send(self, unit, looked=looked)
        except asyncio.CancelledError:
            entries = [entry for entry in map(self.entry, unit.ids) if entry.state is State.SENT]
            changes: list[Change] = [(entry, Event.NOT_APPLIED, {}) for entry in entries]
            self.job.journal.apply(changes, proof=Refusal.NOT_SENT)
            raise

    patch.setattr(Sender, "send", careless)


def _leftovers_sent_again(patch: pytest.MonkeyPatch) -> None:
    def plan(rows: Any, entries: Any, options: Any) -> Any:
        calm = [
            dataclasses.replace(entry, state=State.PENDING) if entry.state is State.SENT else entry
            for entry in entries
        ]
        return make_plan(rows, calm, options)

    patch.setattr(runner, "make_plan", plan)


def _without_watermark(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_store: PacedStore, _wanted: Any, after: int = 0) -> Listing:
        return Listing(after, 1, {}, {})

    patch.setattr(reconcile, "list_keys", nothing)


def _listing_from_the_newest(patch: pytest.MonkeyPatch) -> None:
    look_for = reconcile.look_for

    async def late(store: PacedStore, entry: Entry, _watermark: int) -> Sighting:
        return await look_for(store, entry, 10_000)

    patch.setattr(sender, "look_for", late)


def _one_place_failing_is_absence(patch: pytest.MonkeyPatch) -> None:
    async def trusting(store: PacedStore, call: Any) -> list[dict[str, Any]]:
        reply = await store.call(call)
        body = reply.json if isinstance(reply.json, dict) else {}
        return [row for row in body.get("data") or () if isinstance(row, dict)]

    async def none_listed(_store: PacedStore, _keys: Any, after: int = 0) -> Listing:
        reply = await _store.call(endpoints.page("customer", after))
        body = reply.json if isinstance(reply.json, dict) else {}
        rows = [row for row in body.get("data") or () if isinstance(row, dict)]
        found: dict[Id, tuple[dict[str, Any], ...]] = {}
        for row in rows:
            place = CUSTOMER, str(row.get("email")).casefold()
            found[place] = (*found.get(place, ()), row)
        return Listing(after, 1, {CUSTOMER: len(rows)}, found)

    patch.setattr(reconcile, "_hits", trusting)
    patch.setattr(reconcile, "list_keys", none_listed)


def _hold_ignored(patch: pytest.MonkeyPatch) -> None:
    def refuse(self: Pacer, now_s: float, _wait_s: float, started_s: float | None = None) -> Pacer:
        _, ended = self._end(now_s, started_s)
        return ended

    patch.setattr(Pacer, "refuse", refuse)


def _done_forgotten(patch: pytest.MonkeyPatch) -> None:
    apply = Journal.apply

    def forget(self: Journal, changes: Any, attempts: Any = (), **rest: Any) -> list[Entry]:
        listed = list(changes)
        if any(event not in {Event.CREATED, Event.FOUND} for _, event, _ in listed):
            return apply(self, listed, attempts, **rest)
        moved = [self._moved(entry, event, more, None) for entry, event, more in listed]
        for entry in moved:
            self._entries[entry.kind, entry.key] = entry  # told, but not written
        return moved

    patch.setattr(Journal, "apply", forget)


def _two_of_one(patch: pytest.MonkeyPatch) -> None:
    sendable = Loader._sendable

    def doubled(self: Loader, units: Any) -> list[Unit]:
        found = sendable(self, units)
        return [*found, *found[:1]]

    patch.setattr(Loader, "_sendable", doubled)


def _mapping_of_the_sent(patch: pytest.MonkeyPatch) -> None:
    plain = mapping.mapping_of

    def hopeful(entries: Any, **rest: Any) -> dict[str, Any]:
        return plain([*entries][:-1], **rest)

    patch.setattr(mapping_file, "mapping_of", hopeful)


def _other_payload(patch: pytest.MonkeyPatch) -> None:
    with_bodies = Sender._with_bodies

    def stale(self: Sender, entries: Any, *rest: Any) -> list[Entry]:
        return [
            dataclasses.replace(
                entry, sent_body=json.dumps({**json.loads(str(entry.sent_body)), "note": "as planned"})
            )
            for entry in with_bodies(self, entries, *rest)
        ]

    patch.setattr(Sender, "_with_bodies", stale)


def _adopting_without_doubt(patch: pytest.MonkeyPatch) -> None:
    found = Sender._found

    def generous(self: Sender, entry: Entry, sighting: Sighting) -> tuple[Change, Attempt]:
        adopting = dataclasses.replace(self.job.options, adopt=True)
        return found(Sender(dataclasses.replace(self.job, options=adopting)), entry, sighting)

    patch.setattr(Sender, "_found", generous)


def _namesakes_are_ours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconcile, "same_names", lambda _entry, _row: True)


def _one_clock(patch: pytest.MonkeyPatch) -> None:
    def by_the_wall(entry: Entry, wall_s: float, _clock_s: float) -> float:
        return max(0.0, wall_s - (entry.sent_at or wall_s))

    patch.setattr(loader, "surely_passed_s", by_the_wall)


VARIANTS = (
    Variant("blind-resend", "an unknown outcome means: send again", _blind_resend),
    Variant("no-settling", "look at once, inside a run", _no_settling, first=53),
    Variant(
        "no-settling-after-a-crash", "look at once, in the next run", _no_settling_after_a_crash, first=70
    ),
    Variant("search-only", "one place is enough", _search_only),
    Variant(
        "outcome-before-intent",
        "write the intent when the answer is there",
        _outcome_before_intent,
        "(invariant 1)",
    ),
    Variant("giving-up-is-an-outcome", "no clear answer: rejected", _giving_up_is_an_outcome),
    Variant(
        "torn-write-believed",
        "memory first, the file when there is time",
        _torn_write_believed,
        "(invariant 1)",
    ),
    Variant(
        "another-store-accepted",
        "the prefix is the same, so is the store",
        _another_store_accepted,
        "(invariant 6)",
    ),
    Variant("success-believed", "any 2xx is a record", _success_believed, "has the id None, the store made"),
    Variant("own-error-resent", "a 500 did nothing", _own_error_resent),
    Variant("gateway-resent", "a 502 did nothing", _gateway_resent),
    Variant(
        "gateway-taken-for-the-server",
        "a 502 is the store's own end: look soon",
        _gateway_taken_for_the_server,
        first=157,
    ),
    Variant("silence-is-no-connection", "no answer: nothing arrived", _silence_is_no_connection),
    Variant("cancelled-is-unsent", "what we cancelled did not happen", _cancelled_is_unsent, first=171),
    Variant("without-listing", "the search is enough for customers", _without_watermark, first=39),
    Variant(
        "listing-from-the-newest", "a watermark past what this load made", _listing_from_the_newest, first=39
    ),
    Variant(
        "failed-look-up-is-absence",
        "an unreadable page is an empty one",
        _one_place_failing_is_absence,
        first=129,
    ),
    Variant(
        "done-forgotten", "an id is kept in memory until the end", _done_forgotten, "is sent after quiet runs"
    ),
    Variant(
        "two-of-one", "the same record twice in the queue", _two_of_one, "one unit, one request at a time"
    ),
    Variant(
        "mapping-of-the-sent", "the mapping may lag behind the journal", _mapping_of_the_sent, "(invariant 5)"
    ),
    Variant(
        "hold-ignored", "a 429 concerns one worker", _hold_ignored, "a request starts while all should hold"
    ),
    Variant(
        "leftovers-sent-again",
        "sent without an outcome: pending again",
        _leftovers_sent_again,
        "an intent for a record that isn't pending",
    ),
    Variant(
        "adopting-without-doubt",
        "what is there with our key is ours",
        _adopting_without_doubt,
        "is somebody else's, and was never in doubt",
    ),
    Variant(
        "namesakes-are-ours",
        "the e-mail is enough to know a customer by",
        _namesakes_are_ours,
        "is in the store twice: somebody's, and ours",
        first=300,
    ),
    Variant("one-clock", "the wall clock says how long ago it was", _one_clock, first=70),
    Variant("other-payload", "the intent needn't be what is sent", _other_payload, "is another payload"),
)
