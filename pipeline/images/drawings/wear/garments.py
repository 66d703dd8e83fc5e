"""Shirts, knitwear, jackets, dresses and trousers, laid flat. Pure."""

from collections.abc import Callable

from pipeline.images.draw import BRASS, body, button, flat, flipped, laid, line, lying, place, seam, stitch, wordmark
from pipeline.images.drawings.drawing import Drawing
from pipeline.images.look import Subject
from pipeline.images.paths import box, mirrored, number, oval, polygon

_CUTS = (
    ("ribbed", "rib"), ("cable", "cable"), ("fisherman", "cable"), ("waffle", "waffle"), ("quilted", "quilt"), ("chunky", "knit"),
    ("striped", "stripes"), ("printed", "print"),
)  # fmt: skip
_NECKS = {"crew": 40, "v": 128, "collar": 22, "band": 30, "hood": 46, "wide": 52}


def cloth(subject: Subject) -> str:
    """Return the texture of a garment: what its adjective says, else its material's."""
    return subject.pick(*_CUTS, default=subject.made.texture)


def _curve(neck: int) -> str:
    """Return the right half of the neck's edge, from its lowest point up to the shoulder."""
    return f"C428 {186 + neck} 446 {186 + neck * 0.6:g} 452 178" if neck < 100 else f"Q420 {182 + neck} 452 178"  # noqa: PLR2004


def _torso(neck: int, waist: int = 136, hem: int = 620, flare: int = 0) -> str:
    """Return the trunk: `neck` is how deep the opening is, `waist` half the width at the waist."""
    curve = f"M400 {186 + neck}{_curve(neck)}"
    side = f"L520 202Q{404 + waist + 8} 262 {400 + waist} 336L{400 + waist} 440"
    return mirrored(f"{curve}{side}Q{400 + waist} 520 {400 + waist + flare} {hem - 16}Q{400 + waist + flare} {hem} {384 + waist + flare} {hem}L400 {hem + 4}")


_LONG = "M508 196Q590 214 610 286L676 536Q678 548 666 552L616 566Q604 568 602 556L532 344Q516 270 508 196Z"
_SHORT = "M508 196Q570 206 604 250L680 364Q684 372 676 378L604 420Q596 424 592 416L536 340Q514 270 508 196Z"


def _sleeves(sleeve: str, *textures: str, cuff: str = "", short: bool = False) -> str:
    fold = "" if short else line("M560 300Q590 400 626 520", 10, "#000", 0.05)
    one = body(sleeve, "tint", "soft", *textures) + fold + cuff
    return one + flipped(one)


def _frame(subject: Subject, neck: int, sleeve: str, *, cuff: str = "", textures: tuple[str, ...] | None = None, waist: int = 136) -> str:
    """Return shadow, inside of the neck, sleeves and trunk of a garment."""
    over = (cloth(subject),) if textures is None else textures
    slim = -10 * subject.has("slim", "tailored") + 10 * subject.has("relaxed", "boxy", "easy", "heavyweight")
    hem = 570 if subject.has("cropped") else 620
    torso = _torso(neck, waist + slim, hem)
    folds = line("M470 350Q452 460 470 590", 12, "#000", 0.05) + line("M330 360Q350 460 336 600", 12, "#fff", 0.05)
    inside = body(mirrored(f"M400 168Q438 168 452 178L440 204Q424 {196 + neck} 400 {204 + neck}"), "deep", "inside")
    tag = flat(box(384, 176, 32, 12, 2), "#f2eee5", 0.9)
    shadow = laid(torso, both_sides=sleeve)
    return shadow + inside + tag + _sleeves(sleeve, *over, cuff=cuff, short=sleeve == _SHORT) + body(torso, "tint", "soft", *over) + folds


def _ribbed_cuff() -> str:
    return body("M664 500L678 544Q680 552 670 556L614 572Q604 574 602 566L588 522Z", "dark", "soft", "rib")


def _hem(subject: Subject, width: int = 272) -> str:
    low = 570 if subject.has("cropped") else 620
    wide = width + 20 * (subject.has("relaxed", "boxy", "easy", "heavyweight") - subject.has("slim", "tailored"))
    return body(box(400 - wide / 2, low - 30, wide, 36, 10), "dark", "soft", "rib")


def _neckband(neck: int, colour: str = "dark") -> str:
    edge = f"M347 178C353 {190 + neck * 0.6:g} 372 {190 + neck} 400 {190 + neck}C428 {190 + neck} 447 {190 + neck * 0.6:g} 453 178"
    return line(edge, 15, colour) + line(edge, 15, "url(#t-rib)")


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
    buttons = "".join(button(400, top + 16 + k * step, 5.5, colour) for k in range(count))
    return seam(f"M384 {top}V{bottom}") + seam(f"M416 {top}V{bottom}") + buttons


def _collar() -> str:
    leaf = polygon((400, 210), (452, 168), (482, 186), (446, 250))
    wing = body(leaf, "tint", "soft") + line(leaf, 2.5, "#000", 0.24) + stitch("M408 212L446 242L474 190")
    return wing + flipped(wing) + body(box(356, 164, 88, 14, 6), "dark", "soft")


def shirt(subject: Subject) -> str:
    """Return a shirt with buttons; a work shirt has flaps on its pockets."""
    pockets = "".join(_pocket(x, 308, 66, 76, flap=subject.has("work")) for x in (308, 426))
    cuff = seam("M588 522L668 500") + button(640, 536, 5)
    return _frame(subject, 22, _LONG, cuff=cuff) + _front(212, 620, 7) + (pockets if subject.has("work", "field") else pockets[len(pockets) // 2 :]) + _collar()


def tee(subject: Subject) -> str:
    """Return a T-shirt; `pocket` and `long` say its cut."""
    long = subject.has("long")
    hem = stitch("M274 604Q400 612 526 604")
    cuff = seam("M590 530L668 508") if long else stitch("M588 408L668 362")
    pocket = _pocket(430, 296, 64, 74) if subject.has("pocket") else ""
    return _frame(subject, 40, _LONG if long else _SHORT, cuff=cuff, waist=128) + _neckband(40) + hem + pocket


def sweater(subject: Subject) -> str:
    """Return a sweater: crew neck, `cardigan` or quarter `zip`, `sweatshirt`."""
    ribs, cuff = _hem(subject), _ribbed_cuff()
    texture = cloth(subject) or ("" if subject.has("sweatshirt") else "knit")
    if subject.has("cardigan"):
        pockets = "".join(body(box(x, 500, 78, 74, 4), "tint", "soft", "rib") + line(f"M{x} 502h78", 3, "#000", 0.25) for x in (284, 438))
        band = line("M348 180Q372 290 394 322L394 614M452 180Q428 290 406 322L406 614", 14, "dark")
        buttons = "".join(button(400, 344 + 60 * k, 7, "#4a4036") for k in range(5))
        return _frame(subject, 128, _LONG, cuff=cuff, textures=(texture,)) + ribs + pockets + band + buttons
    marks = _frame(subject, 34, _LONG, cuff=cuff, textures=(texture,)) + ribs
    if subject.has("zip"):
        neck = mirrored("M400 238Q440 236 462 186L448 150Q424 160 400 160")
        return (
            marks
            + body(neck, "dark", "soft", "rib")
            + line("M400 168V362", 8, "#000", 0.35)
            + line("M400 168V362", 4, "#c9c5bb", 0.9, "3 3")
            + button(400, 366, 6, "#c9c5bb")
        )
    return marks + _neckband(34)


def hoodie(subject: Subject) -> str:
    """Return a hoodie, with or without `zip`."""
    hood = mirrored("M400 258Q478 250 492 190Q486 104 400 100")
    hole = mirrored("M400 232Q446 224 452 186Q444 136 400 134")
    low = 566 if subject.has("cropped") else 616
    strings = line("M376 236Q372 290 378 326M424 236Q430 290 422 316", 5, "#efe9dc")
    pocket = "M318 566L336 484Q340 474 352 474H448Q460 474 464 484L482 566Z"
    zip_ = line(f"M400 256V{low}", 8, "#000", 0.35) + line(f"M400 256V{low}", 4, "#c9c5bb", 0.9, "3 3") if subject.has("zip") else ""
    front = flat(pocket, "#000", 0.06) + line(pocket, 3, "#000", 0.22) + stitch("M330 556L344 486H456L470 556")
    marks = _frame(subject, 46, _LONG, cuff=_ribbed_cuff()) + front + _hem(subject) + zip_
    return marks + body(hood, "tint", "soft", cloth(subject)) + line(hood, 2.5, "#000", 0.18) + body(hole, "deep", "inside") + line(hole, 5, "dark") + strings


def jacket(subject: Subject) -> str:
    """Return a chore jacket, a `field` jacket with four flaps, or an `overshirt`."""
    if subject.has("overshirt"):
        pockets = "".join(_pocket(x, 304, 74, 84, flap=True) for x in (300, 426))
    elif subject.has("field"):
        pockets = "".join(_pocket(x, y, 80, 86, flap=True) for x in (296, 424) for y in (304, 466))
    else:
        pockets = _pocket(432, 306, 70, 76) + _pocket(290, 466, 94, 112) + _pocket(416, 466, 94, 112)
    cuff = seam("M586 520L668 496") + stitch("M584 512L664 488")
    closing = _front(216, 620, 5, BRASS if subject.has("chore") else "#4a4036")
    return _frame(subject, 22, _LONG, cuff=cuff, waist=144) + closing + pockets + stitch("M270 606Q400 614 530 606") + _collar()


def dress(subject: Subject) -> str:
    """Return a dress: `shirt`, `wrap` or midi; `sleeveless`, `tiered`, `belted`, `pleated`."""
    skirt = mirrored("M400 384L474 384Q520 520 560 676Q482 694 400 694")
    bodice = mirrored(
        f"M400 {262 if subject.has('wrap') else 214}Q424 {226 if subject.has('wrap') else 208} 440 150L496 172Q484 240 496 288Q478 340 474 390L400 392"
    )
    sleeve = "M490 168Q548 184 572 240L602 300Q560 330 530 326L494 270Q484 220 490 168Z"
    bare = subject.has("sleeveless")
    sleeves = "" if bare else _sleeves(sleeve, cloth(subject), short=True)
    inside = body(mirrored("M400 140Q428 140 440 150L430 220L400 280"), "deep", "inside")
    marks = (
        laid(skirt, bodice, both_sides="" if bare else sleeve)
        + inside
        + sleeves
        + body(bodice, "tint", "soft", cloth(subject))
        + body(skirt, "tint", "fold", cloth(subject))
    )
    folds = "".join(line(f"M{400 + k * 20} 400Q{400 + k * 26} 540 {400 + k * 38} 684", 5, "#000", 0.09) for k in range(-3, 4))
    tiers = "".join(line(f"M{400 - half} {y}Q400 {y + 16} {400 + half} {y}", 5, "#000", 0.22) for y, half in ((484, 108), (584, 134)))
    marks += folds + (tiers if subject.has("tiered") else "")
    if subject.has("wrap"):
        marks += (
            seam("M440 150Q424 236 348 384M346 390Q420 500 400 692")
            + body(box(326, 376, 148, 20, 8), "dark")
            + body("M352 392L330 470L352 474L366 394Z", "dark")
        )
    elif subject.has("shirt", "button"):
        marks += "".join(button(400, 226 + 46 * k, 5) for k in range(10)) + place(_collar(), 0, -20, 0.86)
    belt = body(box(322, 376, 156, 22, 5), "deep") + line(box(386, 373, 28, 28, 4), 4, BRASS)
    return marks + (belt if subject.has("belted") else seam("M328 388Q400 396 472 388"))


def trousers(subject: Subject) -> str:
    """Return trousers: `jeans`, `chinos`, `drawstring` or `work`; slim, wide, bootcut, cropped."""
    outer = int(subject.pick(("slim", "500"), ("tapered", "496"), ("wide", "566"), ("bootcut", "536"), ("relaxed", "540"), default="520"))
    inner = int(subject.pick(("slim", "434"), ("tapered", "438"), ("wide", "414"), ("bootcut", "424"), default="428"))
    hem = 590 if subject.has("cropped") else 676
    knee = min(outer - 26, 516) if subject.has("bootcut", "wide") else outer + 4
    whole = mirrored(f"M400 140L496 140Q516 220 {max(knee, 506)} 430L{outer} {hem}L{inner} {hem + 4}Q414 460 400 332")
    over = cloth(subject)
    marks = lying(whole, "tint", "soft", over) + seam("M400 172V332") + line(f"M450 240Q452 420 {(outer + inner) // 2} {hem}", 12, "#fff", 0.06)
    marks += line(f"M350 240Q348 420 {800 - (outer + inner) // 2} {hem}", 12, "#000", 0.05) + flat(mirrored("M400 330Q418 430 430 480L404 352"), "#000", 0.14)
    ends = stitch(f"M{inner + 4} {hem - 12}H{outer - 4}M{800 - outer + 4} {hem - 12}H{796 - inner}", "light")
    waist = body(box(304, 132, 192, 34, 6), "dark" if subject.has("drawstring") else "tint", "soft", "rib" if subject.has("drawstring") else over)
    waist += line("M304 166H496", 3, "#000", 0.24) + flat(mirrored("M400 126Q460 126 494 134Q450 144 400 144"), "#000", 0.30)
    if subject.has("drawstring"):
        return marks + waist + ends + line("M392 150Q372 200 380 246M408 150Q424 200 418 236", 5, "#efe9dc") + seam("M312 182L334 250M488 182L466 250")
    loops = "".join(body(box(x, 128, 10, 42, 3), "tint") + line(box(x, 128, 10, 42, 3), 1.5, "#000", 0.3) for x in (324, 364, 426, 466))
    marks += (
        waist + loops + ends + button(400, 149, 8, BRASS if subject.has("jeans", "work") else "#e0d8c8") + line("M414 168Q418 250 402 282", 3, "#000", 0.22)
    )
    if subject.has("jeans"):
        curve = stitch("M312 176Q324 216 372 220V172M488 176Q476 216 428 220V172", "#d9a45a") + stitch("M410 172Q412 250 400 270", "#d9a45a")
        fade = flat(oval(352, 360, 26, 110), "#fff", 0.10) + flat(oval(452, 360, 26, 110), "#fff", 0.10)
        return marks + curve + fade
    marks += seam("M316 180L344 262M484 180L456 262")
    pleats = line("M360 172V250M440 172V250", 3, "#000", 0.2) if subject.has("pleated", "tailored") else ""
    return marks + pleats + (_pocket(462, 380, 50, 84, flap=True) + _pocket(288, 380, 50, 84, flap=True) if subject.has("work") else "")


def mark_of(subject: Subject, x: float, y: float) -> str:
    """Return a small woven label with the brand's first letter."""
    return flat(box(x - 18, y - 10, 36, 20, 2), "#f2eee5") + wordmark(subject, x, y, 7, 30, "#3a342c")


def _larger(draw: Callable[[Subject], str]) -> Drawing:
    return Drawing(lambda subject: place(draw(subject), 0, -6, 1.14), stands=False)


DRAWINGS = {
    "shirt": _larger(shirt), "tee": _larger(tee), "sweater": _larger(sweater),
    "hoodie": _larger(hoodie), "jacket": _larger(jacket), "dress": _larger(dress),
    "trousers": _larger(trousers),
}  # fmt: skip
