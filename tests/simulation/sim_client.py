"""Our side of the wire in the simulation: the production journal and a transport, both with a crash at every step.

The invariants of pipeline/load/README.md, *Invariants*, are asserted here, at the moment when they would break: before each create, at each commit of
the journal, at each answer that is handed over, and at each writing of the mapping.
"""

import asyncio
import json
import random
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.http import Ending, Reply
from pipeline.http.calls import body_of
from pipeline.http.uploads import Upload
from pipeline.journal.attempts import Attempt
from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.load.sending.job import AT_CREATE
from pipeline.pacing.brake import Brake, signalled
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.schema.kinds import Kind, all_kinds, key_of
from pipeline.stores.xseries.reading.rows import is_id
from tests.simulation.sim_server import (
    DEADLINE_S,
    WRITES,
    Arrival,
    Fate,
    Server,
    Trouble,
    kind_at,
    parts_of,
    share_of,
)
from tests.simulation.virtual_time import Clock

LIMIT = 3_050  # of ten registers
SIGINT, SIGTERM = 2, 15


class Killed(BaseException):
    """kill -9: nothing after it has an effect."""


class PromiseError(AssertionError):
    """The promise of pipeline/load/README.md was broken."""


def demand(fact: object, words: str) -> None:
    """Raise PromiseError unless `fact` holds: these checks must not depend on -O."""
    if not fact:
        raise PromiseError(words)


_STOPPED = {"sleep": "call", "stall": "commit"}  # the process is stopped for minutes, and goes on


@dataclass(slots=True)
class Life:
    """One process: it steps from effect to effect, until it is done or something happens at a step."""

    clock: Clock
    ends: dict[int, str] = field(default_factory=dict)  # step -> kill, pull, slam, sleep, stall, disk
    brake: Brake | None = None
    steps: int = 0
    dead: bool = False
    adopting: bool = False  # the command says --adopt
    met: list[str] = field(default_factory=list)

    def step(self, where: str = "") -> None:
        """Pass one point at which a process may be killed; `where` is "call" or "commit", or neither."""
        self._alive()
        self.steps += 1
        what = self.ends.get(self.steps)
        if what is None:
            return
        if what == "kill":
            self.kill()
        if what in _STOPPED:
            if where == _STOPPED[what]:
                self.met.append(what)
                self.clock.now_s += 300.0
            else:
                self.ends.setdefault(self.steps + 1, what)  # at the next place where it can be
        elif what in {"pull", "slam"} and self.brake is not None:
            self.met.append(what)
            self.brake.pull(signalled(SIGINT if what == "slam" else SIGTERM))
            if what == "slam":
                self.brake.slam()

    def kill(self) -> None:
        """End it here."""
        self.dead = True
        self.met.append("kill")
        raise Killed

    def disk_full(self) -> bool:
        """Tell whether the disk is full at this step."""
        if self.ends.get(self.steps) != "disk":
            return False
        self.met.append("disk")
        return True

    def _alive(self) -> None:
        if self.dead:
            raise Killed


class SimJournal(Journal):
    """The production journal; a crash may come before or after each commit, and what was not committed is gone."""

    def __init__(self, database: sqlite3.Connection, life: Life, server: Server) -> None:
        self.life = life
        self.server = server
        if database.in_transaction:  # the killed process's
            database.execute("ROLLBACK")
        super().__init__(database)

    def _commit(self) -> None:
        self.life.step("commit")
        if self.life.disk_full():
            raise sqlite3.OperationalError("database or disk is full")
        super()._commit()
        self.life.step()

    def _put(self, entry: Entry) -> None:
        before = self.entry(entry.kind, entry.key)
        place = f"{entry.kind} {entry.key}"
        released = before is not None and before.state is State.SENT
        if self.server.strict and released and entry.state in {State.PENDING, State.REJECTED}:
            made = self.server.made(entry.kind, entry.key)
            awaited = self.server.awaits(entry.kind, entry.key)
            demand(not made and not awaited, f"{place} is called not applied, but the store has it or will")
        if before is not None and before.state is State.DONE:
            same = (entry.state, entry.remote_id) == (before.state, before.remote_id)
            gone = entry.kind.named and before.remote_id in self.server.removed
            demand(same or gone, f"{place} was done, and is changed")
        if before is not None and before.state is not State.DONE and entry.state is State.DONE:
            self._check_taken(before, entry, place)
        super()._put(entry)

    def put_steps(self, steps: Iterable[StepEntry], attempt: Attempt | None = None) -> None:
        """Put steps; one that is done is never looked at again by a load."""
        steps = list(steps)
        for step in steps:
            before = self.step(step.kind, step.key, step.name)
            ended = before is not None and before.state is StepState.DONE
            demand(not ended, f"the step {step.name} of {step.key} was done, and is looked at again")
            if before is None and step.state is StepState.LEFT and self.note(AT_CREATE) is None:
                self.server.untold.add(step.key)
        super().put_steps(steps, attempt)

    def _check_taken(self, before: Entry, entry: Entry, place: str) -> None:
        """Assert that what becomes done is told apart: made by this dataset, or by somebody else."""
        theirs = entry.remote_id in self.server.staffs
        if entry.kind.named and not theirs:
            demand(entry.origin is not Origin.ADOPTED, f"{place} is ours, and is called adopted: left behind")
        elif entry.kind.named:
            adopted = entry.origin is Origin.ADOPTED or before.doubtful
            demand(adopted, f"{place} is somebody else's, and is called ours")
        elif theirs:
            adopted = self.life.adopting and entry.origin is Origin.ADOPTED
            demand(before.doubtful or adopted, f"{place} is somebody else's, and was never in doubt")


@dataclass(frozen=True, slots=True)
class Trip:
    """One request as it went."""

    began_s: float
    ended_s: float
    method: str
    path: str
    key: str
    fate: str
    status: int | None


@dataclass(slots=True)
class SimStore:
    """A `Caller` in front of a server; one per life."""

    life: Life
    server: Server
    trouble: Trouble
    database: sqlite3.Connection
    lanes: int
    rates: bool = True
    version: str = "2.0"
    looked: dict[str, float] = field(default_factory=dict)  # when the stock of a product was read, "" for all
    used: int = 0
    open: int = 0
    hold_until_s: float = 0.0
    probing: bool = False
    in_flight: set[tuple[Kind, str]] = field(default_factory=set)
    acknowledged: list[tuple[Kind, str, str]] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    posts: int = 0
    calls: int = 0
    writing: int = 0

    async def call(
        self, method: str, path: str, *, params: dict[str, str] | None = None, json: Any | None = None, body_cap: int = 0,
        version: str | None = None, upload: Upload | None = None,
    ) -> Reply:  # fmt: skip
        """Make one virtual request, and see to it that a hold is kept: nobody starts in it, then one goes alone."""
        assert body_cap > 0
        assert upload is None, "these histories have no images"
        self.life.step()
        began_s = self.life.clock.now_s
        demand(began_s >= self.hold_until_s, "a request starts while all should hold after a 429")
        demand(not (self.probing and self.open), "more than a single probe after a hold")
        self.open += 1
        try:
            reply = await self._exchange(method, path, params, json, version)
        finally:
            self.open -= 1
        self.probing = reply.status == 429 or (self.probing and began_s < self.hold_until_s)
        if reply.status == 429:
            asked_s = number_in(reply.retry_after)
            self.hold_until_s = max(self.hold_until_s, self.life.clock.now_s + max(asked_s, 1.0))
        return reply

    async def _exchange(
        self, method: str, path: str, params: dict[str, str] | None, json: Any | None, version: str | None
    ) -> Reply:
        began_s = self.life.clock.now_s
        reads = method not in WRITES or path == "/inventory"  # by POST in the later versions
        fate = self.trouble.fate("GET" if reads else method, began_s)
        known = self.version if version is None or "-" in self.version else version
        call = Call(method, path, tuple((params or {}).items()), json, version=known)
        self.calls += 1
        self.used += 1
        if reads:
            reply = await self._read(call, fate, began_s)
            self._note_look(path, reply)
            self._note(call, fate, began_s, reply)
            return reply
        assert isinstance(json, dict)
        places = self._check_create(path, json) if method == "POST" else self._check_change(path, json)
        self.in_flight |= places
        self.writing += 1
        try:
            demand(self.writing <= self.lanes, "more requests in flight than allowed (invariant 7)")
            reply = await self._create(call, fate, began_s)
        finally:
            self.writing -= 1
            self.in_flight -= places
        self._note(call, fate, began_s, reply)
        if method == "POST" and reply.ending is Ending.ANSWER and reply.status in {200, 201}:
            self._note_acknowledged(places, reply)
        return reply

    async def _create(self, call: Call, fate: Fate, began_s: float) -> Reply:
        arrival = None
        if fate.commit_s is not None:
            arrival = self.server.accept(call, fate.commit_s, self._lag())
        if fate.kills:
            self.life.kill()
        self.life.step("call")  # it has left
        await self._until(began_s + min(fate.commit_s or fate.answer_s, fate.answer_s))
        self.life.step("call")  # the server took it
        await self._until(began_s + fate.answer_s)
        self.server.catch_up()
        self.life.step("call")  # the answer is there
        return self._reply(fate, began_s, self._answer(fate, arrival))

    async def _read(self, call: Call, fate: Fate, began_s: float) -> Reply:
        await self._until(began_s + fate.answer_s)
        self.life.step("call")
        if fate.name == "fine":
            answer = self.server.read(call)
            return self._reply(fate, began_s, (answer.status, answer.body))
        return self._reply(fate, began_s, self._answer(fate, None))

    async def _until(self, moment_s: float) -> None:
        left_s = moment_s - self.life.clock.now_s
        if left_s > 0:
            await asyncio.sleep(left_s)

    @staticmethod
    def _answer(fate: Fate, arrival: Arrival | None) -> tuple[int | None, Any]:
        true = arrival.answer if arrival is not None else None
        if true is not None and true.status >= 400 and (fate.status or 200) < 300:
            return true.status, true.body  # only a success can be garbled; a refusal says what it is
        status = fate.status or (true.status if true is not None else None)
        body = true.body if true is not None else None
        return status, fate.body(body) if fate.body is not None else body

    def _reply(self, fate: Fate, began_s: float, answer: tuple[int | None, Any]) -> Reply:
        elapsed_s = self.life.clock.now_s - began_s
        status, body = answer
        ending = fate.ending
        if elapsed_s > DEADLINE_S + 1:  # the process was stopped meanwhile: its deadline came first
            ending = Ending.SILENCE
        if ending not in {Ending.ANSWER, Ending.TOO_BIG, Ending.REDIRECT}:
            return Reply(ending, "r", elapsed_s, detail=fate.name)
        return Reply(
            ending, "r", elapsed_s, status=status, json=body, text="" if body is not None or fate.body is None else "<html>", retry_after=fate.retry_after,
            date=fate.date,
            limit=str(LIMIT) if self.rates else None, remaining=str(LIMIT - self.used) if self.rates else None,
        )  # fmt: skip

    def _lag(self) -> dict[str, float]:
        """Return where a new record stays invisible for a while: in one of the two places of a look-up."""
        lots = self.trouble.lots
        if lots.random() >= self.trouble.lag_share:
            return {}
        self.trouble.fired["lag"] += 1
        return {"search": self.life.clock.wall_s() - self.life.clock.wall_error_s + lots.uniform(1, 200)}

    def _check_create(self, path: str, payload: dict[str, Any]) -> set[tuple[Kind, str]]:
        """Assert what must hold before a create leaves (invariants 1 and 6), and that it doesn't double anything."""
        self.posts += 1
        demand(not self.database.in_transaction, "a create leaves while the journal is being written")
        parts = parts_of(path, payload)
        for kind, key, part in parts:
            self._check_intent(kind, key, part)
        bound = self.database.execute("SELECT value FROM meta WHERE name='binding'").fetchone()
        demand(bound, "a create leaves before the journal is bound")
        same = json.loads(bound[0])["retailer_id"] == self.server.retailer_id
        demand(same, "a create for another store (invariant 6)")
        self.server.catch_up()
        for kind, key, _ in parts:
            there = self.server.made(kind, key) or self.server.awaits(kind, key)
            demand(
                not there or not self.server.strict,
                f"{kind} {key} is sent again, but the store has it or will: doubled",
            )
            theirs = kind.named and self.server.live(kind, key)
            demand(not theirs, f"{kind} {key} is sent, but the store had one before: doubled")
        return {(kind, key) for kind, key, _ in parts}

    def _check_intent(self, kind: Kind, key: str, part: dict[str, Any]) -> None:
        row = self.database.execute(
            "SELECT state, sent_body FROM record WHERE kind=? AND key=?", (kind.name, key)
        ).fetchone()
        demand(row and row[0] == "sent", f"no committed intent for {kind} {key} (invariant 1)")
        demand(
            share_of(kind, json.loads(row[1]), part) == json.loads(body_of(part)),
            f"the intent of {kind} {key} is another payload",
        )
        demand((kind, key) not in self.in_flight, f"{kind} {key} is in flight twice")

    def _check_change(self, path: str, body: dict[str, Any]) -> set[tuple[Kind, str]]:
        """Assert what must hold before a step's request leaves: its intent, and that the record is ours.

        Nothing that somebody did before the last look is put over.
        """
        remote_id = path.rsplit("/", 1)[-1]
        rows = self.database.execute(
            "SELECT step.state, record.origin, record.key FROM record JOIN step USING (kind, key) WHERE remote_id=?",
            (remote_id,),
        ).fetchall()
        kind = kind_at(path)
        demand(rows and kind, f"a change of {path} without a first look")
        assert kind is not None
        _, origin, key = rows[0]
        demand("sent" in {state for state, *_ in rows}, f"no committed intent for the step of {key}")
        demand(origin != "adopted", f"{key} was adopted, and is changed")
        self.server.catch_up()
        put = (body.get("details") or {}).get("inventory") or ()
        if put:
            looked_s = max(self.looked.get(remote_id, 0.0), self.looked.get("", 0.0))
            moved_s = max(self.server.moved_at.get((remote_id, each["outlet_id"]), -1.0) for each in put)
            sold_out = bool(body.get("common")) and not self.server.moved_levels(remote_id)
            demand(
                moved_s <= 0 or moved_s > looked_s or sold_out,  # at 0, as the tracking of a family begins
                f"what was sold of {key} is put over",
            )
        return {(kind, key)}

    def _note_look(self, path: str, reply: Reply) -> None:
        """Remember when stock was read, and of which product."""
        if "inventory" in path and reply.status == 200 and isinstance(reply.json, dict | list):
            named = [part for part in path.strip("/").split("/") if part not in {"products", "inventory"}]
            self.looked["".join(named)] = self.life.clock.now_s

    def _note(self, call: Call, fate: Fate, began_s: float, reply: Reply) -> None:
        sent = call.body or dict(call.query)
        key = key_of(str(sent.get("email") or sent.get("sku") or ""))
        self.trips.append(
            Trip(began_s, self.life.clock.now_s, call.method, call.path, key, fate.name, reply.status)
        )

    def _note_acknowledged(self, places: set[tuple[Kind, str]], reply: Reply) -> None:
        """Remember what the store acknowledged, where the answer says whose id it is."""
        body = reply.json if isinstance(reply.json, dict) and not reply.json.get("error") else {}
        data = body.get("data")
        if isinstance(data, list) and all(isinstance(each, dict) for each in data):
            named = [(str(each.get("payload_id")), each.get("id")) for each in data]
            self.acknowledged += [
                (*place, str(found)) for place in places for key, found in named if place[1] == key
            ]
            return
        found = data.get("id") if isinstance(data, dict) else data[0] if isinstance(data, list) else data
        alone = len(places) == 1 and not (isinstance(data, list) and len(data) != 1)
        if is_id(found) and alone:
            self.acknowledged += [(*place, str(found)) for place in places]


def number_in(text: str | None) -> float:
    """Return the seconds that a header asks for, 0 for what is no number."""
    return float(text) if text is not None and text.replace(".", "").isdigit() else 0.0


def check_mapping(data: bytes, journal: Journal) -> None:
    """Assert that a mapping is exactly what the journal calls done (invariant 5)."""
    document = json.loads(data)
    wanted = {
        (entry.kind, entry.key_text, entry.remote_id)
        for entry in journal.entries()
        if entry.state is State.DONE
    }
    found = {
        (kind, row[kind.key.field], row.get(f"{kind}_id") or row.get("id"))
        for kind in all_kinds()
        for row in document.get(kind.plural, ())
    }
    demand(found == wanted, "the mapping is not what the journal calls done (invariant 5)")


def draw_ends(lots: random.Random, chances: dict[str, float], reach: int) -> dict[int, str]:
    """Draw at which steps of a life something happens to it."""
    return {lots.randint(1, reach): what for what, chance in chances.items() if lots.random() < chance}
