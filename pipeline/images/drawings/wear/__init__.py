"""Clothes, shoes, hats and bags. Pure."""
