"""Stores: the protocol that load, verify and unload speak, and one folder for each kind of store that speaks it."""
