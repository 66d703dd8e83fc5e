"""Where a dataset stands, by its journal alone: counts, runs, rejected rows to mend, records left out."""
