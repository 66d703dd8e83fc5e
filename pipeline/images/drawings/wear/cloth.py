"""The cloth of what is worn, and the label sewn to it. Pure."""

from pipeline.images.draw import flat, wordmark
from pipeline.images.look import Subject
from pipeline.images.paths import box

_CUTS = (
    ("ribbed", "rib"), ("cable", "cable"), ("fisherman", "cable"), ("waffle", "waffle"), ("quilted", "quilt"), ("chunky", "knit"),
    ("striped", "stripes"), ("printed", "print"),
)  # fmt: skip


def cloth(subject: Subject) -> str:
    """Return the texture of a garment: what its adjective says, else its material's."""
    return subject.pick(*_CUTS, default=subject.made.texture)


def mark_of(subject: Subject, x: float, y: float) -> str:
    """Return a small woven label with the brand's first letter."""
    return flat(box(x - 18, y - 10, 36, 20, 2), "#f2eee5") + wordmark(subject, x, y, 7, 30, "#3a342c")
