"""What a demo with everything costs in a store with one register: requests and seconds, load and verify together."""

from pathlib import Path

from pipeline.errors import ExitStatus
from pipeline.load.images.pictures import Pictures
from pipeline.load.options import LoadOptions
from pipeline.sandbox.limiter import Limiter, quota_of
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.verify.survey import VerifyOptions
from tests.simulation.unload_world import World
from tests.support.full_dataset import CUSTOMERS, FAMILIES, PRODUCTS, full_rows
from tests.support.pictures import png

REQUESTS, SECONDS = 300, 90.0
WITH_IMAGES = 310
LATENCY_S = 0.15


def test_a_demo_with_everything_fits_one_register_in_a_minute_and_a_half_without_a_refusal(
    tmp_path: Path,
) -> None:
    rows = full_rows()
    records = [record for record, _ in rows]
    families = {PRODUCT.group(record) for record in records if record.kind is PRODUCT} - {None}
    counts = [sum(record.kind is kind for record in records) for kind in (CUSTOMER, PRODUCT)]
    assert (*counts, len(families)) == (CUSTOMERS, PRODUCTS, FAMILIES)
    world = World(tmp_path, rows=rows, latency_s=LATENCY_S, limiter=Limiter(quota_of(1)))
    began_s = world.clock.now_s
    loaded = world.load(LoadOptions())
    load_requests = len(world.requests)
    assert (loaded.status, loaded.figures.refusals) == (ExitStatus.DONE, 0)
    verified = world.verify(VerifyOptions())
    assert verified.findings == ()
    assert world.billed is not None
    assert world.billed.requests == len(world.requests), "the bill names what a verify costs"
    verify_requests = world.billed.spent + len(world.requests)
    assert load_requests + verify_requests <= REQUESTS
    assert world.clock.now_s - began_s <= SECONDS


def test_images_fit_into_that_minute_and_a_half_and_are_billed(tmp_path: Path) -> None:
    rows = full_rows()
    products = [record for record, _ in rows if record.kind is PRODUCT]
    files = {record.id: f"{PRODUCT.group(record) or record.key}.png" for record in products}
    for number, name in enumerate(dict.fromkeys(files.values())):
        (tmp_path / name).write_bytes(png(number))
    world = World(
        tmp_path,
        rows=rows,
        latency_s=LATENCY_S,
        limiter=Limiter(quota_of(1)),
        pictures=Pictures(tmp_path, files),
    )
    began_s = world.clock.now_s
    loaded = world.load(LoadOptions())
    load_requests = len(world.requests)
    assert (loaded.status, loaded.figures.refusals) == (ExitStatus.DONE, 0)
    assert sum(path.endswith("/image_upload") for _, path in world.requests) == len(set(files.values()))
    assert world.verify(VerifyOptions()).findings == ()
    assert world.billed is not None
    assert load_requests + world.billed.spent + len(world.requests) <= WITH_IMAGES
    assert world.clock.now_s - began_s <= SECONDS
