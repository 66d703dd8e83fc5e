"""What a drawing is. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from pipeline.images.look import Subject


class Drawing(NamedTuple):
    """`draw` makes the marks; `stands`: on a floor, with its line in sight, not laid on a table."""

    draw: Callable[[Subject], str]
    stands: bool = True
