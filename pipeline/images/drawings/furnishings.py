"""Chairs, tables, vases, bowls, planters, lamps, baskets and what holds candles. Pure."""

from pipeline.images.draw import METAL, body, flat, floor, glass, line, lit, place, rod, strewn
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, curve, mirrored, oval, polygon, rounded, turned


def _back(subject: Subject, colour: str, low: int) -> Marks:
    """Yield a chair's back and what holds it: spindles, rungs, bent wood or a board."""
    if subject.has("bentwood", "curved") and not subject.has("spindle", "ladder", "slatted"):
        yield line(f"M296 470Q270 {low} 400 {low}Q530 {low} 504 470", 20, colour)
        yield line(f"M340 470Q330 {low + 80} 400 {low + 76}Q470 {low + 80} 460 470", 13, colour)
        return
    if subject.has("spindle"):
        yield "".join(body(box(322 + 30 * k, low + 20, 9, 290 - (low - 170), 4), colour, "round") for k in range(6))
        yield body(mirrored(f"M400 {low - 16}Q490 {low - 14} 520 {low + 14}V{low + 46}Q470 {low + 26} 400 {low + 26}"), colour, "below", "wood")
    elif subject.has("ladder", "slatted"):
        for y in range(low + 16, 440, 62):
            yield body(mirrored(f"M400 {y - 8}Q470 {y - 6} 506 {y}V{y + 30}Q470 {y + 24} 400 {y + 22}"), colour, "below", "wood")
    else:
        board = mirrored(f"M400 {low + 4}Q480 {low + 6} 510 {low + 16}V{low + 120}Q470 {low + 110} 400 {low + 108}")
        yield body(board, colour, "below", subject.made.texture or "wood")
    for x, end in ((286, 262), (494, 518)):
        yield body(polygon((x, low), (x + 20, low), (end + 20, 470), (end, 470)), colour, "round", "grain")


def chair(subject: Subject) -> Marks:
    """Return a chair with its seat in colour; `accent` chairs have arms; one, or two."""
    colour = subject.made.colour or "#b58a5b"
    one = floor(400, 646, 190)
    for x in (316, 466):
        one += body(polygon((x, 500), (x + 18, 500), (x + 16, 616), (x + 2, 616)), colour, "above", "grain")
    one += "".join(_back(subject, colour, 300 if subject.has("low") else 170))
    for x, lean in ((268, -14), (508, 14)):
        one += body(polygon((x, 500), (x + 24, 500), (x + 20 + lean, 648), (x + 4 + lean, 648)), colour, "round", "grain")
    one += line("M284 580H516", 10, colour)
    for x, side in ((262, 1), (538, -1)) if subject.has("accent") else ():
        one += line(f"M{x} 470V380Q{x} 364 {x + side * 34} 364L{x - side * 6} 364", 18, colour)
    one += body("M250 470Q400 456 550 470L566 502Q400 516 234 502Z", "tint", "soft", "weave")
    one += body("M234 500Q400 514 566 500V520Q400 534 234 520Z", colour, "below", "wood")
    yield one if subject.pieces == 1 else place(one, 120, -40, 0.8) + place(one, -110, 24, 0.86)


def _leg(x: float, y: float, end: float, low: float, thick: float, colour: str, light: str = "round") -> str:
    """Return a leg from (x, y) to (end, low) that grows thinner towards its foot."""
    return body(polygon((x - thick, y), (x + thick, y), (end + thick * 0.6, low), (end - thick * 0.6, low)), colour, light, "grain")


def table(subject: Subject) -> Marks:
    """Return a table: `side`, `coffee`, `console` or for dining; `round`, `trestle`, `nesting`."""
    half = 190 if subject.has("side") else 300
    top = 470 if subject.has("coffee") else 400 if subject.has("side") else 350
    yield floor(400, 648, half * 1.1)
    if subject.has("nesting"):
        lower = body(box(300, 500, 300, 20, 4), "light", "soft", "wood")
        yield place(lower + "".join(body(box(x, 520, 14, 128), "dark", "round", "grain") for x in (312, 572)), 60)
    if subject.has("trestle"):
        yield "".join(_leg(400 + x, top + 30, 400 + x + side * 60, 646, 12, "dark") for x in (-half + 100, half - 100) for side in (-1, 1))
        yield body(box(400 - half + 90, 560, 2 * half - 180, 18), "dark", "below", "wood")
    else:
        thick, lean, out = (8 if subject.has("slim") else 13), (0 if subject.has("classic") else 18), half - 40
        yield "".join(_leg(400 + side * out, top + 30, 400 + side * (out + lean), 646, thick, "dark") for side in (-1, 1))
        yield "".join(_leg(400 + side * out * 0.78, top + 30, 400 + side * out * 0.8, 606, thick * 0.8, "deep", "above") for side in (-1, 1))
    if subject.has("farmhouse", "console", "classic"):
        yield body(box(400 - half + 36, top + 34, 2 * half - 72, 30), "dark", "above", "wood")
        yield line(box(340, top + 38, 120, 22, 3), 2, "#000", 0.3) + flat(oval(400, top + 49, 6), "#3a332c")
    if subject.has("round") and not subject.has("console"):
        yield body(turned([(top, half), (top + 26, half)], base=16), "dark", "below", "wood") + body(oval(400, top, half, 42), "tint", "soft", "wood")
    else:
        yield body(box(400 - half, top + 12, 2 * half, 26, 4), "dark", "below", "wood")
        yield body(polygon((440 - half, top - 34), (360 + half, top - 34), (400 + half, top + 14), (400 - half, top + 14)), "tint", "soft", "wood")
    if subject.has("coffee"):
        yield body(box(330, top - 36, 120, 16, 2), "#7189a6", "soft") + body(box(340, top - 50, 104, 15, 2), "#e6dfd2", "soft")
    else:
        pot = body(turned([(340, 18), (356, 14), (380, 34), (440, 36), (450, 28)]), "#e6dfd2", "round")
        yield place(pot + _stems(400, 346), half * 0.4, top - 450, 0.8)


# Vases by their word: the height of the mouth, half its width, the outline
_TAPERED = (332, 54, turned([(330, 70), (350, 76), (560, 118), (630, 110), (648, 96)], base=5))
_VASES = {
    "bud": (370, 28, rounded([(370, 30), (400, 24), (460, 30), (540, 84), (610, 88), (648, 58)])),
    "minimal": _TAPERED,
    "faceted": _TAPERED,
    "slender": (292, 36, rounded([(300, 38), (330, 32), (420, 58), (520, 76), (620, 62), (648, 50)])),
    "rounded": (412, 38, rounded([(420, 40), (440, 34), (470, 96), (550, 158), (620, 120), (648, 66)])),
    "table": (432, 78, rounded([(440, 80), (456, 76), (500, 150), (560, 172), (620, 140), (648, 100)])),
    "belly": (332, 54, rounded([(340, 56), (366, 46), (420, 60), (520, 136), (600, 122), (648, 78)])),
}


def _clay(subject: Subject, outline: str) -> str:
    """Return a body of the subject's material: clay, stone, glass or metal."""
    made = subject.made
    over = subject.pick(("fluted", "flutes"), ("faceted", "facets"), ("textured", "hammered"), default=made.texture)
    if made.light == "glass":
        return glass(outline, "tint", 0.72, over)
    return body(outline, "tint", made.light if made.light != "soft" else "round", over, made.texture if over != made.texture else "")


def _stems(x: float, y: float) -> str:
    """Return a branch with leaves, as stands in vases."""
    stem = line(curve([(x, y), (x + 8, y - 90), (x - 8, y - 190)]), 5, "#5c6a48")
    stem += line(curve([(x + 6, y - 70), (x + 50, y - 130), (x + 64, y - 180)]), 4, "#5c6a48")
    spots = ((-8, -190, 0), (26, -150, 60), (-36, -140, -50), (-30, -90, -70), (64, -180, 30), (72, -128, 80), (34, -100, 20))
    return stem + strewn(body("M0 0Q18 -20 0 -46Q-18 -20 0 0Z", "#71805a", "soft"), *((x + dx, y + dy, turn) for dx, dy, turn in spots))


def vase(subject: Subject) -> Marks:
    """Return a vase with a branch: `bud`, `slender`, `rounded`, `minimal`, `faceted`, low for a `table`, or with a belly."""
    top, mouth, outline = next((form for word, form in _VASES.items() if subject.has(word)), _VASES["belly"])
    yield floor(400, 648, 150) + _stems(400, top + 10) + place(_stems(404, top + 10), turn=9 if mouth > 40 else 0)
    yield _clay(subject, outline) + flat(oval(400, top + 6, mouth, 7), "#000", 0.45)


def bowl(subject: Subject) -> Marks:
    """Return a bowl of fruit, a deep `salad` bowl, a low `serving` bowl, or a small `trinket` dish with rings."""
    if subject.has("trinket", "dish"):
        yield floor(400, 646, 190) + body(oval(400, 560, 190, 50), "dark", "soft")
        yield _clay(subject, mirrored("M400 610Q560 604 590 560Q580 630 470 646L400 648"))
        yield body(oval(400, 562, 172, 40), "light", "inside") + flat(oval(400, 566, 172, 38), "tint", 0.75)
        yield line(oval(380, 560, 26, 14), 6, "#c9a454") + line(oval(420, 568, 22, 11), 5, METAL) + body(oval(420, 556, 8), "#8fb7c0", "ball")
    elif subject.has("serving"):
        yield floor(400, 650, 200) + body(oval(400, 500, 290, 62), "dark", "inside") + flat(oval(400, 512, 272, 50), "tint", 0.75)
        yield _clay(subject, mirrored("M400 500H690Q640 600 500 620L492 648L400 650")) + line("M110 502Q400 566 690 502", 3, "#fff", 0.25)
    elif subject.has("salad"):
        leaf = body("M0 60Q-52 20 -36 -30Q-20 -62 0 -70Q20 -62 36 -30Q52 20 0 60Z", "#86a857", "soft") + line("M0 50V-50", 4, "#fff", 0.35)
        yield floor(400, 650, 190) + body(oval(400, 392, 216, 50), "dark", "inside")
        yield rod("M350 420L250 190", 20, "#b58a5b") + rod("M450 420L560 200", 20, "#b58a5b")
        yield strewn(leaf, (270, 384, -60), (530, 384, 60), (330, 366, -24), (470, 366, 28), (400, 352, 4))
        yield _clay(subject, mirrored("M400 390H616Q640 590 480 642L400 648")) + line("M184 392Q400 452 616 392", 3, "#fff", 0.25)
    else:
        yield floor(400, 650, 220) + body(oval(400, 442, 250, 56), "dark", "inside") + flat(oval(400, 452, 236, 46), "tint", 0.6)
        yield "".join(body(oval(x, y, r), c, "ball") for x, y, r, c in ((330, 400, 58, "#d9a03f"), (450, 392, 62, "#b5473a"), (398, 432, 54, "#8a9a4c")))
        yield _clay(subject, mirrored("M400 440H650Q640 580 500 640L400 648")) + line("M150 442Q400 498 650 442", 3, "#fff", 0.25)


def planter(subject: Subject) -> Marks:
    """Return a planter with a plant."""
    yield floor(400, 650, 180) + body(oval(400, 434, 160, 34), "#4a3a2c", "soft")
    for k, (x, turn, s) in enumerate(((330, -56, 1), (470, 60, 1), (350, -30, 1.25), (450, 36, 1.2), (380, -8, 1.5), (420, 14, 1.4), (400, 2, 1.1))):
        leaf = body("M0 0Q-44 -70 -20 -190Q40 -120 0 0Z", ("#5f7d54", "#71905f", "#4c6a47")[k % 3], "soft") + line("M0 -8Q-10 -80 -14 -160", 3, "#fff", 0.3)
        yield f'<g transform="translate({x} 440)rotate({turn})scale({s})">{leaf}</g>'
    yield _clay(subject, turned([(430, 160), (446, 164), (620, 124), (648, 112)], base=6))
    yield body(turned([(424, 168), (430, 170), (470, 166)]), "light", "round")


def _shade(subject: Subject, outline: str) -> str:
    over = subject.pick(("pleated", "flutes"), ("rattan", "rattan"), ("linen", "weave"))
    return body(outline, "tint", "fold", over) + f'<path d="{outline}" fill="url(#l-lit)" fill-opacity=".5"/>'


def lamp(subject: Subject) -> Marks:
    """Return a lamp that is on: `table`, `floor` or `reading`."""
    made = subject.made
    colour, light = made.colour or "#b9bec3", made.light if made.light != "soft" else "round"
    over = "grain" if made.texture == "wood" else made.texture
    if subject.has("reading"):
        cone = turned([(190, 44), (340, 128)])
        head = body(box(378, 160, 44, 40, 8), colour, light) + body(cone, "tint", "fold", subject.pick(("pleated", "flutes"), ("rattan", "rattan")))
        head += line(cone, 3, "#000", 0.16) + body(oval(400, 340, 128, 22), "#fff3d2", "above") + flat(oval(400, 346, 40, 14), "#fff")
        yield floor(370, 646, 150) + lit(540, 370, 190)
        yield rod("M330 640V420L486 250", 15, colour) + body(oval(330, 420, 18), colour, "ball") + place(head, 130, -10, 0.9, -30)
        yield body(mirrored("M330 622Q420 624 430 642L330 648", 330), colour, light, over)
    elif subject.has("floor"):
        shade = _shade(subject, turned([(120, 66), (300, 118)], base=4))
        if subject.has("arched"):
            yield floor(330, 652, 130) + lit(500, 320, 230) + rod("M330 644V300Q330 130 440 140Q500 150 500 224", 13, colour)
            yield place(shade, 100, 70, 0.9) + body(mirrored("M330 634Q420 636 426 650L330 654", 330), colour, light)
            return
        yield floor(400, 652, 130) + lit(400, 320, 230) + rod("M400 300V644", 13, colour) + shade
        foot = body(mirrored("M400 634Q480 636 486 650L400 654"), colour, light)
        yield rod("M400 420L300 650M400 420L500 650M400 420V640", 13, colour) if subject.has("tripod") else foot
    else:
        yield floor(400, 648, 150) + lit(400, 300, 280)
        yield "" if subject.has("rechargeable") else line(curve([(440, 640), (560, 656), (640, 630), (800, 650)]), 5, "#d8cfbf")
        yield rod("M400 390V420", 14, METAL)
        if subject.has("slim", "tripod", "adjustable"):
            yield body(turned([(400, 13), (620, 13)]), colour, light if light == "metal" else "round", over)
            yield body(mirrored("M400 618Q490 620 500 642L400 648"), colour, light)
        else:
            yield body(rounded([(404, 22), (430, 24), (500, 66), (580, 100), (630, 84), (648, 62)]), colour, light, over)
        yield _shade(subject, turned([(170, 84), (400, 156)], base=5)) + flat(oval(400, 172, 82, 8), "#fff8e6", 0.9)


def basket(subject: Subject) -> Marks:
    """Return a basket with a trim: storage, a `laundry` hamper, a `log` basket."""
    colour, over = subject.made.colour or "#c4a577", subject.made.texture or "rattan"
    lidded = subject.has("lidded")
    top, half = (260, 150) if subject.has("laundry", "hamper") else (420, 210)
    yield floor(400, 650, half * 1.15)
    for x in () if lidded else (440 - half, 360 + half):
        yield line(f"M{x - 34} {top + 6}Q{x} {top - 66} {x + 34} {top + 6}", 15, "tint")
    yield body(oval(400, top - 8, half + 2, 30), "#5a4632", "inside")
    for x, y in ((310, top - 26), (420, top - 40), (510, top - 20)) if subject.has("log") else ():
        yield body(oval(x, y, 52), "#d3ad78", "soft") + line(oval(x, y, 34), 4, "#000", 0.16)
        yield line(oval(x, y, 16), 3, "#000", 0.16) + line(oval(x, y, 52), 8, "#6b4d35")
    yield body(turned([(top, half), (610, half - 16), (648, half - 36)], base=7), colour, "round", over)
    yield body(turned([(top - 16, half + 4), (top - 10, half + 8), (top + 22, half + 6)], base=2), "tint", "round")
    if lidded and not subject.has("log"):
        yield body(mirrored(f"M400 {top - 56}Q{390 + half} {top - 52} {406 + half} {top}L400 {top + 8}"), colour, "soft", over)
        yield body(box(376, top - 76, 48, 26, 10), "tint", "round")
    elif not lidded and subject.has("storage", "handled"):
        yield body(f"M420 {top - 20}Q470 {top - 54} 520 {top - 20}L536 {top + 110}Q500 {top + 132} 450 {top + 112}Z", "#e3ddd0", "soft", "knit")


def rack(subject: Subject) -> Marks:
    """Return a rack with magazines."""
    colour, over = subject.made.colour or "#c4a577", subject.made.texture or "rattan"
    yield floor(400, 650, 230)
    for x, tone in ((240, "#a9543a"), (290, "#e8e0d0"), (336, "#5f6b76")):
        yield body(polygon((x, 280), (x + 210, 262), (x + 220, 560), (x + 10, 560)), tone, "soft") + flat(box(x + 28, 310, 120, 18), "#fff", 0.7)
    yield body(polygon((190, 400), (610, 400), (580, 620), (220, 620)), colour, "below", over)
    yield rod("M190 392L228 650M610 392L572 650", 15, "tint") + rod("M186 400H614", 15, "tint")


def candle_holder(subject: Subject) -> Marks:
    """Return candlesticks with candles, of different height: one, a pair or a trio."""
    tops = {1: (460,), 2: (520, 440)}.get(subject.pieces, (530, 440, 490))
    yield floor(400, 648, 90 + 60 * len(tops))
    for k, top in enumerate(tops):
        one = lit(400, top - 220, 70) + body(f"M400 {top - 252}Q414 {top - 228} 400 {top - 206}Q386 {top - 228} 400 {top - 252}Z", "#f3c56b", "")
        one += body(box(386, top - 200, 28, 204, 5), "#f3ead8", "round")
        one += _clay(subject, rounded([(top, 40), (top + 14, 26), (top + 40, 20), (610, 30), (628, 66), (648, 70)]))
        yield place(one + body(oval(400, top + 2, 42, 10), "light", "soft"), 170 * (k - (len(tops) - 1) / 2))
