"""Computers, screens, tablets, watches, cameras, routers, smart home, game gear and stands. Pure."""

from pipeline.images.draw import DARK, METAL, body, both_sides, flat, floor, line, lit, lying, place, rod, shine, wordmark
from pipeline.images.letters import words
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned

_GLASS = "#1d2024"


def screen(x: float, y: float, width: float, height: float, r: float = 6) -> str:
    """Return a lit screen with hills on it: a wallpaper."""
    low, far = y + height, x + width
    foot = f"V{low - r:g}Q{far:g} {low:g} {far - r:g} {low:g}H{x + r:g}Q{x:g} {low:g} {x:g} {low - r:g}Z"
    hill = f"M{x:g} {y + height * 0.62:g}Q{x + width * 0.3:g} {y + height * 0.42:g} {x + width * 0.55:g} {y + height * 0.66:g}T{far:g} {y + height * 0.56:g}"
    near = f"M{x:g} {y + height * 0.84:g}Q{x + width * 0.4:g} {y + height * 0.62:g} {far:g} {y + height * 0.86:g}"
    pane, sun = box(x, y, width, height, r), oval(x + width * 0.72, y + height * 0.3, height * 0.09)
    return flat(pane, "#7f97a3") + flat(sun, "#fff4dd", 0.9) + flat(hill + foot, "#56707a") + flat(near + foot, "#3d545c") + shine(pane, "screen")


def _row(one: str, pieces: int, wide: float, low: float = 0) -> str:
    """Return one to three of a thing of some width, side by side; what stands does so at the height `low`."""
    count = min(pieces, 3)
    size = min(1.15, 660 / (count * wide))
    return "".join(place(one, wide * size * (k - (count - 1) / 2), (low - 400) * (1 - size) if low else 0, size) for k in range(count))


def laptop(subject: Subject) -> Marks:
    """Return an open laptop; a `convertible` one has round hinges, and a pen to write on its screen."""
    yield floor(400, 632, 330)
    yield body(box(190, 240, 420, 300, 16), "tint", "soft") + flat(box(202, 252, 396, 276, 8), _GLASS) + screen(210, 262, 380, 256)
    yield flat(box(190, 534, 420, 10), "#000", 0.4)
    yield body(mirrored("M400 540L610 540L690 604L400 604"), "tint", "above", subject.made.texture)
    for k in range(3):
        yield flat(polygon((212 - 9 * k, 550 + 11 * k), (588 + 9 * k, 550 + 11 * k), (592 + 9 * k, 558 + 11 * k), (208 - 9 * k, 558 + 11 * k)), "#000", 0.55)
    yield flat(polygon((344, 585), (456, 585), (462, 600), (338, 600)), "#000", 0.14)
    yield body("M110 604H690V612Q690 626 660 628H140Q110 626 110 612Z", "light", "below") + flat(box(350, 604, 100, 8, 4), "#000", 0.2)
    if subject.has("convertible"):
        yield "".join(body(box(x, 528, 70, 22, 11), "#8b9095", "below") for x in (236, 494))
        yield line("M250 450Q290 360 340 420T440 426", 7, "#fff", 0.9)
        yield rod("M448 434L610 566", 15, "#f4f1ea") + line("M448 434L440 426", 7, "#26282b")


def computer(subject: Subject) -> Marks:
    """Return a `mini` computer, an `all`-in-one, or a tower."""
    if subject.has("mini"):
        yield floor(400, 624, 230) + body(oval(400, 474, 186, 44), "light", "soft") + body(box(210, 470, 380, 150, 34), "tint", "round")
        yield body(oval(400, 482, 184, 40), "light", "soft") + wordmark(subject, 400, 484, 15, 180, "deep")
        yield flat(box(250, 566, 40, 12, 5), "#000", 0.6) + flat(box(306, 566, 26, 12, 5), "#000", 0.6) + flat(oval(548, 572, 5), "#cfe8d8")
    elif subject.has("all"):
        yield from monitor(subject)
    else:
        grille = box(292, 340, 216, 270, 10)
        yield floor(400, 650, 190) + flat(box(290, 638, 50, 12, 4), "#1e1f21") + flat(box(460, 638, 50, 12, 4), "#1e1f21")
        yield body(box(270, 170, 260, 470, 16), "tint", "soft")
        yield flat(box(292, 200, 216, 4), "#000", 0.3) + flat(oval(486, 240, 10), "#e8eef0", 0.9)
        yield "".join(flat(box(300 + 40 * k, 234, 26, 11, 4), "#000", 0.6) for k in range(3)) + wordmark(subject, 400, 298, 15, 160)
        yield flat(grille, "#000", 0.25) + body(grille, "dark", "below", "mesh") + line(oval(400, 475, 70), 6, "#9fd0d8", 0.8) + lit(400, 475, 100)


def monitor(subject: Subject) -> Marks:
    """Return a screen on a stand; `curved`, or `all` in one with a chin."""
    yield floor(400, 642, 240) + body(polygon((366, 500), (434, 500), (446, 626), (354, 626)), "dark", "metal")
    yield body(mirrored("M400 612L500 612Q560 622 566 640L400 642"), "tint", "below")
    if subject.has("curved"):
        yield body("M120 200Q400 224 680 200V520Q400 544 120 520Z", "tint", "soft") + screen(132, 214, 536, 296, 2)
        yield flat("M132 200Q400 236 668 200V208Q400 248 132 214Z", _GLASS) + shine("M132 212Q400 236 668 212V508Q400 532 132 508Z", "fold")
    else:
        yield body(box(120, 196, 560, 328, 12), _GLASS, "soft") + screen(132, 208, 536, 296, 4)
    if subject.has("all"):
        yield body(box(120, 500, 560, 62, 12), "tint", "below") + wordmark(subject, 400, 532, 15, 160)
    elif not subject.has("curved"):
        yield body(box(120, 500, 560, 24, 12), "tint", "below") + wordmark(subject, 400, 514, 11, 120)


def tablet(subject: Subject) -> Marks:
    """Return a tablet, upright; `sketch` and `note` bring a pen."""
    yield floor(400, 644, 210) + body(box(230, 150, 340, 490, 30), "tint", "soft") + flat(box(240, 160, 320, 470, 22), _GLASS)
    if subject.has("note", "reading"):
        yield flat(box(252, 174, 296, 442, 8), "#e9e6dd")
        yield "".join(line(f"M284 {230 + 36 * k}H{456 if k in (3, 7) else 516}", 4, "#6c6a66", 0.7) for k in range(10))
    else:
        yield screen(252, 174, 296, 442, 8)
    yield line("M300 420Q340 300 400 380T500 320M320 480Q400 440 480 500", 6, "#fff", 0.85) if subject.has("sketch") else ""
    yield flat(oval(400, 167, 3), "#6b7075")
    if subject.has("sketch", "note", "creator"):
        yield floor(640, 642, 50) + body(turned([(230, 13), (560, 13), (622, 3)], 630), "#eceae5", "round") + body(box(617, 230, 26, 20, 4), METAL, "metal")


def watch(subject: Subject) -> Marks:
    """Return a watch: square, or round for `running`."""
    is_round = subject.has("running", "classic", "adventure", "outdoor")
    face = oval(400, 400, 112) if is_round else box(298, 290, 204, 220, 48)
    case = oval(400, 400, 134) if is_round else box(278, 270, 244, 260, 64)
    yield lying("M330 300L344 120Q346 108 360 108H440Q454 108 456 120L470 300Z", "tint", "round")
    yield lying("M330 500L344 684Q346 696 360 696H440Q454 696 456 684L470 500Z", "tint", "round")
    yield "".join(flat(oval(400, 590 + 24 * k, 5), "#000", 0.4) for k in range(4)) + body(box(524, 370, 18, 46, 6), METAL, "metal")
    yield lying(case, subject.made.colour or METAL, "metal" if subject.made.texture == "brushed" else "soft") + flat(face, "#131517")
    yield words("10 09", 400, 330, 40, width=130, paint="#f2f2ee")
    yield line(oval(400, 440, 42), 9, "#fff", 0.18) + line("M400 398A42 42 0 1 1 362 458", 9, "#e8a04c")
    yield words("72", 400, 430, 20, width=40, paint="#f2f2ee") + shine(face, "screen")


def _lens(cx: float, cy: float, r: float) -> str:
    """Return a lens with its rings."""
    rings = body(oval(cx, cy, r), DARK, "ball") + line(oval(cx, cy, r * 0.82), 4, "#fff", 0.14) + body(oval(cx, cy, r * 0.66), "#17191b", "soft")
    return rings + body(oval(cx, cy, r * 0.46), "#35465a", "ball") + flat(oval(cx - r * 0.16, cy - r * 0.18, r * 0.12), "#fff", 0.7)


def camera(subject: Subject) -> Marks:
    """Return an `action` camera, an `instant` one, or one with a zoom."""
    if subject.has("action"):
        yield floor(400, 600, 210) + body(box(230, 300, 340, 290, 44), "tint", "soft")
        yield flat(box(252, 322, 130, 120, 12), "#17191b") + words("4K", 317, 362, 34, width=90, paint="#dfe4e6")
        yield body(box(396, 316, 160, 160, 26), "dark", "soft") + _lens(476, 396, 66)
        yield wordmark(subject, 320, 540, 17, 150) + flat(box(252, 286, 70, 16, 6), "#c0442f")
    elif subject.has("instant"):
        yield floor(400, 668, 190) + body(box(290, 560, 220, 110, 4), "#f7f4ee", "below")
        yield flat(box(306, 560, 188, 76), "#8fa7b0") + flat("M306 636V600Q350 570 400 606T494 596V636Z", "#5d7a6a")
        yield body("M240 250H560Q590 250 592 280L606 560Q606 584 580 584H220Q194 584 194 560L208 280Q210 250 240 250Z", "tint", "soft")
        yield flat(box(216, 540, 368, 16, 6), "#000", 0.45) + _lens(400, 410, 96)
        yield flat(box(470, 276, 86, 44, 8), "#e7edf0") + flat(box(240, 276, 56, 40, 8), "#17191b")
        yield flat(oval(252, 480, 18), "#c0442f") + wordmark(subject, 400, 522, 12, 150)
    else:
        yield floor(400, 626, 260) + body("M300 300L326 250H440L466 300Z", "dark", "soft")
        yield body(box(170, 292, 460, 320, 34), "tint", "soft") + body(box(170, 346, 460, 210), "#2a2b2d", "soft", "pile")
        yield _lens(430, 450, 140) + wordmark(subject, 383, 276, 14, 100)
        yield body(box(210, 274, 66, 22, 6), METAL, "metal") + flat(oval(240, 400, 10), "#c0442f")


def router(subject: Subject) -> Marks:
    """Return a router with antennas, or `mesh` units: one to three."""
    if subject.has("mesh"):
        one = floor(400, 644, 150) + body(turned([(330, 90), (346, 110), (610, 120), (640, 110)], base=6), "tint", "round")
        one += body(oval(400, 338, 98, 22), "light", "soft") + flat(oval(400, 560, 6), "#8fd0a8") + wordmark(subject, 400, 480, 13, 110)
        yield _row(one, subject.pieces, 258, 644)
        return
    yield floor(400, 634, 300)
    for x, lean in ((200, -30), (330, -8), (470, 8), (600, 30)):
        yield body(polygon((x - 17, 540), (x - 13 + lean, 190), (x + 13 + lean, 190), (x + 17, 540)), "deep", "round")
    yield body(mirrored("M400 500H610Q640 500 650 540L664 610Q664 630 640 630L400 632"), "tint", "below")
    yield body(mirrored("M400 500H606Q560 540 400 540"), "light", "soft")
    yield "".join(flat(oval(300 + 40 * k, 590, 5), "#8fd0a8" if k < 4 else "#e8a04c") for k in range(6)) + wordmark(subject, 400, 564, 14, 160)


def smart_home(subject: Subject) -> Marks:
    """Return a smart `lamp`, a video `doorbell`, a `thermostat` or a `sensor`."""
    if subject.has("doorbell"):
        yield lying(box(310, 180, 180, 440, 60), "tint", "round") + flat(box(326, 196, 148, 200, 50), "#1b1d20")
        yield body(oval(400, 280, 48), "#101214", "ball") + flat(oval(386, 264, 10), "#fff", 0.6)
        yield line(oval(400, 500, 50), 7, "#9fd0d8") + body(oval(400, 500, 42), "light", "ball") + wordmark(subject, 400, 590, 10, 90)
    elif subject.has("thermostat"):
        yield lying(oval(400, 400, 230), METAL, "metal") + body(oval(400, 400, 214), "tint", "ball") + flat(oval(400, 400, 176), "#17191b")
        yield line("M284 500A150 150 0 1 1 516 500", 12, "#e8a04c")
        yield words("21", 400, 350, 92, width=150, paint="#f3efe6", weight=0.08) + words("HEAT", 400, 470, 15, width=90, paint="#e8a04c")
    elif subject.has("sensor", "motion"):
        one = lying(box(310, 280, 180, 240, 60), "tint", "round") + body(oval(400, 380, 60), "light", "ball", "mesh")
        yield _row(one + flat(oval(400, 476, 5), "#8fd0a8") + wordmark(subject, 400, 500, 8, 80), subject.pieces, 220)
    else:
        one = floor(400, 640, 110) + lit(400, 300, 250)
        one += body("M400 160Q530 164 536 300Q534 380 460 440L456 486H344L340 440Q266 380 264 300Q270 164 400 160Z", "#fbf1d6", "ball")
        one += body(turned([(480, 58), (500, 62), (580, 62), (600, 46), (630, 40)]), "tint", "round")
        one += "".join(line(f"M344 {604 + 10 * k}H456", 3, "#000", 0.2) for k in range(2)) + wordmark(subject, 400, 540, 12, 90)
        yield _row(one, subject.pieces, 290, 640)


def gaming(subject: Subject) -> Marks:
    """Return a game controller or an `arcade` stick."""
    if subject.has("arcade"):
        yield floor(400, 646, 320) + body(polygon((190, 400), (610, 400), (680, 600), (120, 600)), "tint", "below")
        yield body(polygon((120, 600), (680, 600), (672, 642), (128, 642)), "dark", "soft") + flat(oval(274, 510, 46, 28), "#000", 0.5)
        yield rod("M274 508V370", 16, METAL) + body(oval(274, 346, 44), "#b23b3b", "ball")
        for x, y, colour in ((440 + 70 * (k % 3), 462 + 64 * (k // 3), ("#d05a4a", "#e8b04c", "#5f9ea6")[k % 3]) for k in range(6)):
            yield flat(oval(x, y + 9, 27, 18), "#000", 0.4) + body(oval(x, y, 26, 17), colour, "ball")
        yield wordmark(subject, 400, 622, 14, 160)
        return
    marks = both_sides(body("M230 296Q250 262 320 268V294Z", "dark", "soft"))
    marks += lying(mirrored("M400 290H520Q600 290 634 370Q690 530 664 570Q630 614 584 560Q540 490 500 486L400 486"), "tint", "soft")
    for x in (330, 470):
        marks += flat(oval(x, 450, 48), "#000", 0.3) + body(oval(x, 446, 40), DARK, "ball") + line(oval(x, 446, 26), 4, "#fff", 0.16)
    marks += body("M250 356H276V330H302V356H328V382H302V408H276V382H250Z", DARK, "soft")
    keys = ((512, 342, "#e8b04c"), (548, 374, "#c0564a"), (512, 406, "#6fa58a"), (476, 374, "#6d92b4"))
    marks += "".join(body(oval(x, y, 17), colour, "ball") for x, y, colour in keys)
    yield place(marks + wordmark(subject, 400, 350, 13, 110) + flat(oval(400, 400, 12), "#fff", 0.5), scale=1.04)


def stand(subject: Subject) -> Marks:
    """Return a stand for a laptop or a tablet, or a `riser` under a screen."""
    over = subject.made.texture
    light = subject.made.light if subject.made.light != "metal" or subject.has("satin") else "soft"
    if subject.has("riser"):
        frame = line(box(220, 210, 360, 230, 6), 10, "#26282b") + flat(box(380, 440, 40, 72), "#3a3c3f")
        yield floor(400, 634, 330) + place(screen(220, 210, 360, 230, 6) + frame, 0, 6)
        yield body(box(110, 510, 580, 34, 8), "tint", light, over)
        yield body(box(150, 544, 40, 90, 4), "dark", "round", over) + body(box(610, 544, 40, 90, 4), "dark", "round", over)
    elif subject.has("tablet"):
        yield floor(400, 636, 200) + body(box(250, 600, 300, 34, 12), "tint", light, over)
        yield body(polygon((380, 420), (430, 420), (440, 606), (370, 606)), "dark", light)
        yield place(body(box(270, 180, 260, 360, 22), "#2b2d30", "soft") + screen(284, 194, 232, 332, 8), turn=-6)
        yield body(box(300, 540, 200, 24, 8), "tint", light, over)
    else:
        yield floor(400, 640, 280) + body(box(216, 130, 368, 262, 14), "#2d2f33", "soft") + screen(228, 142, 344, 236, 4)
        yield both_sides(body(polygon((240, 480), (300, 480), (270, 612), (210, 612)), "dark", light, over))
        yield body(box(170, 606, 460, 30, 8), "tint", light, over) + body(polygon((222, 390), (578, 390), (634, 466), (166, 466)), METAL, "below")
        yield "".join(line(f"M{236 - 12 * k} {404 + 14 * k}H{564 + 12 * k}", 7, "#2d2f33") for k in range(4))
        yield body(box(150, 466, 500, 26, 8), "tint", light, over)
