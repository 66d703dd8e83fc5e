"""A branch with leaves, as stands in vases. Pure."""

from pipeline.images.draw import body, line
from pipeline.images.paths import curve


def stems(x: float, y: float) -> str:
    """Return a branch with leaves, as stands in vases."""
    stem = line(curve([(x, y), (x + 8, y - 90), (x - 8, y - 190)]), 5, "#5c6a48") + line(
        curve([(x + 6, y - 70), (x + 50, y - 130), (x + 64, y - 180)]), 4, "#5c6a48"
    )
    spots = ((-8, -190, 0), (26, -150, 60), (-36, -140, -50), (-30, -90, -70), (64, -180, 30), (72, -128, 80), (34, -100, 20))
    leaves = "".join(
        f'<g transform="translate({x + dx:g} {y + dy:g})rotate({turn})">{body("M0 0Q18 -20 0 -46Q-18 -20 0 0Z", "#71805a", "soft")}</g>'
        for dx, dy, turn in spots
    )
    return stem + leaves
