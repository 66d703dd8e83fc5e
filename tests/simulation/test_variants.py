"""The simulation bites: every loader that is wrong on purpose is caught, and soon."""

import pytest

from tests.simulation.sim_client import PromiseError
from tests.simulation.sim_history import run_history
from tests.simulation.wrong_variants import VARIANTS, Variant

HISTORIES = 1_500  # the rarest one needs a clock set forward between a kill and a late commit


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_loader_is_caught(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    variant.patch(monkeypatch)
    for seed in range(HISTORIES):
        try:
            run_history(seed)
        except PromiseError:
            return
    pytest.fail(f"{variant.name} ({variant.idea}) lived through {HISTORIES:,} histories")
