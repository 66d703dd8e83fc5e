"""How a run behaves while a store fails again and again."""

from pipeline.pacing.outages import Outage


def failing(times: int, at_s: float = 100.0) -> Outage:
    outage = Outage()
    for number in range(times):
        outage = outage.fail(at_s + number, at_s + number - 0.5)
    return outage


def test_four_failures_are_no_outage_and_five_are() -> None:
    assert not failing(4).active
    assert failing(5).active
    assert failing(4).next_start_s(100.0) == 100.0


def test_probes_come_15_30_and_then_60_s_apart() -> None:
    outage = failing(5)
    waits = []
    for _ in range(5):
        start_s = outage.next_start_s(outage.last_s)
        waits.append(start_s - outage.last_s)
        outage = outage.fail(start_s + 1.0, start_s)
    assert waits == [15, 30, 60, 60, 60]


def test_requests_that_were_on_their_way_are_no_probes() -> None:
    outage = failing(5)
    straggled = outage.fail(outage.last_s + 3.0, outage.last_s - 1.0)
    assert straggled == outage


def test_an_outage_is_hopeless_ten_minutes_after_it_began() -> None:
    outage = failing(5)
    assert outage.since_s is not None
    assert not outage.hopeless(outage.since_s + 599)
    assert outage.hopeless(outage.since_s + 600)
    assert not failing(4).hopeless(10_000.0), "what is no outage can't be hopeless"
