"""All drawings by name. Each takes a `Subject` and returns SVG text; what it can show is in the words that it asks for. Pure."""

from pipeline.images.drawings import beauty, electronics, grocery, home, services, wear
from pipeline.images.drawings.drawing import Drawing

DRAWINGS: dict[str, Drawing] = wear.DRAWINGS | beauty.DRAWINGS | electronics.DRAWINGS | grocery.DRAWINGS | home.DRAWINGS | services.DRAWINGS
