"""Hats, belts and bags. Pure."""

from pipeline.images.draw import BRASS, LEATHER, body, button, flat, floor, lettering, line, rod, seam, stitch, wordmark
from pipeline.images.drawings.wear.cloth import cloth, mark_of
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval


def cap(subject: Subject) -> Marks:
    """Return a cap with a peak."""
    yield floor(430, 566, 260) + body("M214 520Q204 300 390 286Q560 292 572 516Q400 556 214 520Z", "tint", "ball", cloth(subject))
    yield seam("M392 288Q330 380 336 534M396 288Q470 380 470 530") + wordmark(subject, 478, 420, 22, 120, "ink")
    yield body("M420 520Q520 470 572 486Q690 510 704 560Q690 584 640 570Q540 536 420 548Z", "dark", "below", cloth(subject))
    yield stitch("M440 530Q560 500 684 556") + button(392, 286, 12, "#8a8378") + line("M216 514Q400 552 570 512", 4, "#000", 0.2)


def beanie(subject: Subject) -> Marks:
    """Return a knitted hat with a cuff."""
    yield floor(400, 600, 220) + body(mirrored("M400 224Q550 230 562 470L556 560L400 566"), "tint", "ball", "knit")
    yield "".join(line(f"M{400 + 44 * k} 490Q{400 + 42 * k} 330 {400 + 5 * k} 232", 5, "#000", 0.13) for k in range(-3, 4))
    yield line("M240 480Q400 470 560 480", 14, "#000", 0.16) + body(box(226, 484, 348, 112, 30), "tint", "below", "knit")
    yield "".join(line(f"M{244 + 24 * k} 498V584", 8, "#000", 0.12) for k in range(14)) + mark_of(subject, 480, 544)


def bucket_hat(subject: Subject) -> Marks:
    """Return a hat with a brim all around."""
    yield floor(400, 598, 290) + body(mirrored("M400 306Q492 306 510 328L548 470L400 480"), "tint", "round", cloth(subject))
    yield flat(oval(400, 323, 102, 15), "#000", 0.10)
    yield body(mirrored("M400 452Q500 450 548 462Q624 506 656 548Q666 566 640 574Q540 600 400 602"), "tint", "below", cloth(subject))
    yield line("M254 462Q400 500 546 462", 5, "#000", 0.22)
    yield "".join(stitch(f"M{226 - 24 * k} {508 + 22 * k}Q400 {554 + 18 * k} {574 + 24 * k} {508 + 22 * k}") for k in range(3))
    yield mark_of(subject, 400, 428)


def belt(subject: Subject) -> Marks:
    """Return a rolled belt with its buckle."""
    texture = "braid" if subject.has("woven", "canvas") else cloth(subject)
    wide = 74 if subject.has("slim", "minimal") else 92
    yield floor(420, 668, 260) + body(oval(400, 424, 194, 124), "deep", "inside")
    yield "".join(line(oval(400, 430, r, r * 0.62), 10, tone) for r, tone in ((96, "deep"), (124, "dark"), (152, "dark"), (180, "tint")))
    yield body(f"M206 424A194 124 0 0 0 594 424V{424 + wide}A194 124 0 0 1 206 {424 + wide}Z", "tint", "round", texture)
    yield body(f"M420 562L640 540V{540 + wide}L420 {562 + wide}Z", "tint", "below", texture) + stitch("M222 452Q230 572 400 576L630 552")
    yield "".join(flat(oval(300 + 34 * k, 566 + wide / 2 - 4 + abs(k - 2) * -2, 5), "#000", 0.5) for k in range(4))
    yield line(box(628, 530, 62, wide + 20, 12), 13, BRASS if subject.has("canvas", "leather", "classic") else "#a9adb1")
    yield rod(f"M634 {540 + wide // 2}H690", 9, "#a9adb1")


def tote(subject: Subject) -> Marks:
    """Return a tote bag with two handles."""
    yield floor(400, 656, 220)
    yield line("M310 330Q316 168 384 164Q452 168 458 330", 15, "#2c2623") + line("M342 330Q346 196 416 190Q484 196 490 330", 15, LEATHER)
    yield body(mirrored("M400 320L566 320L546 640Q544 652 530 654L400 656"), "tint", "soft", cloth(subject) or "weave")
    yield seam("M236 344H564") + line("M340 380Q352 520 330 640M470 400Q458 520 476 640", 14, "#000", 0.05)
    yield "".join(body(box(x, 318, 26, 52, 4), LEATHER) + button(x + 13, 356, 4, BRASS) for x in (328, 478))
    yield lettering(subject, 400, 508, 280, 130, "ink", "ink", " ")


def crossbody(subject: Subject) -> Marks:
    """Return a bag with a flap and a strap."""
    lid, strap, texture = mirrored("M400 376L556 376Q574 380 572 420Q560 530 470 540L400 544"), "M236 420Q270 150 400 146Q530 150 564 420", cloth(subject)
    yield floor(400, 646, 220) + line(strap, 14, "dark") + line(strap, 3, "#fff", 0.15)
    yield body(mirrored("M400 390L560 390Q584 500 572 620Q570 640 548 642L400 644"), "dark", "soft", texture)
    yield flat(lid, "#000", 0.18) + body(lid, "tint", "sheen" if subject.has("leather") else "soft", texture)
    yield stitch("M244 400Q250 520 336 526H464Q550 520 556 400") + body(box(382, 520, 36, 44, 8), BRASS, "metal")
    yield "".join(line(box(x - 11, 390, 22, 26, 8), 5, BRASS) for x in (238, 562)) + wordmark(subject, 400, 450, 15, 150)


def day_pack(subject: Subject) -> Marks:
    """Return a backpack."""
    lid, pocket, texture = mirrored("M400 226Q512 228 528 330L526 392Q470 408 400 408"), box(300, 470, 200, 150, 26), cloth(subject) or "weave"
    yield floor(400, 654, 200) + line("M366 226Q370 172 400 172Q430 172 434 226", 14, "dark")
    yield body(mirrored("M400 222Q520 224 536 330L548 610Q548 650 510 652L400 654"), "tint", "round", texture)
    yield body(pocket, "tint", "below", texture) + line(pocket, 3, "#000", 0.22)
    yield flat(lid, "#000", 0.14) + body(lid, "light", "soft", texture) + line(lid, 2.5, "#000", 0.16)
    yield "".join(body(box(x, 372, 22, 130, 4), LEATHER) + line(box(x - 4, 448, 30, 26, 4), 5, BRASS) for x in (324, 454))
    yield wordmark(subject, 400, 560, 15, 140)
