"""How a run is told to end."""

import asyncio

import pytest

from pipeline.errors import RunAgainError
from pipeline.pacing.brake import Brake, Braked


def test_the_first_reason_for_braking_stands() -> None:
    async def pull_twice() -> Brake:
        brake = Brake()
        brake.check()
        for code in ("first", "second"):
            brake.pull(RunAgainError(code, code=code))
        return brake

    brake = asyncio.run(pull_twice())
    assert brake.reason is not None
    assert brake.reason.code == "first"
    assert not brake.slammed.is_set()
    with pytest.raises(Braked):
        brake.check()
