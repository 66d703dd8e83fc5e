"""Shirts, knitwear, jackets, dresses and trousers, laid flat. Pure."""

from pipeline.images.draw import BRASS, body, both_sides, button, flat, laid, line, lying, place, placed, seam, stitch
from pipeline.images.drawings.textiles import WEAVES
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, number, oval, polygon

_LARGER = {"dy": -6, "scale": 1.14}
_RIBBED_CUFF = body("M664 500L678 544Q680 552 670 556L614 572Q604 574 602 566L588 522Z", "dark", "soft", "rib")
_LEAF = polygon((400, 210), (452, 168), (482, 186), (446, 250))
_WINGS = both_sides(body(_LEAF, "tint", "soft") + line(_LEAF, 2.5, "#000", 0.24) + stitch("M408 212L446 242L474 190"))
_COLLAR = _WINGS + body(box(356, 164, 88, 14, 6), "dark", "soft")
# How far out the ends of a trouser leg are, by its cut
_LEGS = (("slim", (500, 434)), ("tapered", (496, 438)), ("wide", (566, 414)), ("bootcut", (536, 424)), ("relaxed", (540, 428)))
_LONG = "M508 196Q590 214 610 286L676 536Q678 548 666 552L616 566Q604 568 602 556L532 344Q516 270 508 196Z"
_SHORT = "M508 196Q570 206 604 250L680 364Q684 372 676 378L604 420Q596 424 592 416L536 340Q514 270 508 196Z"


def cloth(subject: Subject) -> str:
    """Return the texture of a garment: what its adjective says, else its material's."""
    return subject.pick(("striped", "stripes"), *WEAVES, default=subject.made.texture)


def _sleeves(sleeve: str, texture: str, *, cuff: str = "", short: bool = False) -> str:
    return both_sides(body(sleeve, "tint", "soft", texture) + ("" if short else line("M560 300Q590 400 626 520", 10, "#000", 0.05)) + cuff)


def _frame(subject: Subject, neck: int, sleeve: str, *, cuff: str = _RIBBED_CUFF, texture: str = "", waist: int = 136) -> str:
    """Return a garment's trunk and sleeves: `neck` is how deep the opening is, `waist` half the width."""
    over, hem, right = texture or cloth(subject), 570 if subject.has("cropped") else 620, 400 + waist + _wider(subject)
    edge = f"C428 {186 + neck} 446 {186 + neck * 0.6:g} 452 178" if neck < 100 else f"Q420 {182 + neck} 452 178"
    side = f"L520 202Q{right + 12} 262 {right} 336L{right} 440Q{right} 520 {right} {hem - 16}Q{right} {hem} {right - 16} {hem}"
    torso = mirrored(f"M400 {186 + neck}{edge}{side}L400 {hem + 4}")
    marks = laid(torso, paired=sleeve)
    marks += body(mirrored(f"M400 168Q438 168 452 178L440 204Q424 {196 + neck} 400 {204 + neck}"), "deep", "inside")
    marks += flat(box(384, 176, 32, 12, 2), "#f2eee5", 0.9) + _sleeves(sleeve, over, cuff=cuff, short=sleeve == _SHORT)
    marks += body(torso, "tint", "soft", over)
    return marks + line("M470 350Q452 460 470 590", 12, "#000", 0.05) + line("M330 360Q350 460 336 600", 12, "#fff", 0.05)


def _hem(subject: Subject) -> str:
    wide = 272 + 2 * _wider(subject)
    return body(box(400 - wide / 2, 540 if subject.has("cropped") else 590, wide, 36, 10), "dark", "soft", "rib")


def _neckband(neck: int) -> str:
    edge = f"M347 178C353 {190 + neck * 0.6:g} 372 {190 + neck} 400 {190 + neck}C428 {190 + neck} 447 {190 + neck * 0.6:g} 453 178"
    return line(edge, 15, "dark") + line(edge, 15, "url(#t-rib)")


def _pocket(x: float, y: float, width: float, height: float, *, flap: bool = False) -> str:
    """Return a patch pocket with stitches, from its upper left corner."""
    right, low, middle = x + width, y + height, x + width / 2
    shape = f"M{number(x)} {number(y)}H{number(right)}V{number(low - 14)}L{number(middle)} {number(low)}L{number(x)} {number(low - 14)}Z"
    lid = box(x - 3, y - 4, width + 6, 24, 4)
    marks = flat(shape, "#000", 0.06) + line(shape, 2.5, "#000", 0.20) + stitch(f"M{number(x + 5)} {number(y + 9)}H{number(right - 5)}")
    return marks + (body(lid, "tint", "soft") + line(lid, 2, "#000", 0.22) + button(middle, y + 12, 4.5) if flap else "")


def _front(top: int, bottom: int, count: int, colour: str = "#e9e2d4") -> str:
    """Return a placket with buttons."""
    step = (bottom - top - 30) / max(count - 1, 1)
    return seam(f"M384 {top}V{bottom}") + seam(f"M416 {top}V{bottom}") + "".join(button(400, top + 16 + k * step, 5.5, colour) for k in range(count))


@placed(**_LARGER)
def shirt(subject: Subject) -> Marks:
    """Return a shirt with buttons; a work shirt has flaps on its pockets."""
    yield _frame(subject, 22, _LONG, cuff=seam("M588 522L668 500") + button(640, 536, 5)) + _front(212, 620, 7)
    yield "".join(_pocket(x, 308, 66, 76, flap=subject.has("work")) for x in ((308, 426) if subject.has("work", "field") else (426,)))
    yield _COLLAR


@placed(**_LARGER)
def tee(subject: Subject) -> Marks:
    """Return a T-shirt; `pocket` and `long` say its cut."""
    long = subject.has("long")
    yield _frame(subject, 40, _LONG if long else _SHORT, cuff=seam("M590 530L668 508") if long else stitch("M588 408L668 362"), waist=128)
    yield _neckband(40) + stitch("M274 604Q400 612 526 604") + (_pocket(430, 296, 64, 74) if subject.has("pocket") else "")


@placed(**_LARGER)
def sweater(subject: Subject) -> Marks:
    """Return a sweater: crew neck, `cardigan` or quarter `zip`, `sweatshirt`."""
    texture = "" if subject.has("sweatshirt") else cloth(subject) or "knit"
    yield _frame(subject, 128 if subject.has("cardigan") else 34, _LONG, texture=texture) + _hem(subject)
    if subject.has("cardigan"):
        yield "".join(body(box(x, 500, 78, 74, 4), "tint", "soft", "rib") + line(f"M{x} 502h78", 3, "#000", 0.25) for x in (284, 438))
        yield line("M348 180Q372 290 394 322L394 614M452 180Q428 290 406 322L406 614", 14, "dark")
        yield "".join(button(400, 344 + 60 * k, 7, "#4a4036") for k in range(5))
    elif subject.has("zip"):
        yield body(mirrored("M400 238Q440 236 462 186L448 150Q424 160 400 160"), "dark", "soft", "rib")
        yield _zip("M400 168V362") + button(400, 366, 6, "#c9c5bb")
    else:
        yield _neckband(34)


@placed(**_LARGER)
def hoodie(subject: Subject) -> Marks:
    """Return a hoodie, with or without `zip`."""
    hood, hole = mirrored("M400 258Q478 250 492 190Q486 104 400 100"), mirrored("M400 232Q446 224 452 186Q444 136 400 134")
    pocket = "M318 566L336 484Q340 474 352 474H448Q460 474 464 484L482 566Z"
    yield _frame(subject, 46, _LONG)
    yield flat(pocket, "#000", 0.06) + line(pocket, 3, "#000", 0.22) + stitch("M330 556L344 486H456L470 556") + _hem(subject)
    yield _zip(f"M400 256V{566 if subject.has('cropped') else 616}") if subject.has("zip") else ""
    yield body(hood, "tint", "soft", cloth(subject)) + line(hood, 2.5, "#000", 0.18) + body(hole, "deep", "inside") + line(hole, 5, "dark")
    yield line("M376 236Q372 290 378 326M424 236Q430 290 422 316", 5, "#efe9dc")


@placed(**_LARGER)
def jacket(subject: Subject) -> Marks:
    """Return a chore jacket, a `field` jacket with four flaps, or an `overshirt`."""
    yield _frame(subject, 22, _LONG, cuff=seam("M586 520L668 496") + stitch("M584 512L664 488"), waist=144)
    yield _front(216, 620, 5, BRASS if subject.has("chore") else "#4a4036")
    if subject.has("overshirt"):
        yield "".join(_pocket(x, 304, 74, 84, flap=True) for x in (300, 426))
    elif subject.has("field"):
        yield "".join(_pocket(x, y, 80, 86, flap=True) for x in (296, 424) for y in (304, 466))
    else:
        yield _pocket(432, 306, 70, 76) + _pocket(290, 466, 94, 112) + _pocket(416, 466, 94, 112)
    yield stitch("M270 606Q400 614 530 606") + _COLLAR


@placed(**_LARGER)
def dress(subject: Subject) -> Marks:
    """Return a dress: `shirt`, `wrap` or midi; `sleeveless`, `tiered`, `belted`, `pleated`."""
    wrap, bare = subject.has("wrap"), subject.has("sleeveless")
    skirt = mirrored("M400 384L474 384Q520 520 560 676Q482 694 400 694")
    neck = "M400 262Q424 226" if wrap else "M400 214Q424 208"
    bodice = mirrored(f"{neck} 440 150L496 172Q484 240 496 288Q478 340 474 390L400 392")
    sleeve = "M490 168Q548 184 572 240L602 300Q560 330 530 326L494 270Q484 220 490 168Z"
    yield laid(skirt, bodice, paired="" if bare else sleeve) + body(mirrored("M400 140Q428 140 440 150L430 220L400 280"), "deep", "inside")
    yield "" if bare else _sleeves(sleeve, cloth(subject), short=True)
    yield body(bodice, "tint", "soft", cloth(subject)) + body(skirt, "tint", "fold", cloth(subject))
    yield "".join(line(f"M{400 + k * 20} 400Q{400 + k * 26} 540 {400 + k * 38} 684", 5, "#000", 0.09) for k in range(-3, 4))
    for y, half in ((484, 108), (584, 134)) if subject.has("tiered") else ():
        yield line(f"M{400 - half} {y}Q400 {y + 16} {400 + half} {y}", 5, "#000", 0.22)
    if wrap:
        yield seam("M440 150Q424 236 348 384M346 390Q420 500 400 692")
        yield body(box(326, 376, 148, 20, 8), "dark") + body("M352 392L330 470L352 474L366 394Z", "dark")
    elif subject.has("shirt", "button"):
        yield "".join(button(400, 226 + 46 * k, 5) for k in range(10)) + place(_COLLAR, 0, -20, 0.86)
    belt = body(box(322, 376, 156, 22, 5), "deep") + line(box(386, 373, 28, 28, 4), 4, BRASS)
    yield belt if subject.has("belted") else seam("M328 388Q400 396 472 388")


@placed(**_LARGER)
def trousers(subject: Subject) -> Marks:
    """Return trousers: `jeans`, `chinos`, `drawstring` or `work`; slim, wide, bootcut, cropped."""
    outer, inner = next((ends for word, ends in _LEGS if subject.has(word)), (520, 428))
    hem, middle, over, drawn = 590 if subject.has("cropped") else 676, (outer + inner) // 2, cloth(subject), subject.has("drawstring")
    knee = max(min(outer - 26, 516) if subject.has("bootcut", "wide") else outer + 4, 506)
    yield lying(mirrored(f"M400 140L496 140Q516 220 {knee} 430L{outer} {hem}L{inner} {hem + 4}Q414 460 400 332"), "tint", "soft", over)
    yield seam("M400 172V332") + line(f"M450 240Q452 420 {middle} {hem}", 12, "#fff", 0.06) + line(f"M350 240Q348 420 {800 - middle} {hem}", 12, "#000", 0.05)
    yield flat(mirrored("M400 330Q418 430 430 480L404 352"), "#000", 0.14)
    yield body(box(304, 132, 192, 34, 6), "dark" if drawn else "tint", "soft", "rib" if drawn else over) + line("M304 166H496", 3, "#000", 0.24)
    yield flat(mirrored("M400 126Q460 126 494 134Q450 144 400 144"), "#000", 0.30)
    for x in () if drawn else (324, 364, 426, 466):
        yield body(box(x, 128, 10, 42, 3), "tint") + line(box(x, 128, 10, 42, 3), 1.5, "#000", 0.3)
    yield stitch(f"M{inner + 4} {hem - 12}H{outer - 4}M{800 - outer + 4} {hem - 12}H{796 - inner}")
    if drawn:
        yield line("M392 150Q372 200 380 246M408 150Q424 200 418 236", 5, "#efe9dc") + seam("M312 182L334 250M488 182L466 250")
        return
    yield button(400, 149, 8, BRASS if subject.has("jeans", "work") else "#e0d8c8") + line("M414 168Q418 250 402 282", 3, "#000", 0.22)
    if subject.has("jeans"):
        yield stitch("M312 176Q324 216 372 220V172M488 176Q476 216 428 220V172", "#d9a45a") + stitch("M410 172Q412 250 400 270", "#d9a45a")
        yield flat(oval(352, 360, 26, 110), "#fff", 0.10) + flat(oval(452, 360, 26, 110), "#fff", 0.10)
        return
    yield seam("M316 180L344 262M484 180L456 262")
    yield line("M360 172V250M440 172V250", 3, "#000", 0.2) if subject.has("pleated", "tailored") else ""
    yield _pocket(462, 380, 50, 84, flap=True) + _pocket(288, 380, 50, 84, flap=True) if subject.has("work") else ""


def _wider(subject: Subject) -> int:
    """Return by how much a garment is wider than usual, at each side."""
    return 10 * (subject.has("relaxed", "boxy", "easy", "heavyweight") - subject.has("slim", "tailored"))


def _zip(way: str) -> str:
    return line(way, 8, "#000", 0.35) + line(way, 4, "#c9c5bb", 0.9, "3 3")
