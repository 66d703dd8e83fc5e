"""Computers, screens, tablets, watches and cameras. Pure."""

from pipeline.images.draw import DARK, METAL, body, flat, floor, line, lit, lying, rod, shine, wordmark
from pipeline.images.drawings.parts import screen
from pipeline.images.letters import words
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned

_GLASS = "#1d2024"


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
        yield floor(400, 624, 230)
        yield body(oval(400, 474, 186, 44), "light", "soft") + body(box(210, 470, 380, 150, 34), "tint", "round")
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
    yield floor(400, 642, 240)
    yield body(polygon((366, 500), (434, 500), (446, 626), (354, 626)), "dark", "metal")
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
