"""Clothes, shoes, hats and bags. Pure."""

from pipeline.images.drawings.wear import accessories, footwear, garments

DRAWINGS = garments.DRAWINGS | footwear.DRAWINGS | accessories.DRAWINGS
