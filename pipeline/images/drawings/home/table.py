"""What stands on a table: plates, bowls, mugs, glasses. Pure."""

from pipeline.images.draw import body, flat, floor, glass, glint, line, lying, place
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import mirrored, oval, turned


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
