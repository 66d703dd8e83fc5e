"""Units on their way through the store: sent, answered, looked up, settled."""
