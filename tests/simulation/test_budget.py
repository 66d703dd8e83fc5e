"""What a demo with everything costs in a store with one register: requests and seconds, load and verify together."""

from pathlib import Path

from pipeline.errors import ExitStatus
from pipeline.load.options import LoadOptions
from pipeline.sandbox.limiter import Limiter, quota_of
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.verify.survey import VerifyOptions
from tests.simulation.unload_world import World
from tests.support.full_dataset import CUSTOMERS, FAMILIES, PRODUCTS, full_rows

REQUESTS, SECONDS = 300, 90.0
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
