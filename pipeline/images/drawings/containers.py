"""Bottles, tubes, jars, pots, tins and candles. Pure."""

from pipeline.images.draw import BRASS, CHALK, DARK, METAL, PAPER, body, flat, floor, glint, label, lettering, line, lit, paint, place, rod, shine
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
    """Return a bottle with a cap."""
    yield floor(400, 648, 140) + body(box(362, 214, 76, 66, 8), DARK, "round", "flutes")
    yield body(_shoulder(272, 40, 112, 648, 34), "tint", "round") + label(subject, 400, 510, 181.44, 190)


def dropper(subject: Subject) -> Marks:
    """Return a small bottle of coloured glass with a pipette."""
    yield floor(400, 646, 134) + body(turned([(168, 12), (176, 22), (236, 25), (250, 30)]), DARK, "round")
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
    yield floor(400, 650, 130) + body(box(364, 142, 72, 62, 6), DARK, "round") + line("M364 186H436", 3, BRASS)
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
        yield floor(400, 648, 280) + "".join(place(one, dx, -20, 0.9) for dx in (-142, 0, 142))
        yield body(box(180, 440, 440, 206, 10), "dark", "soft") + flat(box(180, 440, 440, 40, 10), "#000", 0.10)
        yield lettering(subject, 400, 560, 400, 170, CHALK, CHALK)


def squeeze(subject: Subject) -> Marks:
    """Return a bottle that is squeezed, on its cap: honey."""
    yield floor(400, 648, 120) + body(turned([(562, 66), (640, 74), (648, 68)]), DARK, "round", "flutes")
    yield body(turned([(200, 70), (216, 92), (300, 104), (430, 92), (520, 84), (566, 70)]), "tint", "glass")
    yield label(subject, 400, 380, 156, 150)


def flacon(subject: Subject) -> Marks:
    """Return a bottle of perfume; `splash` gives it a stopper."""
    block = box(276, 330, 248, 310, 26)
    yield floor(400, 642, 170) + body(box(366, 286, 68, 50, 4), BRASS, "metal")
    yield body(oval(400, 240, 52), "dark", "ball") if subject.has("splash") else body(box(346, 190, 108, 104, 10), DARK, "round")
    yield body(block, "#dfe5e2", "sheen") + flat(box(296, 410, 208, 212, 14), "tint", 0.85) + line(block, 3, "#fff", 0.6)
    yield lettering(subject, 400, 520, 200, 130) + glint(288, 366, 10, 240)


def tube(subject: Subject) -> Marks:
    """Return a tube on its cap."""
    yield floor(400, 648, 130) + body(turned([(556, 80), (640, 86), (648, 78)]), DARK if subject.tier != "good" else PAPER, "round")
    yield body(polygon((286, 190), (514, 190), (484, 560), (316, 560)), "tint", "round")
    yield body(box(284, 172, 232, 32, 4), "tint", "soft", "flutes")
    yield lettering(subject, 400, 360, 190, 170)


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
    one += lettering(subject, 400, 576, 150, 90) + glint(320, 510, 8, 112, 0.4)
    spots = ((0, 0, 1),) if subject.pieces == 1 else ((-170, -6, 0.9), (170, -6, 0.9), (0, 26, 0.98))
    yield "".join(place(one, dx, dy, size) for dx, dy, size in spots)


def diffuser(subject: Subject) -> Marks:
    """Return a diffuser with reeds in its bottle."""
    seen = subject.has("glass")
    yield floor(400, 648, 150) + "".join(line(f"M{392 + k * 4} 460L{400 + k * 46} {150 + abs(k) * 16}", 6, "#b99a6b") for k in range(-3, 4))
    yield body(box(358, 356, 84, 26, 4), DARK, "round")
    colour = "#dbe4e2" if subject.has("clear") else "tint"
    yield body(_shoulder(372, 40, 112, 648, 22), colour, "glass" if seen else "round", "" if seen else "speckle")
    yield flat(turned([(478, 100), (500, 106), (640, 104)], base=3), "#d9b06a", 0.6) if seen else ""
    yield label(subject, 400, 560, 160, 116)


# What is in a jar, by its word
_INSIDE = (
    ("strawberry", "#a8323a"), ("apricot", "#d98d3c"), ("raspberry", "#98283f"), ("blackcurrant", "#43273f"), ("plum", "#5c2c48"), ("fig", "#6d3d46"),
    ("heather", "#9c6426"), ("clover", "#dba53d"), ("lime", "#e0bd62"), ("wildflower", "#c6842c"), ("salts", "#ece4dc"),
)  # fmt: skip


def cream(subject: Subject) -> Marks:
    """Return a low, wide jar with a lid: creams, balms, scrubs, masks."""
    colour = DARK if subject.tier == "best" else BRASS if subject.has("night", "overnight") else PAPER
    yield floor(400, 650, 200) + body(turned([(398, 162), (412, 168), (620, 168), (648, 142)], base=6), "tint", "round")
    yield body(turned([(300, 156), (308, 170), (396, 170), (402, 164)]), colour, "metal" if colour == BRASS else "round")
    yield flat(box(232, 392, 336, 8), "#000", 0.16) + label(subject, 400, 520, 220, 130)


def preserve(subject: Subject) -> Marks:
    """Return a glass jar with what is in it: jam, honey (`gift` ties a ribbon), nuts, salts."""
    jar = turned([(306, 110), (326, 112), (348, 132), (374, 136), (626, 136), (648, 118)], base=5)
    content = turned([(320, 106), (334, 110), (356, 126), (380, 129), (624, 129), (640, 114)], base=4)
    yield floor(400, 650, 170) + body(jar, "#e3e8e4", "")
    yield body(content, subject.pick(*_INSIDE, default="#b5632f"), "", "speckle" if subject.has("pieces", "salts", "creamed") else "")
    yield shine(jar, "glass")
    yield body(box(278, 250, 244, 70, 10), "tint", "round", "flutes") + flat(box(278, 250, 244, 12, 6), "#fff", 0.25)
    if subject.has("gift"):
        yield body(box(286, 322, 228, 14, 4), "dark") + body("M400 328L352 304Q340 328 352 352ZM400 328L448 304Q460 328 448 352Z", "dark", "soft")
    yield label(subject, 400, 508, 222, 160) + glint(286, 400, 10, 210, 0.35)


def candle(subject: Subject) -> Marks:
    """Return a scented candle, burning, in glass or stoneware."""
    pot, amber = box(284, 330, 232, 316, 24), subject.has("amber")
    yield floor(400, 648, 160) + lit(400, 270, 130)
    yield body("M400 222Q428 262 420 292Q412 312 400 312Q386 312 380 292Q376 262 400 222Z", "#f3c56b", "")
    yield flat("M400 262Q412 282 408 298Q404 306 400 306Q394 304 392 296Q392 282 400 262Z", "#fff3cf")
    if subject.has("stoneware"):
        yield line("M400 306V342", 5, "#3a332c") + body(pot, "#cfc7b8", "round", "speckle")
        yield flat(oval(400, 338, 104, 12), "#fff8ea", 0.8) + label(subject, 400, 510, 160, 150)
    else:
        yield line("M400 306V392", 5, "#3a332c") + body(pot, "#a8672b" if amber else "#e6ebe8", "")
        yield flat(box(294, 384, 212, 252, 16), "#f6eedd", 0.4 if amber else 0.85) + lit(400, 396, 110)
        yield shine(pot, "glass") + label(subject, 400, 530, 160, 140) + glint(300, 360, 10, 260, 0.35)


def pot(subject: Subject) -> Marks:
    """Return a pot of yogurt with a foil lid."""
    tinge = subject.pick(("berries", "#e6cdd0"), ("vanilla", "#f1e7c9"), default="#f3f0ea")
    yield floor(400, 650, 160) + body(turned([(330, 170), (346, 166), (620, 128), (648, 118)], base=5), tinge, "round")
    yield body(turned([(420, 156), (560, 137)], base=4), "tint", "round")
    yield body(turned([(306, 176), (332, 180), (340, 176)]), METAL, "metal")
    yield lettering(subject, 400, 494, 240, 110)


def fish_tin(subject: Subject) -> Marks:
    """Return flat tins with a paper band: one, or three stacked."""
    tin = body("M190 470Q190 430 240 430H560Q610 430 610 470V560Q610 606 560 606H240Q190 606 190 560Z", METAL, "metal")
    tin += body(box(196, 404, 408, 100, 50), METAL, "metal") + line(box(212, 414, 376, 80, 40), 4, "#000", 0.16)
    tin += line("M250 452Q232 440 226 456Q232 470 250 460", 6, "#8f9498") + body("M270 410H530V602Q400 614 270 602Z", "tint", "below")
    tin += line("M270 500Q400 512 530 500", 3, "#000", 0.12) + lettering(subject, 400, 556, 250, 92)
    fish = '<path d="M-70 0Q-20 -34 40 -4L70 -24V24L40 4Q-20 34 -70 0Z"/><path d="M-40 -12Q-30 0 -40 12"/>'
    tin += f'<g transform="translate(400 452)scale(0.9)" fill="none" stroke="{paint("ink")}" stroke-width="4">{fish}</g>'
    yield floor(400, 618, 240) + "".join(place(tin, 0, 10 - 104 * k) for k in range(3 if subject.pieces > 1 else 1))


def caddy(subject: Subject) -> Marks:
    """Return a round tin with a lid: loose tea."""
    yield floor(400, 650, 160) + body(turned([(320, 128), (640, 128), (648, 120)], base=6), "tint", "round")
    yield body(turned([(236, 120), (246, 132), (326, 132)], base=0), "dark", "round")
    yield line("M270 330H530", 4, "#000", 0.2)
    yield label(subject, 400, 480, 196, 200)
