"""Routers, smart home, game gear and stands. Pure."""

from pipeline.images.draw import DARK, METAL, body, both_sides, flat, floor, line, lit, lying, place, rod, wordmark
from pipeline.images.drawings.parts import row, screen
from pipeline.images.letters import words
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned


def router(subject: Subject) -> Marks:
    """Return a router with antennas, or `mesh` units: one to three."""
    if subject.has("mesh"):
        one = floor(400, 644, 150) + body(turned([(330, 90), (346, 110), (610, 120), (640, 110)], base=6), "tint", "round")
        one += body(oval(400, 338, 98, 22), "light", "soft") + flat(oval(400, 560, 6), "#8fd0a8") + wordmark(subject, 400, 480, 13, 110)
        yield row(one, subject.pieces, 258, 644)
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
        yield row(one + flat(oval(400, 476, 5), "#8fd0a8") + wordmark(subject, 400, 500, 8, 80), subject.pieces, 220)
    else:
        one = floor(400, 640, 110) + lit(400, 300, 250)
        one += body("M400 160Q530 164 536 300Q534 380 460 440L456 486H344L340 440Q266 380 264 300Q270 164 400 160Z", "#fbf1d6", "ball")
        one += body(turned([(480, 58), (500, 62), (580, 62), (600, 46), (630, 40)]), "tint", "round")
        one += "".join(line(f"M344 {604 + 10 * k}H456", 3, "#000", 0.2) for k in range(2)) + wordmark(subject, 400, 540, 12, 90)
        yield row(one, subject.pieces, 290, 640)


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
