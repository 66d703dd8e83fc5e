"""What lies on a desk: keyboards, mice, cables, chargers, drives, hubs. Pure."""

from pipeline.images.draw import DARK, METAL, body, flat, floor, line, lying, paint, place, wordmark
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.drawings.electronics.devices import screen
from pipeline.images.letters import words
from pipeline.images.look import Subject
from pipeline.images.paths import box, curve, mirrored, oval


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
            keys.append(
                flat(box(x + 22 + at * size, y + 23 + row * size, wide * size - 4, size - 3, 5), "#000", 0.3)
                + body(box(x + 22 + at * size, y + 20 + row * size, wide * size - 4, size - 5, 5), colour, "soft")
            )
            at, k = at + wide, k + 1
    glow = (
        flat(box(x + 14, y + 14, width - 28, high - 28, 10), "#9fd0d8", 0.5)
        if subject.has("backlit")
        else flat(box(x + 14, y + 14, width - 28, high - 28, 10), "#000", 0.35)
    )
    return place(lying(case, "tint", "soft", subject.made.texture) + glow + "".join(keys), 0, 0, 1, -8)


def mouse(subject: Subject) -> str:
    """Return a mouse from above: `vertical`, `trackball` or for gaming."""
    if subject.has("vertical"):
        hull = "M214 600Q196 540 232 452Q276 300 380 262Q470 236 544 320Q620 420 634 560Q634 604 596 606H250Q222 608 214 600Z"
        return (
            floor(424, 608, 240)
            + body(hull, "tint", "ball")
            + body("M214 600Q196 540 232 452Q276 300 380 262Q340 340 336 430Q330 540 262 606Z", "dark", "below")
            + line("M380 262Q500 330 530 470", 5, "#000", 0.3)
            + line("M342 400Q450 430 626 500", 5, "#000", 0.3)
            + place(body(box(380, 372, 34, 80, 17), DARK, "round"), 62, -58, 1, -34)
            + body("M262 430Q284 368 312 336Q318 372 306 430Z", DARK, "soft")
            + wordmark(subject, 470, 560, 14, 150)
        )
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
    coil = "".join(
        line(oval(400 + d, 380 + d * 0.5, r, r * 0.92), 17, "tint")
        + (line(oval(400 + d, 380 + d * 0.5, r, r * 0.92), 17, "url(#t-braid)") if braid else "")
        + line(oval(400 + d, 380 + d * 0.5, r, r * 0.92), 4, "#fff", 0.2)
        for r, d in rings
    )
    shadow = "".join(f'<g transform="translate(8 14)">{line(oval(400, 380, 154, 142), w, "#000", a)}</g>' for w, a in ((44, 0.10), (66, 0.06)))
    ends = line(curve([(300, 480), (290, 560), (310, 600)]), 16, "tint") + line(curve([(500, 480), (520, 550), (500, 600)]), 16, "tint")
    gold = "#c9a454" if subject.has("gold") else METAL
    wide = 52 if subject.has("display", "ethernet") else 34 if not subject.has("audio") else 26
    tip = box(-wide * 0.36, 66, wide * 0.72, 38, 5) if not subject.has("audio") else box(-6, 66, 12, 60, 6)
    plug = body(box(-wide / 2, -4, wide, 74, 8), "dark", "round") + body(tip, "#d9e4e8" if subject.has("ethernet") else gold, "metal")
    plugs = f'<g transform="translate(310 600)rotate(-6)">{plug}</g><g transform="translate(500 600)rotate(8)">{plug}</g>'
    strap = body(box(372, 204, 58, 84, 8), DARK, "round") + wordmark(subject, 401, 244, 8, 50, "#e8e2d6")
    return place(shadow + ends + coil + plugs + strap, 0, -10)


def _charging_station(subject: Subject) -> str:
    pad = (
        body(oval(330, 560, 170, 46), "tint", "below")
        + body(box(310, 330, 40, 230, 14), "dark", "round")
        + body("M220 200H440Q466 202 466 230V360Q464 390 440 392H220Q194 390 194 360V230Q194 202 220 200Z", "tint", "soft")
        + body(box(248, 130, 164, 300, 24), DARK, "soft")
        + screen(256, 140, 148, 280, 16)
    )
    side = (
        body(oval(560, 590, 100, 30), "tint", "below")
        + body(box(544, 470, 32, 120, 12), "dark", "round")
        + body(oval(560, 450, 54), "tint", "ball")
        + line(oval(560, 450, 30), 4, "#000", 0.14)
    )
    return floor(400, 612, 290) + pad + side + wordmark(subject, 330, 566, 13, 130)


def _power_bank(subject: Subject, port: str) -> str:
    brick = box(270, 200, 260, 440, 40)
    lights = "".join(flat(oval(360 + 26 * k, 250, 6), "#cfe8d8" if k < 3 else "#000", 1 if k < 3 else 0.3) for k in range(4))  # noqa: PLR2004
    return (
        floor(400, 644, 170)
        + body(brick, "tint", "round")
        + lights
        + f'<g transform="translate(382 196)scale(1 .5)">{port}</g>'
        + wordmark(subject, 400, 430, 22, 190)
        + words("100%", 400, 560, 14, width=80, paint=paint("ink"))
    )


def _desk_charger(subject: Subject, port: str) -> str:
    block = box(220, 440, 360, 200, 30)
    row = "".join(f'<g transform="translate({262 + 76 * k} 520)">{port}</g>' for k in range(4))
    return (
        floor(400, 644, 230)
        + line(curve([(560, 600), (660, 620), (720, 590), (800, 600)]), 12, DARK)
        + body(block, "tint", "below")
        + body(box(220, 440, 360, 40, 20), "light", "soft")
        + row
        + wordmark(subject, 400, 600, 14, 150)
        + flat(oval(560, 500, 5), "#cfe8d8")
    )


def charger(subject: Subject) -> str:
    """Return a `wall` charger, a charging `station`, a power `bank` or a `desk` charger."""
    port = flat(box(0, 0, 36, 13, 6), "#000", 0.75)
    if subject.has("station"):
        return _charging_station(subject)
    if subject.has("bank"):
        return _power_bank(subject, port)
    if subject.has("desk"):
        return _desk_charger(subject, port)
    block = box(290, 300, 220, 300, 44)
    prongs = body(box(330, 222, 30, 90, 6), METAL, "metal") + body(box(440, 222, 30, 90, 6), METAL, "metal")
    return (
        floor(400, 612, 150)
        + prongs
        + body(block, "tint", "round")
        + f'<g transform="translate(382 510)">{port}</g><g transform="translate(382 536)">{port}</g>'
        + wordmark(subject, 400, 400, 16, 150)
        + words("USB-C", 400, 470, 10, width=80, paint=paint("ink"))
    )


def drive(subject: Subject) -> str:
    """Return a drive for a pocket, with its cable; `rugged` has a rubber edge."""
    case = box(250, 230, 260, 360, 34)
    edge = line(case, 20, "#2b2c2e") if subject.has("rugged", "shockproof") else ""
    ribs = "".join(line(f"M290 {480 + 22 * k}H470", 6, "#000", 0.14) for k in range(4))
    lead = (
        line(curve([(510, 560), (620, 580), (640, 460), (600, 380)]), 13, DARK)
        + body(box(578, 316, 44, 70, 8), DARK, "round")
        + body(box(588, 284, 24, 36, 4), METAL, "metal")
    )
    return place(
        lead + lying(case, "tint", "sheen", subject.made.texture) + edge + ribs + wordmark(subject, 380, 330, 20, 190) + flat(oval(380, 258, 5), "#cfe8d8"),
        0,
        0,
        1.04,
        -6,
    )


def hub(subject: Subject) -> str:
    """Return a hub with its cable; a `docking` station stands upright on a desk."""
    count = max(subject.pieces, 4)
    step = min(56, 380 / count)
    slots = "".join(flat(box(400 + step * (k - count / 2) + 5, 470, step - 10, 16 if k % 2 else 26, 6), "#000", 0.75) for k in range(count))
    if subject.has("docking"):
        block = box(180, 420, 440, 210, 22)
        return (
            floor(400, 634, 270)
            + body(block, "tint", "below", subject.made.texture)
            + flat(box(196, 452, 408, 70, 10), "#000", 0.20)
            + slots
            + wordmark(subject, 400, 580, 17, 180)
            + flat(oval(584, 580, 6), "#cfe8d8")
        )
    bar = box(170, 430, 440, 96, 22)
    lead = (
        line(curve([(176, 480), (110, 470), (90, 360), (180, 300), (250, 270)]), 15, DARK)
        + f'<g transform="rotate(68 270 262)">{body(box(250, 226, 40, 72, 8), "tint", "round") + body(box(260, 194, 20, 36, 4), METAL, "metal")}</g>'
    )
    return place(lead + lying(bar, "tint", "below", subject.made.texture) + slots + wordmark(subject, 390, 510, 12, 150), 0, 0, 1, -10)


DRAWINGS = {
    "keyboard": Drawing(keyboard, stands=False), "mouse": Drawing(mouse, stands=False), "cable": Drawing(cable, stands=False),
    "charger": Drawing(charger), "drive": Drawing(drive, stands=False), "hub": Drawing(hub),
}  # fmt: skip
