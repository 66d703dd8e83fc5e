"""What lies on a desk: keyboards, mice, cables, chargers, drives, hubs. Pure."""

from pipeline.images.draw import DARK, METAL, body, flat, floor, line, lying, paint, place, placed, spun, strewn, wordmark
from pipeline.images.drawings.devices import screen
from pipeline.images.letters import words
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, curve, mirrored, oval


@placed(turn=-8)
def keyboard(subject: Subject) -> Marks:
    """Return a keyboard from above: `65`, `tenkeyless` or full."""
    columns, rows = 12 if subject.has("65") else 14 if subject.has("tenkeyless") else 17, 5
    size = 560 / columns
    width, high = columns * size + 40, rows * size + 40
    x, y = 400 - width / 2, 400 - high / 2
    yield lying(box(x, y, width, high, 16), "tint", "soft", subject.made.texture)
    well = box(x + 14, y + 14, width - 28, high - 28, 10)
    yield flat(well, "#9fd0d8", 0.5) if subject.has("backlit") else flat(well, "#000", 0.35)
    for row in range(rows):
        at, k = 0.0, 0
        while at < columns - 0.01:
            wide = min(5.0 if row == rows - 1 and k == 3 else 1.5 if row and not k else 1.0, columns - at)
            colour = "#c8843e" if (row, k) == (0, 0) else "light" if wide == 1 else "dark"
            yield flat(box(x + 22 + at * size, y + 23 + row * size, wide * size - 4, size - 3, 5), "#000", 0.3)
            yield body(box(x + 22 + at * size, y + 20 + row * size, wide * size - 4, size - 5, 5), colour, "soft")
            at, k = at + wide, k + 1


def mouse(subject: Subject) -> Marks:
    """Return a mouse from above: `vertical`, `trackball` or for gaming."""
    if subject.has("vertical"):
        yield floor(424, 608, 240)
        yield body("M214 600Q196 540 232 452Q276 300 380 262Q470 236 544 320Q620 420 634 560Q634 604 596 606H250Q222 608 214 600Z", "tint", "ball")
        yield body("M214 600Q196 540 232 452Q276 300 380 262Q340 340 336 430Q330 540 262 606Z", "dark", "below")
        yield line("M380 262Q500 330 530 470", 5, "#000", 0.3) + line("M342 400Q450 430 626 500", 5, "#000", 0.3)
        yield place(body(box(380, 372, 34, 80, 17), DARK, "round"), 62, -58, 1, -34)
        yield body("M262 430Q284 368 312 336Q318 372 306 430Z", DARK, "soft") + wordmark(subject, 470, 560, 14, 150)
        return
    marks = lying(mirrored("M400 210Q520 214 528 400Q530 600 400 612"), "tint", "ball")
    marks += line("M400 212V380", 4, "#000", 0.3) + body(box(386, 270, 28, 74, 14), DARK, "round")
    if subject.has("trackball"):
        yield place(marks + flat(oval(310, 430, 66), "#000", 0.4) + body(oval(308, 426, 58), "#a33a3f", "ball"), turn=6)
        return
    marks += line("M290 470Q300 590 400 604Q500 590 510 470", 6, "#9fd0d8", 0.9) if subject.has("gaming") else ""
    cord = "" if subject.has("wireless") else line(curve([(400, 212), (396, 150), (440, 90), (420, 0)]), 9, DARK)
    yield place(cord + marks + wordmark(subject, 400, 520, 15, 130), turn=10)


@placed(dy=-10)
def cable(subject: Subject) -> Marks:
    """Return a coiled cable with its two plugs and a strap."""
    yield "".join(f'<g transform="translate(8 14)">{line(oval(400, 380, 154, 142), w, "#000", a)}</g>' for w, a in ((44, 0.10), (66, 0.06)))
    yield line(curve([(300, 480), (290, 560), (310, 600)]), 16, "tint") + line(curve([(500, 480), (520, 550), (500, 600)]), 16, "tint")
    for r, d in ((150, 0), (168, 8), (136, -8), (158, 14)):
        ring = oval(400 + d, 380 + d * 0.5, r, r * 0.92)
        yield line(ring, 17, "tint") + (line(ring, 17, "url(#t-braid)") if subject.has("braided", "reinforced") else "") + line(ring, 4, "#fff", 0.2)
    wide = 52 if subject.has("display", "ethernet") else 26 if subject.has("audio") else 34
    tip = box(-6, 66, 12, 60, 6) if subject.has("audio") else box(-wide * 0.36, 66, wide * 0.72, 38, 5)
    gold = subject.pick(("ethernet", "#d9e4e8"), ("gold", "#c9a454"), default=METAL)
    plug = body(box(-wide / 2, -4, wide, 74, 8), "dark", "round") + body(tip, gold, "metal")
    yield strewn(plug, (310, 600, -6), (500, 600, 8))
    yield body(box(372, 204, 58, 84, 8), DARK, "round") + wordmark(subject, 401, 244, 8, 50, "#e8e2d6")


def charger(subject: Subject) -> Marks:
    """Return a `wall` charger, a charging `station`, a power `bank` or a `desk` charger."""
    port = flat(box(0, 0, 36, 13, 6), "#000", 0.75)
    if subject.has("station"):
        yield floor(400, 612, 290) + body(oval(330, 560, 170, 46), "tint", "below") + body(box(310, 330, 40, 230, 14), "dark", "round")
        yield body("M220 200H440Q466 202 466 230V360Q464 390 440 392H220Q194 390 194 360V230Q194 202 220 200Z", "tint", "soft")
        yield body(box(248, 130, 164, 300, 24), DARK, "soft") + screen(256, 140, 148, 280, 16)
        yield body(oval(560, 590, 100, 30), "tint", "below") + body(box(544, 470, 32, 120, 12), "dark", "round")
        yield body(oval(560, 450, 54), "tint", "ball") + line(oval(560, 450, 30), 4, "#000", 0.14)
        yield wordmark(subject, 330, 566, 13, 130)
    elif subject.has("bank"):
        yield floor(400, 644, 170) + body(box(270, 200, 260, 440, 40), "tint", "round")
        yield "".join(flat(oval(360 + 26 * k, 250, 6), "#cfe8d8" if k < 3 else "#000", 1 if k < 3 else 0.3) for k in range(4))
        yield f'<g transform="translate(382 196)scale(1 .5)">{port}</g>'
        yield wordmark(subject, 400, 430, 22, 190) + words("100%", 400, 560, 14, width=80, paint=paint("ink"))
    elif subject.has("desk"):
        yield floor(400, 644, 230) + line(curve([(560, 600), (660, 620), (720, 590), (800, 600)]), 12, DARK)
        yield body(box(220, 440, 360, 200, 30), "tint", "below") + body(box(220, 440, 360, 40, 20), "light", "soft")
        yield "".join(f'<g transform="translate({262 + 76 * k} 520)">{port}</g>' for k in range(4))
        yield wordmark(subject, 400, 600, 14, 150) + flat(oval(560, 500, 5), "#cfe8d8")
    else:
        yield floor(400, 612, 150) + body(box(330, 222, 30, 90, 6), METAL, "metal") + body(box(440, 222, 30, 90, 6), METAL, "metal")
        yield body(box(290, 300, 220, 300, 44), "tint", "round")
        yield f'<g transform="translate(382 510)">{port}</g><g transform="translate(382 536)">{port}</g>'
        yield wordmark(subject, 400, 400, 16, 150) + words("USB-C", 400, 470, 10, width=80, paint=paint("ink"))


@placed(scale=1.04, turn=-6)
def drive(subject: Subject) -> Marks:
    """Return a drive for a pocket, with its cable; `rugged` has a rubber edge."""
    case = box(250, 230, 260, 360, 34)
    yield line(curve([(510, 560), (620, 580), (640, 460), (600, 380)]), 13, DARK)
    yield body(box(578, 316, 44, 70, 8), DARK, "round") + body(box(588, 284, 24, 36, 4), METAL, "metal")
    yield lying(case, "tint", "sheen", subject.made.texture) + (line(case, 20, "#2b2c2e") if subject.has("rugged", "shockproof") else "")
    yield "".join(line(f"M290 {480 + 22 * k}H470", 6, "#000", 0.14) for k in range(4))
    yield wordmark(subject, 380, 330, 20, 190) + flat(oval(380, 258, 5), "#cfe8d8")


def hub(subject: Subject) -> Marks:
    """Return a hub with its cable; a `docking` station stands upright on a desk."""
    count = max(subject.pieces, 4)
    step = min(56, 380 / count)
    slots = "".join(flat(box(400 + step * (k - count / 2) + 5, 470, step - 10, 16 if k % 2 else 26, 6), "#000", 0.75) for k in range(count))
    if subject.has("docking"):
        yield floor(400, 634, 270)
        yield body(box(180, 420, 440, 210, 22), "tint", "below", subject.made.texture) + flat(box(196, 452, 408, 70, 10), "#000", 0.20)
        yield slots + wordmark(subject, 400, 580, 17, 180) + flat(oval(584, 580, 6), "#cfe8d8")
        return
    lead = line(curve([(176, 480), (110, 470), (90, 360), (180, 300), (250, 270)]), 15, DARK)
    lead += spun(body(box(250, 226, 40, 72, 8), "tint", "round") + body(box(260, 194, 20, 36, 4), METAL, "metal"), 270, 262, 68)
    bar = lying(box(170, 430, 440, 96, 22), "tint", "below", subject.made.texture)
    yield place(lead + bar + slots + wordmark(subject, 390, 510, 12, 150), turn=-10)
