"""Commands and a store: which one is meant, its journal, the confirmation before it is written to, the load itself."""
