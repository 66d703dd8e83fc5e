"""Food, and the bags, boxes and trays that it comes in. Pure."""
