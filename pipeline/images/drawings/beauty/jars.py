"""Jars, pots, tins and candles. Pure."""

from pipeline.images.draw import BRASS, DARK, METAL, PAPER, body, flat, floor, glint, label, lettering, line, lit, paint, place, shine
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.look import Subject
from pipeline.images.paths import box, oval, turned

_FRUIT = (
    ("strawberry", "#a8323a"), ("apricot", "#d98d3c"), ("raspberry", "#98283f"), ("blackcurrant", "#43273f"), ("plum", "#5c2c48"), ("fig", "#6d3d46"),
)  # fmt: skip
_HONEY = (("heather", "#9c6426"), ("clover", "#dba53d"), ("lime", "#e0bd62"), ("wildflower", "#c6842c"))


def cream(subject: Subject) -> str:
    """Return a low, wide jar with a lid: creams, balms, scrubs, masks."""
    wide = 168
    glass = turned([(398, wide - 6), (412, wide), (620, wide), (648, wide - 26)], base=6)
    lid = turned([(300, wide - 12), (308, wide + 2), (396, wide + 2), (402, wide - 4)])
    colour = DARK if subject.tier == "best" else BRASS if subject.has("night", "overnight") else PAPER
    light = "metal" if colour == BRASS else "round"
    return (
        floor(400, 650, 200)
        + body(glass, "tint", "round")
        + body(lid, colour, light)
        + flat(box(232, 392, 336, 8), "#000", 0.16)
        + label(subject, 400, 520, 220, 130)
    )


def preserve(subject: Subject) -> str:
    """Return a glass jar with what is in it: jam, honey (`gift` ties a ribbon), nuts, salts."""
    glass = turned([(306, 110), (326, 112), (348, 132), (374, 136), (626, 136), (648, 118)], base=5)
    content = turned([(320, 106), (334, 110), (356, 126), (380, 129), (624, 129), (640, 114)], base=4)
    inside = subject.pick(*_FRUIT, *_HONEY, ("salts", "#ece4dc"), default="#b5632f")
    texture = "speckle" if subject.has("pieces", "salts", "creamed") else ""
    lid = body(box(278, 250, 244, 70, 10), "tint", "round", "flutes") + flat(box(278, 250, 244, 12, 6), "#fff", 0.25)
    ribbon = (
        body(box(286, 322, 228, 14, 4), "dark") + body("M400 328L352 304Q340 328 352 352ZM400 328L448 304Q460 328 448 352Z", "dark", "soft")
        if subject.has("gift")
        else ""
    )
    return (
        floor(400, 650, 170)
        + body(glass, "#e3e8e4", "")
        + body(content, inside, "", texture)
        + shine(glass, "glass")
        + lid
        + ribbon
        + label(subject, 400, 508, 222, 160, light="round")
        + glint(286, 400, 10, 210, 0.35)
    )


def candle(subject: Subject) -> str:
    """Return a scented candle, burning, in glass or stoneware."""
    glass = box(284, 330, 232, 316, 24)
    wax = box(294, 384, 212, 252, 16)
    flame = (
        lit(400, 270, 130)
        + body("M400 222Q428 262 420 292Q412 312 400 312Q386 312 380 292Q376 262 400 222Z", "#f3c56b", "")
        + flat("M400 262Q412 282 408 298Q404 306 400 306Q394 304 392 296Q392 282 400 262Z", "#fff3cf")
    )
    if subject.has("stoneware"):
        return (
            floor(400, 648, 160)
            + flame
            + line("M400 306V342", 5, "#3a332c")
            + body(glass, "#cfc7b8", "round", "speckle")
            + flat(oval(400, 338, 104, 12), "#fff8ea", 0.8)
            + label(subject, 400, 510, 160, 150)
        )
    colour = subject.pick(("amber", "#a8672b"), default="#e6ebe8")
    return (
        floor(400, 648, 160)
        + flame
        + line("M400 306V392", 5, "#3a332c")
        + body(glass, colour, "")
        + flat(wax, "#f6eedd", 0.85 if colour != "#a8672b" else 0.4)
        + lit(400, 396, 110)
        + shine(glass, "glass")
        + label(subject, 400, 530, 160, 140)
        + glint(300, 360, 10, 260, 0.35)
    )


def pot(subject: Subject) -> str:
    """Return a pot of yogurt with a foil lid."""
    cup = turned([(330, 170), (346, 166), (620, 128), (648, 118)], base=5)
    foil = turned([(306, 176), (332, 180), (340, 176)])
    tinge = subject.pick(("berries", "#e6cdd0"), ("vanilla", "#f1e7c9"), default="#f3f0ea")
    band = turned([(420, 156), (560, 137)], base=4)
    return (
        floor(400, 650, 160)
        + body(cup, tinge, "round")
        + body(band, "tint", "round")
        + body(foil, METAL, "metal")
        + lettering(subject, 400, 494, 240, 110, "ink", "ink")
    )


def fish_tin(subject: Subject) -> str:
    """Return flat tins with a paper band: one, or three stacked."""

    def tin(dy: float) -> str:
        side = "M190 470Q190 430 240 430H560Q610 430 610 470V560Q610 606 560 606H240Q190 606 190 560Z"
        top = box(196, 404, 408, 100, 50)
        band = "M270 410H530V602Q400 614 270 602Z"
        lid = body(top, METAL, "metal") + line(box(212, 414, 376, 80, 40), 4, "#000", 0.16) + line("M250 452Q232 440 226 456Q232 470 250 460", 6, "#8f9498")
        return place(
            body(side, METAL, "metal")
            + lid
            + body(band, "tint", "below")
            + line("M270 500Q400 512 530 500", 3, "#000", 0.12)
            + lettering(subject, 400, 556, 250, 92, "ink", "ink")
            + _fish(400, 452, 0.9),
            0,
            dy,
        )

    count = 3 if subject.pieces > 1 else 1
    return floor(400, 608 + 10, 240) + "".join(tin(10 - 104 * k) for k in range(count))


def _fish(x: float, y: float, size: float) -> str:
    shape = "M-70 0Q-20 -34 40 -4L70 -24V24L40 4Q-20 34 -70 0Z"
    return f'<g transform="translate({x:g} {y:g})scale({size:g})" fill="none" stroke="{paint("ink")}" stroke-width="4"><path d="{shape}"/><path d="M-40 -12Q-30 0 -40 12"/></g>'


def caddy(subject: Subject) -> str:
    """Return a round tin with a lid: loose tea."""
    tin = turned([(320, 128), (640, 128), (648, 120)], base=6)
    lid = turned([(236, 120), (246, 132), (326, 132)], base=0)
    return (
        floor(400, 650, 160)
        + body(tin, "tint", "round")
        + body(lid, "dark", "round")
        + line("M270 330H530", 4, "#000", 0.2)
        + label(subject, 400, 480, 196, 200)
    )


DRAWINGS = {
    "cream": Drawing(cream), "preserve": Drawing(preserve), "candle": Drawing(candle), "pot": Drawing(pot), "fish tin": Drawing(fish_tin),
    "caddy": Drawing(caddy),
}  # fmt: skip
