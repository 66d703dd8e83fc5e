"""Bottles and tubes of beauty and grocery. Pure."""

from pipeline.images.draw import BRASS, CHALK, DARK, PAPER, body, flat, floor, glint, label, lettering, line, place, rod, shine
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned


def _shoulder(top: float, neck: float, wide: float, low: float, r: float = 26) -> str:
    """Return a bottle's outline: neck, round shoulders, straight sides."""
    slope = top + 34
    side = f"M400 {top}H{400 + neck}V{slope}C{400 + neck} {slope + 22} {400 + wide} {slope + 14} {400 + wide} {slope + 62}"
    return mirrored(f"{side}V{low - r}Q{400 + wide} {low} {400 + wide - r} {low}Q400 {low + 5} 400 {low + 4}")


def pump(subject: Subject) -> Marks:
    """Return a bottle with a pump."""
    yield floor(400, 648, 150)
    yield body("M330 196Q330 184 344 184H440Q456 184 456 198V214H372Q340 216 334 236L318 232Q320 206 330 196Z", DARK, "soft")
    yield rod("M400 214V262", 16, "#8b8e91") + body(box(368, 256, 64, 34, 6), DARK, "round")
    yield body(_shoulder(284, 34, 118, 648), "tint", "round") + label(subject, 400, 510, 186, 170)


def bottle(subject: Subject) -> Marks:
    """Return a bottle with a cap, wide or `slim`."""
    wide = 96 if subject.has("slim", "mist", "toner") else 112
    yield floor(400, 648, 140)
    yield body(box(362, 214, 76, 66, 8), PAPER if subject.has("light") else DARK, "round", "flutes")
    yield body(_shoulder(272, 40, wide, 648, 34), "tint", "round") + label(subject, 400, 510, wide * 1.62, 190)


def dropper(subject: Subject) -> Marks:
    """Return a small bottle of coloured glass with a pipette."""
    yield floor(400, 646, 134)
    yield body(turned([(168, 12), (176, 22), (236, 25), (250, 30)]), DARK, "round")
    yield body(box(358, 248, 84, 54, 5), BRASS if subject.tier == "best" else DARK, "round", "flutes")
    yield body(_shoulder(298, 36, 104, 646, 22), "deep", "glass") + flat(turned([(430, 90), (636, 90)], base=4), "#000", 0.10)
    yield label(subject, 400, 530, 170, 156) + glint(312, 390, 9, 220)


def mist(subject: Subject) -> Marks:
    """Return a slim bottle with a spray."""
    yield floor(400, 648, 120)
    yield "".join(flat(oval(322 - 32 * k, 178 + dy * (k + 1), 5 + k), "tint", 0.9 - 0.13 * k) for k in range(5) for dy in (-11, 0, 11))
    yield body(box(386, 206, 40, 30), "#8b8e91", "metal")
    yield body("M366 150H428Q450 152 450 176V212H366V196H340V164H366Z", DARK, "soft") + flat(oval(344, 180, 4, 7), "#fff", 0.7)
    yield body(box(362, 230, 76, 40, 6), DARK, "round", "flutes")
    yield body(_shoulder(264, 38, 92, 648, 26), "tint", "glass")
    yield label(subject, 400, 500, 152, 190) + glint(324, 350, 8, 270)


def oil(subject: Subject) -> Marks:
    """Return a bottle of oil for the kitchen: dark glass, long neck."""
    bottle = turned([(196, 30), (330, 32), (362, 44), (392, 84), (420, 92), (636, 92), (648, 82)], base=4)
    content = turned([(300, 24), (340, 28), (372, 46), (400, 80), (424, 84), (632, 84)], base=3)
    yield floor(400, 650, 130)
    yield body(box(364, 142, 72, 62, 6), DARK, "round") + line("M364 186H436", 3, BRASS)
    yield body(bottle, "#5d6240", "glass")
    yield body(content, subject.pick(("chili", "#b3692f"), ("rapeseed", "#d1a93c"), default="#a8a13f"), "")
    yield shine(bottle, "glass") + label(subject, 400, 530, 166, 160)
    yield body(box(317, 586, 166, 18), "tint", "round") + glint(326, 420, 8, 210)


def drink(subject: Subject) -> Marks:
    """Return bottles of lemonade with crown caps: one, or six in a carrier."""
    bottle = turned([(226, 22), (300, 26), (340, 36), (380, 66), (410, 72), (636, 72), (648, 62)], base=4)
    content = turned([(310, 22), (346, 33), (386, 62), (414, 68), (632, 68)], base=3)
    crown = body("M374 206H426L432 232Q400 240 368 232Z", DARK, "metal", "flutes")
    one = body(bottle, "#d7e0d5", "") + flat(content, "light") + shine(bottle, "glass") + crown
    if subject.pieces == 1:
        yield floor(400, 648, 110) + one
        yield body(box(330, 470, 140, 120), "dark", "round") + lettering(subject, 400, 530, 140, 110, CHALK, CHALK)
        yield body(turned([(234, 23), (300, 28), (340, 38)]), "dark", "round")
        yield glint(340, 410, 8, 210)
    else:
        yield floor(400, 648, 280)
        yield "".join(place(one, dx, -20, 0.9) for dx in (-142, 0, 142))
        yield body(box(180, 440, 440, 206, 10), "dark", "soft") + flat(box(180, 440, 440, 40, 10), "#000", 0.10)
        yield lettering(subject, 400, 560, 400, 170, CHALK, CHALK)


def squeeze(subject: Subject) -> Marks:
    """Return a bottle that is squeezed, on its cap: honey."""
    yield floor(400, 648, 120)
    yield body(turned([(562, 66), (640, 74), (648, 68)]), DARK, "round", "flutes")
    yield body(turned([(200, 70), (216, 92), (300, 104), (430, 92), (520, 84), (566, 70)]), "tint", "glass")
    yield label(subject, 400, 380, 156, 150)


def flacon(subject: Subject) -> Marks:
    """Return a bottle of perfume; `gift` puts its box beside it, `splash` gives it a stopper."""
    block = box(276, 330, 248, 310, 26)
    marks = floor(400, 642, 170) + body(box(366, 286, 68, 50, 4), BRASS, "metal")
    marks += body(oval(400, 240, 52), "dark", "ball") if subject.has("splash") else body(box(346, 190, 108, 104, 10), DARK, "round")
    marks += body(block, "#dfe5e2", "sheen") + flat(box(296, 410, 208, 212, 14), "tint", 0.85) + line(block, 3, "#fff", 0.6)
    marks += lettering(subject, 400, 520, 200, 130, "ink", "ink") + glint(288, 366, 10, 240)
    if subject.has("gift"):
        yield floor(560, 640, 150)
        yield body(box(448, 250, 210, 386, 4), "dark", "soft") + line(box(462, 264, 182, 358, 2), 2, BRASS, 0.8)
        yield lettering(subject, 553, 440, 180, 150, CHALK, BRASS)
    yield place(marks, -130, 34, 0.9) if subject.has("gift") else marks


def tube(subject: Subject) -> Marks:
    """Return a tube on its cap."""
    yield floor(400, 648, 130)
    yield body(turned([(556, 80), (640, 86), (648, 78)]), DARK if subject.tier != "good" else PAPER, "round")
    yield body(polygon((286, 190), (514, 190), (484, 560), (316, 560)), "tint", "round")
    yield body(box(284, 172, 232, 32, 4), "tint", "soft", "flutes")
    yield lettering(subject, 400, 360, 190, 170, "ink", "ink")


def milk(subject: Subject) -> Marks:
    """Return a bottle of kefir or yogurt: white, with a foil cap."""
    tinge = subject.pick(("berries", "#e2bfc4"), ("vanilla", "#efe3bf"), default="#f4f1ea")
    yield floor(400, 648, 150)
    yield body(turned([(222, 52), (262, 54), (320, 70), (380, 102), (420, 108), (630, 108), (648, 96)], base=4), tinge, "round")
    yield body(box(342, 194, 116, 44, 8), "tint", "round")
    yield label(subject, 400, 510, 196, 170) + body(box(302, 578, 196, 18), "tint", "round")


def polish(subject: Subject) -> Marks:
    """Return bottles of nail polish: one or three."""
    one = floor(400, 648, 110) + body(turned([(236, 22), (246, 30), (450, 38), (458, 36)]), DARK, "round")
    one += body(turned([(452, 40), (476, 50), (492, 84), (512, 92), (634, 92), (648, 80)], base=4), "tint", "glass")
    one += lettering(subject, 400, 576, 150, 90, "ink", "ink") + glint(320, 510, 8, 112, 0.4)
    spots = ((0, 0, 1),) if subject.pieces == 1 else ((-170, -6, 0.9), (170, -6, 0.9), (0, 26, 0.98))
    yield "".join(place(one, dx, dy, size) for dx, dy, size in spots)


def diffuser(subject: Subject) -> Marks:
    """Return a diffuser with reeds in its bottle."""
    seen = subject.has("glass")
    yield floor(400, 648, 150)
    yield "".join(line(f"M{392 + k * 4} 460L{400 + k * 46} {150 + abs(k) * 16}", 6, "#b99a6b") for k in range(-3, 4))
    yield body(box(358, 356, 84, 26, 4), DARK, "round")
    colour = "#dbe4e2" if subject.has("clear") else "tint"
    yield body(_shoulder(372, 40, 112, 648, 22), colour, "glass" if seen else "round", "" if seen else "speckle")
    yield flat(turned([(478, 100), (500, 106), (640, 104)], base=3), "#d9b06a", 0.6) if seen else ""
    yield label(subject, 400, 560, 160, 116)
