"""Make-up, soap, brushes and gift boxes. Pure."""

from pipeline.images.draw import BRASS, DARK, METAL, PAPER, body, flat, floor, glint, label, lettering, line, lying, place, rod, wordmark
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.look import Subject
from pipeline.images.paths import box, oval, points, turned


def soap(subject: Subject) -> str:
    """Return bars of soap in a paper band: one, two or four."""
    bar, band = box(232, 500, 336, 140, 56), box(330, 496, 150, 148, 2)
    grit = "speckle" if subject.has("exfoliating", "oatmeal", "salt") else ""
    one = (
        body(bar, "tint", "below", grit)
        + line(box(250, 514, 300, 106, 42), 4, "#fff", 0.25)
        + body(band, PAPER, "below")
        + lettering(subject, 405, 566, 140, 110, "#33302c", "#b9b2a6")
    )
    spots = {1: ((0, 0),), 2: ((-20, 0), (20, -142))}.get(subject.pieces, ((-170, 0), (176, 0), (-150, -136), (160, -136)))
    size = 1 if subject.pieces <= 2 else 0.96  # noqa: PLR2004
    return floor(400, 644, 190 if subject.pieces <= 2 else 350) + "".join(place(one, dx, dy, size) for dx, dy in spots)  # noqa: PLR2004


def lipstick(subject: Subject) -> str:
    """Return a lipstick, open, its cap beside it."""
    stick = "M344 400V270Q352 216 430 190Q448 190 448 220V400Z"
    case = body(box(326, 470, 140, 176, 8), DARK, "round") + body(box(338, 380, 116, 100, 4), BRASS, "metal")
    cap = body(box(500, 420, 132, 226, 10), DARK, "round") + body(box(500, 612, 132, 16), BRASS, "metal")
    one = (
        body(stick, "tint", "round")
        + flat("M344 272Q352 216 430 190Q448 190 446 214Q410 250 344 272Z", "#fff", 0.22)
        + case
        + wordmark(subject, 396, 570, 12, 108, "#e8dcc0")
    )
    return floor(420, 648, 210) + place(cap + one, -66)


def wand(subject: Subject) -> str:
    """Return a tube with a wand in its lid: gloss, tint, concealer, mascara."""
    solid = subject.has("mascara")
    cap = body(turned([(150, 40), (158, 46), (384, 46)]), DARK if solid or subject.tier != "good" else BRASS, "round" if solid else "metal")
    glass = turned([(394, 52), (632, 52), (648, 44)], base=3)
    tube = body(glass, "tint", "round" if solid else "glass") + body(box(360, 380, 80, 18, 3), METAL, "metal")
    lettered = f'<g transform="rotate(-90 400 520)">{wordmark(subject, 400, 520, 17, 190, "ink")}</g>'
    brush = (
        line("M560 640L640 330", 7, "#8b8e91")
        + place(line("M560 640L584 548", 24, DARK) + line("M560 640L584 548", 24, "url(#t-bristle)"), 0, 0)
        + body(place_cap(), DARK, "round")
    )
    return floor(430, 648, 150) + place(
        cap + tube + lettered + (glint(360, 410, 8, 220, 0.4)) + (brush if subject.has("mascara", "gloss", "tint") else ""),
        -50 if subject.has("mascara", "gloss", "tint") else 0,
    )


def place_cap() -> str:
    """Return the outline of the wand's lid, leaning."""
    return f"M{points([(622, 344), (668, 356), (712, 180), (666, 168)])}Z"


def pencil(subject: Subject) -> str:
    """Return pencils for lips, eyes or brows; `stick`: a twist-up stick."""
    thick = 34 if subject.has("crayon", "stick") else 22
    barrel = box(400 - thick, 330, 2 * thick, 330, 6)
    cone = f"M{400 - thick} 332L{400 - thick * 0.36:g} 236H{400 + thick * 0.36:g}L{400 + thick} 332Z"
    tip = f"M{400 - thick * 0.36:g} 238Q400 160 {400 + thick * 0.36:g} 238Z"
    wood = body(cone, METAL if subject.has("stick") else "#d6b487", "round")
    one = lying(barrel, "tint", "round") + wood + body(tip, "tint", "round") + body(box(400 - thick, 620, 2 * thick, 40, 6), BRASS, "metal")
    one += f'<g transform="rotate(-90 400 480)">{wordmark(subject, 400, 480, thick * 0.5, 190, "ink")}</g>'
    cap = lying(box(400 - thick - 4, 420, 2 * thick + 8, 200, 10), "dark", "round")
    return place(one, -50, -10, 1.05, 32) + place(cap, 130, 90, 1, 32)


def compact(subject: Subject) -> str:
    """Return an open compact with powder and a mirror."""
    lid, mirror = oval(400, 320, 168, 150), oval(400, 320, 140, 124)
    base, pan = oval(400, 520, 180, 112), oval(400, 510, 146, 84)
    return (
        floor(400, 628, 200)
        + body(lid, DARK, "soft")
        + body(mirror, "#cfd8dc", "sheen")
        + body(oval(400, 536, 180, 112), DARK, "below")
        + body(base, "#47484b", "soft")
        + body(pan, "tint", "soft")
        + line(oval(400, 510, 100, 54), 3, "#000", 0.10)
        + wordmark(subject, 400, 510, 16, 130, "deep")
        + body(box(370, 426, 60, 16, 6), BRASS, "metal")
    )


def _brush(x: float, length: float, thick: float, *, fan: bool) -> str:
    tip = 560 - length
    head = f"M{x - thick * 0.5:g} {tip + 90:g}Q{x - thick * (1.3 if fan else 0.9):g} {tip + 30:g} {x - thick * 0.5:g} {tip:g}Q{x:g} {tip - 16:g} {x + thick * 0.5:g} {tip:g}Q{x + thick * (1.3 if fan else 0.9):g} {tip + 30:g} {x + thick * 0.5:g} {tip + 90:g}Z"
    ferrule = f"M{x - thick * 0.5:g} {tip + 84:g}H{x + thick * 0.5:g}L{x + thick * 0.4:g} {tip + 160:g}H{x - thick * 0.4:g}Z"
    stem = f"M{x - thick * 0.42:g} {tip + 156:g}H{x + thick * 0.42:g}Q{x + thick * 0.5:g} 480 {x + 5:g} 636Q{x:g} 644 {x - 5:g} 636Q{x - thick * 0.5:g} 480 {x - thick * 0.42:g} {tip + 156:g}Z"
    return lying(stem, "tint", "round") + body(head, "#5b4636", "below", "bristle") + body(ferrule, METAL, "metal")


def brush_set(subject: Subject) -> str:
    """Return make-up brushes side by side: four, six or nine."""
    count = min(max(subject.pieces, 3), 9)
    gap = 430 / max(count - 1, 1)
    lengths = (400, 330, 380, 300, 360, 310, 390, 320, 350)
    return "".join(_brush(185 + gap * k, lengths[k], min(gap * 0.62, 44) - 4 * (k % 2), fan=k % 3 == 0) for k in range(count))


def hair_brush(subject: Subject) -> str:
    """Return a hair brush, a `bath` brush with its long handle, or a `nail` brush."""
    texture = "wood" if subject.made.texture == "wood" else subject.made.texture
    if subject.has("nail"):
        tufts = "".join(rod(f"M{250 + 30 * k} 520V590", 21, "#e2d2b0") for k in range(11))
        return (
            floor(400, 606, 210)
            + flat(box(236, 520, 328, 66, 6), "#8a6f4e")
            + tufts
            + body(box(214, 456, 372, 80, 36), "tint", "below", texture)
            + wordmark(subject, 400, 496, 15, 180)
        )
    long = subject.has("bath")
    head = oval(400, 270, 104, 140)
    stem = f"M370 400Q384 440 380 500L372 {700 if long else 640}Q400 {736 if long else 676} 428 {700 if long else 640}L420 500Q416 440 430 400Z"
    pad = body(oval(400, 270, 78, 112), "#7a5f41" if long else "#40382f", "soft", "" if long else "dots")
    if long:  # thick tufts, in rows that follow the rim
        pad += "".join(
            body(oval(400 + x, 270 + y, 13), "#eadfc6", "ball") for y in range(-84, 85, 28) for x in range(-56, 57, 28) if (x / 66) ** 2 + (y / 100) ** 2 < 1
        )
    both = (
        lying(head, "tint", "soft", texture)
        + lying(stem, "tint", "round", texture)
        + body(head, "tint", "soft", texture)
        + pad
        + flat(oval(400, 690 if long else 630, 7), "#000", 0.4)
    )
    return place(both + f'<g transform="rotate(-90 400 540)">{wordmark(subject, 400, 540, 12, 100)}</g>', 0, -40 if long else 0, 0.94, 28)


def gift_set(subject: Subject) -> str:
    """Return an open gift box with bottles and a jar in paper wool; of more pieces with a tube, then two bars of soap."""
    tray = box(150, 470, 500, 180, 8)
    tall = "".join(
        place(
            body(turned([(250, 20), (272, 22), (292, 52), (310, 56), (520, 56)]), tone, "round")
            + body(box(376, 210, 48, 44, 5), DARK, "round")
            + label(subject, 400, 400, 92, 90),
            dx,
            20,
        )
        for dx, tone in ((-170, "tint"), (-46, "light"))
    )
    pot = place(
        body(box(330, 360, 140, 150, 12), "dark", "round") + body(box(322, 316, 156, 50, 8), PAPER, "round") + label(subject, 400, 430, 110, 70), 96, 10
    )
    tube = place(body("M360 230H440L432 500H368Z", "light", "round") + body(box(358, 222, 84, 16, 3), "tint", "soft"), 208, 10)
    wool = line("M160 486Q190 458 220 486T280 484T340 488T400 482T460 488T520 482T580 488T640 484", 14, "#d9c49a") + line(
        "M170 476Q200 500 236 474T310 478T380 474T450 478T530 474T630 478", 8, "#c7ae7c"
    )
    bars = "".join(
        body(box(x, y, 142, 54, 22), tone, "round") + flat(box(x + 48, y, 46, 54), PAPER) for x, y, tone in ((476, 596, "light"), (594, 604, "tint"))
    )
    return (
        floor(400, 652, 310)
        + tall
        + pot
        + (tube if subject.pieces > 3 else "")  # noqa: PLR2004
        + wool
        + body(tray, "dark", "below")
        + line("M150 482H650", 4, "#fff", 0.2)
        + lettering(subject, 400, 570, 330, 130, "#fbf8f3", BRASS)
        + (bars if subject.pieces > 4 else "")  # noqa: PLR2004
    )


DRAWINGS = {
    "soap": Drawing(soap), "lipstick": Drawing(lipstick), "wand": Drawing(wand), "pencil": Drawing(pencil, stands=False),
    "compact": Drawing(compact), "brush set": Drawing(brush_set, stands=False), "hair brush": Drawing(hair_brush, stands=False),
    "gift set": Drawing(gift_set),
}  # fmt: skip
