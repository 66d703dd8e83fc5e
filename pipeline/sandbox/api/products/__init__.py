"""Products: made, changed, deleted, and the rules that all of that keeps."""
