"""Shops in which lines that are rare come like the others, for what is to hold of every text."""

from pipeline.packs import Pack, load_packs


def with_rare_lines(name: str) -> Pack:
    """Return a shipped pack none of whose lines is rare."""
    [pack] = load_packs([name])
    return pack._replace(lines=tuple(line._replace(weight=max(line.weight, 1)) for line in pack.lines))
