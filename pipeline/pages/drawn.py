"""The images of products in the page: a symbol for each drawing, a class for each set of tints, a person's own as data.

Products that differ only in colour share one symbol. Colours stand in rules of the page's style sheet, whose digest its
policy names; an own image is taken in only while it is small, since the page is to be sent by mail.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.images import SHARED, Look, colour_of, symbol_of, tints_of
from pipeline.images.own import flaw_of, path_of, size_of
from pipeline.images.rows import LookFinder

_OWN_BYTES = 300 * 1024  # of one own image: a photograph of 1,000 pixels
_OWN_BYTES_IN_ALL = 4 * 1024 * 1024
_OUTLINE = re.compile(r'<path d="([^"]{60,})"')
"""An outline that is worth a name of its own where it is drawn several times: in flat colour, as light, as texture."""


@dataclass(frozen=True, slots=True)
class DrawnImage:
    """An image: ids of a symbol and of a class with its tints, or `own` as a data address. `own_name` names a file that is not shown."""

    symbol: str
    tint: str
    colour: str
    own: str = ""
    own_name: str = ""


@dataclass(slots=True)
class ImageShelf:
    """Draws the images of rows, each drawing and each tint once."""

    folder: Path
    looks: LookFinder
    _symbols: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # by their digests, which are longer
    _tints: dict[str, str] = field(default_factory=dict)
    _drawn: dict[Look, DrawnImage] = field(default_factory=dict)
    _own: dict[str, str] = field(default_factory=dict)
    _own_bytes: int = 0

    def image_of(self, cells: Mapping[str, str]) -> DrawnImage:
        """Return the image of a row of products."""
        look = self.looks.of(cells)
        drawn = self._drawn.get(look)
        if drawn is None:
            digest, symbol = symbol_of(look)
            name = self._names.setdefault(digest, f"s{len(self._names)}")
            self._symbols[name] = symbol.replace(digest, name, 1)
            tint = self._tints.setdefault(tints_of(look), f"t{len(self._tints)}")
            drawn = self._drawn[look] = DrawnImage(name, tint, colour_of(look))
        named = cells.get("image", "").strip()
        if not named:
            return drawn
        own, path = self._own_image(named), Path(named)
        told = path.name if path.is_absolute() else named  # a page has no path of this machine
        return DrawnImage(drawn.symbol, drawn.tint, drawn.colour, own, told)

    def shared(self) -> str:
        """Return what the page has once: all light and texture, and the symbols."""
        outlines, symbols = once(self._symbols.values())
        return f"<defs>{SHARED}{outlines}</defs>{symbols}"

    def rules(self) -> str:
        """Return the style rules of the tints."""
        return "".join(f".{name}{{{declarations}}}" for declarations, name in self._tints.items())

    def _own_image(self, named: str) -> str:
        if named not in self._own:
            self._own[named] = self._read(named)
        return self._own[named]

    def _read(self, named: str) -> str:
        """Return an own image as a data address; '' for one that is wrong, or too large to be sent along."""
        path = path_of(self.folder, named)
        if path is None or flaw_of(self.folder, named) is not None:
            return ""
        data = path.read_bytes() if path.stat().st_size <= _OWN_BYTES else b""
        size = size_of(data)
        if size is None or self._own_bytes + len(data) > _OWN_BYTES_IN_ALL:
            return ""
        self._own_bytes += len(data)
        return f"data:{size.media_type};base64,{base64.b64encode(data).decode()}"


def once(symbols: Iterable[str]) -> tuple[str, str]:
    """Return outlines that the symbols draw more than once, each under an id of its own, and the symbols that use them."""
    text = "".join(symbols)
    names = {
        outline: f"o{number}"
        for number, (outline, times) in enumerate(Counter(_OUTLINE.findall(text)).items())
        if times > 1
    }
    outlines = "".join(f'<path id="{name}" d="{outline}"/>' for outline, name in names.items())
    return outlines, _OUTLINE.sub(
        lambda found: f'<use href="#{names[found[1]]}"' if found[1] in names else found[0], text
    )
