"""Frames <-> files: CSV and Parquet, read whatever a person's programs left, written whole."""
