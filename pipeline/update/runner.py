"""One update, from the plan to the outcome, on effects that are all given to it.

Promises: nothing is put that the survey did not show, nothing adopted is ever written, and all that is put are absolute
values of the file, so a change without a clear end is put again. The intent, with the values that were read, is durable
before each request. Stock is read once more just before: what moved meanwhile is said. It opens no file, reads no clock
and catches no signal.
"""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.errors import ExitStatus, RunAgainError, StopError
from pipeline.journal.book import Journal
from pipeline.journal.entries import StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.load.context import RunContext, accounted
from pipeline.load.deferred import surely_passed_s
from pipeline.load.effects import Effects
from pipeline.load.events import Phase, Progress, Said
from pipeline.load.mapping_file import Output, Writer
from pipeline.pacing.paced_store import BACKOFF_S, Figures
from pipeline.pacing.workers import run_workers
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, fingerprint
from pipeline.stores.protocol import Meaning, References, Refusal, Terms
from pipeline.stores.xseries.facts import another_store, same_store
from pipeline.stores.xseries.replies import judge_change
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.rows import version_of
from pipeline.stores.xseries.views import read_view
from pipeline.text import clean, counted
from pipeline.update.plan import OURS, Change, Stays, call_for, differences_of
from pipeline.update.survey import UpdateRequest, UpdateSurvey

STEP = "update"  # the journal's step of a record that was put back
RETRIES = len(BACKOFF_S)


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that the store would not put back, and its words."""

    change: Change
    words: str


@dataclass(frozen=True, slots=True)
class UpdateOutcome:
    """How an update ended: records put back by kind, those that the store refused, and what can't be put back."""

    updated: Mapping[Kind, int]
    failed: tuple[Failed, ...]
    stays: tuple[Stays, ...]
    left: int
    figures: Figures
    seconds: float
    stop: StopError | None

    @property
    def status(self) -> ExitStatus:
        """The exit status: what ended the run, else whether something differs still."""
        if self.stop is not None:
            return self.stop.status
        return ExitStatus.LEFT_OVER if self.failed or self.stays else ExitStatus.DONE


@dataclass(slots=True, kw_only=True)
class Updater(Effects):
    """Puts records back, a few at a time."""

    terms: Terms
    settle_s: float
    changes: Iterable[Change]
    done: list[Id] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    _queue: deque[Change] = field(default_factory=deque)
    _total: int = 0

    async def run(self) -> None:
        """Put everything back; ends early, quietly, when the brake is pulled."""
        self._queue = deque(self.changes)
        self._total = len(self._queue)
        self.paced.requests_left = lambda: max(1, 2 * len(self._queue))
        if self._queue and not self.paced.brake.pulled:
            self.watch(Phase(None, self._total, "Putting back"))
            await run_workers(self.paced, self._work)

    @property
    def left(self) -> int:
        """How many were not settled."""
        return self._total - len(self.done) - len(self.failed)

    async def _work(self) -> None:
        while self._queue:
            change = self._queue.popleft()
            await self._settle(change)
            pacer = self.paced.pacer
            self.watch(Progress(self._total - self.left, pacer.remaining, pacer.limit))

    async def _settle(self, change: Change) -> None:
        """Try until the record is settled or out of tries. Raises Braked, StopError."""
        await self._wait_for_earlier(change)
        tries = 0
        while True:
            meaning, words = await self._put(change)
            if meaning is Meaning.DONE:
                self.done.append(change.entry.id)
                return
            if meaning in (Meaning.REJECTED, Meaning.GONE):
                self.failed.append(Failed(change, words))
                return
            if meaning is not Meaning.NOT_APPLIED or words != Refusal.QUOTA.value:
                if tries >= RETRIES:
                    return
                await self.paced.pause(self.paced.backoff_s(tries))
                tries += 1

    async def _wait_for_earlier(self, change: Change) -> None:
        """Let a change of an earlier run settle first: one that arrives late would put older values over ours."""
        known = self.journal.step(*change.entry.id, STEP)
        if known is None or known.state is not StepState.SENT:
            return
        passed_s = surely_passed_s(known, self.wall_s(), asyncio.get_running_loop().time())
        if passed_s < self.settle_s:
            await self.paced.pause(self.settle_s - passed_s)

    async def _put(self, change: Change) -> tuple[Meaning, str]:
        """Make one change, its intent first, and keep its outcome."""
        entry = change.entry
        assert entry.origin in OURS, "nothing adopted is ever written"
        assert entry.remote_id is not None, "a record that is done has an id"
        change = await self._looked_again(change)
        references = self._references(change)
        call = call_for(change, references, self.terms)
        first = {each.field: each.theirs for each in change.differences}
        step = StepEntry(
            entry.kind, entry.key, STEP, StepState.SENT, wanted=json.dumps(call.json), first=json.dumps(first),
            attempts=1, sent_at=self.wall_s(), sent_clock_s=asyncio.get_running_loop().time(),
        )  # fmt: skip
        reply = await self.paced.call(call, before=lambda: self.journal.put_steps([step]))
        verdict = judge_change(reply, bare=True)
        attempt = self.answered(STEP, entry, reply, verdict.words, entry.remote_id)
        state = {
            Meaning.DONE: StepState.DONE,
            Meaning.REJECTED: StepState.FAILED,
            Meaning.GONE: StepState.FAILED,
        }
        settled = replace(
            step, state=state.get(verdict.meaning, StepState.SENT), status=reply.status, message=verdict.words
        )
        self.journal.put_steps([settled], attempt)
        if verdict.stop is not None:
            raise verdict.stop
        if verdict.meaning is Meaning.DONE:
            await self._keep(change, reply.json, references)
        quota = verdict.refusal is Refusal.QUOTA
        return verdict.meaning, Refusal.QUOTA.value if quota else verdict.words

    async def _looked_again(self, change: Change) -> Change:
        """Return the change as it is now, where stock is part of it: somebody may have sold meanwhile."""
        steps = {step.name for step in resource_of(change.record.kind).steps if step.needs_stock}
        named = [each for each in change.differences if each.field in steps]
        if not named:
            return change
        assert change.entry.remote_id is not None, "a record that is done has an id"
        row = await read_view(self.paced, change.record.kind, change.entry.remote_id, self.terms)
        if row is None:
            return change
        now = differences_of(change.record, row, self.terms, self.journal.called)
        before, after = (
            named[0].theirs,
            next((each.theirs for each in now if each.field in steps), named[0].ours),
        )
        if before != after:
            key = clean(change.entry.key_text, 80)
            self.watch(
                Said(f"Stock of {key} moved from {before} to {after} since it was read; the file's is put.")
            )
        asked = {each.field for each in change.differences}
        return replace(
            change,
            row=row,
            differences=tuple(each for each in now if each.field in asked) or change.differences,
        )

    def _references(self, change: Change) -> References:
        """Return the ids of what a record names, as far as the store has it."""
        found: dict[Id, str] = {}
        for place in change.record.references:
            entry = self.journal.entry(*place)
            if entry is not None and entry.state is State.DONE and entry.remote_id is not None:
                found[place] = entry.remote_id
        return found

    async def _keep(self, change: Change, body: object, references: References) -> None:
        """Keep in the journal what the store has now: the file's values are what was sent."""
        entry, record = change.entry, change.record
        resource = resource_of(record.kind)
        data = body.get("data") if isinstance(body, dict) else None
        version = version_of(data) if isinstance(data, dict) else None
        if resource.versioned and version is None:
            assert entry.remote_id is not None
            row = await read_view(self.paced, record.kind, entry.remote_id, self.terms)
            version = version_of(row) if row is not None else None
        part = resource.part(record, references, self.terms.price_field)
        now = replace(
            entry,
            fingerprint=fingerprint(record),
            label=record.label,
            price=None if record.price is None else str(record.price),
            sent_body=json.dumps(part, ensure_ascii=False),
            remote_version=version if resource.versioned else entry.remote_version,
        )
        self.journal.replan([now])
        steps = []
        for step in resource.steps:
            known, wanted = self.journal.step(*entry.id, step.name), step.wanted(record, self.terms)
            if wanted is not None and step.name in {each.field for each in change.differences}:
                settled = known or StepEntry(entry.kind, entry.key, step.name, StepState.DONE, "null", "null")
                steps.append(replace(settled, state=StepState.DONE, wanted=json.dumps(wanted), message=""))
        if steps:
            self.journal.put_steps(steps)


async def run_update(
    context: RunContext,
    request: UpdateRequest,
    seen: UpdateSurvey,
    output: Output,
    *,
    command: str,
    tool_version: str,
) -> UpdateOutcome:
    """Put back and account. Raises AccessError (another store) and JournalError before anything is sent."""
    journal, prefix = context.journal, request.target.prefix
    began_s = asyncio.get_running_loop().time()
    bound = journal.note("binding")
    if not bound or not same_store(bound, seen.facts):
        raise another_store(prefix)
    journal.begin_run(context.wall_s(), command, tool_version)
    context.log.say(context.wall_s(), f"run {journal.run_id}, update in {prefix}: {command}")
    writer = Writer(journal, prefix, output, context.save, context.wall_s)
    paced = context.paced(request.options, seen.facts)
    updater = Updater(
        journal=journal, paced=paced, log=context.log, wall_s=context.wall_s, watch=context.watch,
        terms=seen.terms, settle_s=request.options.settle_s, changes=_current(journal, seen),
    )  # fmt: skip
    with accounted(context, writer, paced.figures, lambda: (0, f"{len(updater.done)} put back")) as ending:
        async with writer.at_work():
            await updater.run()
        ending.stop = context.brake.reason or _unfinished(updater)
    return UpdateOutcome(
        updated=Counter(kind for kind, _ in updater.done),
        failed=tuple(updater.failed),
        stays=seen.plan.stays,
        left=updater.left,
        figures=paced.figures,
        seconds=asyncio.get_running_loop().time() - began_s,
        stop=ending.stop,
    )


def _current(journal: Journal, seen: UpdateSurvey) -> list[Change]:
    """Return the changes whose records the journal still has as they were surveyed."""
    return [change for change in seen.plan.changes if journal.entry(*change.entry.id) == change.entry]


def _unfinished(updater: Updater) -> StopError | None:
    if not updater.left:
        return None
    return RunAgainError(
        f"{counted(updater.left, 'record')} could not be put back yet.",
        code="unfinished",
        hint="Run the same command again.",
    )
