"""A store, a dataset that was loaded into it, and a process that may die at any step of taking it back.

The store is the sandbox's shop without network; whatever it did stands in `history`, and tests judge by that. A crash
is an exception that no code of ours catches; from then on nothing reaches disk or store any more, like after a kill.
"""

import asyncio
import base64
import contextlib
import dataclasses
import errno
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.http import Ending, Reply
from pipeline.http.uploads import Upload
from pipeline.journal.book import Journal
from pipeline.journal.file import open_database
from pipeline.journal.log import Log
from pipeline.load.events import Event
from pipeline.load.images.pictures import NO_PICTURES, Pictures
from pipeline.load.options import LoadOptions
from pipeline.load.planning.siblings import Sibling
from pipeline.load.planning.survey import LoadRequest, Survey, survey_through
from pipeline.load.request import Bill, Rows, Target
from pipeline.load.runner import Outcome, Output, RunContext, run_load
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.sandbox.api.values import DueCall, Effect
from pipeline.sandbox.api.values import ShopRow as Row
from pipeline.sandbox.limiter import Limiter
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import record_from_row
from pipeline.stores.facts import Facts
from pipeline.stores.xseries.address import address_of
from pipeline.unload.kept import Kept, KeptFile, kept_path
from pipeline.unload.plan import UnloadOptions
from pipeline.unload.runner import UnloadOutcome, run_unload
from pipeline.unload.survey import UnloadRequest, survey_unload_through
from pipeline.verify.findings import VerifyResult
from pipeline.verify.run import compare_all
from pipeline.verify.survey import VerifyOptions, VerifyRequest, open_for, survey_verify_through
from tests.simulation.virtual_time import Clock, run_virtually
from tests.support.collections import collection_of

PREFIX = "sandbox"
RETAILER = "5b9d7f3a-0000-4000-8000-00000000a001"
Fault = Callable[[int, str, str], Reply | str | None]


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Steps:
    """Counts the steps of one process; at the `fatal` one it dies, and stays dead."""

    fatal: int | None = None
    taken: int = 0
    dead: bool = False

    def take(self) -> None:
        if self.dead:
            raise Crash
        self.taken += 1
        if self.taken == self.fatal:
            self.dead = True
            raise Crash


class CrashingJournal(Journal):
    steps: Steps

    def _commit(self) -> None:
        self.steps.take()
        super()._commit()
        self.steps.take()


class CrashingKept(KeptFile):
    steps: Steps
    disk_full = False

    def _append(self, data: bytes) -> None:
        if self.disk_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.steps.take()
        try:
            self.steps.take()
        except Crash:
            super()._append(data[: len(data) // 2])  # torn by the kill
            raise
        super()._append(data)
        self.steps.take()


def no_fault(_number: int, _method: str, _path: str) -> None:
    return None


def reply_of(status: int, body: Any = None, text: str = "", **more: Any) -> Reply:
    return Reply(
        Ending.ANSWER,
        "r",
        0.05,
        status=status,
        json=body,
        text=text or ("" if body is None else "{}"),
        **more,
    )


# What goes wrong with one request, by a name
TROUBLES: dict[str, Reply | str] = {
    "silence after": "silence after",
    "silence before": Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time"),
    "503": reply_of(503, {"error": "busy"}),
    "web page": reply_of(200, None, "Sign in to this network"),
    "429": reply_of(429, {"error": "Too Many Requests"}, retry_after="1"),
    "no connection": Reply(Ending.NOT_SENT, "r", 0.1, detail="no connection"),
}


@dataclass
class ShopStore:
    """What the client calls: one request, one step before and one after the shop took it."""

    world: "World"
    steps: Steps
    fault: Fault = no_fault
    calls: int = 0

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: Any = None,
        body_cap: int = 0,  # noqa: ARG002 - part of a caller's shape
        version: str | None = None,
        upload: Upload | None = None,
    ) -> Reply:
        await asyncio.sleep(self.world.latency_s / 2)
        self.steps.take()
        self.calls += 1
        self.world.requests.append((method, path))
        fault = self.fault(self.calls, method, path)
        if isinstance(fault, Reply):
            return fault
        rates = {"limit": "5000", "remaining": "4900"}
        if self.world.limiter is not None:
            decision = self.world.limiter.ask(self.world.clock.wall_s())
            rates = {"limit": str(self.world.limiter.limit), "remaining": str(decision.remaining)}
            if not decision.allowed:
                return reply_of(429, {"error": "Too Many Requests"}, retry_after="300", **rates)
        query = tuple((params or {}).items())
        at = version if version is not None and self.world.version == "2.0" else self.world.version
        if upload is not None:
            json = {upload.field: base64.b64encode(upload.read()).decode()}
        answer = self.world.ask(Call(method, path, query, json, version=at))
        self.steps.take()
        await asyncio.sleep(self.world.latency_s / 2)
        if fault == "silence after":
            return Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time")
        return reply_of(answer.status, answer.body, **rates)


def rows_of_dataset(customers: int = 3, products: int = 3) -> Rows:
    made = [
        record_from_row(
            CUSTOMER,
            {
                "first_name": f"Ada{number}",
                "last_name": "Example",
                "email": f"ada{number}@example.com",
                "phone": "+1-555-010-0001",
                "physical_country_id": "US",
            },
        )
        for number in range(customers)
    ]
    made += [
        record_from_row(
            PRODUCT,
            {
                "sku": f"DEMO-1000{number}",
                "name": f"Invented Lamp {number}",
                "price_including_tax": f"{20 + number}.95",
                "supply_price": "7.40",
            },
        )
        for number in range(products)
    ]
    return [(record, line + 2) for line, record in enumerate(made)]


@dataclass
class World:
    folder: Path
    options: SandboxOptions = field(default_factory=SandboxOptions)
    rows: Rows = field(default_factory=rows_of_dataset)
    clock: Clock = field(default_factory=Clock)
    history: list[Effect] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    due: list[DueCall] = field(default_factory=list)  # what the store does by itself, later
    search_lag_s: float = 0.0  # until a new record is found by a search
    siblings: Callable[[Facts], tuple[Sibling, ...]] = lambda _facts: ()  # for an unload

    latency_s: float = 0.06  # of a request, there and back
    limiter: Limiter | None = None  # of a store whose quota counts

    billed: Bill | None = None
    version: str = "2.0"  # of the API
    pictures: Pictures = NO_PICTURES

    def __post_init__(self) -> None:
        self.shop = Shop(self.options, RETAILER)
        self.shop.open(self.clock.wall_s())
        self.target = Target(PREFIX, address_of(PREFIX, self.version), None)
        self.output = Output(self.folder / "mapping.json", ("demo",))

    # The store's side

    def ask(self, call: Call) -> Any:
        self.catch_up()
        now_s = self.clock.wall_s()
        hidden = {"search": now_s + self.search_lag_s} if self.search_lag_s else {}
        outcome = self.shop.handle(call, now_s, hidden)
        self.history += outcome.effects
        self.due += outcome.due
        return outcome.answer

    def catch_up(self) -> None:
        """Let the store do what it had to do by now."""
        now_s = self.clock.wall_s()
        for each in sorted((each for each in self.due if each.due_s <= now_s), key=lambda each: each.due_s):
            self.due.remove(each)
            self.history += self.shop.work(each.call, each.due_s).effects

    def staff(self, action: str, **body: Any) -> Any:
        self.catch_up()
        outcome = self.shop.serve_staff(
            action, Call("POST", action, body=body, actor="staff"), self.clock.wall_s()
        )
        assert outcome.answer.status < 300, outcome.answer
        self.history += outcome.effects
        self.due += outcome.due
        return outcome.answer.body

    def live(self, kind: Kind) -> list[Row]:
        return [row for row in self.shop.rows.walk(collection_of(kind)) if not row.deleted]

    def shown(self, row: Row) -> dict[str, Any]:
        """Return a record as the API shows it."""
        return dict(self.ask(Call("GET", f"/{row.kind}/{row.id}")).body["data"])

    def id_of(self, kind: Kind, key: str) -> str:
        return next(row.id for row in self.live(kind) if row.body.get(kind.key.field) == key)

    def deleted_by_us(self) -> list[str]:
        return [each.id for each in self.history if each.action == "deleted" and each.actor == "api"]

    # The client's side

    @property
    def journal_path(self) -> Path:
        return LoadRequest(self.folder, self.rows, self.target, LoadOptions()).journal

    def journal(self) -> Journal:
        found = Journal.read(self.journal_path)
        assert found is not None
        return found

    def load(
        self,
        options: LoadOptions | None = None,
        fault: Fault = no_fault,
        before_run: Callable[[], None] = lambda: None,
        steps: Steps | None = None,
    ) -> Outcome:
        """Survey and load; `before_run` happens in between, while a person reads the bill. Raises Crash where `steps` says so."""
        steps = steps or Steps()
        options = options or LoadOptions(pace=Pace.FAST)
        request = LoadRequest(self.folder, self.rows, self.target, options, self.pictures)
        store, rng = ShopStore(self, steps, fault), random.Random(1)
        paced = PacedStore.begin(store, rng, request.options.pace, request.options.concurrency)

        async def survey() -> Survey:
            known = Journal.read(self.journal_path)
            with known or contextlib.nullcontext():
                return await survey_through(request, known, paced, lambda _facts: ())

        seen = run_virtually(self.clock, survey())
        before_run()
        with self._open(steps) as journal:
            stage = dataclasses.replace(self._stage(journal, steps, fault), store=store, rng=rng)
            run = run_load(stage, request, seen, self.output, command="load", tool_version="0")
            return run_virtually(self.clock, run)

    def unload(
        self, options: UnloadOptions | None = None, fault: Fault = no_fault, steps: Steps | None = None,
        brake: Callable[[Brake], None] = lambda _brake: None,
        disk_full: bool = False,
    ) -> UnloadOutcome:  # fmt: skip
        """Unload in a process of its own; raises Crash where `steps` says so."""
        steps = steps or Steps()
        request = UnloadRequest(self.folder, (), self.target, options or UnloadOptions(pace=Pace.FAST))
        kept = self._open_kept(steps)
        kept.disk_full = disk_full
        with self._open(steps) as journal, kept:

            async def run() -> UnloadOutcome:
                stage = self._stage(journal, steps, fault)
                brake(stage.brake)
                paced = PacedStore.begin(
                    stage.store, stage.rng, request.options.pace, request.options.concurrency
                )
                seen = await survey_unload_through(request, journal, paced, self.siblings)
                return await run_unload(
                    stage, kept, request, seen, self.output, command="unload", tool_version="0"
                )

            return run_virtually(self.clock, run())

    def verify(self, options: VerifyOptions | None = None, fault: Fault = no_fault) -> VerifyResult:
        """Survey and verify; the bill is kept in `billed`."""
        request = VerifyRequest(self.folder, self.rows, self.target, options or VerifyOptions(pace=Pace.FAST))
        store = ShopStore(self, Steps(), fault)

        async def run(journal: Journal | None) -> VerifyResult:
            rng, options = random.Random(1), request.options
            first, then = (PacedStore.begin(store, rng, options.pace, options.concurrency) for _ in range(2))
            self.billed = (await survey_verify_through(request, journal, first)).bill
            self.requests.clear()
            return await compare_all(request, journal, then, self.events.append)

        with open_for(request) as journal:
            return run_virtually(self.clock, run(journal))

    def _stage(self, journal: Journal, steps: Steps, fault: Fault) -> RunContext:
        def save(data: bytes) -> None:
            steps.take()
            self.output.path.write_bytes(data)

        return RunContext(
            journal=journal,
            log=Log(None),
            store=ShopStore(self, steps, fault),
            brake=Brake(),
            save=save,
            wall_s=self.clock.wall_s,
            rng=random.Random(1),
            watch=self.events.append,
        )

    def _open(self, steps: Steps) -> CrashingJournal:
        journal = CrashingJournal(open_database(self.journal_path, durable=False))
        journal.steps = steps
        return journal

    def _open_kept(self, steps: Steps) -> "CrashingKept":
        kept = CrashingKept(kept_path(self.folder, PREFIX), durable=False)
        kept.steps = steps
        return kept


def bodies(kept: list[Kept]) -> dict[str, dict[str, Any]]:
    return {each.remote_id: dict(each.body) for each in kept}
