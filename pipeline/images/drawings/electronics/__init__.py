"""Computers, sound, and what belongs to them. Pure."""

from pipeline.images.drawings.electronics import audio, desk, devices, gear

DRAWINGS = devices.DRAWINGS | audio.DRAWINGS | desk.DRAWINGS | gear.DRAWINGS
