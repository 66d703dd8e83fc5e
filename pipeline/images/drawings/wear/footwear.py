"""Shoes and socks. Pure."""

from pipeline.images.draw import body, both_sides, flat, floor, line, lying, place, seam, stitch
from pipeline.images.drawings.wear.cloth import cloth
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box


def _pair(one: str, apart: float = 130, size: float = 1) -> str:
    """Return a pair: one shoe behind and to the right of the other, so far apart."""
    behind = place(floor(420, 604, 250) + one, apart * 0.74, 136 - 188 * size, 0.94 * size)
    return behind + place(floor(400, 606, 250, 20) + one, apart * -0.26, 206 - 200 * size, size)


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
