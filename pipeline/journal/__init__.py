"""What was sent and what came back, durably: entries, attempts, the book that keeps them, its file, and load.log."""
