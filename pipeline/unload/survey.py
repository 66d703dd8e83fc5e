"""Before an unload: what would be deleted and what it costs. Reads only; the journal is opened read-only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset import journals_of
from pipeline.errors import Command, UsageError
from pipeline.journal.book import Journal
from pipeline.journal.file import journal_path
from pipeline.load.planning.siblings import Sibling, siblings_of
from pipeline.load.request import Bill, Request, bill_of
from pipeline.load.sending.reconcile import LOOK_REQUESTS
from pipeline.pacing.paced_store import PacedStore
from pipeline.stores import bound_facts
from pipeline.stores.facts import Facts
from pipeline.unload.plan import UnloadOptions, UnloadPlan, plan_unload
from pipeline.unload.uses import users_of

PAGES_AT_LEAST = 2  # of what may use a named record: one, and the empty one that ends them
UnloadRequest = Request[UnloadOptions]


@dataclass(frozen=True, slots=True)
class UnloadSurvey:
    """An unload that could begin now. `facts` is None when the store was not asked (no token)."""

    plan: UnloadPlan
    bill: Bill
    facts: Facts | None
    notices: tuple[str, ...]
    siblings: tuple[Sibling, ...] = ()


def survey_unload(request: UnloadRequest) -> UnloadSurvey:
    """Look at journal and store. Raises UsageError (no journal), JournalError, AccessError, RunAgainError."""
    with open_existing(request.dataset, request.target.prefix) as journal:
        if request.target.token is None:
            plan = plan_unload(journal.entries(), request.options)
            notices = ("Without a token the store was not asked.",)
            return UnloadSurvey(plan, _bill(plan, request.options, None, 0), None, notices)

        def siblings(facts: Facts) -> tuple[Sibling, ...]:
            here = siblings_of(request.dataset, request.target.prefix, facts)
            return tuple(each for each in here if each.folder != request.dataset.resolve())

        return request.read(lambda paced: survey_unload_through(request, journal, paced, siblings))


async def survey_unload_through(
    request: UnloadRequest,
    journal: Journal,
    paced: PacedStore,
    siblings: Callable[[Facts], tuple[Sibling, ...]] = lambda _facts: (),
) -> UnloadSurvey:
    """Survey through a paced store; `siblings` returns the other datasets here. Raises AccessError (another store), RunAgainError."""
    options = request.options
    facts = await bound_facts(paced, request.target.prefix, journal.note("binding"))
    others = siblings(facts)
    plan = plan_unload(journal.entries(), options, made_by(others))
    bill = _bill(plan, options, facts, paced.figures.requests)
    return UnloadSurvey(plan, bill, facts, facts.notices, others)


def open_existing(dataset: Path, prefix: str) -> Journal:
    """Return the journal of a dataset in a store, read-only. Raises UsageError when there is none, JournalError."""
    journal = Journal.read(journal_path(dataset, prefix))
    if journal is not None:
        return journal
    others = [path.stem for path in journals_of(dataset)]
    known = f" It was loaded into: {', '.join(others)}." if others else ""
    raise UsageError(
        f"{dataset} was never loaded into {prefix} from here.{known}",
        code="no-journal",
        hint="Check the folder and the prefix. If the journal was lost, verify --orphans lists what looks like this "
        "dataset's in the store.",
        command=Command(("verify", dataset, "--orphans"), in_store=True),
    )


def made_by(siblings: Iterable[Sibling]) -> frozenset[str]:
    """Return the ids of all that these datasets made."""
    return frozenset(remote_id for each in siblings for remote_id in each.ids)


def _bill(plan: UnloadPlan, options: UnloadOptions, facts: Facts | None, spent: int) -> Bill:
    used = {user for entry in plan.delete for user in (users_of(entry.kind) if entry.kind.named else ())}
    requests = plan.delete_requests + len(plan.look_up) * LOOK_REQUESTS + plan.look_up_requests_at_most
    requests += len(used) * PAGES_AT_LEAST
    return bill_of(facts, options, records=len(plan.delete), requests=requests, spent=spent)
