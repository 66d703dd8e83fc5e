"""A look as an image: SVG by itself, or a symbol that a page tints. Pure: the same look is the same bytes.

`svg(look)` is a whole document with its colours in it. For a page there are three parts: `SHARED` once, `symbol_of(look)`
once for each drawing, and `tints_of(look)` on each `<use>`: looks that differ only in colour share one symbol.
"""

import hashlib
import re

from pipeline.images.colours import brand_colour, colour_named
from pipeline.images.draw import FLOOR, flat, shine
from pipeline.images.drawings import DRAWINGS
from pipeline.images.light import DEFS
from pipeline.images.lines import colour_of_line, drawing_of
from pipeline.images.look import Look, Subject, pieces_of, words_of
from pipeline.images.materials import material_named
from pipeline.images.oklab import tones

SIDE = 800
SHARED = "".join(DEFS.values())
_REFERENCE = re.compile(r"url\(#([\w-]+)\)")
_VARIABLE = re.compile(r"var\(--([a-z]+)\)")
_DIGITS = 20  # of a digest in names: no two of some thousand images have the same
_NATURAL = ("natural", "plain")  # values of an option that mean the material's own colour


def svg(look: Look) -> str:
    """Return the image as an SVG document of 800 by 800."""
    marks, tints = _marks(look), tones(colour_of(look))
    shared = "".join(DEFS[name] for name in dict.fromkeys(_REFERENCE.findall(marks)))
    painted = _VARIABLE.sub(lambda found: tints[found[1]], marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}">'
        f"<defs>{shared}</defs>{painted}</svg>"
    )


def digest_of(document: str) -> str:
    """Return what an image's file is named by: a digest of its SVG."""
    return hashlib.sha256(document.encode()).hexdigest()[:_DIGITS]


def symbol_of(look: Look) -> tuple[str, str]:
    """Return (id, `<symbol>`): the drawing without its colours, and an id made of what is in it.

    It needs `<svg><defs>{SHARED}</defs></svg>` somewhere in the same page.
    """
    marks = _marks(look)
    name = f"d-{digest_of(marks)}"
    return name, f'<symbol id="{name}" viewBox="0 0 {SIDE} {SIDE}">{marks}</symbol>'


def tints_of(look: Look) -> str:
    """Return the colours as CSS declarations (`--tint:#45484d;--light:…`) for the `style` of a `<use>` or what holds it."""
    return ";".join(f"--{name}:{colour}" for name, colour in tones(colour_of(look)).items())


def colour_of(look: Look) -> str:
    """Return the colour that the image has, as `#rrggbb`: the option's, else the material's, the line's or the brand's."""
    made = material_named(look.material)
    for _, value in look.options:
        if made.colour and value.casefold() in _NATURAL:
            return made.colour
        if found := colour_named(value):
            return found
    return (
        colour_of_line(look.line, look.noun)
        or made.colour
        or colour_named(look.material)
        or brand_colour(look.brand or look.noun)
    )


def _marks(look: Look) -> str:
    """Return wall and highlight, a floor for what throws its shadow on one, and the drawing, with variables for colours."""
    name, parts = drawing_of(look)
    seen = words_of(look, parts), pieces_of(look), material_named(look.material)
    marks = "".join(DRAWINGS[name](Subject(*seen, look.noun, look.brand, look.tier)))
    whole = f"M0 0H{SIDE}V{SIDE}H0Z"
    ground = f'<path d="M0 596H{SIDE}V{SIDE}H0Z" fill="#fff" fill-opacity=".16"/>' if FLOOR in marks else ""
    return flat(whole, "wall") + ground + shine(whole, "room") + marks
