"""Bags, boxes, trays and cartons of a grocery; the carton of what has no drawing. Pure."""

from pipeline.images.draw import BRASS, body, flat, floor, glint, label, lettering, line, lying, place, shine
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.look import Subject
from pipeline.images.paths import box, mirrored, oval, polygon

_BAG = "M400 170L566 170L572 206Q552 300 560 420Q566 560 584 622L574 650L400 650"


def chips(subject: Subject) -> str:
    """Return a pillow bag with chips on its front."""
    bag = mirrored(_BAG)
    seals = flat(mirrored("M400 170L566 170L570 196L400 196"), "#000", 0.12) + flat(mirrored("M400 622L582 622L574 650L400 650"), "#000", 0.12)
    puff = line("M270 240Q256 400 246 600", 26, "#fff", 0.16) + line("M536 250Q530 420 548 590", 20, "#000", 0.10)
    crisp = subject.pick(("sweet", "#d8843f"), ("root", "#9c4a52"), default="#e3b95c")
    heap = "".join(
        place(
            body("M330 560Q340 510 404 506Q470 512 476 552Q450 590 396 588Q350 590 330 560Z", crisp, "ball")
            + line("M350 556Q400 520 456 550", 4, "#000", 0.10),
            dx,
            dy,
            s,
            turn,
        )
        for dx, dy, s, turn in ((-60, -4, 0.8, -24), (62, -10, 0.76, 30), (0, 6, 0.9, 0))
    )
    disc = flat(oval(400, 366, 116), "#faf8f3") + lettering(subject, 400, 366, 214, 150, "#33302c", "#b9b2a6")
    return floor(400, 652, 190) + body(bag, "tint", "round") + seals + puff + disc + heap


def coffee(subject: Subject) -> str:
    """Return a bag of coffee with a folded top."""
    front = mirrored("M400 226L536 226L548 636Q548 650 534 652L400 652")
    fold = box(262, 168, 276, 72, 6)
    tin_tie = body(box(252, 214, 296, 16, 4), BRASS, "metal")
    bean = "M0 -22Q18 -18 16 4Q10 24 -4 22Q-20 14 -16 -6Q-12 -20 0 -22Z"
    beans = "".join(
        f'<g transform="translate({x} {y})rotate({turn})">{body(bean, "#5a3d2b", "ball")}{line("M2 -18Q-8 0 2 18", 3, "#2c1c13", 0.8)}</g>'
        for x, y, turn in ((356, 584, 20), (402, 600, -34), (446, 582, 70))
    )
    ground = flat("M330 606Q400 552 470 606Z", "#4a3224")
    valve = flat(oval(400, 268, 11), "#000", 0.22) + flat(oval(400, 268, 5), "#fff", 0.3)
    gusset = flat(polygon((264, 230), (286, 260), (278, 650), (252, 636)), "#000", 0.14)
    return (
        floor(400, 654, 180)
        + body(front, "tint", "soft")
        + gusset
        + body(fold, "dark", "below")
        + tin_tie
        + valve
        + label(subject, 400, 430, 216, 200, light="soft")
        + (ground if subject.has("ground") else beans)
    )


def tea(subject: Subject) -> str:
    """Return a box of tea bags, one bag in front."""
    front, side, top = (
        box(236, 340, 300, 306, 3),
        polygon((536, 340), (606, 312), (606, 618), (536, 646)),
        polygon((236, 340), (306, 312), (606, 312), (536, 340)),
    )
    leaf = "M0 0Q30 -20 62 -4Q30 22 0 0Z"
    leaves = "".join(
        f'<g transform="translate({x} {y})rotate({turn})">{flat(leaf, "light", 0.9)}</g>'
        for x, y, turn in ((300, 600, -30), (318, 616, 10), (420, 606, -40), (440, 622, 0))
    )
    bag = (
        line("M560 560Q600 500 640 520Q668 540 650 566", 3, "#efe9dc")
        + flat(box(600, 566, 70, 74, 8), "#000", 0.10)
        + body(polygon((606, 586), (624, 564), (648, 564), (666, 586), (666, 642), (606, 642)), "#efe5cf", "soft")
        + flat(box(616, 604, 40, 34, 6), "#7a5a3a", 0.55)
    )
    return (
        floor(430, 648, 250)
        + body(top, "light", "soft")
        + body(side, "dark", "below")
        + body(front, "tint", "soft")
        + leaves
        + label(subject, 386, 480, 230, 170, light="soft")
        + bag
    )


def pasta(subject: Subject) -> str:
    """Return a bag of pasta with a window, tied at the top."""
    colour = subject.pick(("spinach", "#9aa860"), ("tomato", "#d0764a"), ("whole", "#b98b58"), ("spelt", "#c9a067"), ("chickpea", "#dcb45c"), default="#e6c877")
    bag = mirrored("M400 262Q452 262 470 250L556 330Q580 480 562 650L400 652")
    ruff = mirrored("M400 190L486 178Q456 220 452 262L400 262")
    window = box(276, 330, 248, 176, 16)
    marks = flat(window, "#fff", 0.35) + body(box(284, 338, 232, 160, 12), colour, "below") + _shapes(subject, colour) + shine(window, "sheen")
    return (
        floor(400, 654, 190)
        + body(ruff, "light", "fold", "flutes")
        + body(bag, "tint", "round")
        + line("M342 260Q400 270 458 260", 12, "#c2a57a")
        + marks
        + lettering(subject, 400, 580, 240, 110, "ink", "ink")
    )


_GRID = tuple((312 + 44 * (k % 5), 372 + 46 * (k // 5), k * 53 % 180) for k in range(15))


def _shapes(subject: Subject, colour: str) -> str:
    """Return the pasta behind the window: strands, or pieces that lie as they fell."""
    if subject.has("penne", "fusilli"):
        path = "M-22 0H22" if subject.has("penne") else "M-24 0Q-18 -12 -12 0T0 0T12 0T24 0"
        thick = 15 if subject.has("penne") else 9
        one = line(path, thick + 4, "#000", 0.18) + line(path, thick, colour) + line(path, thick * 0.3, "#fff", 0.4)
        return "".join(f'<g transform="translate({x} {y})rotate({turn})">{one}</g>' for x, y, turn in _GRID)
    if subject.has("tagliatelle"):
        rings = "".join(line(oval(0, 0, r, r * 0.8), 6, "#000", 0.16) + line(oval(0, 0, r - 3, (r - 3) * 0.8), 3, "#fff", 0.3) for r in (34, 25, 15))
        return "".join(f'<g transform="translate({x} {y})">{rings}</g>' for x, y in ((324, 376), (400, 372), (476, 378), (362, 450), (440, 452)))
    return "".join(line(f"M{292 + 10 * k} 342V494", 3, "#000", 0.16) + line(f"M{296 + 10 * k} 342V494", 2, "#fff", 0.3) for k in range(22))


def pouch(subject: Subject) -> str:
    """Return a stand-up pouch with a round window: nuts."""
    nut = subject.pick(("pistachio", "#a9b070"), ("cashew", "#e3c791"), ("hazelnut", "#a8713f"), default="#b27a48")
    front = mirrored("M400 186L548 186L548 226Q540 420 566 610Q560 652 500 652L400 652")
    zip_ = line("M258 240H542", 4, "#000", 0.18) + line("M258 248H542", 3, "#fff", 0.2)
    kernels = "".join(
        f'<g transform="translate({x} {y})rotate({turn})">{body("M0 -24Q20 -8 14 14Q0 30 -14 14Q-20 -8 0 -24Z", nut, "ball")}</g>'
        for x, y, turn in ((360, 548, 20), (400, 540, -30), (440, 550, 60), (378, 586, 80), (424, 588, -10), (342, 582, -50), (460, 584, 30))
    )
    window = flat(oval(400, 562, 100, 62), "#000", 0.30)
    return (
        floor(400, 654, 190)
        + body(front, "tint", "soft")
        + flat(box(252, 186, 296, 34), "#000", 0.10)
        + zip_
        + label(subject, 400, 372, 232, 190, light="soft")
        + window
        + kernels
        + glint(276, 270, 10, 320, 0.14)
    )


def bar(subject: Subject) -> str:
    """Return chocolate: a bar in paper, or a box of `truffles`."""
    colour = subject.pick(("white", "#ead9b4"), ("milk", "#7d5138"), default="#4a2f24")
    if subject.has("truffles"):
        balls = "".join(body(oval(262 + 92 * k, 372 + 92 * j, 38), colour, "ball", "speckle") for j in range(3) for k in range(4))
        return (
            lying(box(190, 300, 420, 320, 10), "tint", "soft")
            + flat(box(206, 316, 388, 288, 6), "#000", 0.35)
            + balls
            + lying(box(380, 190, 300, 330, 8), "tint")
            + lettering(subject, 530, 355, 280, 150, "ink", BRASS)
        )
    squares = "".join(
        body(box(264 + 70 * k, 180 + 66 * j, 64, 60, 6), colour, "soft") + line(box(274 + 70 * k, 189 + 66 * j, 44, 42, 4), 2.5, "#fff", 0.12)
        for j in range(2)
        for k in range(4)
    )
    slab = lying(box(258, 172, 286, 200, 6), colour, "")
    foil = body(
        "M246 330L262 300L290 322L320 298L352 324L384 300L416 322L448 298L482 322L512 300L556 330V360H246Z",
        "#d9c08a" if subject.tier == "best" else "#cfd2d3",
        "metal",
    )
    wrap = lying(box(246, 340, 310, 320, 4), "tint", "soft") + line("M246 372H556M246 636H556", 3, BRASS, 0.7)
    return place(slab + squares + foil + wrap + label(subject, 401, 500, 220, 150, light="soft"), 0, -14, 1, -8)


def tray(subject: Subject) -> str:
    """Return a tray under film with a paper sleeve: chicken, fish, bacon, sausages."""
    frozen = subject.has("frozen")
    dish = lying(box(150, 230, 500, 350, 40), "#3a3c3e" if not frozen else "#dfe5e8", "soft") + flat(box(172, 252, 456, 306, 28), "#000", 0.28)
    sleeve = lying(box(310, 216, 180, 378, 4), "tint", "below")
    film = flat(box(166, 246, 468, 318, 30), "#fff", 0.10) + shine(box(166, 246, 468, 318, 30), "sheen")
    frost = flat(box(172, 252, 456, 306, 28), "#eaf3f8", 0.34) if frozen else ""
    return place(dish + _pieces(subject) + frost + film + sleeve + label(subject, 400, 405, 164, 190, light="soft"), 0, 0, 1.06)


def _pieces(subject: Subject) -> str:
    """Return what lies in a tray."""
    if subject.has("sausages", "chipolatas"):
        return "".join(body(box(186, 270 + 46 * k, 428, 42, 21), "#b5705a", "below", "speckle") for k in range(6))
    if subject.has("bacon"):
        return "".join(
            body(
                f"M186 {266 + 56 * k}Q300 {250 + 56 * k} 400 {270 + 56 * k}T614 {264 + 56 * k}V{312 + 56 * k}Q500 {330 + 56 * k} 400 {312 + 56 * k}T186 {314 + 56 * k}Z",
                "#b9574f",
                "below",
            )
            + line(f"M190 {290 + 56 * k}Q300 {274 + 56 * k} 400 {294 + 56 * k}T610 {288 + 56 * k}", 12, "#eccfc0", 0.9)
            for k in range(5)
        )
    if subject.has("fillets", "fish") and not subject.has("chicken"):
        colour = subject.pick(("salmon", "#e08a66"), ("smoked", "#dfae74"), default="#ebe0d2")
        one = "M190 300Q250 262 360 276Q500 270 610 306Q620 350 590 372Q420 396 230 380Q184 350 190 300Z"
        ribs = "".join(line(f"M{250 + 54 * k} 284Q{276 + 54 * k} 326 {250 + 54 * k} 376", 5, "#fff", 0.42) for k in range(7))
        return body(one, colour, "soft") + ribs + place(body(one, colour, "soft") + ribs, 0, 136)
    shape = "M196 300Q216 258 300 266Q372 276 360 336Q340 392 260 388Q190 372 196 300Z"
    bone = subject.has("drumsticks")
    one = body(shape, "#e9b9a0", "ball") + (line("M346 352L392 392", 16, "#f3e9da") if bone else line("M226 316Q280 290 330 320", 6, "#fff", 0.4))
    return "".join(place(one, dx, dy) for dx, dy in ((0, 0), (240, 6), (10, 156), (236, 160)))


def carton(subject: Subject) -> str:
    """Return a plain carton with the brand and the noun: what has no drawing of its own."""
    front, side, top = (
        polygon((222, 330), (480, 364), (480, 664), (222, 606)),
        polygon((480, 364), (606, 318), (606, 590), (480, 664)),
        polygon((222, 330), (352, 292), (606, 318), (480, 364)),
    )
    tape = polygon((396, 353), (430, 357), (556, 313), (524, 310))
    print_ = f'<g transform="matrix(1 .16 0 1 0 -58)">{lettering(subject, 351, 490, 236, 170, "ink", "ink")}</g>'
    return (
        floor(420, 640, 270, 34)
        + body(side, "dark", "below")
        + body(top, "light", "soft")
        + flat(tape, "#fff", 0.4)
        + body(front, "tint", "soft")
        + print_
        + line("M222 330L480 364L606 318M480 364V664", 2, "#fff", 0.3)
    )


DRAWINGS = {
    "chips": Drawing(chips), "coffee": Drawing(coffee), "tea": Drawing(tea), "pasta": Drawing(pasta), "pouch": Drawing(pouch),
    "bar": Drawing(bar, stands=False), "tray": Drawing(tray, stands=False), "carton": Drawing(carton),
}  # fmt: skip
