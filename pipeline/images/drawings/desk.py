"""What lies on a desk or hangs on a wall: keyboards, mice, chargers, hubs, routers, smart home, game gear, stands. Pure."""

from pipeline.images.draw import DARK, METAL, PAPER, body, button, flat, flipped, floor, line, lit, lying, place, rod, wordmark
from pipeline.images.drawings.devices import screen
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.letters import words
from pipeline.images.look import Subject
from pipeline.images.paths import box, curve, mirrored, oval, polygon, turned


def keyboard(subject: Subject) -> str:
    """Return a keyboard from above: `65`, `tenkeyless` or full."""
    columns = 12 if subject.has("65") else 14 if subject.has("tenkeyless") else 17
    size = 560 / columns
    width, rows = columns * size + 40, 5
    high = rows * size + 40
    x, y = 400 - width / 2, 400 - high / 2
    case = box(x, y, width, high, 16)
    keys = []
    for row in range(rows):
        at, k = 0.0, 0
        while at < columns - 0.01:
            wide = {0: 1.5, 1: 1.0}.get(k, 1.0) if row else 1.0
            wide = 5.0 if row == rows - 1 and k == 3 else wide  # noqa: PLR2004
            wide = min(wide, columns - at)
            colour = "#c8843e" if (row, k) == (0, 0) else "light" if wide == 1 else "dark"
            keys.append(flat(box(x + 22 + at * size, y + 23 + row * size, wide * size - 4, size - 3, 5), "#000", 0.3) + body(box(x + 22 + at * size, y + 20 + row * size, wide * size - 4, size - 5, 5), colour, "soft"))
            at, k = at + wide, k + 1
    glow = flat(box(x + 14, y + 14, width - 28, high - 28, 10), "#9fd0d8", 0.5) if subject.has("backlit") else flat(box(x + 14, y + 14, width - 28, high - 28, 10), "#000", 0.35)
    return place(lying(case, "tint", "soft", subject.made.texture) + glow + "".join(keys), 0, 0, 1, -8)


def mouse(subject: Subject) -> str:
    """Return a mouse from above: `vertical`, `trackball` or for gaming."""
    if subject.has("vertical"):
        side = "M290 600Q240 560 280 400Q320 250 420 240Q500 250 520 400Q550 540 520 610Z"
        return floor(400, 612, 190) + body(side, "tint", "ball") + line("M420 242Q380 380 400 520", 4, "#000", 0.25) + body("M300 470Q300 400 350 380Q362 450 340 520Q310 520 300 470Z", "dark", "soft") + body(box(408, 290, 22, 60, 11), DARK, "round") + wordmark(subject, 460, 560, 12, 100)
    shell = mirrored("M400 210Q520 214 528 400Q530 600 400 612")
    marks = lying(shell, "tint", "ball") + line("M400 212V380", 4, "#000", 0.3) + body(box(386, 270, 28, 74, 14), DARK, "round")
    if subject.has("trackball"):
        return place(marks + flat(oval(310, 430, 66), "#000", 0.4) + body(oval(308, 426, 58), "#a33a3f", "ball"), 0, 0, 1, 6)
    glow = line("M290 470Q300 590 400 604Q500 590 510 470", 6, "#9fd0d8", 0.9) if subject.has("gaming") else ""
    cord = "" if subject.has("wireless") else line(curve([(400, 212), (396, 150), (440, 90), (420, 0)]), 9, DARK)
    return place(cord + marks + glow + wordmark(subject, 400, 520, 15, 130), 0, 0, 1, 10)


def cable(subject: Subject) -> str:
    """Return a coiled cable with its two plugs and a strap."""
    braid = "braid" if subject.has("braided", "reinforced") else ""
    rings = ((150, 0), (168, 8), (136, -8), (158, 14))
    coil = "".join(line(oval(400 + d, 380 + d * 0.5, r, r * 0.92), 17, "tint") + (line(oval(400 + d, 380 + d * 0.5, r, r * 0.92), 17, "url(#t-braid)") if braid else "") + line(oval(400 + d, 380 + d * 0.5, r, r * 0.92), 4, "#fff", 0.2) for r, d in rings)
    shadow = "".join(f'<g transform="translate(8 14)">{line(oval(400, 380, 154, 142), w, "#000", a)}</g>' for w, a in ((44, 0.10), (66, 0.06)))
    ends = line(curve([(300, 480), (290, 560), (310, 600)]), 16, "tint") + line(curve([(500, 480), (520, 550), (500, 600)]), 16, "tint")
    gold = "#c9a454" if subject.has("gold") else METAL
    wide = 52 if subject.has("display", "ethernet") else 34 if not subject.has("audio") else 26
    tip = box(-wide * 0.36, 66, wide * 0.72, 38, 5) if not subject.has("audio") else box(-6, 66, 12, 60, 6)
    plug = body(box(-wide / 2, -4, wide, 74, 8), "dark", "round") + body(tip, "#d9e4e8" if subject.has("ethernet") else gold, "metal")
    plugs = f'<g transform="translate(310 600)rotate(-6)">{plug}</g><g transform="translate(500 600)rotate(8)">{plug}</g>'
    strap = body(box(372, 204, 58, 84, 8), DARK, "round") + wordmark(subject, 401, 244, 8, 50, "#e8e2d6")
    return place(shadow + ends + coil + plugs + strap, 0, -10)


def charger(subject: Subject) -> str:
    """Return a `wall` charger, a charging `station`, a power `bank` or a `desk` charger."""
    port = flat(box(0, 0, 36, 13, 6), "#000", 0.75)
    if subject.has("station"):
        pad = body(oval(330, 560, 170, 46), "tint", "below") + body(box(310, 330, 40, 230, 14), "dark", "round") + body("M220 200H440Q466 202 466 230V360Q464 390 440 392H220Q194 390 194 360V230Q194 202 220 200Z", "tint", "soft") + body(box(248, 130, 164, 300, 24), DARK, "soft") + screen(256, 140, 148, 280, 16)
        side = body(oval(560, 590, 100, 30), "tint", "below") + body(box(544, 470, 32, 120, 12), "dark", "round") + body(oval(560, 450, 54), "tint", "ball") + line(oval(560, 450, 30), 4, "#000", 0.14)
        return floor(400, 612, 290) + pad + side + wordmark(subject, 330, 566, 13, 130)
    if subject.has("bank"):
        brick = box(270, 200, 260, 440, 40)
        lights = "".join(flat(oval(360 + 26 * k, 250, 6), "#cfe8d8" if k < 3 else "#000", 1 if k < 3 else 0.3) for k in range(4))  # noqa: PLR2004
        return floor(400, 644, 170) + body(brick, "tint", "round") + lights + f'<g transform="translate(382 196)scale(1 .5)">{port}</g>' + wordmark(subject, 400, 430, 22, 190) + words("100%", 400, 560, 14, width=80, paint="var(--ink)")
    if subject.has("desk"):
        block = box(220, 440, 360, 200, 30)
        row = "".join(f'<g transform="translate({262 + 76 * k} 520)">{port}</g>' for k in range(4))
        return floor(400, 644, 230) + line(curve([(560, 600), (660, 620), (720, 590), (800, 600)]), 12, DARK) + body(block, "tint", "below") + body(box(220, 440, 360, 40, 20), "light", "soft") + row + wordmark(subject, 400, 600, 14, 150) + flat(oval(560, 500, 5), "#cfe8d8")
    block = box(290, 300, 220, 300, 44)
    prongs = body(box(330, 222, 30, 90, 6), METAL, "metal") + body(box(440, 222, 30, 90, 6), METAL, "metal")
    return floor(400, 612, 150) + prongs + body(block, "tint", "round") + f'<g transform="translate(382 510)">{port}</g><g transform="translate(382 536)">{port}</g>' + wordmark(subject, 400, 400, 16, 150) + words("USB-C", 400, 470, 10, width=80, paint="var(--ink)")


def drive(subject: Subject) -> str:
    """Return a drive for a pocket, with its cable; `rugged` has a rubber edge."""
    case = box(250, 230, 260, 360, 34)
    edge = line(case, 20, "#2b2c2e") if subject.has("rugged", "shockproof") else ""
    ribs = "".join(line(f"M290 {480 + 22 * k}H470", 6, "#000", 0.14) for k in range(4))
    lead = line(curve([(510, 560), (620, 580), (640, 460), (600, 380)]), 13, DARK) + body(box(578, 316, 44, 70, 8), DARK, "round") + body(box(588, 284, 24, 36, 4), METAL, "metal")
    return place(lead + lying(case, "tint", "sheen", subject.made.texture) + edge + ribs + wordmark(subject, 380, 330, 20, 190) + flat(oval(380, 258, 5), "#cfe8d8"), 0, 0, 1.04, -6)


def hub(subject: Subject) -> str:
    """Return a hub with its cable; a `docking` station stands upright on a desk."""
    count = min(max(subject.pieces, 4), 6) if not subject.has("twelve") else 7
    slots = "".join(flat(box(400 + 56 * (k - count / 2) + 8, 470, 40, 16 if k % 2 else 26, 6), "#000", 0.75) for k in range(count))
    if subject.has("docking"):
        block = box(180, 420, 440, 210, 22)
        return floor(400, 634, 270) + body(block, "tint", "below", subject.made.texture) + flat(box(196, 452, 408, 70, 10), "#000", 0.20) + slots + wordmark(subject, 400, 580, 17, 180) + flat(oval(584, 580, 6), "#cfe8d8")
    bar = box(170, 430, 440, 96, 22)
    lead = line(curve([(176, 480), (110, 470), (90, 360), (180, 300), (250, 270)]), 15, DARK) + f'<g transform="rotate(68 270 262)">{body(box(250, 226, 40, 72, 8), "tint", "round") + body(box(260, 194, 20, 36, 4), METAL, "metal")}</g>'
    return place(lead + lying(bar, "tint", "below", subject.made.texture) + slots + wordmark(subject, 390, 510, 12, 150), 0, 0, 1, -10)


def router(subject: Subject) -> str:
    """Return a router with antennas, or `mesh` units: one to three."""
    if subject.has("mesh"):
        one = body(turned([(330, 90), (346, 110), (610, 120), (640, 110)], base=6), "tint", "round") + body(oval(400, 338, 98, 22), "light", "soft") + flat(oval(400, 560, 6), "#8fd0a8") + wordmark(subject, 400, 480, 13, 110)
        count = min(subject.pieces, 3)
        spots = {1: ((0, 0, 1.1),), 2: ((-120, -10, 0.94), (110, 6, 1))}.get(count, ((-190, -16, 0.88), (190, -16, 0.88), (0, 8, 1)))
        return floor(400, 644, 130 + 90 * count) + "".join(place(one, dx, dy, s) for dx, dy, s in spots)
    masts = "".join(body(polygon((x - 11, 540), (x - 8 + lean, 190), (x + 8 + lean, 190), (x + 11, 540)), "dark", "round") for x, lean in ((200, -30), (330, -8), (470, 8), (600, 30)))
    case = mirrored("M400 500H610Q640 500 650 540L664 610Q664 630 640 630L400 632")
    lamps = "".join(flat(oval(300 + 40 * k, 590, 5), "#8fd0a8" if k < 4 else "#e8a04c") for k in range(6))  # noqa: PLR2004
    return floor(400, 634, 300) + masts + body(case, "tint", "below") + body(mirrored("M400 500H606Q560 540 400 540"), "light", "soft") + lamps + wordmark(subject, 400, 564, 14, 160)


def smart_home(subject: Subject) -> str:
    """Return a smart `lamp`, a video `doorbell`, a `thermostat` or a `sensor`."""
    if subject.has("doorbell"):
        case = box(310, 180, 180, 440, 60)
        return lying(case, "tint", "round") + flat(box(326, 196, 148, 200, 50), "#1b1d20") + body(oval(400, 280, 48), "#101214", "ball") + flat(oval(386, 264, 10), "#fff", 0.6) + line(oval(400, 500, 50), 7, "#9fd0d8") + body(oval(400, 500, 42), "light", "ball") + wordmark(subject, 400, 590, 10, 90)
    if subject.has("thermostat"):
        ring = line("M284 500A150 150 0 1 1 516 500", 12, "#e8a04c")
        return lying(oval(400, 400, 230), METAL, "metal") + body(oval(400, 400, 214), "tint", "ball") + flat(oval(400, 400, 176), "#17191b") + ring + words("21", 400, 350, 92, width=150, paint="#f3efe6", weight=0.08) + words("HEAT", 400, 470, 15, width=90, paint="#e8a04c")
    if subject.has("sensor", "motion"):
        one = lying(box(310, 280, 180, 240, 60), "tint", "round") + body(oval(400, 380, 60), "light", "ball", "mesh") + flat(oval(400, 476, 5), "#8fd0a8") + wordmark(subject, 400, 500, 8, 80)
        spots = {1: ((0, 0, 1.3),), 2: ((-130, 0, 1.1), (130, 0, 1.1))}.get(subject.pieces, ((-220, 0, 1), (0, 0, 1), (220, 0, 1)))
        return "".join(place(one, dx, dy, size) for dx, dy, size in spots)
    bulb = lit(400, 300, 250) + body("M400 160Q530 164 536 300Q534 380 460 440L456 486H344L340 440Q266 380 264 300Q270 164 400 160Z", "#fbf1d6", "ball")
    socket = body(turned([(480, 58), (500, 62), (580, 62), (600, 46), (630, 40)]), "tint", "round") + "".join(line(f"M344 {604 + 10 * k}H456", 3, "#000", 0.2) for k in range(2))
    return floor(400, 640, 110) + bulb + socket + wordmark(subject, 400, 540, 12, 90)


def gaming(subject: Subject) -> str:
    """Return a game controller or an `arcade` stick."""
    if subject.has("arcade"):
        deck = polygon((190, 400), (610, 400), (680, 600), (120, 600))
        keys = "".join(flat(oval(440 + 70 * (k % 3), 466 + 64 * (k // 3) + 5, 27, 18), "#000", 0.4) + body(oval(440 + 70 * (k % 3), 462 + 64 * (k // 3), 26, 17), ("#d05a4a", "#e8b04c", "#5f9ea6")[k % 3], "ball") for k in range(6))
        return floor(400, 646, 320) + body(deck, "tint", "below") + body(polygon((120, 600), (680, 600), (672, 642), (128, 642)), "dark", "soft") + flat(oval(274, 510, 46, 28), "#000", 0.5) + rod("M274 508V370", 16, METAL) + body(oval(274, 346, 44), "#b23b3b", "ball") + keys + wordmark(subject, 400, 622, 14, 160)
    shell = mirrored("M400 290H520Q600 290 634 370Q690 530 664 570Q630 614 584 560Q540 490 500 486L400 486")
    stick = "".join(flat(oval(x, 450, 48), "#000", 0.3) + body(oval(x, 446, 40), DARK, "ball") + line(oval(x, 446, 26), 4, "#fff", 0.16) for x in (330, 470))
    cross = body("M250 356H276V330H302V356H328V382H302V408H276V382H250Z", DARK, "soft")
    keys = "".join(body(oval(x, y, 17), colour, "ball") for x, y, colour in ((512, 342, "#e8b04c"), (548, 374, "#c0564a"), (512, 406, "#6fa58a"), (476, 374, "#6d92b4")))
    bumper = body("M230 296Q250 262 320 268V294Z", "dark", "soft")
    return place(bumper + flipped(bumper) + lying(shell, "tint", "soft") + stick + cross + keys + wordmark(subject, 400, 350, 13, 110) + flat(oval(400, 400, 12), "#fff", 0.5), 0, 0, 1.04)


def stand(subject: Subject) -> str:
    """Return a stand for a laptop or a tablet, or a `riser` under a screen."""
    over = subject.made.texture
    light = subject.made.light if subject.made.light != "metal" or subject.has("satin") else "soft"
    if subject.has("riser"):
        return floor(400, 634, 330) + place(screen(220, 210, 360, 230, 6) + line(box(220, 210, 360, 230, 6), 10, "#26282b") + flat(box(380, 440, 40, 72), "#3a3c3f"), 0, 6) + body(box(110, 510, 580, 34, 8), "tint", light, over) + body(box(150, 544, 40, 90, 4), "dark", "round", over) + body(box(610, 544, 40, 90, 4), "dark", "round", over)
    if subject.has("tablet"):
        return floor(400, 636, 200) + body(box(250, 600, 300, 34, 12), "tint", light, over) + body(polygon((380, 420), (430, 420), (440, 606), (370, 606)), "dark", light) + place(body(box(270, 180, 260, 360, 22), "#2b2d30", "soft") + screen(284, 194, 232, 332, 8), 0, 0, 1, -6) + body(box(300, 540, 200, 24, 8), "tint", light, over)
    slab = polygon((170, 380), (640, 300), (650, 330), (184, 414))
    foot = body(box(150, 606, 460, 30, 8), "tint", light, over)
    arms = body(polygon((520, 330), (570, 322), (420, 616), (360, 616)), "dark", light, over)
    return floor(390, 640, 260) + body("M196 366L630 292L690 60L270 128Z", "#2d2f33", "soft") + flat("M216 352L618 284L672 78L284 142Z", "#5f7a86") + flat("M216 352L618 284L640 200Q480 220 400 280T240 270Z", "#3d545c") + arms + foot + body(slab, "tint", light, over)


_ = (PAPER, button)
DRAWINGS = {
    "keyboard": Drawing(keyboard, stands=False), "mouse": Drawing(mouse, stands=False), "cable": Drawing(cable, stands=False),
    "charger": Drawing(charger), "drive": Drawing(drive, stands=False), "hub": Drawing(hub), "router": Drawing(router),
    "smart home": Drawing(smart_home, stands=False), "gaming": Drawing(gaming, stands=False), "stand": Drawing(stand),
}  # fmt: skip
