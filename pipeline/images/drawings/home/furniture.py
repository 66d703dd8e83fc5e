"""Chairs and tables. Pure."""

from pipeline.images.draw import body, flat, floor, line, place
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.drawings.plants import stems
from pipeline.images.look import Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned

_FRAME = "#b58a5b"


def chair(subject: Subject) -> str:
    """Return a chair with its seat in colour; `accent` chairs have arms; one, or two."""
    colour = subject.made.colour or _FRAME
    over = "grain" if subject.made.texture in ("wood", "") else subject.made.texture
    low = 300 if subject.has("low") else 170
    posts = "".join(
        body(polygon((x, low), (x + 20, low), (x + 24 * side + 20, 470), (x + 24 * side, 470)), colour, "round", "grain") for x, side in ((286, -1), (494, 1))
    )
    if subject.has("spindle"):
        back = "".join(body(box(322 + 30 * k, low + 20, 9, 290 - (low - 170), 4), colour, "round") for k in range(6)) + body(
            mirrored(f"M400 {low - 16}Q490 {low - 14} 520 {low + 14}V{low + 46}Q470 {low + 26} 400 {low + 26}"), colour, "below", "wood"
        )
    elif subject.has("ladder", "slatted"):
        back = "".join(
            body(mirrored(f"M400 {y - 8}Q470 {y - 6} 506 {y}V{y + 30}Q470 {y + 24} 400 {y + 22}"), colour, "below", "wood") for y in range(low + 16, 440, 62)
        )
    elif subject.has("bentwood", "curved"):
        back = line(f"M296 470Q270 {low} 400 {low}Q530 {low} 504 470", 20, colour) + line(
            f"M340 470Q330 {low + 80} 400 {low + 76}Q470 {low + 80} 460 470", 13, colour
        )
        posts = ""
    else:
        back = body(
            mirrored(f"M400 {low + 4}Q480 {low + 6} 510 {low + 16}V{low + 120}Q470 {low + 110} 400 {low + 108}"),
            colour,
            "below",
            "wood" if over == "grain" else over,
        )
    arms = (
        "".join(line(f"M{x} 470V380Q{x} 364 {x + side * 34} 364L{x - side * 6} 364", 18, colour) for x, side in ((262, 1), (538, -1)))
        if subject.has("accent")
        else ""
    )
    legs = "".join(
        body(polygon((x, 500), (x + 24, 500), (x + 20 + lean, 648), (x + 4 + lean, 648)), colour, "round", "grain") for x, lean in ((268, -14), (508, 14))
    )
    rear = "".join(body(polygon((x, 500), (x + 18, 500), (x + 16, 616), (x + 2, 616)), colour, "above", "grain") for x in (316, 466))
    seat = body("M250 470Q400 456 550 470L566 502Q400 516 234 502Z", "tint", "soft", "weave") + body(
        "M234 500Q400 514 566 500V520Q400 534 234 520Z", colour, "below", "wood"
    )
    one = floor(400, 646, 190) + rear + back + posts + legs + line("M284 580H516", 10, colour) + arms + seat
    return one if subject.pieces == 1 else place(one, 120, -40, 0.8) + place(one, -110, 24, 0.86)


def table(subject: Subject) -> str:
    """Return a table: `side`, `coffee`, `console` or for dining; `round`, `trestle`, `nesting`."""
    low = subject.has("coffee")
    half = 300 if subject.has("coffee", "console", "table") and not subject.has("side") else 190
    top = 470 if low else 400 if subject.has("side") else 350
    over = "wood"
    slab = (
        oval(400, top, half, 42)
        if subject.has("round") and not subject.has("console")
        else polygon((400 - half + 40, top - 34), (360 + half, top - 34), (400 + half, top + 14), (400 - half, top + 14))
    )
    edge = turned([(top, half), (top + 26, half)], base=16) if "A" in slab else box(400 - half, top + 12, 2 * half, 26, 4)
    slim = 8 if subject.has("slim") else 13
    spots = ((-half + 40, -18 if not subject.has("classic") else 0), (half - 40, 18 if not subject.has("classic") else 0))
    if subject.has("trestle"):
        legs = "".join(
            body(
                polygon((400 + x - 12, top + 30), (400 + x + 12, top + 30), (400 + x + side * 60 + 12, 646), (400 + x + side * 60 - 12, 646)),
                "dark",
                "round",
                "grain",
            )
            for x in (-half + 100, half - 100)
            for side in (-1, 1)
        )
        legs += body(box(400 - half + 90, 560, 2 * half - 180, 18), "dark", "below", over)
    else:
        legs = "".join(
            body(
                polygon((400 + x - slim, top + 30), (400 + x + slim, top + 30), (400 + x + lean + slim * 0.6, 646), (400 + x + lean - slim * 0.6, 646)),
                "dark",
                "round",
                "grain",
            )
            for x, lean in spots
        )
        legs += "".join(
            body(
                polygon(
                    (400 + x * 0.78 - slim * 0.8, top + 30),
                    (400 + x * 0.78 + slim * 0.8, top + 30),
                    (400 + x * 0.8 + slim * 0.5, 606),
                    (400 + x * 0.8 - slim * 0.5, 606),
                ),
                "deep",
                "above",
                "grain",
            )
            for x, _ in spots
        )
    apron = body(box(400 - half + 36, top + 34, 2 * half - 72, 30), "dark", "above", over) if subject.has("farmhouse", "console", "classic") else ""
    drawer = line(box(340, top + 38, 120, 22, 3), 2, "#000", 0.3) + flat(oval(400, top + 49, 6), "#3a332c") if apron else ""
    vase = (
        place(body(turned([(340, 18), (356, 14), (380, 34), (440, 36), (450, 28)]), "#e6dfd2", "round") + stems(400, 346), half * 0.4, top - 450, 0.8)
        if not low
        else body(box(330, top - 36, 120, 16, 2), "#7189a6", "soft") + body(box(340, top - 50, 104, 15, 2), "#e6dfd2", "soft")
    )
    nest = (
        place(body(box(300, 500, 300, 20, 4), "light", "soft", over) + "".join(body(box(x, 520, 14, 128), "dark", "round", "grain") for x in (312, 572)), 60, 0)
        if subject.has("nesting")
        else ""
    )
    return floor(400, 648, half * 1.1) + nest + legs + apron + drawer + body(edge, "dark", "below", over) + body(slab, "tint", "soft", over) + vase


DRAWINGS = {"chair": Drawing(chair), "table": Drawing(table)}
