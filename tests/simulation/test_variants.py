"""The simulation bites: every loader that is wrong on purpose is caught, and soon."""

import pytest

from tests.simulation.sim_history import run_history
from tests.simulation.wrong_variants import VARIANTS, Variant, first_broken

FIRST, HISTORIES = 2_000, 1_500  # the rarest one needs a clock set forward between a kill and a late commit


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_loader_is_caught_at_the_promise_that_it_breaks(
    variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant.patch(monkeypatch)
    first = FIRST + variant.first
    assert variant.breaks in first_broken(run_history, range(first, first + HISTORIES)), variant.idea
