"""Loaders that are wrong on purpose, one idea each. The simulation has to catch every one (`test_variants.py`).

Each variant replaces one piece of production code in the running tests; what it gets wrong stands beside it.
"""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline.load import conduct, facts, loader, mapping, reconcile, replies, sending, survey, writing
from pipeline.load.journal.book import Attempt, Journal
from pipeline.load.journal.entry import Entry, Origin, State
from pipeline.load.journal.proof import LookedUp, Refusal
from pipeline.load.loader import Loader
from pipeline.load.pages import Listing
from pipeline.load.plan import Id, make_plan
from pipeline.load.reconcile import Sighting
from pipeline.load.replies import Meaning, Verdict
from pipeline.load.sending import Next, Sender
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pacer
from pipeline.records import Kind
from pipeline.store import Reply, endpoints

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Variant:
    """A wrong idea, the patch that puts it in, and words of the promise that it breaks first."""

    name: str
    idea: str
    patch: Patch
    breaks: str = "is called not applied, but the store has it or will"  # it would be doubled or lost


async def _resend(self: Sender, place: Id) -> Next:
    entry = self.entry(place)
    self.job.journal.release(entry, LookedUp(()), self._noted("blind", entry, "taken for absent"))
    return Next.RETRY


def _blind_resend(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Sender, "look", _resend)


def _no_settling(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Loader, "_settled_s", lambda _self, _elapsed_s: loader._now_s())


def _no_settling_after_a_crash(patch: pytest.MonkeyPatch) -> None:
    def at_once(self: Loader) -> None:
        for place in self.job.plan.reconcile:
            self._deferred.late(place, 0.0)

    patch.setattr(Loader, "_defer_leftovers", at_once)


def _search_only(patch: pytest.MonkeyPatch) -> None:
    async def one_place(store: PacedStore, entry: Entry, _watermark: int) -> Sighting:
        call = (
            endpoints.search_customer(entry.key_text)
            if entry.kind is Kind.CUSTOMER
            else endpoints.search_product(entry.key_text)
        )
        sighting = reconcile._sort(entry, await reconcile._hits(store, call))
        return sighting if sighting.ours else Sighting(others=sighting.others, proof=LookedUp(("search",)))

    patch.setattr(sending, "look_for", one_place)


def _outcome_before_intent(patch: pytest.MonkeyPatch) -> None:
    call = PacedStore.call

    async def late_intent(self: PacedStore, request: Any, before: Callable[[], None] = lambda: None) -> Reply:
        reply = await call(self, request)
        before()
        return reply

    patch.setattr(PacedStore, "call", late_intent)


def _giving_up_is_an_outcome(patch: pytest.MonkeyPatch) -> None:
    def judge(kind: Kind, reply: Reply) -> Verdict:
        verdict = replies.judge_create(kind, reply)
        unclear = verdict.meaning in {Meaning.UNKNOWN, Meaning.FINISHED_UNKNOWN}
        return dataclasses.replace(verdict, meaning=Meaning.REJECTED) if unclear else verdict

    patch.setattr(sending, "judge_create", judge)


def _torn_write_believed(patch: pytest.MonkeyPatch) -> None:
    def remembered(self: Journal, entry: Entry, _attempt: Attempt | None = None) -> Entry:
        self._entries[entry.kind, entry.key] = entry  # memory goes ahead; the file follows one write later
        late: list[Entry] = self.__dict__.setdefault("late", [])
        late.append(entry)
        if len(late) > 1:
            first = late.pop(0)
            with self._transaction():
                self._database.execute(
                    "UPDATE record SET state=?, sent_body=?, remote_id=? WHERE key=?",
                    (first.state.value, first.sent_body, first.remote_id, first.key),
                )
        return entry

    patch.setattr(Journal, "move", remembered)


def _another_store_accepted(patch: pytest.MonkeyPatch) -> None:
    for module in (conduct, survey, facts):
        patch.setattr(module, "same_store", lambda _bound, _facts: True)


def _success_believed(patch: pytest.MonkeyPatch) -> None:
    def judge(kind: Kind, reply: Reply) -> Verdict:
        if reply.status in {200, 201, 204}:
            data = reply.json.get("data") if isinstance(reply.json, dict) else None
            first = data[0] if isinstance(data, list) and data else data
            found = first.get("id") if isinstance(first, dict) else first
            return Verdict(Meaning.DONE, "created", remote_id=str(found))
        return replies.judge_create(kind, reply)

    patch.setattr(sending, "judge_create", judge)


def _judging(patch: pytest.MonkeyPatch, statuses: frozenset[int]) -> None:
    def judge(kind: Kind, reply: Reply) -> Verdict:
        if reply.status in statuses:
            return Verdict(Meaning.NOT_APPLIED, "failed", refusal=Refusal.NOT_SENT)
        return replies.judge_create(kind, reply)

    patch.setattr(sending, "judge_create", judge)


def _own_error_resent(patch: pytest.MonkeyPatch) -> None:
    _judging(patch, frozenset({500, 503, 507}))


def _gateway_resent(patch: pytest.MonkeyPatch) -> None:
    _judging(patch, frozenset({502, 504, *range(520, 525)}))


def _gateway_taken_for_the_server(patch: pytest.MonkeyPatch) -> None:
    for status in (502, 504, *range(520, 525)):
        patch.setitem(replies.STATUS_MEANINGS, status, Meaning.FINISHED_UNKNOWN)


def _silence_is_no_connection(patch: pytest.MonkeyPatch) -> None:
    def judge(kind: Kind, reply: Reply) -> Verdict:
        verdict = replies.judge_create(kind, reply)
        if verdict.meaning is Meaning.UNKNOWN and reply.status is None:
            return dataclasses.replace(verdict, meaning=Meaning.NOT_APPLIED, refusal=Refusal.NOT_SENT)
        return verdict

    patch.setattr(sending, "judge_create", judge)


def _cancelled_is_unsent(patch: pytest.MonkeyPatch) -> None:
    send = Sender.send

    async def careless(self: Sender, place: Id, *, looked: bool = False) -> tuple[Next, float]:
        try:
            return await send(self, place, looked=looked)
        except asyncio.CancelledError:
            entry = self.entry(place)
            if entry.state is State.SENT:
                self.job.journal.release(entry, Refusal.NOT_SENT, self._noted("cancel", entry, "cancelled"))
            raise

    patch.setattr(Sender, "send", careless)


def _leftovers_sent_again(patch: pytest.MonkeyPatch) -> None:
    def plan(rows: Any, entries: Any, options: Any) -> Any:
        calm = [
            dataclasses.replace(entry, state=State.PENDING) if entry.state is State.SENT else entry
            for entry in entries
        ]
        return make_plan(rows, calm, options)

    patch.setattr(conduct, "make_plan", plan)


def _without_watermark(patch: pytest.MonkeyPatch) -> None:
    async def nothing(_store: PacedStore, _keys: Any, after: int = 0) -> Listing:
        return Listing(after, 0, 1, {})

    patch.setattr(reconcile, "list_customers", nothing)


def _listing_from_the_newest(patch: pytest.MonkeyPatch) -> None:
    look_for = reconcile.look_for

    async def late(store: PacedStore, entry: Entry, _watermark: int) -> Sighting:
        return await look_for(store, entry, 10_000)

    patch.setattr(sending, "look_for", late)


def _one_place_failing_is_absence(patch: pytest.MonkeyPatch) -> None:
    async def trusting(store: PacedStore, call: Any) -> list[dict[str, Any]]:
        reply = await store.call(call)
        body = reply.json if isinstance(reply.json, dict) else {}
        return [row for row in body.get("data") or () if isinstance(row, dict)]

    async def none_listed(_store: PacedStore, _keys: Any, after: int = 0) -> Listing:
        reply = await _store.call(endpoints.page("customer", after))
        body = reply.json if isinstance(reply.json, dict) else {}
        rows = [row for row in body.get("data") or () if isinstance(row, dict)]
        found: dict[str, tuple[dict[str, Any], ...]] = {}
        for row in rows:
            found[str(row.get("email")).casefold()] = (row,)
        return Listing(after, len(rows), 1, found)

    patch.setattr(reconcile, "_hits", trusting)
    patch.setattr(reconcile, "list_customers", none_listed)


def _hold_ignored(patch: pytest.MonkeyPatch) -> None:
    def refuse(self: Pacer, now_s: float, _wait_s: float, started_s: float | None = None) -> Pacer:
        _, ended = self._end(now_s, started_s)
        return ended

    patch.setattr(Pacer, "refuse", refuse)


def _done_forgotten(patch: pytest.MonkeyPatch) -> None:
    def finish(self: Journal, entry: Entry, remote_id: str, origin: Origin, *_rest: Any) -> Entry:
        done = dataclasses.replace(entry, state=State.DONE, remote_id=remote_id, origin=origin)
        self._entries[entry.kind, entry.key] = done  # told, but not written
        return done

    patch.setattr(Journal, "finish", finish)


def _two_of_one(patch: pytest.MonkeyPatch) -> None:
    run = Loader.run

    async def doubled(self: Loader) -> None:
        self.job.plan = dataclasses.replace(
            self.job.plan, send=(*self.job.plan.send, *self.job.plan.send[:1])
        )
        await run(self)

    patch.setattr(Loader, "run", doubled)


def _mapping_of_the_sent(patch: pytest.MonkeyPatch) -> None:
    plain = mapping.mapping_of

    def hopeful(entries: Any, **rest: Any) -> dict[str, Any]:
        return plain([*entries][:-1], **rest)

    patch.setattr(writing, "mapping_of", hopeful)


def _other_payload(patch: pytest.MonkeyPatch) -> None:
    def intend(self: Sender, entry: Entry, body: str) -> Entry:
        stale = json.dumps({**json.loads(body), "note": "as planned"})
        return self.job.journal.intend(entry, stale, self.job.wall_s(), 0.0)

    patch.setattr(Sender, "_intend", intend)


def _adopting_without_doubt(patch: pytest.MonkeyPatch) -> None:
    found = Sender._found

    def generous(self: Sender, entry: Entry, sighting: Sighting) -> Next:
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
    Variant("no-settling", "look at once, inside a run", _no_settling),
    Variant("no-settling-after-a-crash", "look at once, in the next run", _no_settling_after_a_crash),
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
    ),
    Variant("silence-is-no-connection", "no answer: nothing arrived", _silence_is_no_connection),
    Variant("cancelled-is-unsent", "what we cancelled did not happen", _cancelled_is_unsent),
    Variant("without-listing", "the search is enough for customers", _without_watermark),
    Variant("listing-from-the-newest", "a watermark past what this load made", _listing_from_the_newest),
    Variant("failed-look-up-is-absence", "an unreadable page is an empty one", _one_place_failing_is_absence),
    Variant(
        "done-forgotten", "an id is kept in memory until the end", _done_forgotten, "is sent after quiet runs"
    ),
    Variant(
        "two-of-one", "the same record twice in the queue", _two_of_one, "one record, one request at a time"
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
    ),
    Variant("one-clock", "the wall clock says how long ago it was", _one_clock),
    Variant("other-payload", "the intent needn't be what is sent", _other_payload, "is another payload"),
)
