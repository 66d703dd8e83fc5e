"""What stands on a table: plates, bowls, mugs, glasses. Pure."""

from pipeline.images.draw import body, flat, floor, glint, line, lying, place, shine
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.look import Subject
from pipeline.images.paths import mirrored, oval, turned


def _glaze(subject: Subject) -> str:
    return "flutes" if subject.has("ribbed") else "speckle" if subject.has("speckled", "speckle") or subject.made.texture == "speckle" else ""


def plates(subject: Subject) -> str:
    """Return plates from above: two, four or six; `side` plates are smaller, pasta `bowls` deeper."""
    count = min(max(subject.pieces, 2), 6)
    r = 150 if subject.has("side") else 190
    over = _glaze(subject) if not subject.has("ribbed") else ""
    rings = "".join(line(oval(400, 400, r * k), 3, "#000", 0.10) for k in (0.5, 0.58, 0.66, 0.9)) if subject.has("ribbed") else ""
    rim = line(oval(400, 400, r * 0.98), 6, "deep", 0.6) if subject.has("rimmed") else line(oval(400, 400, r * 0.985), 3, "#fff", 0.4)
    deep = flat(oval(400, 400, r * 0.7), "#000", 0.09) if subject.has("bowls", "pasta") else ""
    one = lying(oval(400, 400, r), "tint", "soft", over) + body(oval(400, 400, r), "tint", "dish", over) + deep + rings + rim
    spots = {2: ((60, -60), (-60, 60)), 4: ((120, -120), (40, -40), (-40, 40), (-120, 120))}.get(
        count, tuple((135 - 54 * k, -135 + 54 * k) for k in range(count))
    )
    scale = 0.96 if count == 2 else 0.86  # noqa: PLR2004
    return "".join(place(one, dx, dy, scale) for dx, dy in spots)


def mugs(subject: Subject) -> str:
    """Return mugs with raw feet: two, four or six."""
    count = min(max(subject.pieces, 2), 6)
    cup = turned([(400, 96), (412, 98), (600, 94), (628, 84), (640, 70)], base=5)
    foot = turned([(574, 95), (600, 94), (628, 84), (640, 70)], base=5)
    ear = line("M490 446Q590 436 586 520Q580 590 484 586", 26, "dark") + line("M490 442Q584 432 580 518", 7, "#fff", 0.2)
    inner = body(oval(400, 402, 96, 24), "light", "soft") + flat(oval(400, 408, 84, 18), "#4a3226")
    one = ear + body(cup, "tint", "round", _glaze(subject)) + body(foot, "#cdb28c", "round", "speckle") + inner + line(oval(400, 402, 96, 24), 4, "light")
    rows = {2: ((110, -34, 0.96), (-90, 8, 1.04)), 4: ((170, -60, 0.8), (-20, -60, 0.8), (70, 24, 0.88), (-130, 24, 0.88))}
    spots = rows.get(count, tuple((dx, -70 + 84 * row, 0.72 + 0.06 * row) for row in (0, 1) for dx in (170, 0, -170)))
    return floor(400, 646, 280) + "".join(floor(400 + dx, 648 + dy, 110 * s) + place(one, dx, dy - 4 + (1 - s) * 240, s) for dx, dy, s in spots)


def glasses(subject: Subject) -> str:
    """Return glasses: tumblers, `highballs`, `goblets`, `coupes`; two, four or six."""
    count = min(max(subject.pieces, 2), 6)
    over = subject.pick(("fluted", "flutes"), ("faceted", "facets"), ("optic", "flutes"), ("pressed", "flutes"), default=subject.made.texture)
    top, r = 400, 84
    if subject.has("goblets", "coupes"):
        wide = subject.has("coupes")
        top, r = (330, 112) if wide else (270, 78)
        low = 440 if wide else 450
        bowl = mirrored(f"M400 {top}H{400 + r}Q{410 + r} {low - 30} {420} {low}L408 {low + 10}L400 {low + 10}")
        stem = turned([(low, 9), (low + 30, 6), (610, 6), (626, 12)]) + mirrored("M400 622Q462 628 470 642L400 648")
        shapes = body(stem, "tint", "glass") + flat(bowl, "tint", 0.6) + (f'<path d="{bowl}" fill="url(#t-{over})"/>' if over else "") + shine(bowl, "glass")
    else:
        top = 290 if subject.has("highballs") else 410
        side = turned([(top, r), (630, r - 10), (646, r - 20)], base=5)
        base = turned([(612, r - 10), (630, r - 12), (644, r - 22)], base=4)
        shapes = flat(side, "tint", 0.66) + (f'<path d="{side}" fill="url(#t-{over})"/>' if over else "") + shine(side, "glass") + body(base, "light", "glass")
    one = (
        shapes
        + flat(oval(400, top, r, r * 0.15), "#fff", 0.35)
        + line(oval(400, top, r, r * 0.15), 4, "#fff", 0.75)
        + line(oval(400, top + 1, r, r * 0.15), 1.5, "dark", 0.7)
        + glint(400 - r * 0.6, top + 30, 8, 44 if subject.has("coupes") else 110, 0.45)
    )
    back = ((-196, -34, 0.82), (0, -34, 0.82), (196, -34, 0.82))
    front = {2: ((-112, 0, 1), (112, 0, 1)), 4: (*((-98, -34, 0.84), (112, -34, 0.84)), (-190, 12, 0.94), (10, 12, 0.94))}
    spots = front.get(count, (*back, (-110, 14, 0.9), (90, 14, 0.9), (276, 14, 0.9)))
    return "".join(floor(400 + dx, 646 + dy, 96 * s) + place(one, dx, dy + (1 - s) * 240, s) for dx, dy, s in spots)


DRAWINGS = {"plates": Drawing(plates, stands=False), "mugs": Drawing(mugs), "glasses": Drawing(glasses)}
