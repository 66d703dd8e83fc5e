"""Bottles, jars, make-up and soap. Pure."""

from pipeline.images.drawings.beauty import bottles, cosmetics, jars

DRAWINGS = bottles.DRAWINGS | jars.DRAWINGS | cosmetics.DRAWINGS
