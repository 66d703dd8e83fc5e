"""Cards for what is done, not handed over. Pure."""

from pipeline.images.drawings.services import cards

DRAWINGS = cards.DRAWINGS
