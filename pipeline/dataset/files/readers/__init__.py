"""Parquet and workbooks, each read in a process that may die of it."""
