"""Make-up, soap, brushes and gift boxes. Pure."""

from pipeline.images.draw import BRASS, CHALK, DARK, METAL, PAPER, body, flat, floor, glint, label, lettering, line, lying, place, printed, rod, spun, wordmark
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, oval, polygon, turned


def soap(subject: Subject) -> Marks:
    """Return bars of soap in a paper band: one, two or four."""
    one = body(box(232, 500, 336, 140, 56), "tint", "below", "speckle" if subject.has("exfoliating", "oatmeal", "salt") else "")
    one += line(box(250, 514, 300, 106, 42), 4, "#fff", 0.25) + body(box(330, 496, 150, 148, 2), PAPER, "below") + printed(subject, 405, 566, 140, 110)
    four = ((-170, 0, 0.96), (176, 0, 0.96), (-150, -136, 0.96), (160, -136, 0.96))
    wide, spots = {1: (280, ((0, -118, 1.5),)), 2: (240, ((-25, -58, 1.25), (25, -236, 1.25)))}.get(subject.pieces, (350, four))
    yield floor(400, 644, wide) + "".join(place(one, *spot) for spot in spots)


def lipstick(subject: Subject) -> Marks:
    """Return a lipstick, open, its cap beside it."""
    cap = body(box(500, 420, 132, 226, 10), DARK, "round") + body(box(500, 612, 132, 16), BRASS, "metal")
    stick = body("M344 400V270Q352 216 430 190Q448 190 448 220V400Z", "tint", "round")
    stick += flat("M344 272Q352 216 430 190Q448 190 446 214Q410 250 344 272Z", "#fff", 0.22)
    stick += body(box(326, 470, 140, 176, 8), DARK, "round") + body(box(338, 380, 116, 100, 4), BRASS, "metal")
    yield floor(420, 648, 210) + place(cap + stick + wordmark(subject, 396, 570, 12, 108, "#e8dcc0"), -66)


def wand(subject: Subject) -> Marks:
    """Return a tube with a wand in its lid: gloss, tint, concealer, mascara."""
    solid = subject.has("mascara")
    marks = body(turned([(150, 40), (158, 46), (384, 46)]), DARK if solid or subject.tier != "good" else BRASS, "round" if solid else "metal")
    marks += body(turned([(394, 52), (632, 52), (648, 44)], base=3), "tint", "round" if solid else "glass")
    marks += body(box(360, 380, 80, 18, 3), METAL, "metal") + spun(wordmark(subject, 400, 520, 17, 190, "ink"), 400, 520)
    marks += glint(360, 410, 8, 220, 0.4)
    brush = line("M560 640L640 330", 7, "#8b8e91") + line("M560 640L584 548", 24, DARK) + line("M560 640L584 548", 24, "url(#t-bristle)")
    brush += body(polygon((622, 344), (668, 356), (712, 180), (666, 168)), DARK, "round")
    yield floor(430, 648, 150)
    yield place(marks + brush, -50) if subject.has("mascara", "gloss", "tint") else marks


def pencil(subject: Subject) -> Marks:
    """Return pencils for lips, eyes or brows; `stick`: a twist-up stick."""
    thick = 34 if subject.has("crayon", "stick") else 22
    slim = thick * 0.36
    one = lying(box(400 - thick, 330, 2 * thick, 330, 6), "tint", "round")
    one += body(f"M{400 - thick} 332L{400 - slim:g} 236H{400 + slim:g}L{400 + thick} 332Z", METAL if subject.has("stick") else "#d6b487", "round")
    one += body(f"M{400 - slim:g} 238Q400 160 {400 + slim:g} 238Z", "tint", "round") + body(box(400 - thick, 620, 2 * thick, 40, 6), BRASS, "metal")
    yield place(one + spun(wordmark(subject, 400, 480, thick * 0.5, 190, "ink"), 400, 480), -50, -10, 1.05, 32)
    yield place(lying(box(400 - thick - 4, 420, 2 * thick + 8, 200, 10), "dark", "round"), 130, 90, 1, 32)


def compact(subject: Subject) -> Marks:
    """Return an open compact with powder and a mirror."""
    yield floor(400, 628, 200) + body(oval(400, 320, 168, 150), DARK, "soft") + body(oval(400, 320, 140, 124), "#cfd8dc", "sheen")
    yield body(oval(400, 536, 180, 112), DARK, "below") + body(oval(400, 520, 180, 112), "#47484b", "soft")
    yield body(oval(400, 510, 146, 84), "tint", "soft") + line(oval(400, 510, 100, 54), 3, "#000", 0.10)
    yield wordmark(subject, 400, 510, 16, 130, "deep") + body(box(370, 426, 60, 16, 6), BRASS, "metal")


def brush_set(subject: Subject) -> Marks:
    """Return make-up brushes side by side: four, six or nine."""
    count = min(max(subject.pieces, 3), 9)
    gap = 430 / (count - 1)
    for k, length in zip(range(count), (400, 330, 380, 300, 360, 310, 390, 320, 350), strict=False):
        x, thick, tip = 185 + gap * k, min(gap * 0.62, 44) - 4 * (k % 2), 560 - length
        near, slim, stem, wide = thick * 0.5, thick * 0.4, thick * 0.42, thick * (0.9 if k % 3 else 1.3)
        foot = f"Q{x + near:g} 480 {x + 5:g} 636Q{x:g} 644 {x - 5:g} 636Q{x - near:g} 480 {x - stem:g} {tip + 156:g}Z"
        yield lying(f"M{x - stem:g} {tip + 156:g}H{x + stem:g}{foot}", "tint", "round")
        hair = f"M{x - near:g} {tip + 90:g}Q{x - wide:g} {tip + 30:g} {x - near:g} {tip:g}Q{x:g} {tip - 16:g} {x + near:g} {tip:g}"
        yield body(f"{hair}Q{x + wide:g} {tip + 30:g} {x + near:g} {tip + 90:g}Z", "#5b4636", "below", "bristle")
        yield body(f"M{x - near:g} {tip + 84:g}H{x + near:g}L{x + slim:g} {tip + 160:g}H{x - slim:g}Z", METAL, "metal")


def hair_brush(subject: Subject) -> Marks:
    """Return a hair brush, a `bath` brush with its long handle, or a `nail` brush."""
    texture, long = subject.made.texture, subject.has("bath")
    if subject.has("nail"):
        yield floor(400, 606, 210)
        yield flat(box(236, 520, 328, 66, 6), "#8a6f4e") + "".join(rod(f"M{250 + 30 * k} 520V590", 21, "#e2d2b0") for k in range(11))
        yield body(box(214, 456, 372, 80, 36), "tint", "below", texture) + wordmark(subject, 400, 496, 15, 180)
        return
    head, end = oval(400, 270, 104, 140), 700 if long else 640
    marks = lying(head, "tint", "soft", texture)
    marks += lying(f"M370 400Q384 440 380 500L372 {end}Q400 {end + 36} 428 {end}L420 500Q416 440 430 400Z", "tint", "round", texture)
    marks += body(head, "tint", "soft", texture) + body(oval(400, 270, 78, 112), "#7a5f41" if long else "#40382f", "soft", "" if long else "dots")
    if long:  # thick tufts, in rows that follow the rim
        tufts = ((x, y) for y in range(-84, 85, 28) for x in range(-56, 57, 28) if (x / 66) ** 2 + (y / 100) ** 2 < 1)
        marks += "".join(body(oval(400 + x, 270 + y, 13), "#eadfc6", "ball") for x, y in tufts)
    marks += flat(oval(400, end - 10, 7), "#000", 0.4) + spun(wordmark(subject, 400, 540, 12, 100), 400, 540)
    yield place(marks, 0, -40 if long else 0, 0.94, 28)


def gift_set(subject: Subject) -> Marks:
    """Return an open gift box with bottles and a jar in paper wool; of more pieces with a tube, then two bars of soap."""
    flask, pot = turned([(250, 20), (272, 22), (292, 52), (310, 56), (520, 56)]), box(330, 360, 140, 150, 12)
    yield floor(400, 652, 310)
    for dx, tone in ((-170, "tint"), (-46, "light")):
        yield place(body(flask, tone, "round") + body(box(376, 210, 48, 44, 5), DARK, "round") + label(subject, 400, 400, 92, 90), dx, 20)
    yield place(body(pot, "dark", "round") + body(box(322, 316, 156, 50, 8), PAPER, "round") + label(subject, 400, 430, 110, 70), 96, 10)
    if subject.pieces > 3:
        yield place(body("M360 230H440L432 500H368Z", "light", "round") + body(box(358, 222, 84, 16, 3), "tint", "soft"), 208, 10)
    yield line("M160 486Q190 458 220 486T280 484T340 488T400 482T460 488T520 482T580 488T640 484", 14, "#d9c49a")
    yield line("M170 476Q200 500 236 474T310 478T380 474T450 478T530 474T630 478", 8, "#c7ae7c")
    yield body(box(150, 470, 500, 180, 8), "dark", "below") + line("M150 482H650", 4, "#fff", 0.2)
    yield lettering(subject, 400, 570, 330, 130, CHALK, BRASS)
    if subject.pieces > 4:
        for x, y, tone in ((476, 596, "light"), (594, 604, "tint")):
            yield body(box(x, y, 142, 54, 22), tone, "round") + flat(box(x + 48, y, 46, 54), PAPER)
