"""Bottles and tubes of beauty and grocery. Pure."""

from pipeline.images.draw import BRASS, DARK, PAPER, body, flat, floor, glint, label, lettering, line, place, rod, shine
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.look import Subject
from pipeline.images.paths import box, mirrored, oval, polygon, turned

_CLEAR = "#dfe5e2"


def _shoulder(top: float, neck: float, wide: float, low: float, r: float = 26) -> str:
    """Return a bottle's outline: neck, round shoulders, straight sides."""
    slope = top + 34
    side = f"M400 {top}H{400 + neck}V{slope}C{400 + neck} {slope + 22} {400 + wide} {slope + 14} {400 + wide} {slope + 62}"
    return mirrored(f"{side}V{low - r}Q{400 + wide} {low} {400 + wide - r} {low}Q400 {low + 5} 400 {low + 4}")


def pump(subject: Subject) -> str:
    """Return a bottle with a pump."""
    head = body("M330 196Q330 184 344 184H440Q456 184 456 198V214H372Q340 216 334 236L318 232Q320 206 330 196Z", DARK, "soft")
    collar = rod("M400 214V262", 16, "#8b8e91") + body(box(368, 256, 64, 34, 6), DARK, "round")
    glass = _shoulder(284, 34, 118, 648)
    return floor(400, 648, 150) + head + collar + body(glass, "tint", "round") + label(subject, 400, 510, 186, 170)


def bottle(subject: Subject) -> str:
    """Return a bottle with a cap, wide or `slim`."""
    wide = 96 if subject.has("slim", "mist", "toner") else 112
    top = body(box(362, 214, 76, 66, 8), PAPER if subject.has("light") else DARK, "round", "flutes")
    glass = _shoulder(272, 40, wide, 648, 34)
    return floor(400, 648, 140) + top + body(glass, "tint", "round") + label(subject, 400, 510, wide * 1.62, 190)


def dropper(subject: Subject) -> str:
    """Return a small bottle of coloured glass with a pipette."""
    rubber = turned([(168, 12), (176, 22), (236, 25), (250, 30)])
    collar = body(box(358, 248, 84, 54, 5), BRASS if subject.tier == "best" else DARK, "round", "flutes")
    glass = _shoulder(298, 36, 104, 646, 22)
    inner = turned([(430, 90), (636, 90)], base=4)
    return (
        floor(400, 646, 134)
        + body(rubber, DARK, "round")
        + collar
        + body(glass, "deep", "glass")
        + flat(inner, "#000", 0.10)
        + label(subject, 400, 530, 170, 156)
        + glint(312, 390, 9, 220)
    )


def mist(subject: Subject) -> str:
    """Return a slim bottle with a spray."""
    drops = "".join(flat(oval(322 - 32 * k, 178 + dy * (k + 1), 5 + k), "tint", 0.9 - 0.13 * k) for k in range(5) for dy in (-11, 0, 11))
    nozzle = body("M366 150H428Q450 152 450 176V212H366V196H340V164H366Z", DARK, "soft") + flat(oval(344, 180, 4, 7), "#fff", 0.7)
    head = drops + body(box(386, 206, 40, 30), "#8b8e91", "metal") + nozzle + body(box(362, 230, 76, 40, 6), DARK, "round", "flutes")
    glass = _shoulder(264, 38, 92, 648, 26)
    return floor(400, 648, 120) + head + body(glass, "tint", "glass") + label(subject, 400, 500, 152, 190) + glint(324, 350, 8, 270)


def oil(subject: Subject) -> str:
    """Return a bottle of oil for the kitchen: dark glass, long neck."""
    glass = turned([(196, 30), (330, 32), (362, 44), (392, 84), (420, 92), (636, 92), (648, 82)], base=4)
    content = turned([(300, 24), (340, 28), (372, 46), (400, 80), (424, 84), (632, 84)], base=3)
    cap = body(box(364, 142, 72, 62, 6), DARK, "round") + line("M364 186H436", 3, BRASS)
    return (
        floor(400, 650, 130)
        + cap
        + body(glass, "#5d6240", "glass")
        + body(content, subject.pick(("chili", "#b3692f"), ("rapeseed", "#d1a93c"), default="#a8a13f"), "", "")
        + shine(glass, "glass")
        + label(subject, 400, 530, 166, 160)
        + body(box(317, 586, 166, 18), "tint", "round")
        + glint(326, 420, 8, 210)
    )


def drink(subject: Subject) -> str:
    """Return bottles of lemonade with crown caps: one, or six in a carrier."""
    glass = turned([(226, 22), (300, 26), (340, 36), (380, 66), (410, 72), (636, 72), (648, 62)], base=4)
    content = turned([(310, 22), (346, 33), (386, 62), (414, 68), (632, 68)], base=3)
    crown = body("M374 206H426L432 232Q400 240 368 232Z", DARK, "metal", "flutes")
    one = body(glass, "#d7e0d5", "") + flat(content, "light") + shine(glass, "glass") + crown
    paper = body(box(330, 470, 140, 120), "dark", "round") + lettering(subject, 400, 530, 140, 110, "#fbf8f3", "#fbf8f3")
    single = one + paper + body(turned([(234, 23), (300, 28), (340, 38)]), "dark", "round") + glint(340, 410, 8, 210)
    if subject.pieces == 1:
        return floor(400, 648, 110) + single
    row = "".join(place(one, dx, -20, 0.9) for dx in (-142, 0, 142))
    front = (
        body(box(180, 440, 440, 206, 10), "dark", "soft")
        + flat(box(180, 440, 440, 40, 10), "#000", 0.10)
        + lettering(subject, 400, 560, 400, 170, "#fbf8f3", "#fbf8f3")
    )
    return floor(400, 648, 280) + row + front


def squeeze(subject: Subject) -> str:
    """Return a bottle that is squeezed, on its cap: honey."""
    sides = turned([(200, 70), (216, 92), (300, 104), (430, 92), (520, 84), (566, 70)])
    cap = body(turned([(562, 66), (640, 74), (648, 68)]), DARK, "round", "flutes")
    return floor(400, 648, 120) + cap + body(sides, "tint", "glass") + label(subject, 400, 380, 156, 150)


def flacon(subject: Subject) -> str:
    """Return a bottle of perfume; `gift` puts its box beside it, `splash` gives it a stopper."""
    block = box(276, 330, 248, 310, 26)
    inner = box(296, 410, 208, 212, 14)
    neck = body(box(366, 286, 68, 50, 4), BRASS, "metal")
    top = body(oval(400, 240, 52), "dark", "ball") if subject.has("splash") else body(box(346, 190, 108, 104, 10), DARK, "round")
    marks = (
        floor(400, 642, 170)
        + neck
        + top
        + body(block, _CLEAR, "sheen")
        + flat(inner, "tint", 0.85)
        + line(block, 3, "#fff", 0.6)
        + lettering(subject, 400, 520, 200, 130, "ink", "ink")
        + glint(288, 366, 10, 240)
    )
    if not subject.has("gift"):
        return marks
    card = (
        body(box(448, 250, 210, 386, 4), "dark", "soft")
        + line(box(462, 264, 182, 358, 2), 2, BRASS, 0.8)
        + lettering(subject, 553, 440, 180, 150, "#fbf8f3", BRASS)
    )
    return floor(560, 640, 150) + card + place(marks, -130, 34, 0.9)


def tube(subject: Subject) -> str:
    """Return a tube on its cap."""
    sides = polygon((286, 190), (514, 190), (484, 560), (316, 560))
    crimp = body(box(284, 172, 232, 32, 4), "tint", "soft", "flutes")
    cap = body(turned([(556, 80), (640, 86), (648, 78)]), DARK if subject.tier != "good" else PAPER, "round")
    return floor(400, 648, 130) + cap + body(sides, "tint", "round") + crimp + lettering(subject, 400, 360, 190, 170, "ink", "ink")


def milk(subject: Subject) -> str:
    """Return a bottle of kefir or yogurt: white, with a foil cap."""
    glass = turned([(222, 52), (262, 54), (320, 70), (380, 102), (420, 108), (630, 108), (648, 96)], base=4)
    tinge = subject.pick(("berries", "#e2bfc4"), ("vanilla", "#efe3bf"), default="#f4f1ea")
    cap = body(box(342, 194, 116, 44, 8), "tint", "round")
    return floor(400, 648, 150) + body(glass, tinge, "round") + cap + label(subject, 400, 510, 196, 170) + body(box(302, 578, 196, 18), "tint", "round")


def polish(subject: Subject) -> str:
    """Return bottles of nail polish: one or three."""
    cap = body(turned([(236, 22), (246, 30), (450, 38), (458, 36)]), DARK, "round")
    glass = turned([(452, 40), (476, 50), (492, 84), (512, 92), (634, 92), (648, 80)], base=4)
    one = floor(400, 648, 110) + cap + body(glass, "tint", "glass") + lettering(subject, 400, 576, 150, 90, "ink", "ink") + glint(320, 510, 8, 112, 0.4)
    if subject.pieces == 1:
        return one
    return "".join(place(one, dx, dy, size) for dx, dy, size in ((-170, -6, 0.9), (170, -6, 0.9), (0, 26, 0.98)))


def diffuser(subject: Subject) -> str:
    """Return a diffuser with reeds in its bottle."""
    reeds = "".join(line(f"M{392 + k * 4} 460L{400 + k * 46} {150 + abs(k) * 16}", 6, "#b99a6b") for k in range(-3, 4))
    glass = _shoulder(372, 40, 112, 648, 22)
    content = turned([(478, 100), (500, 106), (640, 104)], base=3)
    liquid = flat(content, "#d9b06a", 0.6) if subject.has("glass") else ""
    colour = "tint" if not subject.has("clear") else "#dbe4e2"
    return (
        floor(400, 648, 150)
        + reeds
        + body(box(358, 356, 84, 26, 4), DARK, "round")
        + body(glass, colour, "glass" if liquid else "round", "" if liquid else "speckle")
        + liquid
        + label(subject, 400, 560, 160, 116)
    )


DRAWINGS = {
    "pump": Drawing(pump), "bottle": Drawing(bottle), "dropper": Drawing(dropper), "mist": Drawing(mist), "oil": Drawing(oil),
    "drink": Drawing(drink), "squeeze": Drawing(squeeze), "flacon": Drawing(flacon), "tube": Drawing(tube), "milk": Drawing(milk),
    "polish": Drawing(polish), "diffuser": Drawing(diffuser),
}  # fmt: skip
