"""Food, and the bags, boxes and trays that it comes in. Pure."""

from pipeline.images.drawings.grocery import food, packets

DRAWINGS = packets.DRAWINGS | food.DRAWINGS
