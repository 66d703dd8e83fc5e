"""Furniture, cloth, kitchen, tools. Pure."""
