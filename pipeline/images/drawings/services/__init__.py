"""Cards for what is done, not handed over. Pure."""
