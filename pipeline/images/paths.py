"""Outlines: the `d` of SVG paths, closed, in a square of 800 units. Pure.

`turned` and `mirrored` draw what is the same on both sides; most things in a shop are.
"""

import re
from collections.abc import Sequence

Point = tuple[float, float]
_STEP = re.compile(r"([MLCQHV])([^MLCQHV]*)")
_NUMBER = re.compile(r"-?[\d.]+")
_POINTS = {"Q": 2, "C": 3}  # of a step, where it has more than one


def number(value: float) -> str:
    """Return a coordinate: tenths at most, no `-0`."""
    return f"{round(value, 1) + 0:g}"


def points(pairs: Sequence[Point]) -> str:
    """Return coordinates as SVG writes them."""
    return " ".join(f"{number(x)} {number(y)}" for x, y in pairs)


def box(x: float, y: float, width: float, height: float, r: float = 0) -> str:
    """Return a rectangle with round corners."""
    r = min(r, width / 2, height / 2)
    right, bottom = x + width, y + height
    if not r:
        return f"M{points([(x, y), (right, y), (right, bottom), (x, bottom)])}Z"
    return (
        f"M{points([(x + r, y)])}H{number(right - r)}Q{points([(right, y), (right, y + r)])}V{number(bottom - r)}"
        f"Q{points([(right, bottom), (right - r, bottom)])}H{number(x + r)}Q{points([(x, bottom), (x, bottom - r)])}"
        f"V{number(y + r)}Q{points([(x, y), (x + r, y)])}Z"
    )


def oval(cx: float, cy: float, rx: float, ry: float | None = None) -> str:
    """Return an ellipse, or a circle."""
    ry = rx if ry is None else ry
    arc = f"A{number(rx)} {number(ry)} 0 1 1 "
    return f"M{points([(cx - rx, cy)])}{arc}{points([(cx + rx, cy)])}{arc}{points([(cx - rx, cy)])}Z"


def polygon(*corners: Point) -> str:
    """Return straight lines through these corners."""
    return f"M{points(corners)}Z"


def turned(profile: Sequence[Point], cx: float = 400, base: float = 0) -> str:
    """Return what a lathe makes: (y, radius) from the top down, straight lines; bottles, jars, legs.

    `base` is how far the last edge bends down in its middle, as a round foot does when seen from above.
    """
    right = [(cx + r, y) for y, r in profile]
    left = [(cx - r, y) for y, r in reversed(profile)]
    bend = f"Q{points([(cx, profile[-1][0] + 2 * base), left[0]])}" if base else f"L{points(left[:1])}"
    return f"M{points(right)}{bend}L{points(left[1:])}Z"


def rounded(profile: Sequence[Point], cx: float = 400) -> str:
    """Return what a lathe makes, with one smooth curve through (y, radius); vases, bulbs, bowls."""
    return mirrored(curve([(cx + r, y) for y, r in profile]), cx)


def mirrored(half: str, cx: float = 400) -> str:
    """Return an outline of which `half`, from the top of the axis to its foot, is the right side (M, L, H, V, Q, C)."""
    steps: list[tuple[str, list[Point]]] = []
    for command, text in _STEP.findall(half):
        values = [float(value) for value in _NUMBER.findall(text)]
        if command in "HV":
            x, y = steps[-1][1][-1]
            values = [values[0], y] if command == "H" else [x, values[0]]
        pairs, size = list(zip(values[::2], values[1::2], strict=True)), _POINTS.get(command, 1)
        name = "L" if command in "HV" else command
        steps += [(name, pairs[at : at + size]) for at in range(0, len(pairs), size)]
    there = "".join(f"{command}{points(pairs)}" for command, pairs in steps)
    ends = [pairs[-1] for _, pairs in steps]
    back = f"L{points([(2 * cx - ends[-1][0], ends[-1][1])])}"
    for (command, pairs), start in zip(steps[:0:-1], ends[-2::-1], strict=True):
        back += command + points([(2 * cx - x, y) for x, y in [*pairs[-2::-1], start]])
    return f"{there}{back}Z"


def _smooth(through: Sequence[Point]) -> str:
    """Return cubic curves from the first point through all others (Catmull-Rom)."""
    curves = []
    for k in range(len(through) - 1):
        before, start, end, after = (through[min(max(k + n, 0), len(through) - 1)] for n in (-1, 0, 1, 2))
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        curves.append(f"C{points([first, second, end])}")
    return "".join(curves)


def curve(through: Sequence[Point]) -> str:
    """Return an open, smooth line through these points: straps, cables, stems."""
    return f"M{points(through[:1])}{_smooth(through)}"
