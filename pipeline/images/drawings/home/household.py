"""Vases, bowls, planters, lamps, baskets and what holds candles. Pure."""

from pipeline.images.draw import METAL, body, flat, floor, line, lit, place, rod, shine
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.drawings.plants import stems
from pipeline.images.look import Subject
from pipeline.images.paths import box, curve, mirrored, oval, polygon, rounded, turned

_FORMS = (("fluted", "flutes"), ("faceted", "facets"), ("textured", "hammered"))


def _clay(subject: Subject, outline: str, colour: str = "tint") -> str:
    """Return a body of the subject's material: clay, stone, glass or metal."""
    over = subject.pick(*_FORMS, default=subject.made.texture)
    light = subject.made.light if subject.made.light != "soft" else "round"
    if light == "glass":
        return flat(outline, colour, 0.72) + (f'<path d="{outline}" fill="url(#t-{over})"/>' if over else "") + shine(outline, "glass")
    return body(outline, colour, light, over, subject.made.texture if over != subject.made.texture else "")


def vase(subject: Subject) -> str:
    """Return a vase with a branch; a `bud` vase is narrow."""
    if subject.has("bud"):
        outline = rounded([(370, 30), (400, 24), (460, 30), (540, 84), (610, 88), (648, 58)])
    elif subject.has("minimal", "faceted"):
        outline = turned([(330, 70), (350, 76), (560, 118), (630, 110), (648, 96)], base=5)
    else:
        outline = rounded([(340, 56), (366, 46), (420, 60), (520, 136), (600, 122), (648, 78)])
    top = 370 if subject.has("bud") else 332
    return (
        floor(400, 648, 150)
        + stems(400, top + 10)
        + place(stems(404, top + 10), 0, 0, 1, 0 if subject.has("bud") else 9)
        + _clay(subject, outline)
        + flat(oval(400, top + 6, 28 if subject.has("bud") else 54, 7), "#000", 0.45)
    )


def bowl(subject: Subject) -> str:
    """Return a serving bowl, or a small `trinket` dish with rings."""
    if subject.has("trinket", "dish"):
        rings = line(oval(380, 560, 26, 14), 6, "#c9a454") + line(oval(420, 568, 22, 11), 5, METAL) + body(oval(420, 556, 8), "#8fb7c0", "ball")
        return (
            floor(400, 646, 190)
            + body(oval(400, 560, 190, 50), "dark", "soft")
            + _clay(subject, mirrored("M400 610Q560 604 590 560Q580 630 470 646L400 648"))
            + body(oval(400, 562, 172, 40), "light", "inside")
            + flat(oval(400, 566, 172, 38), "tint", 0.75)
            + rings
        )
    outline = mirrored("M400 440H650Q640 580 500 640L400 648")
    inside = body(oval(400, 442, 250, 56), "dark", "inside") + flat(oval(400, 452, 236, 46), "tint", 0.6)
    fruit = "".join(body(oval(x, y, r), c, "ball") for x, y, r, c in ((330, 400, 58, "#d9a03f"), (450, 392, 62, "#b5473a"), (398, 432, 54, "#8a9a4c")))
    return floor(400, 650, 220) + inside + fruit + _clay(subject, outline) + line("M150 442Q400 498 650 442", 3, "#fff", 0.25)


def planter(subject: Subject) -> str:
    """Return a planter with a plant."""
    pot = turned([(430, 160), (446, 164), (620, 124), (648, 112)], base=6)
    leaf = "M0 0Q-44 -70 -20 -190Q40 -120 0 0Z"
    leaves = "".join(
        f'<g transform="translate({x} 440)rotate({turn})scale({s})">{body(leaf, ("#5f7d54", "#71905f", "#4c6a47")[k % 3], "soft")}{line("M0 -8Q-10 -80 -14 -160", 3, "#fff", 0.3)}</g>'
        for k, (x, turn, s) in enumerate(((330, -56, 1), (470, 60, 1), (350, -30, 1.25), (450, 36, 1.2), (380, -8, 1.5), (420, 14, 1.4), (400, 2, 1.1)))
    )
    return (
        floor(400, 650, 180)
        + body(oval(400, 434, 160, 34), "#4a3a2c", "soft")
        + leaves
        + _clay(subject, pot)
        + body(turned([(424, 168), (430, 170), (470, 166)]), "light", "round")
    )


def _shade(subject: Subject, outline: str) -> str:
    over = subject.pick(("pleated", "flutes"), ("rattan", "rattan"), ("linen", "weave"))
    return body(outline, "tint", "fold", over) + f'<path d="{outline}" fill="url(#l-lit)" fill-opacity=".5"/>'


def _reading_lamp(subject: Subject, colour: str, light: str, over: str) -> str:
    cone = turned([(190, 44), (340, 128)])
    head = body(box(378, 160, 44, 40, 8), colour, light) + body(cone, "tint", "fold", subject.pick(("pleated", "flutes"), ("rattan", "rattan")))
    head += line(cone, 3, "#000", 0.16) + body(oval(400, 340, 128, 22), "#fff3d2", "above") + flat(oval(400, 346, 40, 14), "#fff")
    return (
        floor(370, 646, 150)
        + lit(540, 370, 190)
        + rod("M330 640V420L486 250", 15, colour)
        + body(oval(330, 420, 18), colour, "ball")
        + place(head, 130, -10, 0.9, -30)
        + body(mirrored("M330 622Q420 624 430 642L330 648", 330), colour, light, over)
    )


def _floor_lamp(subject: Subject, colour: str, light: str) -> str:
    bent = subject.has("arched")
    legs = (
        rod("M400 420L300 650M400 420L500 650M400 420V640", 13, colour)
        if subject.has("tripod")
        else body(mirrored("M400 634Q480 636 486 650L400 654"), colour, light)
    )
    pole = rod("M330 644V300Q330 130 440 140Q500 150 500 224", 13, colour) if bent else rod("M400 300V644", 13, colour)
    marks = _shade(subject, turned([(120, 66), (300, 118)], base=4))
    foot = body(mirrored("M330 634Q420 636 426 650L330 654", 330), colour, light) if bent else legs
    return floor(330 if bent else 400, 652, 130) + lit(500 if bent else 400, 320, 230) + pole + (place(marks, 100, 70, 0.9) if bent else marks) + foot


def lamp(subject: Subject) -> str:
    """Return a lamp that is on: `table`, `floor` or `reading`."""
    made = subject.made
    colour, light = made.colour or "#b9bec3", made.light if made.light != "soft" else "round"
    over = "grain" if made.texture == "wood" else made.texture
    if subject.has("reading"):
        return _reading_lamp(subject, colour, light, over)
    if subject.has("floor"):
        return _floor_lamp(subject, colour, light)
    if subject.has("slim", "tripod", "adjustable"):
        base = body(turned([(400, 13), (620, 13)]), colour, "metal" if light == "metal" else "round", over) + body(
            mirrored("M400 618Q490 620 500 642L400 648"), colour, light
        )
    else:
        base = body(rounded([(404, 22), (430, 24), (500, 66), (580, 100), (630, 84), (648, 62)]), colour, light, over)
    shade = turned([(170, 84), (400, 156)], base=5)
    cord = "" if subject.has("rechargeable") else line(curve([(440, 640), (560, 656), (640, 630), (800, 650)]), 5, "#d8cfbf")
    return (
        floor(400, 648, 150)
        + lit(400, 300, 280)
        + cord
        + rod("M400 390V420", 14, METAL)
        + base
        + _shade(subject, shade)
        + flat(oval(400, 172, 82, 8), "#fff8e6", 0.9)
    )


def basket(subject: Subject) -> str:
    """Return a basket with a trim: storage, a `laundry` hamper, a `log` basket."""
    colour, over = subject.made.colour or "#c4a577", subject.made.texture or "rattan"
    tall = subject.has("laundry", "hamper")
    top = 260 if tall else 420
    half = 150 if tall else 210
    side = turned([(top, half), (610, half - 16), (648, half - 36)], base=7)
    rim = turned([(top - 16, half + 4), (top - 10, half + 8), (top + 22, half + 6)], base=2)
    ears = (
        "".join(line(f"M{x - 34} {top + 6}Q{x} {top - 66} {x + 34} {top + 6}", 15, "tint") for x in (400 - half + 40, 360 + half))
        if not subject.has("lidded")
        else ""
    )
    inside = body(oval(400, top - 8, half + 2, 30), "#5a4632", "inside")
    logs = (
        "".join(
            body(oval(x, y, 52), "#d3ad78", "soft")
            + line(oval(x, y, 34), 4, "#000", 0.16)
            + line(oval(x, y, 16), 3, "#000", 0.16)
            + line(oval(x, y, 52), 8, "#6b4d35")
            for x, y in ((310, top - 26), (420, top - 40), (510, top - 20))
        )
        if subject.has("log")
        else ""
    )
    throw = (
        body(f"M{420} {top - 20}Q470 {top - 54} 520 {top - 20}L536 {top + 110}Q500 {top + 132} 450 {top + 112}Z", "#e3ddd0", "soft", "knit")
        if subject.has("storage", "handled") and not subject.has("lidded")
        else ""
    )
    lid = (
        body(mirrored(f"M400 {top - 56}Q{390 + half} {top - 52} {406 + half} {top}L400 {top + 8}"), colour, "soft", over)
        + body(box(376, top - 76, 48, 26, 10), "tint", "round")
        if subject.has("lidded") and not subject.has("log")
        else ""
    )
    return floor(400, 650, half * 1.15) + ears + inside + logs + body(side, colour, "round", over) + body(rim, "tint", "round") + throw + lid


def rack(subject: Subject) -> str:
    """Return a rack with magazines."""
    colour, over = subject.made.colour or "#c4a577", subject.made.texture or "rattan"
    papers = "".join(
        body(polygon((x, 280), (x + 210, 262), (x + 220, 560), (x + 10, 560)), tone, "soft") + flat(box(x + 28, 310, 120, 18), "#fff", 0.7)
        for x, tone in ((240, "#a9543a"), (290, "#e8e0d0"), (336, "#5f6b76"))
    )
    front = polygon((190, 400), (610, 400), (580, 620), (220, 620))
    frame = rod("M190 392L228 650M610 392L572 650", 15, "tint") + rod("M186 400H614", 15, "tint")
    return floor(400, 650, 230) + papers + body(front, colour, "below", over) + frame


def candle_holder(subject: Subject) -> str:
    """Return candlesticks with candles, of different height: one, a pair or a trio."""

    def stick(top: int) -> str:
        foot = rounded([(top, 40), (top + 14, 26), (top + 40, 20), (610, 30), (628, 66), (648, 70)])
        flame = lit(400, top - 220, 70) + body(f"M400 {top - 252}Q414 {top - 228} 400 {top - 206}Q386 {top - 228} 400 {top - 252}Z", "#f3c56b", "")
        return flame + body(box(386, top - 200, 28, 204, 5), "#f3ead8", "round") + _clay(subject, foot) + body(oval(400, top + 2, 42, 10), "light", "soft")

    tops = {1: (460,), 2: (520, 440)}.get(subject.pieces, (530, 440, 490))
    middle = (len(tops) - 1) / 2
    return floor(400, 648, 90 + 60 * len(tops)) + "".join(place(stick(top), 170 * (k - middle)) for k, top in enumerate(tops))


DRAWINGS = {
    "vase": Drawing(vase), "bowl": Drawing(bowl), "planter": Drawing(planter), "lamp": Drawing(lamp), "basket": Drawing(basket), "rack": Drawing(rack),
    "candle holder": Drawing(candle_holder),
}  # fmt: skip
