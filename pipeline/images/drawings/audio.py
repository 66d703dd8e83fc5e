"""Headphones, speakers, record players and microphones. Pure."""

from pipeline.images.draw import DARK, METAL, body, both_sides, button, flat, floor, line, place, rod, wordmark
from pipeline.images.letters import words
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, curve, mirrored, oval, polygon, turned


def headphones(subject: Subject) -> Marks:
    """Return headphones; a gaming `headset` has a microphone, `on` ear ones are smaller."""
    r = 74 if subject.has("on") else 92
    cup = rod("M216 400V480", 12, METAL) + body("M250 420Q310 430 310 506Q310 590 250 590Q290 506 250 420Z", DARK, "round")
    cup += body(oval(222, 500, r, r + 30), "tint", "ball") + line(oval(222, 500, r * 0.62, (r + 30) * 0.62), 3, "#000", 0.14)
    arch = "M236 330Q262 196 400 192Q538 196 564 330"
    yield floor(400, 632, 250)
    yield line("M216 450Q214 180 400 176Q586 180 584 450", 34, "dark") + line(arch, 20, "tint") + line(arch, 6, "#fff", 0.22)
    yield both_sides(cup) + wordmark(subject, 216, 500, 15, 96)
    if subject.has("headset"):
        yield rod(curve([(200, 560), (240, 640), (330, 656)]), 10, DARK) + body(box(320, 642, 60, 28, 14), DARK, "round")


def earbuds(subject: Subject) -> Marks:
    """Return earbuds above their open case; `sport` ones have ear hooks."""
    yield floor(400, 646, 190) + body("M246 420Q246 356 320 350H480Q554 356 554 420V436H246Z", "light", "soft")
    yield body(box(240, 430, 320, 214, 84), "tint", "round")
    yield body("M240 500Q244 430 324 430H476Q556 430 560 500V516H240Z", "dark", "inside")
    yield body("M240 512H560V560Q556 644 476 644H324Q244 644 240 560Z", "tint", "below") + line("M240 512H560", 4, "#000", 0.25)
    for x, tip in ((300, -1), (500, 1)):
        if subject.has("sport", "secure"):
            yield line(f"M{x} 250Q{x + tip * 90} 190 {x + tip * 84} 330Q{x + tip * 76} 380 {x + tip * 50} 390", 11, "dark")
        yield body(box(x - 15 + tip * 8, 280, 30, 110, 15), "tint", "round") + body(oval(x, 276, 46, 42), "tint", "ball")
        yield body(oval(x - tip * 46, 286, 24, 30), DARK, "ball") + flat(oval(x + tip * 12, 268, 8), "#000", 0.25)
    yield flat(oval(400, 548, 6), "#a9e0b8") + wordmark(subject, 400, 592, 16, 170)


def speaker(subject: Subject) -> Marks:
    """Return a portable speaker; `party` is tall with two cones, `bedside` shows the time."""
    made = subject.made
    texture = made.texture if made.texture not in ("", "brushed") else "mesh"
    if subject.has("party"):
        yield floor(400, 652, 190) + line("M300 176Q300 130 400 130Q500 130 500 176", 20, DARK)
        yield body(box(250, 170, 300, 480, 40), "tint", "soft", texture)
        for y, r in ((322, 80), (510, 110)):
            yield body(oval(400, y, r), "deep", "ball", "mesh") + line(oval(400, y, r), 8, "#000", 0.3) + body(oval(400, y, r * 0.36), DARK, "ball")
        yield wordmark(subject, 400, 218, 17, 180)
    elif subject.has("bedside"):
        yield floor(400, 632, 220)
        yield body(box(210, 380, 380, 250, 60), "tint", "below", texture) + body(oval(400, 392, 180, 26), "light", "soft")
        yield flat(box(290, 450, 220, 96, 16), "#17191b") + words("10 09", 400, 474, 48, width=180, paint="#f3e3c0")
        yield wordmark(subject, 400, 590, 15, 170)
    else:
        yield floor(400, 650, 160) + line(curve([(516, 300), (548, 330), (552, 420), (534, 470)]), 8, "dark")
        yield body(turned([(232, 92), (244, 118), (262, 126), (612, 126), (634, 116), (648, 92)], base=6), "tint", "round", texture)
        yield body(oval(400, 244, 108, 22), "light", "soft") + line("M388 244H412M400 239V249", 4, "deep")
        foot = turned([(600, 126), (634, 116), (648, 92)], base=6)
        yield body(foot, made.colour or "dark", "round", "wood" if made.texture == "wood" else "")
        yield body(box(330, 440, 140, 44, 6), "tint", "soft") + wordmark(subject, 400, 462, 15, 116)


def home_audio(subject: Subject) -> Marks:
    """Return a `turntable`, a pair of `bookshelf` speakers, or a soundbar, in wood with a trim."""
    wood = subject.made.colour or "#8a6a4a"
    if subject.has("turntable"):
        marks = floor(400, 620, 300) + body(box(130, 190, 540, 420, 18), wood, "soft", "wood") + body(oval(340, 400, 170), "#1b1c1e", "sheen")
        marks += "".join(line(oval(340, 400, r), 2, "#fff", 0.09) for r in (70, 96, 122, 148))
        marks += body(oval(340, 400, 50), "tint", "soft") + flat(oval(340, 400, 6), METAL)
        marks += rod("M590 250V470L500 520", 11, METAL) + body(oval(590, 262, 34), "tint", "metal")
        marks += body(polygon((512, 500), (486, 540), (466, 528), (490, 494)), DARK, "soft")
        yield place(marks + button(600, 556, 22, METAL) + button(536, 570, 13, METAL), 0, 20)
    elif subject.has("bookshelf", "pair"):
        one = body(box(292, 250, 216, 390, 10), wood, "soft", "grain") + flat(box(306, 264, 188, 362, 6), "#000", 0.55)
        for y, r in ((330, 40), (490, 84)):
            one += line(oval(400, y, r + 6), 8, "tint") + body(oval(400, y, r), "#1f2022", "ball") + body(oval(400, y, r * 0.36), "#33353a", "ball")
        one += wordmark(subject, 400, 604, 10, 110, "#e8e2d6")
        yield floor(400, 642, 320) + place(one, -140) + place(one, 140)
    else:
        front = box(150, 534, 500, 82, 12)
        yield floor(400, 634, 340) + body(box(132, 190, 536, 290, 8), "#1d2024", "sheen") + flat(box(370, 480, 60, 30), "#2a2c2f")
        yield body(box(90, 520, 620, 110, 22), wood, "below", "wood") + body(front, "#2b2c2e", "below", "mesh") + line(front, 5, "tint")
        yield flat(oval(670, 576, 5), "#a9e0b8") + wordmark(subject, 400, 576, 13, 120, "#e8e2d6")


def microphone(subject: Subject) -> Marks:
    """Return a microphone on a stand; `boom` hangs from an arm."""
    mic = body(turned([(180, 46), (196, 70), (250, 84), (330, 84), (352, 78)]), "deep", "round", "mesh") + body(box(316, 338, 168, 18, 4), METAL, "metal")
    mic += body(turned([(352, 80), (470, 80), (492, 70), (500, 50)]), "tint", "round")
    mic += wordmark(subject, 400, 420, 14, 120) + flat(oval(400, 462, 7), "#d05a4a")
    if subject.has("boom"):
        yield floor(240, 640, 120) + rod("M240 640V220L440 130V260", 16, DARK) + body(box(190, 620, 100, 24, 6), DARK, "below")
        yield place(mic, 40, 40, 0.9)
        return
    yield floor(400, 648, 160) + rod("M400 540V630", 16, METAL)
    if subject.has("tripod"):
        yield rod("M400 560L290 640M400 560L510 640M400 560V648", 16, DARK)
    else:
        yield body(mirrored("M400 620Q510 622 520 644L400 648"), DARK, "below")
    yield line("M300 330Q290 560 400 556Q510 560 500 330", 14, DARK) + (line(oval(400, 380, 116, 150), 8, DARK) if subject.has("shock") else "")
    yield place(mic, 0, 10, 0.96)
