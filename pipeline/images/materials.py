"""Materials, seen: the colour of what has a colour of its own, its texture, and how light falls on it. Pure."""

from dataclasses import dataclass

from pipeline.images.colours import plain


@dataclass(frozen=True, slots=True)
class Material:
    """`colour` is '' for cloth and other things that are dyed; `texture` and `light` are names in `light.py`."""

    colour: str = ""
    texture: str = ""
    light: str = "soft"


PLAIN = Material()
_WOODS = {
    "oak": "#c69c68", "walnut": "#6d4c35", "beech": "#d6b487", "ash": "#dac6a2", "acacia": "#93633c", "mango wood": "#a67a4e",
    "olivewood": "#b0834f", "wooden": "#b58a5b", "bamboo": "#d5b97f", "cherry wood": "#9b5b3c", "pine": "#dcbb85",
}  # fmt: skip
_METALS = {
    "steel": "#b4babf", "stainless steel": "#bcc1c5", "carbon steel": "#6e7377", "tool steel": "#8f959a", "forged steel": "#797e83",
    "polished steel": "#c4c9cc", "galvanized steel": "#a9b1b5", "damascus steel": "#a3a8ad", "brass": "#c2a05a", "copper": "#b8754f",
    "aluminum": "#c3c7ca", "magnesium": "#74787d", "silver": "#c3c7ca",
}  # fmt: skip
_DYED = {
    "corduroy": "cord", "twill": "twill", "denim": "twill", "stretch denim": "twill", "selvedge denim": "twill", "canvas": "weave",
    "waxed canvas": "weave", "linen": "weave", "linen blend": "weave", "hemp blend": "weave", "chambray": "weave", "ripstop": "ripstop",
    "merino": "rib", "lambswool": "knit", "alpaca blend": "knit", "wool blend": "knit", "organic cotton": "", "fleece": "pile",
    "french terry": "pile", "flannel": "pile", "wool": "pile", "velvet": "pile", "chenille": "knit", "suede": "pile", "percale": "",
    "felt": "pile", "cotton": "", "fabric": "weave",
}  # fmt: skip
_OTHER = {
    "rattan": Material("#c99d63", "rattan"), "seagrass": Material("#b9a878", "rattan"), "jute": Material("#c4a577", "rattan"),
    "cast iron": Material("#393b3e", "speckle", "round"), "stoneware": Material("#c9c2b4", "speckle", "round"),
    "earthenware": Material("#c0a488", "speckle", "round"), "porcelain": Material("#eeebe4", "", "round"),
    "terracotta": Material("#bb7250", "speckle", "round"), "marble": Material("#e4e1dc", "marble", "round"),
    "ceramic": Material("#e7e1d6", "", "round"), "glass": Material("#cfdcdb", "", "glass"), "recycled glass": Material("#bcd0c8", "", "glass"),
    "crystal": Material("#d8e2e6", "facets", "glass"), "pressed glass": Material("#c8d6d8", "flutes", "glass"),
    "carbon fiber": Material("#3a3c40", "twill", "soft"), "recycled plastic": Material("#8d9690", "speckle", "soft"),
    "polycarbonate": Material("#b9bfc4", "", "soft"), "silicone": Material("#7f8a86", "", "soft"), "leather": Material("", "", "soft"),
    "felt": Material("#9a968e", "pile", "soft"),
}  # fmt: skip


_MATERIALS = (
    {name: Material("", texture) for name, texture in _DYED.items()}
    | {name: Material(colour, "wood") for name, colour in _WOODS.items()}
    | {name: Material(colour, "brushed", "metal") for name, colour in _METALS.items()}
    | _OTHER
)


def material_named(text: str) -> Material:
    """Return the material of these words, `PLAIN` where they name none that shows."""
    return _MATERIALS.get(plain(text), PLAIN)
