"""The few marks that drawings are made of: bodies, lines, shadows, labels. Pure: each returns SVG text.

A body is one closed path drawn three times: flat colour, shared light, shared texture. A paint is a tone of the
product's colour (tint, light, dark, deep, ink, wall), filled in later, or a fixed `#rrggbb`.
"""

import functools
from collections.abc import Callable

from pipeline.images.letters import words
from pipeline.images.look import Drawing, Marks, Subject
from pipeline.images.paths import box, number, oval

TONES = ("tint", "light", "dark", "deep", "ink", "wall")
METAL, BRASS, DARK, PAPER, CHALK, LEATHER = "#bfc4c8", "#c2a05a", "#333437", "#f6f2ea", "#fbf8f3", "#7d5234"
FLOOR = "url(#l-floor)"
# tier: paper, letters, rule
_LABELS = {
    "good": ("#faf8f3", "#33302c", "#b9b2a6"),
    "better": ("#efe4cd", "#3a3027", "#b69f74"),
    "best": ("#23211f", "#cfae6c", "#8a7445"),
}


def paint(name: str) -> str:
    """Return a paint as SVG writes it: a variable of the page for a tone."""
    return f"var(--{name})" if name in TONES else name


def body(d: str, colour: str = "tint", light: str = "soft", *textures: str) -> str:
    """Return one closed outline: its colour, the light on it, its textures."""
    over = "".join(textured(d, name) for name in textures)
    return flat(d, colour) + over + (shine(d, light) if light else "")


def textured(d: str, texture: str) -> str:
    """Return a texture alone: over what is on the cloth, on glass."""
    return f'<path d="{d}" fill="url(#t-{texture})"/>' if texture else ""


def shine(d: str, light: str) -> str:
    """Return light alone: glass in front of what is in it."""
    return f'<path d="{d}" fill="url(#l-{light})"/>'


def glass(d: str, colour: str, alpha: float, texture: str = "") -> str:
    """Return a body of coloured glass, through which the wall is seen."""
    return flat(d, colour, alpha) + textured(d, texture) + shine(d, "glass")


def flat(d: str, colour: str, alpha: float = 1) -> str:
    """Return an outline of one colour, without light: prints, holes, screens."""
    seen = f' fill-opacity="{alpha:g}"' if alpha < 1 else ""
    return f'<path d="{d}" fill="{paint(colour)}"{seen}/>'


def line(d: str, width: float, colour: str, alpha: float = 1, dash: str = "") -> str:
    """Return a stroke with round ends: seams, straps, cables, stitches (`dash`)."""
    more = f' stroke-opacity="{alpha:g}"' if alpha < 1 else ""
    more += f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{d}" fill="none" stroke="{paint(colour)}" stroke-width="{number(width)}" '
        f'stroke-linecap="round" stroke-linejoin="round"{more}/>'
    )


def rod(d: str, width: float, colour: str) -> str:
    """Return a stroke that looks round: handles, wires, legs of metal."""
    return line(d, width, colour) + line(d, width * 0.36, "#fff", 0.28) + line(d, width, "#000", 0.06)


def seam(d: str) -> str:
    """Return a seam: a dark line and a bright one beside it."""
    return line(d, 3, "#000", 0.20) + f'<g transform="translate(2.4 1)">{line(d, 2, "#fff", 0.14)}</g>'


def stitch(d: str, colour: str = "light") -> str:
    """Return a row of stitches."""
    return line(d, 2, colour, 0.75, "7 5")


def floor(cx: float, y: float, rx: float, ry: float = 0) -> str:
    """Return the shadow of what stands on the floor."""
    return shine(oval(cx, y, rx, ry or max(rx * 0.11, 10)), "floor")


def laid(*outlines: str, paired: str = "") -> str:
    """Return the blurred shadow of what lies on a table, under the same outlines; `paired` has a mirror image, too.

    Blurring is what costs most of an image's time: one shadow for a thing of several parts, not one for each.
    """
    marks = "".join(flat(d, "#000", 0.40) for d in outlines)
    marks += both_sides(flat(paired, "#000", 0.40)) if paired else ""
    return f'<g transform="translate(6 14)" filter="url(#l-haze)">{marks}</g>'


def lying(d: str, colour: str = "tint", light: str = "soft", *textures: str) -> str:
    """Return a body that lies on a table, with its shadow."""
    return laid(d) + body(d, colour, light, *textures)


def place(marks: str, dx: float = 0, dy: float = 0, scale: float = 1, turn: float = 0) -> str:
    """Return marks moved, after they were turned (degrees) and scaled about the middle of the image."""
    steps = f"translate({number(dx)} {number(dy)})" if dx or dy else ""
    steps += f"rotate({number(turn)} 400 400)" if turn else ""
    steps += f"translate(400 400)scale({scale:g})translate(-400 -400)" if scale != 1 else ""
    return f'<g transform="{steps}">{marks}</g>' if steps else marks


def placed(dx: float = 0, dy: float = 0, scale: float = 1, turn: float = 0) -> Callable[[Drawing], Drawing]:
    """Decorate a drawing: all of it is moved, as by `place`."""

    def moved(draw: Drawing) -> Drawing:
        @functools.wraps(draw)
        def drawing(subject: Subject) -> Marks:
            yield place("".join(draw(subject)), dx, dy, scale, turn)

        return drawing

    return moved


def spun(marks: str, cx: float, cy: float, turn: float = -90) -> str:
    """Return marks turned about a point: letters along a handle."""
    return f'<g transform="rotate({turn} {cx} {cy})">{marks}</g>'


def strewn(mark: str, *spots: tuple[float, float, float]) -> str:
    """Return a mark drawn around 0 0 once at each (x, y, turn)."""
    return "".join(f'<g transform="translate({x:g} {y:g})rotate({turn})">{mark}</g>' for x, y, turn in spots)


def both_sides(marks: str) -> str:
    """Return marks and their mirror image, about the middle of the image."""
    return f'{marks}<g transform="translate(800 0)scale(-1 1)">{marks}</g>'


def lit(cx: float, cy: float, r: float) -> str:
    """Return a glow: lamps, flames, small lights."""
    return shine(oval(cx, cy, r), "lit")


def glint(x: float, y: float, width: float, height: float, alpha: float = 0.28) -> str:
    """Return an upright reflection, as on glass and lacquer."""
    return flat(box(x, y, width, height, width / 2), "#fff", alpha)


def button(x: float, y: float, r: float = 6, colour: str = "#e9e2d4") -> str:
    """Return a round button, rivet or knob."""
    return flat(oval(x + 1, y + 2, r), "#000", 0.25) + body(oval(x, y, r), colour, "ball")


def label(subject: Subject, cx: float, cy: float, width: float, height: float, light: str = "round") -> str:  # noqa: PLR0917 - placed by x, y, width and height
    """Return a paper label of the brand's tier, with its lettering."""
    paper, ink, rule = _LABELS.get(subject.tier, _LABELS["good"])
    outline = box(cx - width / 2, cy - height / 2, width, height, 4)
    return body(outline, paper, light) + lettering(subject, cx, cy, width, height, ink, rule)


def lettering(  # noqa: PLR0917 - likewise
    subject: Subject, cx: float, cy: float, width: float, height: float, ink: str = "ink", rule: str = ""
) -> str:
    """Return what stands on a label or a print: the wordmark, a rule, and what it is (the noun)."""
    size = min(height * 0.17, width * 0.13)
    top = cy - size * 1.25
    below = top + size * 1.9
    marks = words(subject.brand or subject.noun, cx, top, size, width=width * 0.80, paint=paint(ink))
    if subject.brand:
        left, right = number(cx - width * 0.1), number(cx + width * 0.1)
        marks += line(f"M{left} {number(below)}H{right}", 2, rule or ink, 0.8)
        room = width * 0.80 * 0.9
        marks += words(subject.noun, cx, below + size * 0.6, size * 0.56, width=room, paint=paint(ink))
    return marks


def printed(subject: Subject, cx: float, cy: float, width: float, height: float) -> str:
    """Return lettering on white paper."""
    return lettering(subject, cx, cy, width, height, "#33302c", "#b9b2a6")


def wordmark(subject: Subject, cx: float, cy: float, height: float, width: float, ink: str = "ink") -> str:  # noqa: PLR0917 - likewise
    """Return the brand's name alone, centred, at most `width` wide."""
    return words(subject.brand, cx, cy - height / 2, height, width=width, paint=paint(ink))
