"""Jars, pots, tins and candles. Pure."""

from pipeline.images.draw import BRASS, DARK, METAL, PAPER, body, flat, floor, glint, label, lettering, line, lit, paint, place, shine
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, oval, turned

# What is in a jar, by its word
_INSIDE = (
    ("strawberry", "#a8323a"), ("apricot", "#d98d3c"), ("raspberry", "#98283f"), ("blackcurrant", "#43273f"), ("plum", "#5c2c48"), ("fig", "#6d3d46"),
    ("heather", "#9c6426"), ("clover", "#dba53d"), ("lime", "#e0bd62"), ("wildflower", "#c6842c"), ("salts", "#ece4dc"),
)  # fmt: skip


def cream(subject: Subject) -> Marks:
    """Return a low, wide jar with a lid: creams, balms, scrubs, masks."""
    colour = DARK if subject.tier == "best" else BRASS if subject.has("night", "overnight") else PAPER
    yield floor(400, 650, 200)
    yield body(turned([(398, 162), (412, 168), (620, 168), (648, 142)], base=6), "tint", "round")
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
    yield floor(400, 650, 160)
    yield body(turned([(330, 170), (346, 166), (620, 128), (648, 118)], base=5), tinge, "round")
    yield body(turned([(420, 156), (560, 137)], base=4), "tint", "round")
    yield body(turned([(306, 176), (332, 180), (340, 176)]), METAL, "metal")
    yield lettering(subject, 400, 494, 240, 110, "ink", "ink")


def fish_tin(subject: Subject) -> Marks:
    """Return flat tins with a paper band: one, or three stacked."""
    tin = body("M190 470Q190 430 240 430H560Q610 430 610 470V560Q610 606 560 606H240Q190 606 190 560Z", METAL, "metal")
    tin += body(box(196, 404, 408, 100, 50), METAL, "metal") + line(box(212, 414, 376, 80, 40), 4, "#000", 0.16)
    tin += line("M250 452Q232 440 226 456Q232 470 250 460", 6, "#8f9498") + body("M270 410H530V602Q400 614 270 602Z", "tint", "below")
    tin += line("M270 500Q400 512 530 500", 3, "#000", 0.12) + lettering(subject, 400, 556, 250, 92, "ink", "ink")
    fish = '<path d="M-70 0Q-20 -34 40 -4L70 -24V24L40 4Q-20 34 -70 0Z"/><path d="M-40 -12Q-30 0 -40 12"/>'
    tin += f'<g transform="translate(400 452)scale(0.9)" fill="none" stroke="{paint("ink")}" stroke-width="4">{fish}</g>'
    yield floor(400, 618, 240) + "".join(place(tin, 0, 10 - 104 * k) for k in range(3 if subject.pieces > 1 else 1))


def caddy(subject: Subject) -> Marks:
    """Return a round tin with a lid: loose tea."""
    yield floor(400, 650, 160)
    yield body(turned([(320, 128), (640, 128), (648, 120)], base=6), "tint", "round")
    yield body(turned([(236, 120), (246, 132), (326, 132)], base=0), "dark", "round")
    yield line("M270 330H530", 4, "#000", 0.2)
    yield label(subject, 400, 480, 196, 200)
