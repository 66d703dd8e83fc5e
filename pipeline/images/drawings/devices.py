"""Computers, screens, tablets, watches, cameras, routers, smart home, game gear, stands; headphones, speakers and microphones. Pure."""

from pipeline.images.draw import DARK, METAL, body, both_sides, button, flat, floor, line, lit, lying, place, rod, shine, wordmark
from pipeline.images.letters import words
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, curve, mirrored, oval, polygon, turned

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


def headphones(subject: Subject) -> Marks:
    """Return headphones; a gaming `headset` has a microphone, `on` ear ones are smaller."""
    r = 74 if subject.has("on") else 92
    cup = rod("M216 400V480", 12, METAL) + body("M250 420Q310 430 310 506Q310 590 250 590Q290 506 250 420Z", DARK, "round")
    cup += body(oval(222, 500, r, r + 30), "tint", "ball") + line(oval(222, 500, r * 0.62, (r + 30) * 0.62), 3, "#000", 0.14)
    arch = "M236 330Q262 196 400 192Q538 196 564 330"
    yield floor(400, 632, 250)
    yield line("M216 450Q214 180 400 176Q586 180 584 450", 34, "dark") + line(arch, 20, "tint") + line(arch, 6, "#fff", 0.22)
    yield both_sides(cup) + wordmark(subject, 216, 500, 15, 96)
    if subject.has("headset"):
        yield rod(curve([(200, 560), (240, 640), (330, 656)]), 10, DARK) + body(box(320, 642, 60, 28, 14), DARK, "round")


def earbuds(subject: Subject) -> Marks:
    """Return earbuds above their open case; `sport` ones have ear hooks."""
    yield floor(400, 646, 190) + body("M246 420Q246 356 320 350H480Q554 356 554 420V436H246Z", "light", "soft")
    yield body(box(240, 430, 320, 214, 84), "tint", "round")
    yield body("M240 500Q244 430 324 430H476Q556 430 560 500V516H240Z", "dark", "inside")
    yield body("M240 512H560V560Q556 644 476 644H324Q244 644 240 560Z", "tint", "below") + line("M240 512H560", 4, "#000", 0.25)
    for x, tip in ((300, -1), (500, 1)):
        if subject.has("sport", "secure"):
            yield line(f"M{x} 250Q{x + tip * 90} 190 {x + tip * 84} 330Q{x + tip * 76} 380 {x + tip * 50} 390", 11, "dark")
        yield body(box(x - 15 + tip * 8, 280, 30, 110, 15), "tint", "round") + body(oval(x, 276, 46, 42), "tint", "ball")
        yield body(oval(x - tip * 46, 286, 24, 30), DARK, "ball") + flat(oval(x + tip * 12, 268, 8), "#000", 0.25)
    yield flat(oval(400, 548, 6), "#a9e0b8") + wordmark(subject, 400, 592, 16, 170)


def speaker(subject: Subject) -> Marks:
    """Return a portable speaker; `party` is tall with two cones, `bedside` shows the time."""
    made = subject.made
    texture = made.texture if made.texture not in ("", "brushed") else "mesh"
    if subject.has("party"):
        yield floor(400, 652, 190) + line("M300 176Q300 130 400 130Q500 130 500 176", 20, DARK)
        yield body(box(250, 170, 300, 480, 40), "tint", "soft", texture)
        for y, r in ((322, 80), (510, 110)):
            yield body(oval(400, y, r), "deep", "ball", "mesh") + line(oval(400, y, r), 8, "#000", 0.3) + body(oval(400, y, r * 0.36), DARK, "ball")
        yield wordmark(subject, 400, 218, 17, 180)
    elif subject.has("bedside"):
        yield floor(400, 632, 220)
        yield body(box(210, 380, 380, 250, 60), "tint", "below", texture) + body(oval(400, 392, 180, 26), "light", "soft")
        yield flat(box(290, 450, 220, 96, 16), "#17191b") + words("10 09", 400, 474, 48, width=180, paint="#f3e3c0")
        yield wordmark(subject, 400, 590, 15, 170)
    else:
        yield floor(400, 650, 160) + line(curve([(516, 300), (548, 330), (552, 420), (534, 470)]), 8, "dark")
        yield body(turned([(232, 92), (244, 118), (262, 126), (612, 126), (634, 116), (648, 92)], base=6), "tint", "round", texture)
        yield body(oval(400, 244, 108, 22), "light", "soft") + line("M388 244H412M400 239V249", 4, "deep")
        foot = turned([(600, 126), (634, 116), (648, 92)], base=6)
        yield body(foot, made.colour or "dark", "round", "wood" if made.texture == "wood" else "")
        yield body(box(330, 440, 140, 44, 6), "tint", "soft") + wordmark(subject, 400, 462, 15, 116)


def home_audio(subject: Subject) -> Marks:
    """Return a `turntable`, a pair of `bookshelf` speakers, or a soundbar, in wood with a trim."""
    wood = subject.made.colour or "#8a6a4a"
    if subject.has("turntable"):
        marks = floor(400, 620, 300) + body(box(130, 190, 540, 420, 18), wood, "soft", "wood") + body(oval(340, 400, 170), "#1b1c1e", "sheen")
        marks += "".join(line(oval(340, 400, r), 2, "#fff", 0.09) for r in (70, 96, 122, 148))
        marks += body(oval(340, 400, 50), "tint", "soft") + flat(oval(340, 400, 6), METAL)
        marks += rod("M590 250V470L500 520", 11, METAL) + body(oval(590, 262, 34), "tint", "metal")
        marks += body(polygon((512, 500), (486, 540), (466, 528), (490, 494)), DARK, "soft")
        yield place(marks + button(600, 556, 22, METAL) + button(536, 570, 13, METAL), 0, 20)
    elif subject.has("bookshelf", "pair"):
        one = body(box(292, 250, 216, 390, 10), wood, "soft", "grain") + flat(box(306, 264, 188, 362, 6), "#000", 0.55)
        for y, r in ((330, 40), (490, 84)):
            one += line(oval(400, y, r + 6), 8, "tint") + body(oval(400, y, r), "#1f2022", "ball") + body(oval(400, y, r * 0.36), "#33353a", "ball")
        one += wordmark(subject, 400, 604, 10, 110, "#e8e2d6")
        yield floor(400, 642, 320) + place(one, -140) + place(one, 140)
    else:
        front = box(150, 534, 500, 82, 12)
        yield floor(400, 634, 340) + body(box(132, 190, 536, 290, 8), "#1d2024", "sheen") + flat(box(370, 480, 60, 30), "#2a2c2f")
        yield body(box(90, 520, 620, 110, 22), wood, "below", "wood") + body(front, "#2b2c2e", "below", "mesh") + line(front, 5, "tint")
        yield flat(oval(670, 576, 5), "#a9e0b8") + wordmark(subject, 400, 576, 13, 120, "#e8e2d6")


def microphone(subject: Subject) -> Marks:
    """Return a microphone on a stand; `boom` hangs from an arm."""
    mic = body(turned([(180, 46), (196, 70), (250, 84), (330, 84), (352, 78)]), "deep", "round", "mesh") + body(box(316, 338, 168, 18, 4), METAL, "metal")
    mic += body(turned([(352, 80), (470, 80), (492, 70), (500, 50)]), "tint", "round")
    mic += wordmark(subject, 400, 420, 14, 120) + flat(oval(400, 462, 7), "#d05a4a")
    if subject.has("boom"):
        yield floor(240, 640, 120) + rod("M240 640V220L440 130V260", 16, DARK) + body(box(190, 620, 100, 24, 6), DARK, "below")
        yield place(mic, 40, 40, 0.9)
        return
    yield floor(400, 648, 160) + rod("M400 540V630", 16, METAL)
    if subject.has("tripod"):
        yield rod("M400 560L290 640M400 560L510 640M400 560V648", 16, DARK)
    else:
        yield body(mirrored("M400 620Q510 622 520 644L400 648"), DARK, "below")
    yield line("M300 330Q290 560 400 556Q510 560 500 330", 14, DARK) + (line(oval(400, 380, 116, 150), 8, DARK) if subject.has("shock") else "")
    yield place(mic, 0, 10, 0.96)
