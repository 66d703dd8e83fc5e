"""Bottles, jars, make-up and soap. Pure."""
