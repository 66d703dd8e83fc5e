"""All drawings by name: the public generators of these modules, `hair_brush` as "hair brush". Pure.

Each takes a `Subject` and yields SVG text; what it can show is in the words that it asks for.
"""

from inspect import isgeneratorfunction

from pipeline.images.drawings.beauty import bottles, cosmetics, jars
from pipeline.images.drawings.electronics import audio, desk, devices, gear
from pipeline.images.drawings.grocery import food, packets
from pipeline.images.drawings.home import furniture, household, kitchen, table, textiles, tools
from pipeline.images.drawings.services import cards
from pipeline.images.drawings.wear import accessories, footwear, garments
from pipeline.images.look import Drawing

_ROOMS = (
    bottles, cosmetics, jars, audio, desk, devices, gear, food, packets, furniture, household, kitchen, table, textiles, tools, cards,
    accessories, footwear, garments,
)  # fmt: skip
DRAWINGS: dict[str, Drawing] = {
    name.replace("_", " "): draw for room in _ROOMS for name, draw in vars(room).items() if isgeneratorfunction(draw) and name[0] != "_"
}
