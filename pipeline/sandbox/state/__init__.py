"""What the sandbox keeps between two processes: one SQLite file, its formats, and the shop saved in it."""
