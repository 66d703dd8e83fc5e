"""Two record sets against each other: matched, compared field by field, reported. `verify` compares a store by it too."""
