"""Pans, knives, utensils, and what stands on a table. Pure."""

from pipeline.images.draw import BRASS, METAL, PAPER, body, button, flat, floor, glass, glint, line, lying, place, printed, rod, spun, wordmark
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, turned


def pan(subject: Subject) -> Marks:
    """Return a pan from above, with its handle: frying, sauté; a `saucepan` from the side."""
    made, shell, hammer = subject.made, subject.made.colour or METAL, "hammered" if subject.has("hammered") else ""
    grip = "wood" if subject.has("walnut") else ""
    if subject.has("saucepan"):
        marks = floor(400, 646, 220) + body("M586 424L760 396Q776 396 776 412Q776 426 762 428L588 456Z", "tint", "below", grip)
        marks += body(mirrored("M400 400L590 400L584 610Q580 640 548 644L400 646"), shell, made.light if made.light != "soft" else "round", hammer)
        marks += line("M212 404H588", 5, "#fff", 0.4) + body(mirrored("M400 346Q540 350 588 392L400 396"), shell, "metal")
        yield place(marks + body(turned([(310, 26), (322, 30), (346, 14)]), "tint", "round"), -60)
        return
    rim, inner = oval(350, 440, 206), oval(350, 440, 176)
    yield lying("M498 322L680 140Q704 122 722 140Q738 158 720 180L532 360Z", "tint", "soft", grip) + flat(oval(700, 160, 9), "#000", 0.4)
    yield lying(rim, shell, "soft") + body(rim, shell, made.light, hammer)
    yield body(inner, shell, "dish", hammer or made.texture) + line(inner, 4, "#000", 0.22)
    yield line("M194 400A170 170 0 0 1 330 272", 8, "#fff", 0.28) + button(536, 320, 6, METAL) + button(520, 300, 6, METAL)


def casserole(subject: Subject) -> Marks:
    """Return a pot with two handles and a lid; its knob is the option."""
    shell, texture, light = subject.made.colour or METAL, subject.made.texture, subject.made.light if subject.made.light != "soft" else "round"
    yield floor(400, 648, 240)
    yield "".join(line(f"M{x} 470h{w}q{w * 0.6:g} 0 {w * 0.6:g} 22t{-w * 0.6:g} 22h{-w}", 16, "tint") for x, w in ((190, -36), (610, 36)))
    yield body(mirrored("M400 430H612V580Q608 640 550 644L400 646"), shell, light, "hammered" if subject.has("hammered") else texture)
    yield body(mirrored("M400 358Q560 362 618 420V434H400"), shell, light) + line("M184 434H616", 4, "#000", 0.25)
    yield body(turned([(316, 34), (326, 40), (338, 34), (362, 16)]), "tint", "metal" if subject.has("brass") else "round")
    yield wordmark(subject, 400, 560, 18, 180, "#f0ece4")


_BLADES = (
    ("bread", "M402 160Q440 158 444 196L446 452H354V196Q358 160 402 160Z"),
    ("santoku", "M352 170Q440 176 456 290V452H352Z"),
    ("paring", "M366 290Q410 330 420 400V452H366Z"),
)
_CHEF = "M354 120Q420 220 448 360V452H354Z"


def knife(subject: Subject) -> Marks:
    """Return a knife: chef's, `bread`, `paring` or `santoku`; with a `sheath`, or `boxed`."""
    blade = subject.pick(*_BLADES, default=_CHEF)
    one = lying(blade, subject.made.colour or METAL, "sheen")
    one += "" if subject.has("paring") else line("M448 360V446" if blade == _CHEF else "M446 300V446", 5, "#fff", 0.5)
    one += "".join(line(f"M444 {212 + 22 * k}q-10 11 0 22", 3, "#000", 0.3) for k in range(11)) if subject.has("bread") else ""
    grip = "M352 452H430Q436 470 430 500Q440 600 432 690Q424 716 388 716Q356 712 354 690Z"
    one += lying(grip, "tint", "round", "" if subject.has("black") else "grain") + "".join(button(392, y, 8, BRASS) for y in (520, 590, 660))
    one += body(box(350, 440, 84, 22, 3), METAL, "metal") + spun(wordmark(subject, 390, 402, 10, 80, "#4a4e52"), 384, 400)
    if subject.has("boxed"):
        case, inner = lying(box(230, 90, 340, 650, 14), "deep", "soft"), box(252, 112, 296, 606, 8)
        yield place(case + flat(inner, "#000", 0.35) + body(inner, "#cdbfa6", "soft") + place(one, scale=0.86), 0, -10, 0.9, 38)
    elif subject.has("sheath"):
        sheath = lying(box(500, 200, 124, 290, 12), "#5d4433", "soft", "pile") + line(box(510, 210, 104, 270, 8), 2, "#fff", 0.3)
        yield place(one + sheath, -30, -20, 0.96, 42)
    else:
        yield place(one, 0, -20, 0.96, 42)


def utensil(subject: Subject) -> Marks:
    """Return a spoon, a `spatula` or a `whisk`; a pair, or in a gift box."""
    over, light = "grain" if subject.made.texture == "wood" else "", "metal" if subject.made.light == "metal" else "soft"
    one = lying(box(384, 330, 32, 350, 16), "tint", "round", over)
    if subject.has("whisk"):
        loops = [f"M392 440C{400 - w * 0.7:g} 340 {400 - w} 100 400 100S{400 + w * 0.7:g} 340 408 440" for w in (50, 110, 165, 210)]
        one = "".join(line(d, 14, "#000", 0.08) for d in loops) + "".join(rod(d, 11, "#8d9398") for d in loops)
        one += lying(box(376, 420, 48, 280, 24), "tint", "round", over) + body(box(372, 412, 56, 40, 8), METAL, "metal")
    elif subject.has("spatula"):
        one += lying("M340 150Q400 130 460 150L450 320Q430 344 416 350H384Q370 344 350 320Z", "tint", light, over)
    else:
        one += lying("M400 120Q476 130 472 230Q466 320 416 346H384Q334 320 328 230Q324 130 400 120Z", "tint", light, over)
        one += flat("M400 140Q456 150 454 230Q448 300 410 322H390Q352 300 346 230Q344 150 400 140Z", "#000", 0.12)
    if subject.has("slotted", "spatula") and not subject.has("whisk"):
        one += "".join(flat(box(378 + 16 * k, 170, 8, 90, 4), "#000", 0.4) for k in range(3))
    if subject.has("box", "boxed"):
        case = lying(box(250, 80, 300, 640, 14), "deep", "soft") + body(box(270, 100, 260, 600, 8), "#d9ccb4", "inside") + place(one, scale=0.86)
        yield place(case + flat(box(270, 470, 260, 70), PAPER) + printed(subject, 400, 505, 220, 66), scale=0.92, turn=24)
    elif subject.pieces > 1:
        yield place(one, -70, turn=-6) + place(one, 70, turn=24)
    else:
        yield place(one, turn=24)


def _glaze(subject: Subject) -> str:
    speckled = subject.has("speckled", "speckle") or subject.made.texture == "speckle"
    return "flutes" if subject.has("ribbed") else "speckle" if speckled else ""


def plates(subject: Subject) -> Marks:
    """Return plates from above: two, four or six; `side` plates are smaller, pasta `bowls` deeper."""
    count, r, ribbed = min(max(subject.pieces, 2), 6), 150 if subject.has("side") else 190, subject.has("ribbed")
    rim, over = oval(400, 400, r), "" if ribbed else _glaze(subject)
    one = lying(rim, "tint", "soft", over) + body(rim, "tint", "dish", over)
    one += flat(oval(400, 400, r * 0.7), "#000", 0.09) if subject.has("bowls", "pasta") else ""
    one += "".join(line(oval(400, 400, r * k), 3, "#000", 0.10) for k in (0.5, 0.58, 0.66, 0.9)) if ribbed else ""
    one += line(oval(400, 400, r * 0.98), 6, "deep", 0.6) if subject.has("rimmed") else line(oval(400, 400, r * 0.985), 3, "#fff", 0.4)
    first, step = {2: (60, 120), 4: (120, 80)}.get(count, (135, 54))
    yield "".join(place(one, first - step * k, step * k - first, 0.96 if count == 2 else 0.86) for k in range(count))


def mugs(subject: Subject) -> Marks:
    """Return mugs with raw feet: two, four or six."""
    rim = oval(400, 402, 96, 24)
    one = line("M490 446Q590 436 586 520Q580 590 484 586", 26, "dark") + line("M490 442Q584 432 580 518", 7, "#fff", 0.2)
    one += body(turned([(400, 96), (412, 98), (600, 94), (628, 84), (640, 70)], base=5), "tint", "round", _glaze(subject))
    one += body(turned([(574, 95), (600, 94), (628, 84), (640, 70)], base=5), "#cdb28c", "round", "speckle")
    one += body(rim, "light", "soft") + flat(oval(400, 408, 84, 18), "#4a3226") + line(rim, 4, "light")
    rows = {2: ((110, -34, 0.96), (-90, 8, 1.04)), 4: ((170, -60, 0.8), (-20, -60, 0.8), (70, 24, 0.88), (-130, 24, 0.88))}
    spots = rows.get(min(max(subject.pieces, 2), 6), tuple((dx, -70 + 84 * row, 0.72 + 0.06 * row) for row in (0, 1) for dx in (170, 0, -170)))
    yield floor(400, 646, 280)
    yield "".join(floor(400 + dx, 648 + dy, 110 * s) + place(one, dx, dy - 4 + (1 - s) * 240, s) for dx, dy, s in spots)


def glasses(subject: Subject) -> Marks:
    """Return glasses: tumblers, `highballs`, `goblets`, `coupes`; two, four or six."""
    over = subject.pick(("fluted", "flutes"), ("faceted", "facets"), ("optic", "flutes"), ("pressed", "flutes"), default=subject.made.texture)
    coupe = subject.has("coupes")
    if coupe or subject.has("goblets"):
        top, r, low = (330, 112, 440) if coupe else (270, 78, 450)
        one = body(turned([(low, 9), (low + 30, 6), (610, 6), (626, 12)]) + mirrored("M400 622Q462 628 470 642L400 648"), "tint", "glass")
        one += glass(mirrored(f"M400 {top}H{400 + r}Q{410 + r} {low - 30} 420 {low}L408 {low + 10}L400 {low + 10}"), "tint", 0.6, over)
    else:
        top, r = 290 if subject.has("highballs") else 410, 84
        one = glass(turned([(top, r), (630, r - 10), (646, r - 20)], base=5), "tint", 0.66, over)
        one += body(turned([(612, r - 10), (630, r - 12), (644, r - 22)], base=4), "light", "glass")
    one += flat(oval(400, top, r, r * 0.15), "#fff", 0.35) + line(oval(400, top, r, r * 0.15), 4, "#fff", 0.75)
    one += line(oval(400, top + 1, r, r * 0.15), 1.5, "dark", 0.7) + glint(400 - r * 0.6, top + 30, 8, 44 if coupe else 110, 0.45)
    rows = {2: ((-112, 0, 1), (112, 0, 1)), 4: ((-98, -34, 0.84), (112, -34, 0.84), (-190, 12, 0.94), (10, 12, 0.94))}
    six = ((-196, -34, 0.82), (0, -34, 0.82), (196, -34, 0.82), (-110, 14, 0.9), (90, 14, 0.9), (276, 14, 0.9))
    spots = rows.get(min(max(subject.pieces, 2), 6), six)
    yield "".join(floor(400 + dx, 646 + dy, 96 * s) + place(one, dx, dy + (1 - s) * 240, s) for dx, dy, s in spots)
