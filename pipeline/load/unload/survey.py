"""Before an unload: what would be deleted and what it costs. Reads only; the journal is opened read-only."""

import random
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Command, UsageError
from pipeline.load.facts import Facts, bound_facts, forecast_s
from pipeline.load.journal.book import Journal
from pipeline.load.journal.file import FOLDER, journal_path
from pipeline.load.pacing.brake import Brake
from pipeline.load.pacing.paced import PacedStore
from pipeline.load.pacing.pacer import Pacer
from pipeline.load.reconcile import LOOK_REQUESTS
from pipeline.load.survey import Target
from pipeline.load.unload.plan import UnloadOptions, UnloadPlan, plan_unload
from pipeline.store.reply import Caller


@dataclass(frozen=True, slots=True)
class UnloadRequest:
    """What to take back from where, and how: the dataset's folder, the store, the options."""

    dataset: Path
    target: Target
    options: UnloadOptions

    @property
    def journal(self) -> Path:
        """Where the journal of this dataset in this store stands."""
        return journal_path(self.dataset, self.target.prefix)


@dataclass(frozen=True, slots=True)
class UnloadBill:
    """What an unload costs when nothing fails; `spent` requests were used by this survey."""

    deletes: int
    look_ups: int
    requests: int
    spent: int
    quota: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class UnloadSurvey:
    """An unload that could begin now. `facts` is None when the store was not asked (no token)."""

    plan: UnloadPlan
    bill: UnloadBill
    facts: Facts | None
    notices: tuple[str, ...]


def survey_unload(request: UnloadRequest) -> UnloadSurvey:
    """Look at journal and store. Raises UsageError (no journal), JournalError, AccessError, RunAgainError."""
    with open_existing(request.dataset, request.target.prefix) as journal:
        if request.target.token is None:
            plan = plan_unload(journal.entries(), request.options)
            notices = ("Without a token the store was not asked.",)
            return UnloadSurvey(plan, _bill(plan, request.options, None, 0), None, notices)

        return request.target.ask(lambda store, lots: look_over_unload(request, journal, store, lots))


async def look_over_unload(
    request: UnloadRequest, journal: Journal, store: Caller, lots: random.Random
) -> UnloadSurvey:
    """Survey through an open store. Raises AccessError (another store), RunAgainError."""
    options = request.options
    plan = plan_unload(journal.entries(), options)
    paced = PacedStore(store, Pacer.begin(options.pace, options.concurrency), Brake(), lots)
    facts = await bound_facts(paced, request.target.prefix, journal.note("binding"))
    return UnloadSurvey(plan, _bill(plan, options, facts, paced.figures.requests), facts, facts.notices)


def open_existing(dataset: Path, prefix: str) -> Journal:
    """Return the journal of a dataset in a store, read-only. Raises UsageError when there is none, JournalError."""
    journal = Journal.read(journal_path(dataset, prefix))
    if journal is not None:
        return journal
    others = sorted(path.stem for path in (dataset / FOLDER).glob("*.sqlite") if path.stem != prefix)
    known = f" It was loaded into: {', '.join(others)}." if others else ""
    raise UsageError(
        f"{dataset} was never loaded into {prefix} from here.{known}",
        code="no-journal",
        hint="Check the folder and the prefix. If the journal was lost, verify --orphans lists what looks like this "
        "dataset's in the store.",
        command=Command(("verify", dataset, "--orphans"), in_store=True),
    )


def _bill(plan: UnloadPlan, options: UnloadOptions, facts: Facts | None, spent: int) -> UnloadBill:
    requests = plan.delete_requests + len(plan.look_up) * LOOK_REQUESTS + plan.look_up_requests_at_most
    seconds = forecast_s(facts, requests, options.pace, options.concurrency)
    return UnloadBill(
        len(plan.delete), len(plan.look_up), requests, spent, facts.quota if facts else None, seconds
    )
