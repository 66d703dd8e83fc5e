"""File, journal and store against each other, and the reports about it."""
