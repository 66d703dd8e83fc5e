"""Switches of the sandbox, as they are typed."""

import pytest

from pipeline.errors import UsageError
from pipeline.sandbox.options import SandboxOptions, switched


def test_a_switch_takes_a_number_where_its_answer_is_one_and_a_longer_name_of_an_answer() -> None:
    given = switched(SandboxOptions(), ["image_polls=3", "image_error = 1", "family_answer=parent only"])
    assert (given.image_polls, given.image_error, given.family_answer) == (3, 1, "parent")


@pytest.mark.parametrize("switch", ["image_polls=x", "image_polls=-1", "image_polls=1001", "image_error="])
def test_a_switch_refuses_what_is_no_number_of_it(switch: str) -> None:
    with pytest.raises(UsageError, match=switch.partition("=")[0]) as told:
        switched(SandboxOptions(), [switch])
    assert "Choose a number from 0 to" in told.value.hint
