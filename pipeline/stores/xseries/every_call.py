"""Every call that is made to an X-Series store, with what it is for: what `help endpoints` prints. Pure."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.http.calls import Call
from pipeline.http.uploads import Upload
from pipeline.schema.kinds import Kind, all_kinds, kinds_to_show
from pipeline.schema.records import Record
from pipeline.stores.protocol import Resource, Terms
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.versions import LEVELS_BY_POST_SINCE

ANY_ID = "00000000-0000-4000-8000-000000000000"
CREATES = (endpoints.create.__doc__ or "").strip().replace("`", "")


def every_call() -> Iterator[tuple[str, Call]]:
    """Yield what each call is for, and the call."""
    for kind in kinds_to_show(dict.fromkeys(all_kinds(), True)):
        yield from _calls_about(kind)
    yield from (
        ("the store's name, currency and tax mode", endpoints.retailer()),
        ("outlets", endpoints.outlets()),
        ("registers: they set the rate limit", endpoints.registers()),
        ("taxes", endpoints.taxes()),
        ("whether the store is in use", endpoints.sales()),
    )


def _calls_about(kind: Kind) -> Iterator[tuple[str, Call]]:
    resource = resource_of(kind)
    yield f"create a {kind}", resource.restore({})
    for place in resource.places:
        yield f"look a {kind} up: {place.name}", place.call(f"{{{kind.key.field}}}")
    if resource.page is not None:
        yield f"list {kind.nouns}", resource.page(0, endpoints.PAGE_SIZE)
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
        yield "one more variant of a family that is there", endpoints.add_variant({})
    if any(step.needs_stock for step in resource.steps):
        for by_post in (False, True):
            since = f", from API {LEVELS_BY_POST_SINCE} on" if by_post else ""
            yield f"stock{since}", endpoints.stock_page(by_post=by_post)
            yield f"stock of one {kind}{since}", endpoints.product_stock(ANY_ID, by_post=by_post)
    if any(step.by_files for step in resource.steps):
        yield (
            f"an image of a {kind}",
            endpoints.upload_image(ANY_ID, Upload("image", Path("image.png"), "image/png")),
        )
        yield "whether an image is there, where no list shows it", endpoints.read_image(ANY_ID)
