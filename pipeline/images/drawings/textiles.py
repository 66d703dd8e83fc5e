"""Towels, bedding, throws, cushions and rugs. Pure."""

from pipeline.images.draw import BRASS, CHALK, PAPER, body, flat, floor, lettering, line, lying, printed, spun, strewn, textured
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, oval, polygon

# How cloth is made, by an adjective
WEAVES = (
    ("ribbed", "rib"), ("cable", "cable"), ("fisherman", "cable"), ("striped", "bars"), ("waffle", "waffle"), ("checked", "check"),
    ("herringbone", "chevron"), ("chevron", "chevron"), ("quilt", "quilt"), ("quilted", "quilt"), ("chunky", "knit"), ("braided", "braid"),
    ("block", "print"), ("printed", "print"), ("textured", "waffle"), ("tufted", "pile"), ("woven", "weave"), ("handwoven", "weave"),
)  # fmt: skip


def _weave(subject: Subject, default: str = "") -> str:
    return subject.pick(*WEAVES, default=subject.made.texture or default)


def _fold(x: float, y: float, width: float, height: float, over: str, colour: str = "tint") -> str:
    """Return folded cloth seen from its side, the fold to the left."""
    left, right = x + height * 0.4, x + width - 10
    marks = body(box(x, y, width, height, height / 2), colour, "below", over)
    marks += line(f"M{left:g} {y + height * 0.36:g}H{right:g}M{left:g} {y + height * 0.66:g}H{right:g}", 3, "#000", 0.14)
    return marks + line(f"M{x + height * 0.5:g} {y + 6:g}H{x + width - height * 0.5:g}", 4, "#fff", 0.28)


def _band(subject: Subject, cx: float, y: float, width: float, height: float, letters: tuple[float, float]) -> str:
    """Return a paper band around a pile, with lettering along it in a field of `letters`."""
    cy = y + height / 2
    return body(box(cx - width / 2, y, width, height, 2), PAPER, "below") + spun(printed(subject, cx, cy, *letters), cx, cy)


def towels(subject: Subject) -> Marks:
    """Return a pile of towels: two, four or six; `hand` and `guest` towels are smaller."""
    count, width = min(max(subject.pieces, 2), 6), 330 if subject.has("hand", "guest") else 420
    high, over, stripes = {2: 96, 4: 76}.get(count, 62), _weave(subject, "pile"), subject.has("striped")
    yield floor(400, 644, width * 0.58)
    if subject.has("fringed"):
        yield "".join(line(f"M{400 + width / 2 - 4} {650 - high * (k + 1) + 6 * j}h18", 2.4, "light") for k in range(count) for j in range(1, 9))
    for k in range(count):
        shift = 5 * (k % 2)
        yield _fold(400 - width / 2 + shift, 640 - high * (k + 1), width - 2 * shift, high, over, "light" if stripes and shift else "tint")
    yield _band(subject, 402, 638 - high * count, 64, high * count + 4, (min(high * count, 200), 60))


def bedding(subject: Subject) -> Marks:
    """Return a folded duvet cover or sheets with pillows on top, or a `quilt`."""
    over, sheet = _weave(subject), subject.has("sheet")
    low = 486 if sheet else 410
    pillow = f"M176 {low}Q150 {low - 70} 190 {low - 112}Q400 {low - 140} 610 {low - 112}Q650 {low - 70} 624 {low}Q400 {low + 16} 176 {low}Z"
    yield floor(400, 648, 290) + _fold(150, 560, 500, 84, over) + _fold(160, 480, 480, 84, over, "light" if sheet else "tint")
    yield "" if sheet else _fold(154, 404, 492, 80, over)
    yield body(pillow, "light", "ball", over) + line(f"M540 {low - 118}Q520 {low - 60} 546 {low + 4}", 4, "#000", 0.18)
    yield "".join(line(f"M190 {low - 20 - 20 * k}Q400 {low - 6 - 24 * k} 610 {low - 20 - 20 * k}", 3, "#000", 0.05) for k in range(3))
    yield _band(subject, 400, low, 48, 644 - low, (150, 46))


def throw(subject: Subject) -> Marks:
    """Return a folded throw with fringes."""
    over = _weave(subject, "knit")
    yield floor(400, 652, 260)
    yield "".join(line(f"M{202 + 11 * k} 614q{(-3, 2, 4)[k % 3]} 18 0 36", 3.4, "light" if k % 2 else "tint") for k in range(37))
    yield body("M190 420Q186 400 214 398H590Q616 400 612 424V600Q612 616 596 616H204Q190 616 190 600Z", "tint", "below", over)
    yield "" if subject.has("checked", "plain") else flat(box(252, 398, 74, 218), "#000", 0.13) + flat(box(346, 398, 20, 218), "#000", 0.13)
    yield _fold(190, 372, 424, 66, over) + line("M200 438Q400 446 604 438", 4, "#000", 0.15)


def cushion(subject: Subject) -> Marks:
    """Return a cushion: square, or a `lumbar` one."""
    low, half = (120, 250) if subject.has("lumbar") else (210, 220)
    y, middle, left, right = 640 - 2 * low, 640 - low, 400 - half, 400 + half
    shape = f"M{left} {y}Q400 {y + 34} {right} {y}Q{right - 20} {middle} {right} 640Q400 606 {left} 640Q{left + 20} {middle} {left} {y}Z"
    yield floor(400, 640, half * 1.1) + body(shape, "tint", "ball", _weave(subject))
    yield line(f"M{left + 40} {y + 30}Q400 {middle} {left + 30} 610M{right - 40} {y + 30}Q400 {middle} {right - 30} 610", 18, "#000", 0.05)
    yield line(shape, 7, "light") if subject.has("piped") else line(shape, 3, "#000", 0.14)
    yield flat(oval(400, middle, 9), "#000", 0.25) if subject.has("tufted", "velvet") else ""
    if subject.has("embroidered"):
        yield strewn(line("M0 -20V-76M0 -50L18 -66M0 -50L-18 -66", 5, "light", 0.9), *((400, middle, 60 * k) for k in range(6)))


def rug(subject: Subject) -> Marks:
    """Return a rug from above, with fringes; a `hallway` rug is long."""
    half = 130 if subject.has("hallway") else 200
    left, wide = 400 - half, 2 * half
    cloth, over = box(left, 150, wide, 500, 4), _weave(subject, "weave")
    yield "".join(line(f"M{left + 8 + 12 * k} 146v-20M{left + 8 + 12 * k} 654v20", 3.4, "light") for k in range(int((wide - 8) / 12)))
    yield lying(cloth, "tint", "soft", over)
    if subject.has("striped", "handwoven"):
        for y in (196, 300, 404, 508):
            yield flat(box(left, y, wide, 34), "light", 0.75) + flat(box(left, y + 44, wide, 8), "deep", 0.6)
    else:
        yield line(box(left + 24, 174, wide - 48, 452, 2), 7, "deep", 0.7) + line(box(left + 38, 188, wide - 76, 424, 2), 3, "light", 0.8)
        for y in () if subject.has("chevron", "braided", "natural", "bordered") else (270, 400, 530):
            yield line(polygon((400, y - 62), (400 + half * 0.5, y), (400, y + 62), (400 - half * 0.5, y)), 7, "deep", 0.7)
            yield flat(polygon((400, y - 30), (400 + half * 0.24, y), (400, y + 30), (400 - half * 0.24, y)), "light", 0.7)
    yield textured(cloth, over)


def gift_box(subject: Subject) -> Marks:
    """Return an open gift box with folded cloth or knitting, one fold for each piece, tied with a ribbon."""
    count = min(max(subject.pieces, 2), 5)
    high, over = 300 / (count + 1), "rib" if subject.has("sock") else _weave(subject, "pile")
    top = 490 - high * count
    yield floor(400, 652, 310)
    for k in range(count):
        yield _fold(190 + 4 * (k % 2), 490 - high * (k + 1), 420 - 8 * (k % 2), high, over, "light" if k % 2 else "tint")
    yield body(box(384, top - 2, 32, high * count, 2), BRASS, "below") + body(oval(400, top - 14, 18), BRASS, "ball")
    yield body(oval(354, top - 18, 46, 22), BRASS, "ball") + body(oval(446, top - 18, 46, 22), BRASS, "ball")
    yield body(box(150, 470, 500, 180, 8), "dark", "below") + line("M150 482H650", 4, "#fff", 0.2)
    yield lettering(subject, 400, 566, 330, 130, CHALK, BRASS)
