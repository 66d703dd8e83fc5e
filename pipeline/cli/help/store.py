"""Topics about the store: the calls that are made, and what its answers lead to."""

from urllib.parse import unquote, urlencode

from pipeline.cli.help.topics import Part, TopicTable
from pipeline.http.calls import Call
from pipeline.http.client import DEADLINE_S
from pipeline.journal.transitions import RECORD, Event, State
from pipeline.load.options import SETTLE_S
from pipeline.pacing.outages import GIVE_UP_S, PATIENCE
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.schema.kinds import all_kinds
from pipeline.settings import API_VERSION
from pipeline.stores import ANY_ID, CREATES, STOPS, address_of, every_call
from pipeline.text import listed


def endpoints() -> tuple[Part, ...]:
    """Return every call that is made."""
    return (
        (
            f"Base address: {address_of('prefix', API_VERSION).base_url}, with --api-version another version. The token "
            "goes into one header: Authorization: Bearer. Redirects are never followed."
        ),
        TopicTable(("what for", "call"), tuple((what, _shown(call)) for what, call in every_call())),
        (
            f"A create: {CREATES} Deletes are sent by unload alone. What "
            "exists is changed only where this program made it: by a load that completes it, and by update."
        ),
        (
            "A personal token has no scopes, it has its owner's rights: the owner must be able to see and manage "
            f"customers and products, and {listed(_named())} where files name some and load --without does not leave them "
            "out. Outlets, registers, taxes and sales are read if the token may; without them a load "
            "says what it does not know."
        ),
    )


def _named() -> list[str]:
    return [kind.nouns for kind in all_kinds() if kind.named]


def _shown(call: Call) -> str:
    query = f"?{unquote(urlencode(call.params))}" if call.params else ""
    return f"{call.method} {call.path}{query}".replace(ANY_ID, "{id}")


def answers() -> tuple[Part, ...]:
    """Return what each answer means for a record."""
    tries = ", ".join(f"{wait_s:g}" for wait_s in BACKOFF_S)
    return (
        "What the answer to a create means, where the record stands then, and what follows:",
        TopicTable(("answer", "the record is", "then"), _moves(State.SENT)),
        "The answer to a delete:",
        TopicTable(("answer", "the record is", "then"), _moves(State.DELETING)),
        "These end the run with exit status 4, as a redirect does; what is done stays recorded:",
        TopicTable(
            (">answer", "meaning", "way out"),
            tuple((str(status), sentence, hint) for status, (_, sentence, hint) in STOPS.items()),
        ),
        (
            f"Sent again means: after {tries} s, {len(BACKOFF_S)} times in a run; then the record stays pending and the "
            f"next run goes on. A moment is one of the same waits. The settle time is {SETTLE_S:.0f} s unless --settle "
            f"says otherwise; a call that takes longer than {DEADLINE_S:.0f} s is a time-out."
        ),
        "After a 429 every request waits as long as the store says, then one goes first. A 429 is never counted.",
        (
            f"{PATIENCE} failures in a row are an outage: single requests try the store until one succeeds; after "
            f"{GIVE_UP_S / 60:.0f} minutes the run ends with exit status 75, and the same command goes on."
        ),
    )


def _moves(state: State) -> tuple[tuple[str, str, str], ...]:
    """Return the rows of the state machine that begin in a state, in words."""
    return tuple(
        (event.value, move.to.value, move.then.value)
        for (start, event), move in RECORD.items()
        if start is state and event is not Event.DELETE_INTEND
    )
