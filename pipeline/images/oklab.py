"""Colours in OKLab: the tones of one colour, and the wall behind a thing of that colour. Pure.

OKLab is even to the eye: a step of L is the same step for blue and for yellow. Colours are `#rrggbb`.
Formulas: Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

import math

LIGHT_INK, DARK_INK = "#fbf8f3", "#26221d"
_INK_FROM = 0.64  # from this lightness on, dark letters read better than white ones
_WALL_LIGHTNESS, _WALL_PALE = 0.935, 0.885
_WALL_CHROMA, _WALL_HUE, _TOWARDS = 0.010, math.radians(75), 0.4
_PALE_FROM, _APART = 0.85, 0.075  # paler than this needs a darker wall, by so much darker than the thing
_TINGE = 0.030  # the most chroma that the product's own hue brings to the wall
_BLACK_FROM, _BLACK = 0.30, 0.235  # below this a colour has no darker tone that the eye could tell
_STRAIGHT_TO = 0.04045  # sRGB: below this its curve is a straight line

Lab = tuple[float, float, float]


def to_lab(colour: str) -> Lab:
    """Return L (0 to 1), a and b of `#rrggbb`."""
    red, green, blue = (_linear(int(colour[k : k + 2], 16) / 255) for k in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def to_hex(lab: Lab) -> str:
    """Return the nearest `#rrggbb`: each channel is cut off at its ends."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{_channel(value):02x}" for value in channels)


def tones(colour: str) -> dict[str, str]:
    """Return the tones of a colour by name: tint (the colour itself), light, dark, deep, ink, wall."""
    lightness, a, b = to_lab(colour)
    shade = (0.06, 0.11) if lightness < _BLACK_FROM else (0.09, 0.2)
    return {
        "tint": colour,
        "light": to_hex((min(lightness + 0.10, 0.985), a * 0.85, b * 0.85)),
        "dark": to_hex((max(lightness - shade[0], 0.13), a, b)),
        "deep": to_hex((max(lightness - shade[1], 0.11), a * 0.9, b * 0.9)),
        "ink": LIGHT_INK if lightness < _INK_FROM else DARK_INK,
        "wall": wall(colour),
    }


def wall(colour: str) -> str:
    """Return the background for a thing of this colour: a warm grey that leans to its hue, and stands apart from it."""
    lightness, a, b = to_lab(colour)
    chroma = math.hypot(a, b)
    share = min(chroma, _TINGE) / chroma if chroma else 0.0
    warm = (_WALL_CHROMA * math.cos(_WALL_HUE), _WALL_CHROMA * math.sin(_WALL_HUE))
    level = _WALL_LIGHTNESS if lightness <= _PALE_FROM else min(_WALL_PALE, lightness - _APART)
    near, far = (own * share * _TOWARDS + grey * (1 - _TOWARDS) for own, grey in ((a, warm[0]), (b, warm[1])))
    return to_hex((level, near, far))


def _linear(value: float) -> float:
    return value / 12.92 if value <= _STRAIGHT_TO else ((value + 0.055) / 1.055) ** 2.4


def _channel(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    value = 12.92 * value if value <= _STRAIGHT_TO / 12.92 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(value * 255)
