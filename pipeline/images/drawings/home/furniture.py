"""Chairs and tables. Pure."""

from pipeline.images.draw import body, flat, floor, line, place
from pipeline.images.drawings.parts import stems
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned


def _back(subject: Subject, colour: str, low: int) -> Marks:
    """Yield a chair's back and what holds it: spindles, rungs, bent wood or a board."""
    if subject.has("bentwood", "curved") and not subject.has("spindle", "ladder", "slatted"):
        yield line(f"M296 470Q270 {low} 400 {low}Q530 {low} 504 470", 20, colour)
        yield line(f"M340 470Q330 {low + 80} 400 {low + 76}Q470 {low + 80} 460 470", 13, colour)
        return
    if subject.has("spindle"):
        yield "".join(body(box(322 + 30 * k, low + 20, 9, 290 - (low - 170), 4), colour, "round") for k in range(6))
        yield body(mirrored(f"M400 {low - 16}Q490 {low - 14} 520 {low + 14}V{low + 46}Q470 {low + 26} 400 {low + 26}"), colour, "below", "wood")
    elif subject.has("ladder", "slatted"):
        for y in range(low + 16, 440, 62):
            yield body(mirrored(f"M400 {y - 8}Q470 {y - 6} 506 {y}V{y + 30}Q470 {y + 24} 400 {y + 22}"), colour, "below", "wood")
    else:
        board = mirrored(f"M400 {low + 4}Q480 {low + 6} 510 {low + 16}V{low + 120}Q470 {low + 110} 400 {low + 108}")
        yield body(board, colour, "below", subject.made.texture or "wood")
    for x, end in ((286, 262), (494, 518)):
        yield body(polygon((x, low), (x + 20, low), (end + 20, 470), (end, 470)), colour, "round", "grain")


def chair(subject: Subject) -> Marks:
    """Return a chair with its seat in colour; `accent` chairs have arms; one, or two."""
    colour = subject.made.colour or "#b58a5b"
    one = floor(400, 646, 190)
    for x in (316, 466):
        one += body(polygon((x, 500), (x + 18, 500), (x + 16, 616), (x + 2, 616)), colour, "above", "grain")
    one += "".join(_back(subject, colour, 300 if subject.has("low") else 170))
    for x, lean in ((268, -14), (508, 14)):
        one += body(polygon((x, 500), (x + 24, 500), (x + 20 + lean, 648), (x + 4 + lean, 648)), colour, "round", "grain")
    one += line("M284 580H516", 10, colour)
    for x, side in ((262, 1), (538, -1)) if subject.has("accent") else ():
        one += line(f"M{x} 470V380Q{x} 364 {x + side * 34} 364L{x - side * 6} 364", 18, colour)
    one += body("M250 470Q400 456 550 470L566 502Q400 516 234 502Z", "tint", "soft", "weave")
    one += body("M234 500Q400 514 566 500V520Q400 534 234 520Z", colour, "below", "wood")
    yield one if subject.pieces == 1 else place(one, 120, -40, 0.8) + place(one, -110, 24, 0.86)


def _leg(x: float, y: float, end: float, low: float, thick: float, colour: str, light: str = "round") -> str:
    """Return a leg from (x, y) to (end, low) that grows thinner towards its foot."""
    return body(polygon((x - thick, y), (x + thick, y), (end + thick * 0.6, low), (end - thick * 0.6, low)), colour, light, "grain")


def _legs(subject: Subject, half: float, top: float) -> Marks:
    """Yield a table's legs: four, or two trestles with a bar."""
    if subject.has("trestle"):
        yield "".join(_leg(400 + x, top, 400 + x + side * 60, 646, 12, "dark") for x in (-half + 100, half - 100) for side in (-1, 1))
        yield body(box(400 - half + 90, 560, 2 * half - 180, 18), "dark", "below", "wood")
        return
    thick, lean, out = (8 if subject.has("slim") else 13), (0 if subject.has("classic") else 18), half - 40
    yield "".join(_leg(400 + side * out, top, 400 + side * (out + lean), 646, thick, "dark") for side in (-1, 1))
    yield "".join(_leg(400 + side * out * 0.78, top, 400 + side * out * 0.8, 606, thick * 0.8, "deep", "above") for side in (-1, 1))


def table(subject: Subject) -> Marks:
    """Return a table: `side`, `coffee`, `console` or for dining; `round`, `trestle`, `nesting`."""
    half = 190 if subject.has("side") else 300
    top = 470 if subject.has("coffee") else 400 if subject.has("side") else 350
    yield floor(400, 648, half * 1.1)
    if subject.has("nesting"):
        lower = body(box(300, 500, 300, 20, 4), "light", "soft", "wood")
        yield place(lower + "".join(body(box(x, 520, 14, 128), "dark", "round", "grain") for x in (312, 572)), 60)
    yield from _legs(subject, half, top + 30)
    if subject.has("farmhouse", "console", "classic"):
        yield body(box(400 - half + 36, top + 34, 2 * half - 72, 30), "dark", "above", "wood")
        yield line(box(340, top + 38, 120, 22, 3), 2, "#000", 0.3) + flat(oval(400, top + 49, 6), "#3a332c")
    if subject.has("round") and not subject.has("console"):
        yield body(turned([(top, half), (top + 26, half)], base=16), "dark", "below", "wood") + body(oval(400, top, half, 42), "tint", "soft", "wood")
    else:
        yield body(box(400 - half, top + 12, 2 * half, 26, 4), "dark", "below", "wood")
        yield body(polygon((440 - half, top - 34), (360 + half, top - 34), (400 + half, top + 14), (400 - half, top + 14)), "tint", "soft", "wood")
    if subject.has("coffee"):
        yield body(box(330, top - 36, 120, 16, 2), "#7189a6", "soft") + body(box(340, top - 50, 104, 15, 2), "#e6dfd2", "soft")
    else:
        vase = body(turned([(340, 18), (356, 14), (380, 34), (440, 36), (450, 28)]), "#e6dfd2", "round")
        yield place(vase + stems(400, 346), half * 0.4, top - 450, 0.8)
