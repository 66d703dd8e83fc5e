"""Computers, screens, tablets, watches and cameras. Pure."""

from pipeline.images.draw import DARK, METAL, body, flat, floor, line, lit, lying, rod, wordmark
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.letters import words
from pipeline.images.look import Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned

_GLASS, _SKY = "#1d2024", "#7f97a3"


def screen(x: float, y: float, width: float, height: float, r: float = 6) -> str:
    """Return a lit screen with hills on it: a wallpaper."""
    low, far = y + height, x + width
    hill = f"M{x:g} {y + height * 0.62:g}Q{x + width * 0.3:g} {y + height * 0.42:g} {x + width * 0.55:g} {y + height * 0.66:g}T{far:g} {y + height * 0.56:g}V{low - r:g}Q{far:g} {low:g} {far - r:g} {low:g}H{x + r:g}Q{x:g} {low:g} {x:g} {low - r:g}Z"
    near = f"M{x:g} {y + height * 0.84:g}Q{x + width * 0.4:g} {y + height * 0.62:g} {far:g} {y + height * 0.86:g}V{low - r:g}Q{far:g} {low:g} {far - r:g} {low:g}H{x + r:g}Q{x:g} {low:g} {x:g} {low - r:g}Z"
    sun = flat(oval(x + width * 0.72, y + height * 0.3, height * 0.09), "#fff4dd", 0.9)
    return (
        flat(box(x, y, width, height, r), _SKY)
        + sun
        + flat(hill, "#56707a")
        + flat(near, "#3d545c")
        + f'<path d="{box(x, y, width, height, r)}" fill="url(#l-screen)"/>'
    )


def laptop(subject: Subject) -> str:
    """Return an open laptop; a `convertible` one has round hinges, and a pen to write on its screen."""
    lid = box(190, 240, 420, 300, 16)
    deck = mirrored("M400 540L610 540L690 604L400 604")
    front = "M110 604H690V612Q690 626 660 628H140Q110 626 110 612Z"
    keys = "".join(
        flat(polygon((212 - 9 * k, 550 + 11 * k), (588 + 9 * k, 550 + 11 * k), (592 + 9 * k, 558 + 11 * k), (208 - 9 * k, 558 + 11 * k)), "#000", 0.55)
        for k in range(3)
    )
    pad = flat(polygon((344, 585), (456, 585), (462, 600), (338, 600)), "#000", 0.14)
    notch = flat(box(350, 604, 100, 8, 4), "#000", 0.2)
    hinges = "".join(body(box(x, 528, 70, 22, 11), "#8b9095", "below") for x in (236, 494))
    ink = line("M250 450Q290 360 340 420T440 426", 7, "#fff", 0.9)
    pen = ink + rod("M448 434L610 566", 15, "#f4f1ea") + line("M448 434L440 426", 7, "#26282b")
    return (
        floor(400, 632, 330)
        + body(lid, "tint", "soft")
        + flat(box(202, 252, 396, 276, 8), _GLASS)
        + screen(210, 262, 380, 256)
        + flat(box(190, 534, 420, 10), "#000", 0.4)
        + body(deck, "tint", "above", subject.made.texture)
        + keys
        + pad
        + body(front, "light", "below")
        + notch
        + (hinges + pen if subject.has("convertible") else "")
    )


def computer(subject: Subject) -> str:
    """Return a `mini` computer, an `all`-in-one, or a tower."""
    if subject.has("mini"):
        block = box(210, 470, 380, 150, 34)
        return (
            floor(400, 624, 230)
            + body(oval(400, 474, 186, 44), "light", "soft")
            + body(block, "tint", "round")
            + body(oval(400, 482, 184, 40), "light", "soft")
            + wordmark(subject, 400, 484, 15, 180, "deep")
            + flat(box(250, 566, 40, 12, 5), "#000", 0.6)
            + flat(box(306, 566, 26, 12, 5), "#000", 0.6)
            + flat(oval(548, 572, 5), "#cfe8d8")
        )
    if subject.has("all"):
        return monitor(subject)
    tower = body(box(270, 170, 260, 470, 16), "tint", "soft")
    vents = flat(box(292, 340, 216, 270, 10), "#000", 0.25) + body(box(292, 340, 216, 270, 10), "dark", "below", "mesh")
    ring = line(oval(400, 475, 70), 6, "#9fd0d8", 0.8) + lit(400, 475, 100)
    feet = flat(box(290, 638, 50, 12, 4), "#1e1f21") + flat(box(460, 638, 50, 12, 4), "#1e1f21")
    return (
        floor(400, 650, 190)
        + feet
        + tower
        + flat(box(292, 200, 216, 4), "#000", 0.3)
        + flat(oval(486, 240, 10), "#e8eef0", 0.9)
        + "".join(flat(box(300 + 40 * k, 234, 26, 11, 4), "#000", 0.6) for k in range(3))
        + wordmark(subject, 400, 298, 15, 160)
        + vents
        + ring
    )


def monitor(subject: Subject) -> str:
    """Return a screen on a stand; `curved`, or `all` in one with a chin."""
    chin = 50 if subject.has("all") else 0
    bend = 24 if subject.has("curved") else 0
    frame = f"M120 200Q400 {200 + bend} 680 200V520Q400 {520 + bend} 120 520Z" if bend else box(120, 196, 560, 328, 12)
    pane = f"M132 212Q400 {212 + bend} 668 212V508Q400 {508 + bend} 132 508Z" if bend else ""
    picture = (
        screen(132, 208, 536, 296, 4)
        if not bend
        else screen(132, 214, 536, 296, 2)
        + flat(f"M132 200Q400 {212 + bend} 668 200V208Q400 {224 + bend} 132 214Z", _GLASS)
        + f'<path d="{pane}" fill="url(#l-fold)"/>'
    )
    neck = body(polygon((366, 500), (434, 500), (446, 626), (354, 626)), "dark", "metal")
    foot = body(mirrored("M400 612L500 612Q560 622 566 640L400 642"), "tint", "below")
    lower = body(box(120, 500, 560, 24 + chin, 12), "tint", "below") + wordmark(subject, 400, 522 if chin else 514, 11, 120) if not bend else ""
    if subject.has("all"):
        lower = body(box(120, 500, 560, 62, 12), "tint", "below") + wordmark(subject, 400, 532, 15, 160)
    return floor(400, 642, 240) + neck + foot + body(frame, _GLASS if not bend else "tint", "soft") + picture + lower


def tablet(subject: Subject) -> str:
    """Return a tablet, upright; `sketch` and `note` bring a pen."""
    case = box(230, 150, 340, 490, 30)
    pen = ""
    if subject.has("sketch", "note", "creator"):
        pen = floor(640, 642, 50) + body(turned([(230, 13), (560, 13), (622, 3)], 630), "#eceae5", "round") + body(box(617, 230, 26, 20, 4), METAL, "metal")
    paper = subject.has("note", "reading")
    picture = (
        flat(box(252, 174, 296, 442, 8), "#e9e6dd") + "".join(line(f"M284 {230 + 36 * k}H{456 if k in (3, 7) else 516}", 4, "#6c6a66", 0.7) for k in range(10))
        if paper
        else screen(252, 174, 296, 442, 8)
    )
    sketch = line("M300 420Q340 300 400 380T500 320M320 480Q400 440 480 500", 6, "#fff", 0.85) if subject.has("sketch") else ""
    return (
        floor(400, 644, 210)
        + body(case, "tint", "soft")
        + flat(box(240, 160, 320, 470, 22), _GLASS)
        + picture
        + sketch
        + flat(oval(400, 167, 3), "#6b7075")
        + pen
    )


def watch(subject: Subject) -> str:
    """Return a watch: square, or round for `running`."""
    round_ = subject.has("running", "classic", "adventure", "outdoor")
    strap = "M330 300L344 120Q346 108 360 108H440Q454 108 456 120L470 300Z"
    lower = "M330 500L344 684Q346 696 360 696H440Q454 696 456 684L470 500Z"
    holes = "".join(flat(oval(400, 590 + 24 * k, 5), "#000", 0.4) for k in range(4))
    case = oval(400, 400, 134) if round_ else box(278, 270, 244, 260, 64)
    face = oval(400, 400, 112) if round_ else box(298, 290, 204, 220, 48)
    shell = "metal" if subject.made.texture == "brushed" else "soft"
    dial = (
        words("10 09", 400, 330, 40, width=130, paint="#f2f2ee")
        + line(oval(400, 440, 42), 9, "#fff", 0.18)
        + line("M400 398A42 42 0 1 1 362 458", 9, "#e8a04c")
        + words("72", 400, 430, 20, width=40, paint="#f2f2ee")
    )
    crown = body(box(524, 370, 18, 46, 6), METAL, "metal")
    return (
        lying(strap, "tint", "round")
        + lying(lower, "tint", "round")
        + holes
        + crown
        + lying(case, subject.made.colour or METAL, shell)
        + flat(face, "#131517")
        + dial
        + f'<path d="{face}" fill="url(#l-screen)"/>'
    )


def _lens(cx: float, cy: float, r: float) -> str:
    """Return a lens with its rings."""
    rings = body(oval(cx, cy, r), DARK, "ball") + line(oval(cx, cy, r * 0.82), 4, "#fff", 0.14) + body(oval(cx, cy, r * 0.66), "#17191b", "soft")
    return rings + body(oval(cx, cy, r * 0.46), "#35465a", "ball") + flat(oval(cx - r * 0.16, cy - r * 0.18, r * 0.12), "#fff", 0.7)


def _action_camera(subject: Subject) -> str:
    front = box(230, 300, 340, 290, 44)
    return (
        floor(400, 600, 210)
        + body(front, "tint", "soft")
        + flat(box(252, 322, 130, 120, 12), "#17191b")
        + words("4K", 317, 362, 34, width=90, paint="#dfe4e6")
        + body(box(396, 316, 160, 160, 26), "dark", "soft")
        + _lens(476, 396, 66)
        + wordmark(subject, 320, 540, 17, 150)
        + flat(box(252, 286, 70, 16, 6), "#c0442f")
    )


def _instant_camera(subject: Subject) -> str:
    photo = (
        body(box(290, 560, 220, 110, 4), "#f7f4ee", "below")
        + flat(box(306, 560, 188, 76), "#8fa7b0")
        + flat("M306 636V600Q350 570 400 606T494 596V636Z", "#5d7a6a")
    )
    return (
        floor(400, 668, 190)
        + photo
        + body("M240 250H560Q590 250 592 280L606 560Q606 584 580 584H220Q194 584 194 560L208 280Q210 250 240 250Z", "tint", "soft")
        + flat(box(216, 540, 368, 16, 6), "#000", 0.45)
        + _lens(400, 410, 96)
        + flat(box(470, 276, 86, 44, 8), "#e7edf0")
        + flat(box(240, 276, 56, 40, 8), "#17191b")
        + flat(oval(252, 480, 18), "#c0442f")
        + wordmark(subject, 400, 522, 12, 150)
    )


def camera(subject: Subject) -> str:
    """Return an `action` camera, an `instant` one, or one with a zoom."""
    if subject.has("action"):
        return _action_camera(subject)
    if subject.has("instant"):
        return _instant_camera(subject)
    return (
        floor(400, 626, 260)
        + body("M300 300L326 250H440L466 300Z", "dark", "soft")
        + body(box(170, 292, 460, 320, 34), "tint", "soft")
        + body(box(170, 346, 460, 210), "#2a2b2d", "soft", "pile")
        + _lens(430, 450, 140)
        + wordmark(subject, 383, 276, 14, 100)
        + body(box(210, 274, 66, 22, 6), METAL, "metal")
        + flat(oval(240, 400, 10), "#c0442f")
    )


DRAWINGS = {
    "laptop": Drawing(laptop), "computer": Drawing(computer), "monitor": Drawing(monitor), "tablet": Drawing(tablet),
    "watch": Drawing(watch, stands=False), "camera": Drawing(camera),
}  # fmt: skip
