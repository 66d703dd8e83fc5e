"""All drawings by name: the public generators of these modules, `hair_brush` as "hair brush". Pure.

Each takes a `Subject` and yields SVG text; what it can show is in the words that it asks for.
"""

from inspect import isgeneratorfunction

from pipeline.images.drawings import accessories, audio, cards, containers, cosmetics, desk, devices, furnishings, garments, groceries, kitchen, textiles, tools
from pipeline.images.look import Drawing

DRAWINGS: dict[str, Drawing] = {
    name.replace("_", " "): draw
    for module in (accessories, audio, cards, containers, cosmetics, desk, devices, furnishings, garments, groceries, kitchen, textiles, tools)
    for name, draw in vars(module).items()
    if isgeneratorfunction(draw) and name[0] != "_"
}
