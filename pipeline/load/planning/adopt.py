"""Taking over records that were in the store before this journal: what `load --adopt` means for a plan. Pure.

Kinds whose keys the store keeps unique need nothing here: the store itself says that one exists, and the look-up
follows. E-mails are not unique; a customer that is in the store already would simply be made twice.
"""

from dataclasses import replace
from typing import Any

from pipeline.journal.book import Attempt
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.planning.plan import Plan
from pipeline.load.sending.reconcile import same_names
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id
from pipeline.stores import Listing, version_of

ADOPTED = "found in the store: adopted"


def in_the_way(kind: Kind) -> str:
    """Return what is said of a record whose key belongs to another one."""
    return f"a {kind} with this {kind.key.noun} and another name is in the store"


def adopt_found(plan: Plan, listing: Listing, at: float) -> tuple[Plan, list[Attempt]]:
    """Return the plan with the records that the listing found as done, or in conflict, and what to note about them."""
    puts: dict[Id, Entry] = {(put.kind, put.key): put for put in plan.puts}
    attempts: list[Attempt] = []
    settled: dict[Id, State] = {}
    for place in plan.fresh:
        rows = listing.found.get(place, ())
        if not rows:
            continue
        put, row = _met(puts[place], rows)
        words = ADOPTED if put.state is State.DONE else in_the_way(place[0])
        attempts.append(Attempt(at, "adopt", *place, None, None, words, None, row["id"]))
        puts[place] = replace(put, message=words)
        settled[place] = put.state
    left = tuple(place for place, state in settled.items() if state is State.CONFLICT)
    done = tuple(place for place, state in settled.items() if state is State.DONE)
    plan = replace(
        plan,
        puts=tuple(puts.values()),
        send=tuple(place for place in plan.send if place not in settled),
        done=plan.done + done,
        left=tuple(place for place in plan.left if place not in settled) + left,
    )
    return plan, attempts


def _met(entry: Entry, rows: tuple[dict[str, Any], ...]) -> tuple[Entry, dict[str, Any]]:
    """Return the entry as it is after meeting the store's customers with its e-mail, and the one that counts."""
    row = next((row for row in rows if same_names(entry, row)), None)
    if row is None:
        return replace(entry, state=State.CONFLICT, remote_id=rows[0]["id"]), rows[0]
    return replace(
        entry,
        state=State.DONE,
        origin=Origin.ADOPTED,
        remote_id=row["id"],
        remote_version=version_of(row),
    ), row
