"""A dataset in the files of other programs: a table of the formats, one of columns for each vendor, and the writers."""
