"""Bags, boxes and trays of a grocery, what is in them, and the carton of what has no drawing. Pure."""

from pipeline.images.draw import BRASS, PAPER, body, flat, floor, glint, label, lettering, line, lying, place, placed, printed, shine, spun, strewn
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, polygon


def chips(subject: Subject) -> Marks:
    """Return a pillow bag with chips on its front."""
    yield floor(400, 652, 190) + body(mirrored("M400 170L566 170L572 206Q552 300 560 420Q566 560 584 622L574 650L400 650"), "tint", "round")
    yield flat(mirrored("M400 170L566 170L570 196L400 196"), "#000", 0.12) + flat(mirrored("M400 622L582 622L574 650L400 650"), "#000", 0.12)
    yield line("M270 240Q256 400 246 600", 26, "#fff", 0.16) + line("M536 250Q530 420 548 590", 20, "#000", 0.10)
    yield flat(oval(400, 366, 116), "#faf8f3") + printed(subject, 400, 366, 214, 150)
    colour = subject.pick(("sweet", "#d8843f"), ("root", "#9c4a52"), default="#e3b95c")
    crisp = body("M330 560Q340 510 404 506Q470 512 476 552Q450 590 396 588Q350 590 330 560Z", colour, "ball")
    crisp += line("M350 556Q400 520 456 550", 4, "#000", 0.1)
    yield "".join(place(crisp, *spot) for spot in ((-60, -4, 0.8, -24), (62, -10, 0.76, 30), (0, 6, 0.9, 0)))


def coffee(subject: Subject) -> Marks:
    """Return a bag of coffee with a folded top."""
    yield floor(400, 654, 180) + body(mirrored("M400 226L536 226L548 636Q548 650 534 652L400 652"), "tint", "soft")
    yield flat(polygon((264, 230), (286, 260), (278, 650), (252, 636)), "#000", 0.14)
    yield body(box(262, 168, 276, 72, 6), "dark", "below") + body(box(252, 214, 296, 16, 4), BRASS, "metal")
    yield flat(oval(400, 268, 11), "#000", 0.22) + flat(oval(400, 268, 5), "#fff", 0.3) + label(subject, 400, 430, 216, 200, light="soft")
    bean = body("M0 -22Q18 -18 16 4Q10 24 -4 22Q-20 14 -16 -6Q-12 -20 0 -22Z", "#5a3d2b", "ball") + line("M2 -18Q-8 0 2 18", 3, "#2c1c13", 0.8)
    beans = strewn(bean, (356, 584, 20), (402, 600, -34), (446, 582, 70))
    yield flat("M330 606Q400 552 470 606Z", "#4a3224") if subject.has("ground") else beans


def tea(subject: Subject) -> Marks:
    """Return a box of tea bags, one bag in front."""
    yield floor(430, 648, 250) + body(polygon((236, 340), (306, 312), (606, 312), (536, 340)), "light", "soft")
    yield body(polygon((536, 340), (606, 312), (606, 618), (536, 646)), "dark", "below")
    yield body(box(236, 340, 300, 306, 3), "tint", "soft")
    yield strewn(flat("M0 0Q30 -20 62 -4Q30 22 0 0Z", "light", 0.9), (300, 600, -30), (318, 616, 10), (420, 606, -40), (440, 622, 0))
    yield label(subject, 386, 480, 230, 170, light="soft")
    yield line("M560 560Q600 500 640 520Q668 540 650 566", 3, "#efe9dc") + flat(box(600, 566, 70, 74, 8), "#000", 0.10)
    yield body(polygon((606, 586), (624, 564), (648, 564), (666, 586), (666, 642), (606, 642)), "#efe5cf", "soft")
    yield flat(box(616, 604, 40, 34, 6), "#7a5a3a", 0.55)


def pasta(subject: Subject) -> Marks:
    """Return a bag of pasta with a window: strands, or pieces that lie as they fell; tied at the top."""
    colour = subject.pick(("spinach", "#9aa860"), ("tomato", "#d0764a"), ("whole", "#b98b58"), ("spelt", "#c9a067"), ("chickpea", "#dcb45c"), default="#e6c877")
    window = box(276, 330, 248, 176, 16)
    yield floor(400, 654, 190) + body(mirrored("M400 190L486 178Q456 220 452 262L400 262"), "light", "fold", "flutes")
    yield body(mirrored("M400 262Q452 262 470 250L556 330Q580 480 562 650L400 652"), "tint", "round")
    yield line("M342 260Q400 270 458 260", 12, "#c2a57a")
    yield flat(window, "#fff", 0.35) + body(box(284, 338, 232, 160, 12), colour, "below")
    if subject.has("penne", "fusilli"):
        path, thick = ("M-22 0H22", 15) if subject.has("penne") else ("M-24 0Q-18 -12 -12 0T0 0T12 0T24 0", 9)
        one = line(path, thick + 4, "#000", 0.18) + line(path, thick, colour) + line(path, thick * 0.3, "#fff", 0.4)
        yield strewn(one, *((312 + 44 * (k % 5), 372 + 46 * (k // 5), k * 53 % 180) for k in range(15)))
    elif subject.has("tagliatelle"):
        one = "".join(line(oval(0, 0, r, r * 0.8), 6, "#000", 0.16) + line(oval(0, 0, r - 3, (r - 3) * 0.8), 3, "#fff", 0.3) for r in (34, 25, 15))
        yield "".join(f'<g transform="translate({x} {y})">{one}</g>' for x, y in ((324, 376), (400, 372), (476, 378), (362, 450), (440, 452)))
    else:
        yield "".join(line(f"M{292 + 10 * k} 342V494", 3, "#000", 0.16) + line(f"M{296 + 10 * k} 342V494", 2, "#fff", 0.3) for k in range(22))
    yield shine(window, "sheen") + lettering(subject, 400, 580, 240, 110)


def pouch(subject: Subject) -> Marks:
    """Return a stand-up pouch with a round window: nuts."""
    nut = subject.pick(("pistachio", "#a9b070"), ("cashew", "#e3c791"), ("hazelnut", "#a8713f"), default="#b27a48")
    spots = ((360, 548, 20), (400, 540, -30), (440, 550, 60), (378, 586, 80), (424, 588, -10), (342, 582, -50), (460, 584, 30))
    yield floor(400, 654, 190) + body(mirrored("M400 186L548 186L548 226Q540 420 566 610Q560 652 500 652L400 652"), "tint", "soft")
    yield flat(box(252, 186, 296, 34), "#000", 0.10) + line("M258 240H542", 4, "#000", 0.18) + line("M258 248H542", 3, "#fff", 0.2)
    yield label(subject, 400, 372, 232, 190, light="soft") + flat(oval(400, 562, 100, 62), "#000", 0.30)
    yield strewn(body("M0 -24Q20 -8 14 14Q0 30 -14 14Q-20 -8 0 -24Z", nut, "ball"), *spots) + glint(276, 270, 10, 320, 0.14)


def bar(subject: Subject) -> Marks:
    """Return chocolate: a bar in paper, or a box of `truffles`."""
    colour = subject.pick(("white", "#ead9b4"), ("milk", "#7d5138"), default="#4a2f24")
    if subject.has("truffles"):
        yield lying(box(190, 300, 420, 320, 10), "tint", "soft") + flat(box(206, 316, 388, 288, 6), "#000", 0.35)
        yield "".join(body(oval(262 + 92 * k, 372 + 92 * j, 38), colour, "ball", "speckle") for j in range(3) for k in range(4))
        yield lying(box(380, 190, 300, 330, 8), "tint") + lettering(subject, 530, 355, 280, 150, "ink", BRASS)
        return
    marks = lying(box(258, 172, 286, 200, 6), colour, "")
    for x, y in ((264 + 70 * k, 180 + 66 * j) for j in range(2) for k in range(4)):
        marks += body(box(x, y, 64, 60, 6), colour, "soft") + line(box(x + 10, y + 9, 44, 42, 4), 2.5, "#fff", 0.12)
    torn = "M246 330L262 300L290 322L320 298L352 324L384 300L416 322L448 298L482 322L512 300L556 330V360H246Z"
    marks += body(torn, "#d9c08a" if subject.tier == "best" else "#cfd2d3", "metal")
    marks += lying(box(246, 340, 310, 320, 4), "tint", "soft") + line("M246 372H556M246 636H556", 3, BRASS, 0.7)
    yield place(marks + label(subject, 401, 500, 220, 150, light="soft"), 0, -14, 1, -8)


@placed(scale=1.06)
def tray(subject: Subject) -> Marks:
    """Return a tray under film with a paper sleeve: chicken, fish, bacon, sausages."""
    frozen, inner, film = subject.has("frozen"), box(172, 252, 456, 306, 28), box(166, 246, 468, 318, 30)
    yield lying(box(150, 230, 500, 350, 40), "#dfe5e8" if frozen else "#3a3c3e", "soft") + flat(inner, "#000", 0.28)
    if subject.has("sausages", "chipolatas"):
        yield "".join(body(box(186, 270 + 46 * k, 428, 42, 21), "#b5705a", "below", "speckle") for k in range(6))
    elif subject.has("bacon"):
        for y in range(266, 491, 56):
            yield body(f"M186 {y}Q300 {y - 16} 400 {y + 4}T614 {y - 2}V{y + 46}Q500 {y + 64} 400 {y + 46}T186 {y + 48}Z", "#b9574f", "below")
            yield line(f"M190 {y + 24}Q300 {y + 8} 400 {y + 28}T610 {y + 22}", 12, "#eccfc0", 0.9)
    elif subject.has("fillets", "fish") and not subject.has("chicken"):
        colour = subject.pick(("salmon", "#e08a66"), ("smoked", "#dfae74"), default="#ebe0d2")
        one = body("M190 300Q250 262 360 276Q500 270 610 306Q620 350 590 372Q420 396 230 380Q184 350 190 300Z", colour, "soft")
        one += "".join(line(f"M{250 + 54 * k} 284Q{276 + 54 * k} 326 {250 + 54 * k} 376", 5, "#fff", 0.42) for k in range(7))
        yield one + place(one, 0, 136)
    else:
        one = body("M196 300Q216 258 300 266Q372 276 360 336Q340 392 260 388Q190 372 196 300Z", "#e9b9a0", "ball")
        one += line("M346 352L392 392", 16, "#f3e9da") if subject.has("drumsticks") else line("M226 316Q280 290 330 320", 6, "#fff", 0.4)
        yield "".join(place(one, dx, dy) for dx, dy in ((0, 0), (240, 6), (10, 156), (236, 160)))
    yield (flat(inner, "#eaf3f8", 0.34) if frozen else "") + flat(film, "#fff", 0.10) + shine(film, "sheen")
    yield lying(box(310, 216, 180, 378, 4), "tint", "below") + label(subject, 400, 405, 164, 190, light="soft")


def carton(subject: Subject) -> Marks:
    """Return a plain carton with the brand and the noun: what has no drawing of its own."""
    yield floor(420, 640, 270, 34) + body(polygon((480, 364), (606, 318), (606, 590), (480, 664)), "dark", "below")
    yield body(polygon((222, 330), (352, 292), (606, 318), (480, 364)), "light", "soft")
    yield flat(polygon((396, 353), (430, 357), (556, 313), (524, 310)), "#fff", 0.4)
    yield body(polygon((222, 330), (480, 364), (480, 664), (222, 606)), "tint", "soft")
    yield f'<g transform="matrix(1 .16 0 1 0 -58)">{lettering(subject, 351, 490, 236, 170)}</g>'
    yield line("M222 330L480 364L606 318M480 364V664", 2, "#fff", 0.3)


def cheese(subject: Subject) -> Marks:
    """Return a wedge of cheese on paper."""
    paste = subject.pick(("goat", "#f0e9d8"), ("gouda", "#e3b559"), ("sheep", "#ecdcb2"), ("tomme", "#e4cf9c"), default="#e8c069")
    rind = subject.pick(("gouda", "#b8502f"), ("tomme", "#9c8a6c"), ("smoked", "#8a5a34"), default="#b08a52")
    yield floor(420, 640, 300) + body(polygon((140, 600), (620, 560), (700, 640), (190, 668)), PAPER, "soft")
    yield body("M560 330Q630 360 640 430V590Q668 540 652 430Q636 350 560 330Z", rind, "below")
    yield body(polygon((190, 420), (560, 330), (640, 430)), paste, "soft")
    yield body(polygon((190, 420), (640, 430), (640, 590), (190, 580)), paste, "below")
    if dots := subject.pick(("chives", "#5f7d43"), ("pepper", "#3a3633"), ("truffle", "#4a4038")):
        spots = ((250, 480), (310, 530), (372, 470), (430, 540), (490, 490), (556, 530), (600, 470), (340, 570), (520, 570))
        yield "".join(flat(oval(x, y, 6, 5), dots, 0.9) for x, y in spots)
    elif subject.has("gouda", "cheese", "mild"):
        holes = ((290, 510, 16, 11), (420, 470, 12, 9), (500, 545, 20, 13), (580, 480, 13, 10))
        yield "".join(flat(oval(x, y, rx, ry), "#000", 0.12) for x, y, rx, ry in holes)
    yield line("M190 420L640 430", 3, "#fff", 0.5)
    yield line("M470 400V250", 4, "#b99a6b") + body(box(472, 250, 150, 70, 3), "tint", "soft") + lettering(subject, 547, 286, 146, 74)


_SPOTS = ((310, 330), (400, 290), (492, 336), (520, 430), (470, 510), (380, 530), (298, 480), (280, 400), (400, 400), (440, 440), (352, 440), (430, 350))
# What lies on a pizza: colour and shape
_LEAF = "M-26 0Q0 -22 26 0Q0 22 -26 0Z"
_TOPPINGS = {
    "margherita": ("#4f7a3d", _LEAF),
    "mushroom": ("#b39a80", "M-22 4Q-20 -20 0 -20Q20 -20 22 4L8 2V18H-8V2Z"),
    "peppers": ("#c0442f", "M-26 6Q0 -26 26 6Q0 -10 -26 6Z"),
    "spinach": ("#4a6f3d", _LEAF),
    "cheeses": ("#d6a648", "M-16 0Q0 -20 16 0Q0 20 -16 0Z"),
}


@placed(dy=-10)
def pizza(subject: Subject) -> Marks:
    """Return a pizza on paper, seen from above; `flatbread` is longer."""
    colour, shape = next((what for word, what in _TOPPINGS.items() if subject.has(word)), _TOPPINGS["margherita"])
    yield lying(box(130, 140, 540, 540, 8), "tint", "soft")
    yield flat(oval(406, 424, 240), "#000", 0.18) + body(oval(400, 410, 236), "#cf9a5b", "ball", "crumb")
    yield body(oval(400, 410, 202), "#e8cf98" if subject.has("cheeses", "spinach", "mushroom", "flatbread") else "#b8452f", "soft")
    yield "".join(flat(oval(x + 10, y - 14, 44, 36), "#f3e3ba", 0.92) for x, y in _SPOTS)
    yield strewn(body(shape, colour, "soft"), *((x, y, (k * 47) % 360) for k, (x, y) in enumerate(_SPOTS)))
    yield line("M400 176V644M196 292L604 528M196 528L604 292", 3, "#000", 0.16) + label(subject, 590, 640, 150, 80, light="soft")


def salad(subject: Subject) -> Marks:
    """Return a bowl of salad under a paper band."""
    green = subject.pick(("cabbage", "#b9c98f"), ("spinach", "#4f7a45"), default="#86a857")
    spots = ((250, 400, -50), (320, 360, -24), (400, 340, 0), (480, 360, 24), (550, 400, 52), (290, 430, -70), (510, 430, 72), (360, 410, -12), (446, 412, 16))
    yield floor(400, 650, 230)
    for k, spot in enumerate(spots):
        leaf = body("M0 60Q-52 20 -36 -30Q-20 -62 0 -70Q20 -62 36 -30Q52 20 0 60Z", green if k % 3 else "#6b8f4a", "soft")
        yield strewn(leaf + line("M0 50V-50", 4, "#fff", 0.35), spot)
    if subject.has("cabbage"):
        yield line("M300 420Q380 380 470 430M350 390Q430 360 520 410", 8, "#7a4a72", 0.8)
    else:
        yield body(oval(340, 440, 26), "#c2473a", "ball") + body(oval(470, 400, 26), "#c2473a", "ball")
    yield body(mirrored("M400 440L640 440Q630 560 540 648L400 650"), "#e5ebe6", "glass")
    yield body(mirrored("M400 500L628 500L610 560L400 566"), "tint", "round") + lettering(subject, 400, 530, 300, 84)


def loaf(subject: Subject) -> Marks:
    """Return a loaf: round, or a `sandwich` loaf; `sliced` shows its crumb."""
    crust = subject.pick(("rye", "#6f4a30"), ("oat", "#b98a56"), ("spelt", "#a8733f"), default="#b57a42")
    tin, seeds = subject.has("sandwich"), subject.has("seeded", "oat")
    high = "M400 300Q470 280 540 300Q620 310 622 372Q622 400 604 410V600Q600 616 584 616L400 618"
    yield floor(400, 648, 310) + body(box(110, 612, 580, 34, 12), "#a9794d", "below", "wood")
    yield body(mirrored(high if tin else "M400 318Q560 316 640 450Q680 560 610 612Q520 628 400 628"), crust, "ball", "crumb")
    for x in () if tin else (300, 386, 472):
        yield line(f"M{x} 530Q{x + 6} 430 {x + 56} 372", 16, "#e9cfa0", 0.9) + line(f"M{x + 8} 530Q{x + 14} 434 {x + 64} 374", 4, "#000", 0.2)
    yield "" if tin or seeds else flat(mirrored("M400 340Q520 340 580 440Q480 400 400 400"), "#fff", 0.22)
    for k, x in enumerate(230 + n * 83 % 240 for n in range(26 * seeds)):
        yield flat(oval(x, 350 + abs(x - 400) * 0.55 + (k * 47) % 130, 7, 4), "#efe1bd" if k % 2 else "#4a3a2a", 0.9)
    if subject.has("sliced"):
        cut = "M400 330Q470 312 520 336Q560 372 536 410L530 610L400 614" if tin else "M400 400Q500 400 536 490Q556 580 520 618L400 622"
        crumb = body(mirrored(cut), subject.pick(("rye", "#a98662"), default="#ecd6ae"), "soft", "crumb")
        yield "".join(place(body(mirrored(cut), crust, "soft") + place(crumb, 0, 2, 0.92), dx, 6, 0.94) for dx in (-190, -216))
    yield body(polygon((470, 312 if tin else 336), (560, 304 if tin else 366), (560, 618), (470, 622)), "tint", "below")
    yield spun(lettering(subject, 515, 500, 190, 84), 515, 500)


def hamper(subject: Subject) -> Marks:
    """Return a basket with a bottle, a jar, a loaf and a ribbon."""
    arch = "M196 470Q230 170 400 166Q570 170 604 470"
    cloth = "M180 462Q220 440 260 468T350 466T440 470T530 466T622 462L600 520L560 486L500 530L440 486L380 530L320 486L260 530L214 486Z"
    yield floor(400, 654, 260)
    yield body("M276 480V330Q276 300 296 280V206H330V280Q350 300 350 330V480Z", "#4d5a3c", "round") + label(subject, 313, 400, 66, 80)
    yield body(box(372, 350, 100, 140, 12), "#b5632f" if subject.has("savory") else "#a8323a", "glass")
    yield body(box(366, 316, 112, 42, 6), "tint", "round") + label(subject, 422, 424, 76, 60)
    yield body("M490 470Q470 360 540 320Q610 330 598 470Z", "#b57a42", "round", "crumb")
    yield line("M520 360Q540 380 560 352M512 400Q540 420 574 392", 7, "#e9cfa0")
    yield body(mirrored("M400 470L628 470L604 640Q602 650 590 652L400 652"), "#bb8d55", "below", "rattan")
    yield line(arch, 20, "#a97c48") + line(arch, 20, "url(#t-braid)") + body(cloth, "tint", "soft", "check")
    yield flat(polygon((520, 556), (600, 540), (610, 600), (530, 616)), "#faf8f3") + spun(lettering(subject, 565, 578, 84, 60, "#33302c"), 565, 578, -11)
