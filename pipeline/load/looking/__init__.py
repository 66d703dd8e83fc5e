"""What a store holds: records by id, by page and by key, and how they compare with what was sent. Reads only."""
