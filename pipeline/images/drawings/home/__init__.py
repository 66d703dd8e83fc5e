"""Furniture, cloth, kitchen, tools. Pure."""

from pipeline.images.drawings.home import furniture, household, kitchen, table, textiles, tools

DRAWINGS = textiles.DRAWINGS | kitchen.DRAWINGS | table.DRAWINGS | household.DRAWINGS | furniture.DRAWINGS | tools.DRAWINGS
