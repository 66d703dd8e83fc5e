"""A store read into a dataset, or into records to compare: reads only."""
