"""The simulation bites: every loader that is wrong on purpose is caught, and soon."""

import pytest

from tests.simulation.sim_client import PromiseError
from tests.simulation.sim_history import run_history
from tests.simulation.wrong_variants import VARIANTS, Variant

FIRST, HISTORIES = 2_000, 1_500  # the rarest one needs a clock set forward between a kill and a late commit


def first_broken(variant: Variant) -> str:
    """Return what the first history says that breaks."""
    for seed in range(FIRST + variant.first, FIRST + variant.first + HISTORIES):
        try:
            run_history(seed)
        except PromiseError as error:
            return str(error)
    return f"nothing: it lived through {HISTORIES:,} histories"


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_loader_is_caught_at_the_promise_that_it_breaks(
    variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant.patch(monkeypatch)
    assert variant.breaks in first_broken(variant), variant.idea
