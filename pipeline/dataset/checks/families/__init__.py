"""Families: rows with options that go into one request."""
