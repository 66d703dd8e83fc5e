"""Before an unload: what would be deleted and what it costs. Reads only; the journal is opened read-only."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Command, UsageError
from pipeline.journal.book import Journal
from pipeline.journal.file import FOLDER, journal_path
from pipeline.load.reconcile import LOOK_REQUESTS
from pipeline.load.request import Bill, Request, bill_of
from pipeline.pacing.paced_store import PacedStore
from pipeline.stores.xseries.facts import Facts, bound_facts
from pipeline.unload.plan import UnloadOptions, UnloadPlan, plan_unload

UnloadRequest = Request[UnloadOptions]


@dataclass(frozen=True, slots=True)
class UnloadSurvey:
    """An unload that could begin now. `facts` is None when the store was not asked (no token)."""

    plan: UnloadPlan
    bill: Bill
    facts: Facts | None
    notices: tuple[str, ...]


def survey_unload(request: UnloadRequest) -> UnloadSurvey:
    """Look at journal and store. Raises UsageError (no journal), JournalError, AccessError, RunAgainError."""
    with open_existing(request.dataset, request.target.prefix) as journal:
        if request.target.token is None:
            plan = plan_unload(journal.entries(), request.options)
            notices = ("Without a token the store was not asked.",)
            return UnloadSurvey(plan, _bill(plan, request.options, None, 0), None, notices)

        return request.read(lambda paced: survey_unload_through(request, journal, paced))


async def survey_unload_through(request: UnloadRequest, journal: Journal, paced: PacedStore) -> UnloadSurvey:
    """Survey through a paced store. Raises AccessError (another store), RunAgainError."""
    options = request.options
    plan = plan_unload(journal.entries(), options)
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


def _bill(plan: UnloadPlan, options: UnloadOptions, facts: Facts | None, spent: int) -> Bill:
    requests = plan.delete_requests + len(plan.look_up) * LOOK_REQUESTS + plan.look_up_requests_at_most
    return bill_of(facts, options, records=len(plan.delete), requests=requests, spent=spent)
