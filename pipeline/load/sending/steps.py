"""What a record needs after its create: each step looked at first, put once, and never put on what was adopted.

Promises: the store's first value of a step is durable before its request; a step whose request had no clear end is sent
again only if the store still has that first value, and left alone if it has a third one: somebody moved it. A step that
is done is never looked at again here. Each answer leads where `journal.transitions.STEP` says.
"""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.errors import RunAgainError, StopError
from pipeline.journal.attempts import Attempt
from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.transitions import STEP, Next, State, StepEvent, StepState
from pipeline.load.events import Phase, Progress
from pipeline.load.sending.deferred import Deferred, settled_at_s, surely_passed_s
from pipeline.load.sending.first_look import infer
from pipeline.load.sending.job import Job
from pipeline.load.sending.ready import is_ready
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.pacing.wait_any import Notifier
from pipeline.pacing.workers import run_workers
from pipeline.schema.records import Record
from pipeline.stores import judge_change, list_views, read_view, resource_of
from pipeline.stores.protocol import Meaning, Refusal, Row, Step
from pipeline.text import counted

RETRIES = len(BACKOFF_S)
OURS = (Origin.CREATED, Origin.RECONCILED)
FEW = 3  # records of which pages are cheaper than single reads
_MOVED = "the store's value was changed since"
_THEIRS = "it can't be put without a change to records that were in the store before"
SETTLED = (StepState.DONE, StepState.LEFT, StepState.FAILED)
EVENTS: dict[Meaning, StepEvent] = {
    Meaning.DONE: StepEvent.APPLIED,
    Meaning.REJECTED: StepEvent.REJECTED,
    Meaning.GONE: StepEvent.REJECTED,
    Meaning.NOT_APPLIED: StepEvent.NOT_APPLIED,
}


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One step of one record."""

    entry: Entry
    step: Step
    wanted: Any
    unit: str | None = None

    @property
    def id(self) -> tuple[str, str, str]:
        """What tells it from other tasks."""
        return self.entry.kind.name, self.entry.key, self.step.name


@dataclass(slots=True)
class StepRunner:
    """The steps of a load's records. Make it after the creates, `await run()`, then read the journal."""

    job: Job
    _queue: deque[Task] = field(default_factory=deque)
    _deferred: Deferred[Task] = field(default_factory=Deferred)
    _tries: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _in_flight: int = 0
    _settled: int = 0
    _moved: Notifier = field(default_factory=Notifier)
    _seen: set[tuple[str, str, str]] = field(default_factory=set)  # looked at in this run

    async def run(self) -> None:
        """Do what is to be done; ends early, quietly, when the brake is pulled."""
        await run_workers(self.job.paced, self._look_at_all, count=1)
        now_s, wall_s = _now_s(), self.job.wall_s()
        for task in self._tasks():
            known = self._known(task)
            if known is not None and known.state is StepState.SENT:
                passed_s = surely_passed_s(known, wall_s, now_s)
                self._deferred.late(task, now_s + max(0.0, self.job.options.settle_s - passed_s))
            else:
                self._queue.append(task)
        total = len(self._queue) + len(self._deferred)
        if total and not self.job.paced.brake.pulled:
            self.job.paced.requests_left = lambda: max(
                1, 2 * len(self._queue) + self._in_flight + len(self._deferred)
            )
            self.job.watch(Phase(None, total, "Completing records"))
            await run_workers(self.job.paced, self._work)

    def unfinished(self) -> StopError | None:
        """Return the end of a run that left steps open although nothing stopped it; else None."""
        left = sum(known is None or known.state not in SETTLED for known in map(self._known, self._tasks()))
        if not left:
            return None
        return RunAgainError(
            f"{counted(left, 'step')} of records still open.",
            code="unfinished",
            hint="Run the same command again.",
        )

    def _tasks(self) -> Iterator[Task]:
        """Yield the steps of the file's records that we made and that are not settled."""
        for place, record in self.job.records.items():
            entry = self.job.journal.entry(*place)
            if entry is None or entry.state is not State.DONE or entry.origin not in OURS:
                continue
            for step in resource_of(record.kind).steps:
                wanted = step.wanted(record, self.job.terms)
                task = Task(entry, step, wanted, record.kind.group(record))
                if wanted is not None and self._is_open(task):
                    yield task

    def _is_open(self, task: Task) -> bool:
        known = self._known(task)
        if known is None or known.state not in SETTLED:
            return True
        return (
            known.state is StepState.FAILED and self.job.options.retry_failed and task.id not in self._tries
        )

    def _known(self, task: Task) -> StepEntry | None:
        return self.job.journal.step(task.entry.kind, task.entry.key, task.step.name)

    async def _look_at_all(self) -> None:
        """Look at many records by pages: the first values of a unit's members are durable before anything is put to one.

        A change to one member may change the others, too. What an earlier run planned is looked at again: its value may
        have moved since. Raises Braked, StopError.
        """
        fresh = [task for task in self._tasks() if self._is_to_look_at(task)]
        for kind in dict.fromkeys(task.entry.kind for task in fresh):
            tasks = [task for task in fresh if task.entry.kind is kind]
            if len(tasks) < FEW:
                continue
            ids = [str(task.entry.remote_id) for task in tasks]
            rows = await list_views(self.job.paced, kind, ids, self.job.listed_after, self.job.terms)
            units: dict[object, list[Task]] = {}
            for task in tasks:
                units.setdefault(task.unit or task.entry.key, []).append(task)
            looks = ((each.entry, each.step, self._sent(each), self._found(each, rows)) for each in tasks)
            infer(self.job, looks)
            for members in units.values():
                if all(str(task.entry.remote_id) in rows for task in members):
                    self._look_together([(task, rows[str(task.entry.remote_id)]) for task in members])

    def _found(self, task: Task, rows: Mapping[str, Row]) -> Any:
        """Return the store's value of a step, None where the rows do not tell."""
        row = rows.get(str(task.entry.remote_id))
        return None if row is None else task.step.found(row, self.job.terms)

    def _is_to_look_at(self, task: Task) -> bool:
        known = self._known(task)
        return known is None or (known.state is StepState.PLANNED and task.id not in self._seen)

    def _look_together(self, seen: Iterable[tuple[Task, Row]]) -> None:
        """Keep what a look at the members of a unit says, first looks in one transaction."""
        looks = [(task, row) for task, row in seen if self._known(task) is None]
        self.job.journal.put_steps([self._first_look(task, row)[0] for task, row in looks])
        for task, row in seen:
            self._seen.add(task.id)
            if (task, row) not in looks:
                self._look_again(task, row)

    def _first_look(self, task: Task, row: Row | None) -> tuple[StepEntry, Next]:
        """Return the step as its first look leaves it, and what comes next."""
        found = None if row is None else task.step.found(row, self.job.terms)
        event, words = StepEvent.LOOKED, ""
        if found is not None and task.step.is_there(found, task.wanted):
            event = StepEvent.IS_THERE
        elif found is not None and self._is_moved(task, found):
            event, words = StepEvent.MOVED, _MOVED
        elif task.step.touches_unit(found) and self._has_theirs(task):
            event, words = StepEvent.MOVED, _THEIRS
        move = STEP[None, event]
        step = StepEntry(
            task.entry.kind, task.entry.key, task.step.name, move.to,
            wanted=json.dumps(task.wanted), first=json.dumps(found), message=words,
        )  # fmt: skip
        return step, move.then

    def _is_moved(self, task: Task, found: Any) -> bool:
        """Tell whether a first value is somebody's work: neither what is wanted, nor what the create sent before an edit."""
        sent = self._sent(task)
        ignored = self.job.ignores_stock or sent is None  # then it has what the store gives by itself
        return all(
            task.step.is_moved(found, each, ignored=ignored)
            for each in (task.wanted, sent)
            if each is not None
        )

    def _sent(self, task: Task) -> Any:
        """Return what a create sent of what a step puts, None for nothing."""
        body = json.loads(task.entry.sent_body) if task.entry.sent_body else {}
        return task.step.wanted(Record(task.entry.kind, tuple(body.items())), self.job.terms)

    def _is_same(self, task: Task, found: Any, first: Any) -> bool:
        """Tell whether the store still has a first value; what is the unit's may have changed by what was put beside it alone."""
        if found is None or first is None:
            return bool(found == first)
        step, unit = task.step, task.unit
        if step.touches_unit(first) and not step.touches_unit(found):
            members = self.job.journal.members(task.entry.kind, unit) if unit is not None else ()
            others = (
                self.job.journal.step(*each.id, step.name) for each in members if each.key != task.entry.key
            )
            if not any(each is not None and each.attempts for each in others):
                return False
        return step.is_same(found, first)

    def _has_theirs(self, task: Task) -> bool:
        """Tell whether a member of the record's unit was in the store before."""
        members = self.job.journal.members(task.entry.kind, task.unit) if task.unit is not None else ()
        return any(each.origin is Origin.ADOPTED for each in members)

    async def _work(self) -> None:
        while await self._ready():
            task = self._deferred.take(_now_s(), all_kinds=True)
            task = self._queue.popleft() if task is None else task
            self._in_flight += 1
            try:
                await self._do(task)
            finally:
                self._in_flight -= 1
                self._moved.notify()

    async def _ready(self) -> bool:
        brake = self.job.paced.brake
        return await is_ready(
            self._queue,
            self._deferred,
            lambda: self._in_flight > 0,
            self._moved,
            brake,
            last=True,
            on_wait=self.job.say_settling,
        )

    async def _do(self, task: Task) -> None:
        """Take a step as far as it goes now. Raises Braked, StopError."""
        then = await self._look(task)
        if then is Next.CALL or (then is Next.RETRY and self._may_retry(task)):
            then, elapsed_s = await self._put(task)
            if then is Next.LOOK_LATE:
                self._deferred.late(task, settled_at_s(_now_s(), self.job.options.settle_s, elapsed_s))
                return
            if then is Next.AGAIN:
                self._queue.appendleft(task)
                return
            if then is Next.RETRY and self._may_retry(task):
                self._deferred.late(task, _now_s() + self.job.paced.backoff_s(self._tries[task.id] - 1))
                return
        self._settled += then is Next.SETTLED
        pacer = self.job.paced.pacer
        self.job.watch(Progress(self._settled, pacer.remaining, pacer.limit))

    def _may_retry(self, task: Task) -> bool:
        self._tries[task.id] = self._tries.get(task.id, 0) + 1
        return self._tries[task.id] <= RETRIES

    async def _look(self, task: Task) -> Next:
        """Compare the store's value with what is wanted, before the first request and after one without a clear end."""
        known = self._known(task)
        if known is not None and known.state is StepState.FAILED:
            self._tries[task.id] = 0
            self._move(task, known, StepEvent.RENEW)
        elif known is not None and known.state is StepState.PLANNED and task.id in self._seen:
            return Next.CALL
        assert task.entry.remote_id is not None, "a record that is done has an id"
        row = await read_view(self.job.paced, task.entry.kind, task.entry.remote_id, self.job.terms)
        self._seen.add(task.id)
        if known is None:
            if row is not None:
                found = task.step.found(row, self.job.terms)
                infer(self.job, [(task.entry, task.step, self._sent(task), found)])
            step, then = self._first_look(task, row)
            self.job.journal.put_steps([step])
            return then
        return self._look_again(task, row)

    def _look_again(self, task: Task, row: Row | None) -> Next:
        """Compare the store's value with what is wanted, or was put before an edit, and with the first one."""
        known = self._known(task)
        assert known is not None, "a step begins with its first look"
        found = None if row is None else task.step.found(row, self.job.terms)
        wanted = json.loads(known.wanted) if known.state is StepState.SENT else task.wanted
        if found is not None and task.step.is_there(found, wanted):
            return self._move(task, known, StepEvent.IS_THERE, message="")
        same = self._is_same(task, found, json.loads(known.first))
        if same and known.state is StepState.PLANNED:
            return Next.CALL
        words = "" if same else _MOVED
        return self._move(task, known, StepEvent.UNCHANGED if same else StepEvent.MOVED, message=words)

    async def _put(self, task: Task) -> tuple[Next, float]:
        """Write the intent, make the request, and keep its outcome."""
        assert task.entry.origin in OURS, "nothing adopted is ever written"
        clock = asyncio.get_running_loop().time

        def intend() -> None:
            known = self._known(task)
            assert known is not None, "no request before the first look is durable"
            stamps: dict[str, Any] = {
                "sent_at": self.job.wall_s(),
                "sent_clock_s": clock(),
                "attempts": known.attempts + 1,
            }
            self._move(task, known, StepEvent.INTEND, **stamps)

        assert task.entry.remote_id is not None, "a record that is done has an id"
        planned = self._known(task)
        assert planned is not None, "no request before the first look is durable"
        call = task.step.call(task.entry.remote_id, task.wanted, json.loads(planned.first))
        reply = await self.job.paced.call(call, before=intend)
        verdict = judge_change(reply, bare=True)
        refused = verdict.meaning is Meaning.STOP and verdict.refusal is not None
        event = StepEvent.NOT_APPLIED if refused else EVENTS.get(verdict.meaning, StepEvent.UNKNOWN)
        attempt = self.job.answered(task.step.name, task.entry, reply, verdict.words)
        told = {"status": reply.status, "message": verdict.words}
        then = self._move(task, self._known(task), event, attempt, **told)
        if verdict.stop is not None:
            raise verdict.stop
        return Next.AGAIN if verdict.refusal is Refusal.QUOTA else then, reply.elapsed_s

    def _move(
        self,
        task: Task,
        known: StepEntry | None,
        event: StepEvent,
        attempt: Attempt | None = None,
        **more: Any,
    ) -> Next:
        """Apply a row of the table, durably; return what comes next."""
        assert known is not None, "a step begins with its first look"
        move = STEP.get((known.state, event))
        assert move is not None, f"{event.name} can't happen to the step {task.id}"
        wanted = known.wanted if known.state is StepState.SENT else json.dumps(task.wanted)
        step = replace(known, state=move.to, wanted=wanted, **more)
        self.job.journal.put_steps([step], attempt)
        return move.then


def _now_s() -> float:
    return asyncio.get_running_loop().time()
