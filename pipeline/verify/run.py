"""A whole verify: is everything in the store, and still as it was made? Reads only; the journal is opened read-only.

    request = VerifyRequest(folder, rows, target, VerifyOptions(…))
    seen = survey_verify(request)              # the bill
    result = verify(request, seen, watch)      # findings; its exit status is 0 for same, 1 for differences

Three questions: the usual one (`three_way.judge_presence`), `absent` (after an unload nothing of ours is left) and
`orphans` (what looks like ours and no journal knows; needs no journal). No lock is held: during a load the answer is
that of the moment at which the journal was read.
"""

import asyncio
import random
import time
from dataclasses import replace
from functools import partial

from pipeline.compare.differences import Difference, in_order
from pipeline.errors import StopError
from pipeline.journal.book import Journal
from pipeline.load.events import Hold, Phase, Progress, Retry, Said, Watch
from pipeline.load.sending.sent import steps_of
from pipeline.pacing.brake import Brake, Braked, listening
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import PRICE_FIELDS, all_kinds
from pipeline.stores import bound_facts, walk_kind
from pipeline.stores.facts import Facts
from pipeline.stores.protocol import Terms
from pipeline.verify.findings import VerifyResult
from pipeline.verify.gathering import gather, gather_stock
from pipeline.verify.orphans import find_orphans, known_here, looks_of
from pipeline.verify.seen import Sight
from pipeline.verify.survey import (
    VerifyOptions,
    VerifyRequest,
    VerifySurvey,
    chosen,
    needs_of,
    open_for,
    survey_verify,
)
from pipeline.verify.three_way import Told, judge_absence, judge_presence, sides_of

__all__ = [
    "VerifyOptions",
    "VerifyRequest",
    "VerifyResult",
    "VerifySurvey",
    "survey_verify",
    "verify",
]


def verify(request: VerifyRequest, seen: VerifySurvey, watch: Watch) -> VerifyResult:
    """Read and compare. Raises JournalError, AccessError, RunAgainError, and CtrlCError or RunAgainError at a signal."""
    began_s = time.monotonic()
    with open_for(request) as journal:

        async def run() -> VerifyResult:
            brake = Brake()
            async with request.target.open_store() as store:
                rng = random.Random()  # noqa: S311 - jitter, not secrets
                paced = PacedStore.begin(
                    store,
                    rng,
                    request.options.pace,
                    request.options.concurrency,
                    brake=brake,
                    quota=seen.bill.quota,
                    on_hold=lambda seconds, why: watch(Hold(seconds, why)),
                    on_retry=lambda seconds, why: watch(Retry(seconds, why)),
                )
                with listening(brake, lambda words: watch(Said(words))):
                    return await compare_all(request, journal, paced, watch)

        result = asyncio.run(run())
    return replace(result, seconds=time.monotonic() - began_s)


async def compare_all(
    request: VerifyRequest, journal: Journal | None, paced: PacedStore, watch: Watch
) -> VerifyResult:
    """Verify through an open store; nothing half-read is ever judged: a pulled brake raises its reason."""
    slammed = asyncio.ensure_future(paced.brake.slammed.wait())
    at_work = asyncio.ensure_future(_compare_all(request, journal, paced, watch))
    try:
        await asyncio.wait({slammed, at_work}, return_when=asyncio.FIRST_COMPLETED)
        if at_work.done():
            return at_work.result()
        raise _reason(paced.brake)
    except Braked:
        raise _reason(paced.brake) from None
    finally:
        for task in (slammed, at_work):
            task.cancel()
        await asyncio.gather(slammed, at_work, return_exceptions=True)


def _reason(brake: Brake) -> StopError:
    assert brake.reason is not None, "a brake is pulled for a reason"
    return brake.reason


async def _compare_all(
    request: VerifyRequest, journal: Journal | None, paced: PacedStore, watch: Watch
) -> VerifyResult:
    facts = await bound_facts(paced, request.target.prefix, journal.note("binding") if journal else None)
    if request.options.orphans:
        return await _list_orphans(request, paced, watch)
    assert journal is not None, "only orphans are looked for without a journal"
    return await _compare(request, journal, paced, facts, watch)


async def _compare(
    request: VerifyRequest, journal: Journal, paced: PacedStore, facts: Facts, watch: Watch
) -> VerifyResult:
    sight = Sight()
    terms = Terms(
        PRICE_FIELDS[1 if facts.tax_exclusive else 0], facts.outlets, request.target.address.version
    )
    for need in needs_of(request, journal):
        await gather(paced, need, sight, watch)
        await gather_stock(paced, need, sight, terms)
        if not need.empty:
            watch(Progress(len(need.ids), paced.pacer.remaining, paced.pacer.limit))
    rows, entries = chosen(request, journal)
    if request.options.absent:
        return _result(request, judge_absence(entries, sight), len(entries), sight)
    sides = sides_of(rows, entries, terms)
    return _result(
        request,
        judge_presence(sides, sight, Told(partial(steps_of, journal), journal.called)),
        len(sides),
        sight,
    )


async def _list_orphans(request: VerifyRequest, paced: PacedStore, watch: Watch) -> VerifyResult:
    """Read all of the store, page by page, and keep nothing but what looks like ours."""
    known = known_here(request.dataset, request.target.prefix)
    looks = looks_of(record for record, _ in request.rows)
    selection, sight = request.options.selection, Sight()
    findings: dict[str, Difference] = {}
    for kind in all_kinds():
        if selection.only not in (None, kind):
            continue
        watch(Phase(kind, 0, f"Reading {kind.nouns}"))
        async for page in walk_kind(paced, kind):
            sight.pages += 1
            found = find_orphans(kind, page.live, looks, known)
            findings |= {each.remote_id: each for each in found if selection.takes(kind, each.key)}
            watch(Progress(len(findings), paced.pacer.remaining, paced.pacer.limit))
    return _result(request, list(findings.values()), 0, sight)


def _result(request: VerifyRequest, findings: list[Difference], records: int, sight: Sight) -> VerifyResult:
    return VerifyResult(
        request.target.prefix, in_order(findings), records, sight.pages, sight.reads, seconds=0.0
    )
