"""The store: does it answer, to whom, how much may be asked of it, and does its clock agree with ours.

Reads only, paced like a load. A store that doesn't answer is asked once, not again and again: somebody waits.
"""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime, timezone

from pipeline.doctor.checks import Check, ill, note, of_stop, well
from pipeline.errors import ExitStatus, StopError
from pipeline.http import Reply
from pipeline.http.reply import Caller
from pipeline.load.request import Target
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore, is_failure, unreachable
from pipeline.pacing.pacer import Pace, Pacer
from pipeline.pacing.retry_after import read_http_date, wait_from
from pipeline.stores import past_its_time, read_facts, retailer, stop_of, unspoken
from pipeline.stores.facts import Facts
from pipeline.text import counted

SKEW_MAX_S = 60  # the settle time; certificates stand a few minutes
LOW_SHARE = 0.1  # of the quota, where a load slows down
REFUSED = 429


def ask_store(target: Target) -> list[Check]:
    """Ask a store about itself. Raises nothing that a store or a network can cause."""

    async def ask() -> list[Check]:
        async with target.open_store() as store:
            return await look_at_store(store, target.prefix, target.address.base_url, time.time)

    return asyncio.run(ask())


async def look_at_store(
    store: Caller, prefix: str, base_url: str, wall_s: Callable[[], float]
) -> list[Check]:
    """Ask once whether it answers, then who it is."""
    lots = random.Random()  # noqa: S311 - jitter, not secrets
    paced = PacedStore(store, Pacer.begin(Pace.STEADY, 1), Brake(), lots)
    first = await paced.call(retailer())
    heard_s = wall_s()
    trouble = _trouble(first)
    if trouble is not None:
        return [trouble]
    version = base_url.rsplit("/", 1)[-1]
    checks = [
        well("API", f"version {version} answers in {first.elapsed_s:.1f} s"),
        check_clock(first, heard_s),
    ]
    try:
        facts = await read_facts(paced, prefix)
    except StopError as stop:
        return [*checks, of_stop("store", stop)]
    return [*checks, *_version(version, facts, heard_s), *describe(facts)]


def _trouble(first: Reply) -> Check | None:
    """Return why there is no going on after the first answer."""
    stop = stop_of(first)
    if stop is not None and stop.code != "permission-missing":
        return of_stop("token" if stop.code == "token-rejected" else "store", stop)
    if first.status == REFUSED:
        wait_s = wait_from(first.retry_after, first.date, 1)
        words = f"used up (429); it asks for {wait_s:.0f} s"
        return ill("quota", words, "Wait, then run this again.", ExitStatus.RUN_AGAIN)
    return of_stop("store", unreachable(first)) if is_failure(first) else None


def check_clock(reply: Reply, heard_s: float) -> Check:
    """Compare the answer's date with this machine's clock at the moment when it was heard."""
    theirs_s = read_http_date(reply.date)
    if theirs_s is None:
        return note("clock", "the store's answers carry no date to compare with")
    skew_s = round(heard_s - theirs_s)
    if abs(skew_s) <= SKEW_MAX_S:
        return well("clock", "agrees with the store's")
    relation = "ahead of" if skew_s > 0 else "behind"
    words = f"this machine is {counted(abs(skew_s), 'second')} {relation} the store"
    return ill("clock", words, "Set this machine's clock; certificates depend on it.", ExitStatus.LEFT_OVER)


def describe(facts: Facts) -> list[Check]:
    """Say what a store says about itself; what the token may not read is a note."""
    checks = [note("store", notice) for notice in facts.notices]
    if facts.name:
        currency = f", {facts.currency}" if facts.currency else ""
        checks.append(well("store", f"{facts.name}{currency}"))
    if facts.tax_exclusive is not None:
        words = "are sent before tax" if facts.tax_exclusive else "are sent with tax"
        checks.append(well("prices", words))
    if facts.outlets:
        names = ", ".join(name for _, name in facts.outlets)
        checks.append(well("outlets", f"{len(facts.outlets):,}: {names}"))
    if facts.registers is not None:
        checks.append(well("registers", f"{facts.registers:,}"))
    checks.append(_quota(facts))
    if facts.has_sales:
        hint = "The first load of a dataset wants its prefix typed, or load --confirm-store PREFIX."
        checks.append(note("in use", "the store has sales", hint))
    return checks


def _version(version: str, facts: Facts, heard_s: float) -> list[Check]:
    """Say how the store speaks of products, and whether the version's time is over."""
    checks = []
    wrong = unspoken(facts.dialect)
    if wrong:
        checks.append(ill("dialect", wrong, "Update x-series-demo.", ExitStatus.ACCESS))
    elif facts.dialect is not None:
        checks.append(well("dialect", "products come as this program sends them"))
    late = past_its_time(version, datetime.fromtimestamp(heard_s, timezone.utc).date())
    if late is not None:
        checks.append(note("version", *late))
    return checks


def _quota(facts: Facts) -> Check:
    if facts.quota is None:
        return note("quota", "not known", "A load goes one request at a time until answers name it.")
    words = f"{facts.quota:,} requests in 5 minutes"
    if facts.remaining is None:
        return well("quota", words)
    words += f", {facts.remaining:,} left"
    if facts.remaining < facts.quota * LOW_SHARE:
        return note("quota", words, "Somebody uses it; a load goes slowly until the window turns.")
    return well("quota", words)
