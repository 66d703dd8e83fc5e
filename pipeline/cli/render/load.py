"""What is said before and after a load: the bill, the requests, the counts; and the same for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from pipeline.cli.document import OPTIONAL, by_plural, counts_by_plural, states_by_plural
from pipeline.cli.render.status import OpenStepData, WaitingData, step_data, waiting_data
from pipeline.cli.session import Session
from pipeline.cli.store.target import Chosen
from pipeline.errors import ExitStatus
from pipeline.schema.kinds import all_kinds, counts_in_words
from pipeline.text import clean, counted

if TYPE_CHECKING:
    from pipeline.load.planning.plan import Plan
    from pipeline.load.planning.survey import LoadRequest, Survey
    from pipeline.load.run import Outcome
    from pipeline.schema.kinds import Kind
    from pipeline.schema.records import Id

USED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class StoreData:
    """A store as it describes itself."""

    name: str | None
    currency: str | None
    tax_exclusive: bool | None


@dataclass(frozen=True, slots=True)
class UsedData:
    """A record of the store that is used under its name, instead of one that is made."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class SurveyData:
    """What a load would do, and what that costs."""

    store: StoreData | None
    create: Mapping[str, int]
    uses: Sequence[UsedData]
    look_up: int
    there: int
    changed_after_load: Sequence[str]
    gone_from_file: Sequence[str]
    left_out: int
    images: int
    requests: int
    requests_spent: int
    quota: int | None
    seconds: float
    price_field: str
    notices: Sequence[str]


@dataclass(frozen=True, slots=True)
class NotSentData:
    """Nothing was sent: it was not confirmed. The files stay in `folder`, where they were just made."""

    sent: bool = False
    folder: Annotated[str | None, OPTIONAL] = None


@dataclass(frozen=True, slots=True)
class LoadData:
    """What a load did, counted by kind."""

    created: Mapping[str, int]
    adopted: Mapping[str, int]
    states: Mapping[str, Mapping[str, int]]
    changed_after_load: int
    waiting: Sequence[WaitingData]
    steps: Sequence[OpenStepData]
    requests: int
    refusals_429: int
    seconds: float
    mapping: str


def show_bill(session: Session, chosen: Chosen, seen: "Survey") -> None:
    """Say which store it is, what would happen there, and what it costs."""
    from pipeline.load.images.pictures import count_files

    terminal, facts, plan = session.terminal, seen.facts, seen.plan
    if facts is not None:
        name = facts.name or "name not readable"
        currency = f", {facts.currency}" if facts.currency else ""
        outlets = (
            f", {counted(len(facts.outlets), 'outlet')}: {', '.join(name for _, name in facts.outlets[:3])}"
        )
        terminal.say(f"  Store:      {name} at {chosen.shown}{currency}{outlets if facts.outlets else ''}")
    else:
        terminal.say(f"  Store:      {chosen.shown} (not asked)")
    creates = _creates(plan)
    terminal.say(
        f"  To create:  {counts_in_words({each: creates[each] for each in creates if not each.named})}"
    )
    makes = {kind: count for kind, count in creates.items() if kind.named and count}
    if makes:
        terminal.say(
            f"  Makes:      {', '.join(counted(makes[each], each.noun, each.nouns) for each in makes)}"
        )
    if seen.used:
        terminal.say(f"  Uses yours: {_used_text(seen)}")
    for label, places in (
        ("look up", plan.reconcile),
        ("there already", _there(seen)),
        ("changed after load, left alone", plan.changed),
        ("gone from the file, still in the store", plan.gone),
        ("left out", plan.left),
    ):
        if places:
            terminal.say(f"              {counted(len(places), 'record')} {label}")
    if seen.images:
        terminal.say(f"  Uploads:    {counted(count_files(seen.images), 'image')}")
    terminal.say(f"  Bill:       {_bill_text(seen)}")
    if seen.bill.waits:
        terminal.say(
            "              More than the window of 5 minutes has left: it pauses until the store takes more."
        )
    if seen.bill.requests:
        terminal.say("              Stop and resume at any time.")


def _used_text(seen: "Survey") -> str:
    """Return 'group VIP, tag New', and how many more."""
    shown = [f"{kind} {clean(text, 60)}" for kind, text in seen.uses[:USED_SHOWN]]
    more = len(seen.uses) - len(shown)
    return ", ".join(shown) + (f" … and {more:,} more" if more else "")


def _there(seen: "Survey") -> "tuple[Id, ...]":
    """Return what an earlier load has made: not what this one would use instead of making it."""
    used = frozenset(seen.used)
    return tuple(place for place in seen.plan.done if place not in used)


def _bill_text(seen: "Survey") -> str:
    from pipeline.console.progress import duration

    bill = seen.bill
    if not bill.requests:
        return "nothing to send"
    quota = f", {bill.quota:,} requests / 5 min" if bill.quota else ""
    done_by = datetime.now().astimezone() + timedelta(seconds=bill.seconds)
    return f"{counted(bill.requests, 'request')}{quota}: about {duration(bill.seconds)}, done by {done_by:%H:%M}."


def show_requests(session: Session, request: "LoadRequest", seen: "Survey") -> None:
    """Print the creates that a load would make, each as a curl line with the token left out."""
    from pipeline.http.calls import curl_line
    from pipeline.load.images.uploading import uploads_of
    from pipeline.load.sending.units import creates_of

    send = set(seen.plan.send)
    for call in creates_of((record for record, _ in request.rows if record.id in send), seen.price_field):
        session.terminal.data(curl_line(request.target.address, call))
    for call in uploads_of(request.dataset, seen.images):
        session.terminal.data(curl_line(request.target.address, call))


def survey_data(seen: "Survey") -> SurveyData:
    """Return a survey for scripts."""
    from pipeline.load.images.pictures import count_files

    facts, plan, bill = seen.facts, seen.plan, seen.bill
    creates = _creates(plan)
    return SurveyData(
        store=None if facts is None else StoreData(facts.name, facts.currency, facts.tax_exclusive),
        create=counts_by_plural(creates),
        uses=[UsedData(kind.name, text) for kind, text in seen.uses],
        look_up=len(plan.reconcile),
        there=len(_there(seen)),
        changed_after_load=[key for _, key in plan.changed],
        gone_from_file=[key for _, key in plan.gone],
        left_out=len(plan.left),
        images=count_files(seen.images),
        requests=bill.requests,
        requests_spent=bill.spent,
        quota=bill.quota,
        seconds=bill.seconds,
        price_field=seen.price_field,
        notices=seen.notices,
    )


def _creates(plan: "Plan") -> "dict[Kind, int]":
    """Return how many records of each kind are to be created."""
    return {kind: sum(each is kind for each, _ in plan.send) for kind in all_kinds()}


def show_outcome(session: Session, request: "LoadRequest", outcome: "Outcome") -> None:
    """Say the counts, what was rejected and why, and where the mapping is."""
    from pipeline.journal.log import LOG_NAME
    from pipeline.journal.transitions import State

    terminal = session.terminal
    terminal.gap()
    if outcome.status is ExitStatus.DONE:
        terminal.done("Complete!")
    elif outcome.stop is None:
        terminal.notice("Finished, but not every record is in the store as the files have it.")
    for kind, states in outcome.states.items():
        created = outcome.created.get(kind, 0)
        adopted = outcome.adopted.get(kind, 0)
        already = states.get(State.DONE, 0) - created - adopted
        parts = [f"{created:,}"]
        parts += [f"{adopted:,} adopted"] if adopted else []
        parts += [f"{already:,} already there"] if already else []
        parts += [
            f"{states[State(state)]:,} {name}" for state, name in SAID_STATES if states.get(State(state))
        ]
        terminal.say(f"  {kind.nouns.capitalize()} created: {', '.join(parts)}")
    if outcome.changed:
        terminal.notice(
            f"{counted(outcome.changed, 'row')} changed after load; the store keeps what was sent."
        )
    if outcome.waiting:
        (kind, key), why = outcome.waiting[0].id, outcome.waiting[0].words
        count = counted(len(outcome.waiting), "record")
        terminal.notice(
            f"{count} not sent: what a record names must be created first. {kind} {key} is {why}."
        )
    if outcome.left_steps:
        step = outcome.left_steps[0]
        count = counted(len(outcome.left_steps), "step")
        terminal.notice(f"{count} of created records not done. {step.kind} {step.key}: {step.words}.")
    if outcome.count(State.REJECTED, State.CONFLICT):
        terminal.notice(f"Why records were rejected stands in {request.dataset / LOG_NAME}.")
    terminal.say(f"  Output file: {outcome.mapping}")


SAID_STATES = (
    ("pending", "pending"),
    ("sent", "uncertain"),
    ("rejected", "rejected"),
    ("conflict", "in conflict"),
    ("withdrawn", "withdrawn"),
)


def outcome_data(outcome: "Outcome") -> LoadData:
    """Return an outcome for scripts."""
    return LoadData(
        created=by_plural(outcome.created),
        adopted=by_plural(outcome.adopted),
        states=states_by_plural(outcome.states),
        changed_after_load=outcome.changed,
        waiting=[waiting_data(each) for each in outcome.waiting],
        steps=[step_data(each) for each in outcome.left_steps],
        requests=outcome.figures.requests,
        refusals_429=outcome.figures.refusals,
        seconds=round(outcome.seconds, 3),
        mapping=str(outcome.mapping),
    )
