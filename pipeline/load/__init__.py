"""Dataset + store -> journal."""
