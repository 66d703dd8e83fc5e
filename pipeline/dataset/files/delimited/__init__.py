"""CSV as programs save it: its encoding and separator, and its rows."""
