"""The bill: how long so many requests take."""

import pytest

from pipeline.pacing.forecast import forecast
from pipeline.pacing.pacer import Pace


@pytest.mark.parametrize(
    ("requests", "pace", "limit", "remaining", "seconds"),
    [
        (1000, Pace.STEADY, 350, None, 630),
        (100, Pace.STEADY, 350, None, 10),
        (350, Pace.STEADY, 350, None, 49),
        (351, Pace.STEADY, 350, None, 300.1),
        (100, Pace.SPEC, 350, None, 25),
        (1000, Pace.SPEC, 350, None, 675),
        (1000, Pace.FAST, 350, None, 605.625),
        (5000, Pace.STEADY, 350, None, 14 * 300 + 10),
        (100, Pace.STEADY, 350, 0, 310),
        (100, Pace.STEADY, 350, 70, 303),
        (0, Pace.STEADY, 350, None, 0),
        (100, Pace.STEADY, None, None, 10),
    ],
)
def test_the_bill_counts_windows_and_floors(
    requests: int, pace: Pace, limit: int | None, remaining: int | None, seconds: float
) -> None:
    assert forecast(requests, pace, None, limit, remaining) == pytest.approx(seconds)


def test_one_lane_pays_the_latency() -> None:
    assert forecast(100, Pace.STEADY, 1, 350, latency_s=0.3) == pytest.approx(30)
    assert forecast(100, Pace.STEADY, None, 350, latency_s=0.3) == pytest.approx(10)
