"""Reading an X-Series store: what it is, single records, pages of records. Reads only."""
