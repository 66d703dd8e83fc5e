"""Looks of every line of the shipped packs: all of them, or some of each for an eye to judge."""

import itertools
from collections.abc import Iterator

from pipeline.images import Look
from pipeline.packs import Line, Pack, find_packs, load_packs


def packs() -> tuple[Pack, ...]:
    return load_packs(tuple(find_packs()))


def looks_of(line: Line) -> Iterator[Look]:
    """Every noun, material and combination of options that show; adjectives, brands and tiers take turns."""
    options = [
        [(option.name, value.text) for value in option.values]
        for option in line.options
        if shows(option.name)
    ]
    turn = itertools.count()
    for noun, material in itertools.product(line.nouns, line.materials or ("",)):
        for chosen in itertools.product(*options):
            k = next(turn)
            brand = line.brands[k % len(line.brands)]
            adjective = line.adjectives[k % len(line.adjectives)] if line.adjectives else ""
            yield Look(
                noun,
                line.name,
                adjective,
                material,
                tuple(chosen),
                brand.name,
                brand.tier,
                service=not line.stock,
            )


def shows(option: str) -> bool:
    """Sizes and memory don't show: leaving them out keeps the campaign short."""
    return option not in HIDDEN


HIDDEN = {"size", "waist", "memory", "storage", "volume", "weight", "capacity", "length", "speed", "output"}
