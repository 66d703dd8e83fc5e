"""Cheese, pizza, salad, bread and hampers. Pure."""

from pipeline.images.draw import PAPER, body, flat, floor, label, lettering, line, lying, place, placed, spun, strewn
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, polygon


def cheese(subject: Subject) -> Marks:
    """Return a wedge of cheese on paper."""
    paste = subject.pick(("goat", "#f0e9d8"), ("gouda", "#e3b559"), ("sheep", "#ecdcb2"), ("tomme", "#e4cf9c"), default="#e8c069")
    rind = subject.pick(("gouda", "#b8502f"), ("tomme", "#9c8a6c"), ("smoked", "#8a5a34"), default="#b08a52")
    yield floor(420, 640, 300) + body(polygon((140, 600), (620, 560), (700, 640), (190, 668)), PAPER, "soft")
    yield body("M560 330Q630 360 640 430V590Q668 540 652 430Q636 350 560 330Z", rind, "below")
    yield body(polygon((190, 420), (560, 330), (640, 430)), paste, "soft")
    yield body(polygon((190, 420), (640, 430), (640, 590), (190, 580)), paste, "below")
    if dots := subject.pick(("chives", "#5f7d43"), ("pepper", "#3a3633"), ("truffle", "#4a4038")):
        spots = ((250, 480), (310, 530), (372, 470), (430, 540), (490, 490), (556, 530), (600, 470), (340, 570), (520, 570))
        yield "".join(flat(oval(x, y, 6, 5), dots, 0.9) for x, y in spots)
    elif subject.has("gouda", "cheese", "mild"):
        holes = ((290, 510, 16, 11), (420, 470, 12, 9), (500, 545, 20, 13), (580, 480, 13, 10))
        yield "".join(flat(oval(x, y, rx, ry), "#000", 0.12) for x, y, rx, ry in holes)
    yield line("M190 420L640 430", 3, "#fff", 0.5)
    yield line("M470 400V250", 4, "#b99a6b") + body(box(472, 250, 150, 70, 3), "tint", "soft") + lettering(subject, 547, 286, 146, 74, "ink", "ink")


_SPOTS = ((310, 330), (400, 290), (492, 336), (520, 430), (470, 510), (380, 530), (298, 480), (280, 400), (400, 400), (440, 440), (352, 440), (430, 350))
# What lies on a pizza: colour and shape
_LEAF = "M-26 0Q0 -22 26 0Q0 22 -26 0Z"
_TOPPINGS = {
    "margherita": ("#4f7a3d", _LEAF),
    "mushroom": ("#b39a80", "M-22 4Q-20 -20 0 -20Q20 -20 22 4L8 2V18H-8V2Z"),
    "peppers": ("#c0442f", "M-26 6Q0 -26 26 6Q0 -10 -26 6Z"),
    "spinach": ("#4a6f3d", _LEAF),
    "cheeses": ("#d6a648", "M-16 0Q0 -20 16 0Q0 20 -16 0Z"),
}


@placed(dy=-10)
def pizza(subject: Subject) -> Marks:
    """Return a pizza on paper, seen from above; `flatbread` is longer."""
    colour, shape = next((what for word, what in _TOPPINGS.items() if subject.has(word)), _TOPPINGS["margherita"])
    yield lying(box(130, 140, 540, 540, 8), "tint", "soft")
    yield flat(oval(406, 424, 240), "#000", 0.18) + body(oval(400, 410, 236), "#cf9a5b", "ball", "crumb")
    yield body(oval(400, 410, 202), "#e8cf98" if subject.has("cheeses", "spinach", "mushroom", "flatbread") else "#b8452f", "soft")
    yield "".join(flat(oval(x + 10, y - 14, 44, 36), "#f3e3ba", 0.92) for x, y in _SPOTS)
    yield strewn(body(shape, colour, "soft"), *((x, y, (k * 47) % 360) for k, (x, y) in enumerate(_SPOTS)))
    yield line("M400 176V644M196 292L604 528M196 528L604 292", 3, "#000", 0.16) + label(subject, 590, 640, 150, 80, light="soft")


def salad(subject: Subject) -> Marks:
    """Return a bowl of salad under a paper band."""
    green = subject.pick(("cabbage", "#b9c98f"), ("spinach", "#4f7a45"), default="#86a857")
    spots = ((250, 400, -50), (320, 360, -24), (400, 340, 0), (480, 360, 24), (550, 400, 52), (290, 430, -70), (510, 430, 72), (360, 410, -12), (446, 412, 16))
    yield floor(400, 650, 230)
    for k, spot in enumerate(spots):
        leaf = body("M0 60Q-52 20 -36 -30Q-20 -62 0 -70Q20 -62 36 -30Q52 20 0 60Z", green if k % 3 else "#6b8f4a", "soft")
        yield strewn(leaf + line("M0 50V-50", 4, "#fff", 0.35), spot)
    if subject.has("cabbage"):
        yield line("M300 420Q380 380 470 430M350 390Q430 360 520 410", 8, "#7a4a72", 0.8)
    else:
        yield body(oval(340, 440, 26), "#c2473a", "ball") + body(oval(470, 400, 26), "#c2473a", "ball")
    yield body(mirrored("M400 440L640 440Q630 560 540 648L400 650"), "#e5ebe6", "glass")
    yield body(mirrored("M400 500L628 500L610 560L400 566"), "tint", "round") + lettering(subject, 400, 530, 300, 84, "ink", "ink")


def loaf(subject: Subject) -> Marks:
    """Return a loaf: round, or a `sandwich` loaf; `sliced` shows its crumb."""
    crust = subject.pick(("rye", "#6f4a30"), ("oat", "#b98a56"), ("spelt", "#a8733f"), default="#b57a42")
    tin, seeds = subject.has("sandwich"), subject.has("seeded", "oat")
    high = "M400 300Q470 280 540 300Q620 310 622 372Q622 400 604 410V600Q600 616 584 616L400 618"
    yield floor(400, 648, 310) + body(box(110, 612, 580, 34, 12), "#a9794d", "below", "wood")
    yield body(mirrored(high if tin else "M400 318Q560 316 640 450Q680 560 610 612Q520 628 400 628"), crust, "ball", "crumb")
    for x in () if tin else (300, 386, 472):
        yield line(f"M{x} 530Q{x + 6} 430 {x + 56} 372", 16, "#e9cfa0", 0.9) + line(f"M{x + 8} 530Q{x + 14} 434 {x + 64} 374", 4, "#000", 0.2)
    yield "" if tin or seeds else flat(mirrored("M400 340Q520 340 580 440Q480 400 400 400"), "#fff", 0.22)
    for k, x in enumerate(230 + n * 83 % 240 for n in range(26 * seeds)):
        yield flat(oval(x, 350 + abs(x - 400) * 0.55 + (k * 47) % 130, 7, 4), "#efe1bd" if k % 2 else "#4a3a2a", 0.9)
    if subject.has("sliced"):
        cut = "M400 330Q470 312 520 336Q560 372 536 410L530 610L400 614" if tin else "M400 400Q500 400 536 490Q556 580 520 618L400 622"
        crumb = body(mirrored(cut), subject.pick(("rye", "#a98662"), default="#ecd6ae"), "soft", "crumb")
        yield "".join(place(body(mirrored(cut), crust, "soft") + place(crumb, 0, 2, 0.92), dx, 6, 0.94) for dx in (-190, -216))
    yield body(polygon((470, 312 if tin else 336), (560, 304 if tin else 366), (560, 618), (470, 622)), "tint", "below")
    yield spun(lettering(subject, 515, 500, 190, 84, "ink", "ink"), 515, 500)


def hamper(subject: Subject) -> Marks:
    """Return a basket with a bottle, a jar, a loaf and a ribbon."""
    arch = "M196 470Q230 170 400 166Q570 170 604 470"
    cloth = "M180 462Q220 440 260 468T350 466T440 470T530 466T622 462L600 520L560 486L500 530L440 486L380 530L320 486L260 530L214 486Z"
    yield floor(400, 654, 260)
    yield body("M276 480V330Q276 300 296 280V206H330V280Q350 300 350 330V480Z", "#4d5a3c", "round") + label(subject, 313, 400, 66, 80)
    yield body(box(372, 350, 100, 140, 12), "#b5632f" if subject.has("savory") else "#a8323a", "glass")
    yield body(box(366, 316, 112, 42, 6), "tint", "round") + label(subject, 422, 424, 76, 60)
    yield body("M490 470Q470 360 540 320Q610 330 598 470Z", "#b57a42", "round", "crumb")
    yield line("M520 360Q540 380 560 352M512 400Q540 420 574 392", 7, "#e9cfa0")
    yield body(mirrored("M400 470L628 470L604 640Q602 650 590 652L400 652"), "#bb8d55", "below", "rattan")
    yield line(arch, 20, "#a97c48") + line(arch, 20, "url(#t-braid)") + body(cloth, "tint", "soft", "check")
    yield flat(polygon((520, 556), (600, 540), (610, 600), (530, 616)), "#faf8f3") + spun(lettering(subject, 565, 578, 84, 60, "#33302c"), 565, 578, -11)
