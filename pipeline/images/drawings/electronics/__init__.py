"""Computers, sound, and what belongs to them. Pure."""
