"""Topics about the store: the calls that are made, and what its answers lead to."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlencode

from pipeline.cli.help.topics import Part, TopicTable
from pipeline.http.calls import Call
from pipeline.http.client import DEADLINE_S
from pipeline.http.uploads import Upload
from pipeline.journal.transitions import RECORD, Event, State
from pipeline.load.options import SETTLE_S
from pipeline.pacing.outages import GIVE_UP_S, PATIENCE
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.schema.kinds import Kind, all_kinds, kinds_to_show
from pipeline.schema.records import Record
from pipeline.settings import API_VERSION
from pipeline.stores.protocol import Resource, Terms
from pipeline.stores.xseries import endpoints as calls
from pipeline.stores.xseries.address import address_of
from pipeline.stores.xseries.replies import STOPS
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.versions import LEVELS_BY_POST_SINCE
from pipeline.text import listed

ANY_ID = "00000000-0000-4000-8000-000000000000"


def endpoints() -> tuple[Part, ...]:
    """Return every call that is made."""
    return (
        (
            f"Base address: {address_of('prefix', API_VERSION).base_url}, with --api-version another version. The token "
            "goes into one header: Authorization: Bearer. Redirects are never followed."
        ),
        TopicTable(("what for", "call"), tuple((what, _shown(call)) for what, call in _calls())),
        (
            f"A create: {(calls.create.__doc__ or '').strip().replace('`', '')} Deletes are sent by unload alone. What "
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


def _calls() -> Iterator[tuple[str, Call]]:
    for kind in kinds_to_show(dict.fromkeys(all_kinds(), True)):
        yield from _calls_about(kind)
    yield from (
        ("the store's name, currency and tax mode", calls.retailer()),
        ("outlets", calls.outlets()),
        ("registers: they set the rate limit", calls.registers()),
        ("taxes", calls.taxes()),
        ("whether the store is in use", calls.sales()),
    )


def _calls_about(kind: Kind) -> Iterator[tuple[str, Call]]:
    resource = resource_of(kind)
    yield f"create a {kind}", resource.restore({})
    for place in resource.places:
        yield f"look a {kind} up: {place.name}", place.call(f"{{{kind.key.field}}}")
    if resource.page is not None:
        yield f"list {kind.nouns}", resource.page(0, calls.PAGE_SIZE)
    if resource.tree_page is not None:
        yield f"list {kind.nouns}", resource.tree_page(None)
    if resource.read is not None:
        yield f"read a {kind}", resource.read(ANY_ID)
    if resource.used_by is not None:
        yield f"whether a {kind} is in use, where two have one name", resource.used_by(ANY_ID)
    yield from _more_about(kind, resource)
    for guard in resource.guards:
        yield f"before a delete: whether a {kind} {guard.why}", guard.call(ANY_ID)
    yield f"delete a {kind}", resource.delete(ANY_ID)


def _more_about(kind: Kind, resource: Resource) -> Iterator[tuple[str, Call]]:
    """Yield the calls of kinds that have families, stock, or values that are changed."""
    if resource.change is not None:
        record = Record(kind, ((kind.key.field, "key"),))
        call = resource.change(record, {"id": ANY_ID}, frozenset(), {}, Terms())
        yield f"complete a {kind}, or put it back", call
    if resource.by_name is not None:
        yield f"all {kind.nouns} of a family", resource.by_name("{name}")
    if resource.completes_singly:
        yield "one more variant of a family that is there", calls.add_variant({})
    if any(step.needs_stock for step in resource.steps):
        for by_post in (False, True):
            since = f", from API {LEVELS_BY_POST_SINCE} on" if by_post else ""
            yield f"stock{since}", calls.stock_page(by_post=by_post)
            yield f"stock of one {kind}{since}", calls.product_stock(ANY_ID, by_post=by_post)
    if any(step.by_files for step in resource.steps):
        yield (
            f"an image of a {kind}",
            calls.upload_image(ANY_ID, Upload("image", Path("image.png"), "image/png")),
        )
        yield "whether an image is there, where no list shows it", calls.read_image(ANY_ID)


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
