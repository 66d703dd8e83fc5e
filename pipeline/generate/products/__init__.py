"""Products in families, and who supplies them: packs as tables, and records out of them."""
