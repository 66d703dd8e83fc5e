"""Towels, bedding, throws, cushions and rugs. Pure."""

from pipeline.images.draw import PAPER, body, flat, floor, lettering, line, lying
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.look import Subject
from pipeline.images.paths import box, mirrored, oval, polygon

_WEAVES = (
    ("ribbed", "rib"), ("striped", "bars"), ("waffle", "waffle"), ("checked", "check"), ("herringbone", "chevron"), ("chevron", "chevron"),
    ("quilt", "quilt"), ("braided", "braid"), ("block", "print"), ("textured", "waffle"), ("tufted", "pile"), ("woven", "weave"), ("handwoven", "weave"),
)  # fmt: skip


def _weave(subject: Subject, default: str = "") -> str:
    return subject.pick(*_WEAVES, default=subject.made.texture or default)


def _fold(x: float, y: float, width: float, height: float, over: str, colour: str = "tint") -> str:
    """Return folded cloth seen from its side, the fold to the left."""
    outline = box(x, y, width, height, height / 2)
    lines = line(
        f"M{x + height * 0.4:g} {y + height * 0.36:g}H{x + width - 10:g}M{x + height * 0.4:g} {y + height * 0.66:g}H{x + width - 10:g}", 3, "#000", 0.14
    )
    return body(outline, colour, "below", over) + lines + line(f"M{x + height * 0.5:g} {y + 6:g}H{x + width - height * 0.5:g}", 4, "#fff", 0.28)


def towels(subject: Subject) -> str:
    """Return a pile of towels: two, four or six; `hand` and `guest` towels are smaller."""
    count = min(max(subject.pieces, 2), 6)
    width = 330 if subject.has("hand", "guest") else 420
    high = {2: 96, 4: 76}.get(count, 62)
    over = _weave(subject, "pile")
    pile = "".join(
        _fold(400 - width / 2 + 5 * (k % 2), 640 - high * (k + 1), width - 10 * (k % 2), high, over, "light" if subject.has("striped") and k % 2 else "tint")
        for k in range(count)
    )
    top = 640 - high * count
    band = (
        body(box(370, top - 2, 64, high * count + 4, 2), PAPER, "below")
        + f'<g transform="rotate(-90 402 {(top + 640) / 2})">{lettering(subject, 402, (top + 640) / 2, min(high * count, 200), 60, "#33302c", "#b9b2a6")}</g>'
    )
    fringe = (
        "".join(line(f"M{400 + width / 2 - 4} {650 - high * (k + 1) + 6 * j}h18", 2.4, "light") for k in range(count) for j in range(1, 9))
        if subject.has("fringed")
        else ""
    )
    return floor(400, 644, width * 0.58) + fringe + pile + band


def bedding(subject: Subject) -> str:
    """Return a folded duvet cover or sheets with pillows on top, or a `quilt`."""
    over = _weave(subject)
    pile = _fold(150, 560, 500, 84, over) + _fold(160, 480, 480, 84, over, "light" if subject.has("sheet") else "tint")
    pile += "" if subject.has("sheet") else _fold(154, 404, 492, 80, over)
    low = 486 if subject.has("sheet") else 410
    pillow = f"M176 {low}Q150 {low - 70} 190 {low - 112}Q400 {low - 140} 610 {low - 112}Q650 {low - 70} 624 {low}Q400 {low + 16} 176 {low}Z"
    flap = line(f"M540 {low - 118}Q520 {low - 60} 546 {low + 4}", 4, "#000", 0.18) + "".join(
        line(f"M190 {low - 20 - 20 * k}Q400 {low - 6 - 24 * k} 610 {low - 20 - 20 * k}", 3, "#000", 0.05) for k in range(3)
    )
    ribbon = (
        body(box(376, low, 48, 644 - low, 2), PAPER, "below")
        + f'<g transform="rotate(-90 400 {(low + 644) / 2})">{lettering(subject, 400, (low + 644) / 2, 150, 46, "#33302c", "#b9b2a6")}</g>'
    )
    return floor(400, 648, 290) + pile + body(pillow, "light", "ball", over) + flap + ribbon


def throw(subject: Subject) -> str:
    """Return a folded throw with fringes."""
    over = _weave(subject, "knit")
    block = "M190 420Q186 400 214 398H590Q616 400 612 424V600Q612 616 596 616H204Q190 616 190 600Z"
    stripe = flat(box(252, 398, 74, 218), "#000", 0.13) + flat(box(346, 398, 20, 218), "#000", 0.13) if not subject.has("checked", "plain") else ""
    roll = _fold(190, 372, 424, 66, over) + line("M200 438Q400 446 604 438", 4, "#000", 0.15)
    fringe = "".join(line(f"M{202 + 11 * k} 614q{(-3, 2, 4)[k % 3]} 18 0 36", 3.4, "light" if k % 2 else "tint") for k in range(37))
    return floor(400, 652, 260) + fringe + body(block, "tint", "below", over) + stripe + roll


def cushion(subject: Subject) -> str:
    """Return a cushion: square, a `lumbar` one, or a `floor` one."""
    over = _weave(subject)
    low, half = (120, 250) if subject.has("lumbar") else (210, 220)
    y = 640 - 2 * low
    if subject.has("floor"):
        side = body("M160 500Q158 600 190 632Q400 660 610 632Q642 600 640 500Z", "dark", "round", over)
        return (
            floor(400, 640, 290)
            + side
            + body(mirrored("M400 430Q640 430 642 500Q640 566 400 574"), "tint", "soft", over)
            + line("M162 510Q200 572 400 576Q600 572 638 510", 5, "light", 0.7)
            + line("M380 604Q400 580 420 604", 12, "deep")
            + flat(oval(400, 500, 16, 8), "#000", 0.3)
        )
    shape = f"M{400 - half} {y}Q400 {y + 34} {400 + half} {y}Q{380 + half} {y + low} {400 + half} {640}Q400 {606} {400 - half} {640}Q{420 - half} {y + low} {400 - half} {y}Z"
    edge = line(shape, 7, "light") if subject.has("piped") else line(shape, 3, "#000", 0.14)
    dents = line(f"M{440 - half} {y + 30}Q400 {y + low} {430 - half} {610}M{360 + half} {y + 30}Q400 {y + low} {370 + half} {610}", 18, "#000", 0.05)
    middle = flat(oval(400, y + low, 9), "#000", 0.25) if subject.has("tufted", "velvet") else ""
    stars = (
        "".join(
            f'<g transform="translate(400 {y + low})rotate({60 * k})">{line("M0 -20V-76M0 -50L18 -66M0 -50L-18 -66", 5, "light", 0.9)}</g>' for k in range(6)
        )
        if subject.has("embroidered")
        else ""
    )
    return floor(400, 640, half * 1.1) + body(shape, "tint", "ball", over) + dents + edge + middle + stars


def rug(subject: Subject) -> str:
    """Return a rug from above, with fringes; a `hallway` rug is long."""
    half = 130 if subject.has("hallway") else 200
    cloth = box(400 - half, 150, 2 * half, 500, 4)
    over = _weave(subject, "weave")
    fringe = "".join(line(f"M{400 - half + 8 + 12 * k} 146v-20M{400 - half + 8 + 12 * k} 654v20", 3.4, "light") for k in range(int((2 * half - 8) / 12)))
    border = line(box(400 - half + 24, 174, 2 * half - 48, 452, 2), 7, "deep", 0.7) + line(box(400 - half + 38, 188, 2 * half - 76, 424, 2), 3, "light", 0.8)
    gems = "".join(
        line(polygon((400, y - 62), (400 + half * 0.5, y), (400, y + 62), (400 - half * 0.5, y)), 7, "deep", 0.7)
        + flat(polygon((400, y - 30), (400 + half * 0.24, y), (400, y + 30), (400 - half * 0.24, y)), "light", 0.7)
        for y in (270, 400, 530)
    )
    bands = "".join(
        flat(box(400 - half, y, 2 * half, 34), "light", 0.75) + flat(box(400 - half, y + 44, 2 * half, 8), "deep", 0.6) for y in (196, 300, 404, 508)
    )
    plain = subject.has("chevron", "braided", "natural")
    inner = bands if subject.has("striped", "handwoven") else border if plain or subject.has("bordered") else border + gems
    return fringe + lying(cloth, "tint", "soft", over) + inner + f'<path d="{cloth}" fill="url(#t-{over})"/>'


DRAWINGS = {
    "towels": Drawing(towels), "bedding": Drawing(bedding), "throw": Drawing(throw), "cushion": Drawing(cushion), "rug": Drawing(rug, stands=False),
}  # fmt: skip
