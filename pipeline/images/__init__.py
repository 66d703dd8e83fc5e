"""Product images: attributes to SVG, SVG to PNG. Drawn from the words of a row; the same words are always the same bytes.

Promises: no network, no clock, no fonts, no random numbers, no ids that depend on a product. Does not read datasets or know stores.
For a page of HTML: `SHARED` once, `symbol_of` once for each drawing, `tints_of` on every `<use>` (see `scene`).
"""

from pipeline.images.look import Look
from pipeline.images.scene import SHARED, SIDE, colour_of, digest_of, svg, symbol_of, tints_of

__all__ = ["SHARED", "SIDE", "Look", "colour_of", "digest_of", "svg", "symbol_of", "tints_of"]
