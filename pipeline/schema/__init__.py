"""What records are, for any store: the table of kinds, their fields, and the way between rows and records. Pure.

The contract of both phases: `generate` writes these columns, `load` reads them.
"""
