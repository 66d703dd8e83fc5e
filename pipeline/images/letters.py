"""Letters without a font: strokes on a grid 6 wide and 10 high, because fonts differ between machines. Pure.

Forty glyphs: A to Z, 0 to 9, & ' - and the full stop. Small letters are drawn as capitals, accents are left out, anything else
is a gap. A glyph is (width, path).
"""

from pipeline.images.colours import plain

_GLYPHS: dict[str, tuple[float, str]] = {
    "A": (7, "M0 10L3.5 0L7 10M1.2 6.6H5.8"),
    "B": (5.6, "M0 0V10H3Q5.6 10 5.6 7.3Q5.6 4.8 3 4.8H0M0 0H2.7Q5 0 5 2.4Q5 4.8 2.7 4.8"),
    "C": (7, "M7 1.8Q5.9 0 3.9 0Q0 0 0 5Q0 10 3.9 10Q5.9 10 7 8.2"),
    "D": (6.4, "M0 0V10H2.4Q6.4 10 6.4 5Q6.4 0 2.4 0Z"),
    "E": (5, "M5 0H0V10H5M0 4.9H4.2"),
    "F": (5, "M5 0H0V10M0 4.9H4.2"),
    "G": (7.2, "M6.9 1.7Q5.8 0 3.8 0Q0 0 0 5Q0 10 3.9 10Q7.2 10 7.2 5.6H4.2"),
    "H": (6.2, "M0 0V10M6.2 0V10M0 4.9H6.2"),
    "I": (0.2, "M.1 0V10"),
    "J": (4.2, "M4.2 0V7.2Q4.2 10 2 10Q.4 10 0 8.4"),
    "K": (6, "M0 0V10M5.6 0L.2 5.6M2 3.9L6 10"),
    "L": (4.8, "M0 0V10H4.8"),
    "M": (7.8, "M0 10V0L3.9 6.6L7.8 0V10"),
    "N": (6.4, "M0 10V0L6.4 10V0"),
    "O": (8, "M4 0Q8 0 8 5Q8 10 4 10Q0 10 0 5Q0 0 4 0Z"),
    "P": (5.4, "M0 10V0H2.8Q5.4 0 5.4 2.8Q5.4 5.6 2.8 5.6H0"),
    "Q": (8, "M4 0Q8 0 8 5Q8 10 4 10Q0 10 0 5Q0 0 4 0ZM5 7.4L8 10.6"),
    "R": (5.8, "M0 10V0H2.8Q5.4 0 5.4 2.7Q5.4 5.4 2.8 5.4H0M2.9 5.4L5.8 10"),
    "S": (5.4, "M5.1 1.7Q4.4 0 2.7 0Q.3 0 .3 2.4Q.3 4.3 2.7 4.9Q5.4 5.5 5.4 7.5Q5.4 10 2.7 10Q.7 10 0 8.1"),
    "T": (6, "M0 0H6M3 0V10"),
    "U": (6.2, "M0 0V6.4Q0 10 3.1 10Q6.2 10 6.2 6.4V0"),
    "V": (6.8, "M0 0L3.4 10L6.8 0"),
    "W": (9.6, "M0 0L2.4 10L4.8 1L7.2 10L9.6 0"),
    "X": (6.2, "M0 0L6.2 10M6.2 0L0 10"),
    "Y": (6.4, "M0 0L3.2 5.2L6.4 0M3.2 5.2V10"),
    "Z": (5.8, "M0 0H5.8L0 10H5.8"),
    "0": (6, "M3 0Q6 0 6 5Q6 10 3 10Q0 10 0 5Q0 0 3 0Z"),
    "1": (2.6, "M0 1.8L2.5 0V10"),
    "2": (5.4, "M.2 2.4Q.4 0 2.8 0Q5.2 0 5.2 2.5Q5.2 4.4 0 10H5.4"),
    "3": (5.2, "M.3 1.6Q1 0 2.7 0Q4.8 0 4.8 2.4Q4.8 4.7 2 4.7Q5.2 4.7 5.2 7.3Q5.2 10 2.6 10Q.6 10 0 8.2"),
    "4": (5.8, "M4.4 10V0L0 7H5.8"),
    "5": (5.2, "M4.8 0H.8L.4 4.4Q1.4 3.7 2.6 3.7Q5.2 3.7 5.2 6.8Q5.2 10 2.5 10Q.7 10 0 8.4"),
    "6": (5.6, "M4.6 0Q0 4 0 7Q0 10 2.8 10Q5.6 10 5.6 7Q5.6 4.2 2.9 4.2Q.6 4.2 0 6.8"),
    "7": (5.4, "M0 0H5.4L1.8 10"),
    "8": (5.4, "M2.7 4.7Q.4 4.7 .4 2.4Q.4 0 2.7 0Q5 0 5 2.4Q5 4.7 2.7 4.7Q0 4.7 0 7.3Q0 10 2.7 10Q5.4 10 5.4 7.3Q5.4 4.7 2.7 4.7Z"),
    "9": (5.6, "M1 10Q5.6 6 5.6 3Q5.6 0 2.8 0Q0 0 0 3Q0 5.8 2.7 5.8Q5 5.8 5.6 3.2"),
    "&": (7, "M7 10L1.3 3.2Q.2 0 2.7 0Q5.2 0 4.5 2.6L1.2 5.2Q0 6.4 0 7.6Q0 10 2.6 10Q5.6 10 6.6 5.6"),
    "'": (0.4, "M.2 0V2.6"),
    "-": (3, "M0 5.4H3"),
    ".": (0.4, "M.2 9.6V10"),
}  # fmt: skip
_GAP, _SPACING = (2.0, ""), 2.6
LONGEST = 28  # letters that a label still shows


def words(
    text: str, cx: float, top: float, height: float, *, width: float, paint: str, weight: float = 0.11
) -> str:
    """Return the text as strokes, centred on `cx`, at most `width` wide. `weight` is the stroke's part of the height."""
    at, strokes = 0.0, []
    for letter in plain(text[:LONGEST]).upper():
        wide, path = _GLYPHS.get(letter, _GAP)
        strokes += [f'<path transform="translate({at:.4g})" d="{path}"/>'] if path else []
        at += wide + _SPACING
    total = at - _SPACING
    if total <= 0:
        return ""
    scale = min(height / 10, width / total)
    x, y = cx - total * scale / 2, top + (height - 10 * scale) / 2
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.4g})" fill="none" stroke="{paint}" '
        f'stroke-width="{weight * 10:.3g}" stroke-linecap="round" stroke-linejoin="round">{"".join(strokes)}</g>'
    )
