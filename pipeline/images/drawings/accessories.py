"""Shoes, socks, mittens, hats, belts and bags. Pure."""

from pipeline.images.draw import BRASS, LEATHER, body, both_sides, button, flat, floor, line, lying, place, placed, rod, seam, stitch, wordmark
from pipeline.images.drawings.garments import cloth
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval


def _pair(one: str, apart: float = 130, size: float = 1) -> str:
    """Return a pair: one shoe behind and to the right of the other, so far apart."""
    behind = place(floor(420, 604, 250) + one, apart * 0.74, 136 - 188 * size, 0.94 * size)
    return behind + place(floor(400, 606, 250, 20) + one, apart * -0.26, 206 - 200 * size, size)


def _mark(subject: Subject, x: float, y: float) -> str:
    """Return a small woven label with the brand's first letter."""
    return flat(box(x - 18, y - 10, 36, 20, 2), "#f2eee5") + wordmark(subject, x, y, 7, 30, "#3a342c")


def sneakers(subject: Subject) -> Marks:
    """Return sneakers with laces."""
    upper = "M196 566Q184 470 204 404Q214 386 238 394Q280 424 330 398L356 386Q402 436 474 470Q566 488 606 520Q626 540 618 566Z"
    one = body("M322 400Q332 362 366 366L398 420L362 428Z", "dark")
    one += body(upper, "tint", "sheen" if subject.has("leather") else "soft", cloth(subject))
    one += flat("M206 404Q216 388 238 396Q280 424 330 400L340 394Q280 440 206 404Z", "#000", 0.5)
    one += flat("M196 566Q186 480 202 410L246 420Q252 500 240 566Z", "#000", 0.16) + seam("M512 478Q486 520 500 562M352 400Q330 470 352 558")
    one += line("M300 556L372 452M340 558L408 466", 12, "#f4f1ea", 0.9) if subject.has("retro") else ""
    one += "".join(line(f"M{352 + 28 * k} {416 + 14 * k}L{388 + 26 * k} {396 + 17 * k}", 8, "#f4f1ea") for k in range(4))
    one += body("M188 552Q400 566 622 552Q632 590 604 600H212Q184 600 188 552Z", "#efeae0", "below") + line("M192 574Q400 584 618 574", 3, "#000", 0.18)
    yield _pair(one)


def loafers(subject: Subject) -> Marks:
    """Return loafers with a strap."""
    upper = "M194 566Q182 490 198 436Q210 420 232 432Q300 476 384 440Q420 420 470 446Q580 480 612 530Q620 550 616 566Z"
    one = body(upper, "tint", "sheen" if subject.has("leather") else "soft", cloth(subject))
    one += flat("M200 438Q212 424 232 434Q300 478 384 442Q300 500 200 438Z", "#000", 0.55)
    one += line("M470 452Q570 484 590 516Q540 500 474 510", 4, "#000", 0.2) + stitch("M476 460Q566 490 582 512")
    one += body("M386 438Q430 470 420 560L470 562Q486 480 446 434Z", "dark") + flat(box(424, 476, 36, 12, 4), "#000", 0.4)
    yield _pair(one + body("M190 560Q400 574 620 560Q626 580 606 584H290V600H204Q188 596 190 560Z", "#4a3a2e", "below"))


def boots(subject: Subject) -> Marks:
    """Return chukka boots."""
    upper = "M200 566Q188 460 200 366Q262 384 346 358Q360 414 404 448Q480 476 560 492Q616 510 616 566Z"
    one = body(upper, "tint", "soft", cloth(subject)) + body("M200 366Q256 344 346 358Q300 388 200 366Z", "deep", "inside")
    one += seam("M346 360Q330 450 344 566M348 486Q410 486 424 458")
    one += "".join(line(f"M{340 + 12 * k} {396 + 28 * k}L{368 + 16 * k} {386 + 28 * k}", 7, "#e6dcc8") for k in range(3))
    yield _pair(one + body("M194 556Q400 570 620 556Q628 594 602 600H212Q190 598 194 556Z", "#c8a877", "below", "crumb"), 200, 0.88)


@placed(dx=-25, dy=-40, scale=1.3)
def socks(subject: Subject) -> Marks:
    """Return pairs of socks: `ankle`, crew or `boot`; up to five."""
    top = 380 if subject.has("ankle") else 220 if subject.has("boot") else 260
    one = lying(f"M312 {top}H428V470Q430 500 470 520L566 566Q596 586 580 622Q566 648 526 644L400 612Q312 586 312 500Z", "tint", "soft", cloth(subject) or "rib")
    one += body("M312 480Q306 560 366 598Q392 560 368 520Q350 494 312 480Z", "dark")
    one += body("M524 546L566 566Q596 586 580 622Q566 648 526 644Q500 600 524 546Z", "dark")
    one += "".join(line(f"M312 {top + y}H428", 8, "#f1ece1", 0.85) for y in (70, 92, 114)) if subject.has("striped") else ""
    one += body(box(306, top - 8, 128, 54, 8), "dark", "soft", "rib")
    count = min(subject.pieces, 5)
    yield "".join(place(one, -20 + 44 * (k - (count - 1) / 2), 14 * (count - 1) / 2 - 14 * k, 1 - 0.03 * count) for k in reversed(range(count)))


def mittens(subject: Subject) -> Marks:
    """Return a pair of mittens, or `gloves`."""
    thumb = "M300 560L292 350Q292 210 368 206Q440 208 444 340L446 380Q470 330 500 330Q530 338 520 380Q500 460 452 506L448 560Z"
    fingers = "M300 560L286 380Q264 250 284 246Q306 244 318 340Q312 196 338 192Q364 192 366 330Q372 184 398 188Q420 194 412 336Q426 230 448 238Q468 246 452 390Q480 340 506 342Q530 352 516 390Q494 460 452 506L448 560Z"
    hide, cuff = subject.has("leather", "suede"), box(286, 548, 176, 92, 14)
    one = lying(fingers if subject.has("gloves") else thumb, "tint", "below" if subject.has("leather") else "soft", cloth(subject))
    one += lying(cuff, "dark") + body(cuff, "dark", "soft", "pile" if hide else "rib")
    one += "" if hide or subject.has("fleece") else line("M316 540V360", 5, "#000", 0.07)
    one += "".join(seam(f"M{x} 470Q{x - 4} 420 {x} 390") for x in (336, 372, 406)) if hide else ""
    yield both_sides(place(one, -140, 20, 0.86, -8))


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
    yield "".join(line(f"M{244 + 24 * k} 498V584", 8, "#000", 0.12) for k in range(14)) + _mark(subject, 480, 544)


def bucket_hat(subject: Subject) -> Marks:
    """Return a hat with a brim all around."""
    yield floor(400, 598, 290) + body(mirrored("M400 306Q492 306 510 328L548 470L400 480"), "tint", "round", cloth(subject))
    yield flat(oval(400, 323, 102, 15), "#000", 0.10)
    yield body(mirrored("M400 452Q500 450 548 462Q624 506 656 548Q666 566 640 574Q540 600 400 602"), "tint", "below", cloth(subject))
    yield line("M254 462Q400 500 546 462", 5, "#000", 0.22)
    yield "".join(stitch(f"M{226 - 24 * k} {508 + 22 * k}Q400 {554 + 18 * k} {574 + 24 * k} {508 + 22 * k}") for k in range(3))
    yield _mark(subject, 400, 428)


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
    yield wordmark(subject, 400, 508, 22, 224)


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
