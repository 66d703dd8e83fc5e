"""Materials, seen: the colour of what has a colour of its own, its texture, and how light falls on it. Pure."""

from dataclasses import dataclass

from pipeline.images.colours import METALS, WOODS, plain


@dataclass(frozen=True, slots=True)
class Material:
    """`colour` is '' for cloth and other things that are dyed; `texture` and `light` are names in `light.py`."""

    colour: str = ""
    texture: str = ""
    light: str = "soft"


_DYED = {
    "corduroy": "cord", "twill": "twill", "denim": "twill", "stretch denim": "twill", "selvedge denim": "twill", "canvas": "weave",
    "waxed canvas": "weave", "linen": "weave", "linen blend": "weave", "hemp blend": "weave", "chambray": "weave", "fabric": "weave",
    "ripstop": "ripstop", "merino": "rib", "lambswool": "knit", "alpaca blend": "knit", "wool blend": "knit", "chenille": "knit",
    "fleece": "pile", "french terry": "pile", "flannel": "pile", "wool": "pile", "velvet": "pile", "suede": "pile",
}  # fmt: skip
_OTHER = {
    "wooden": Material("#b58a5b", "wood"), "rattan": Material("#c99d63", "rattan"), "seagrass": Material("#b9a878", "rattan"), "jute": Material("#c4a577", "rattan"),
    "cast iron": Material("#393b3e", "speckle", "round"), "stoneware": Material("#c9c2b4", "speckle", "round"),
    "earthenware": Material("#c0a488", "speckle", "round"), "porcelain": Material("#eeebe4", "", "round"),
    "terracotta": Material("#bb7250", "speckle", "round"), "marble": Material("#e4e1dc", "marble", "round"),
    "ceramic": Material("#e7e1d6", "", "round"), "glass": Material("#cfdcdb", "", "glass"), "recycled glass": Material("#bcd0c8", "", "glass"),
    "crystal": Material("#d8e2e6", "facets", "glass"), "pressed glass": Material("#c8d6d8", "flutes", "glass"),
    "carbon fiber": Material("#3a3c40", "twill", "soft"), "recycled plastic": Material("#8d9690", "speckle", "soft"),
    "polycarbonate": Material("#b9bfc4", "", "soft"), "silicone": Material("#7f8a86", "", "soft"),
    "felt": Material("#9a968e", "pile", "soft"),
}  # fmt: skip
_MATERIALS = (
    {name: Material("", texture) for name, texture in _DYED.items()}
    | {name: Material(colour, "wood") for name, colour in WOODS.items()}
    | {name: Material(colour, "brushed", "metal") for name, colour in METALS.items()}
    | _OTHER
)


def material_named(text: str) -> Material:
    """Return the material of these words; one without colour and texture where they name none that shows."""
    return _MATERIALS.get(plain(text), Material())
