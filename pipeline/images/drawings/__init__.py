"""All drawings by name. Each takes a `Subject` and returns SVG text; what it can show is in the words that it asks for."""

from pipeline.images.drawings import (
    accessories,
    audio,
    bottles,
    cards,
    cosmetics,
    desk,
    devices,
    food,
    footwear,
    furniture,
    garments,
    gear,
    household,
    jars,
    kitchen,
    packets,
    table,
    textiles,
    tools,
)
from pipeline.images.drawings.drawing import Drawing

DRAWINGS: dict[str, Drawing] = {
    name: drawing
    for room in (
        accessories, audio, bottles, cards, cosmetics, desk, devices, food, footwear, furniture, garments, gear, household,
        jars, kitchen, packets, table, textiles, tools,
    )
    for name, drawing in room.DRAWINGS.items()
}  # fmt: skip
