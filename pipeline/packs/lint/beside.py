"""What is wrong with packs beside each other: things that two of them call by one name. Pure.

Such packs may not be usable together (`hold_apart` refuses those), or one store would mix up what they mean.
"""

import itertools
from collections.abc import Iterator, Sequence

from pipeline.errors import Finding
from pipeline.packs.categories import leaf_clashes, spelled_apart
from pipeline.packs.values import Pack
from pipeline.text import clean


def beside_each_other(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield what a person should change, so that any of these packs can be used with any other."""
    for first, second in itertools.combinations(packs, 2):
        both = (*first.lines, *second.lines)
        for upper, lower in leaf_clashes(both):
            rule = f'is a category of products, and "{lower}" lies below it in {first.name} or {second.name}'
            yield _finding(second, "lines", upper, rule)
        for one, other in spelled_apart(both):
            yield _finding(second, "lines", other, f'is written "{one}" in {first.name} or here')
        for path, name in _shared(first, second):
            yield _finding(second, path, name, f"stands in {first.name}, too")


def _shared(first: Pack, second: Pack) -> Iterator[tuple[str, str]]:
    """Yield (path in the second, name) of what is another thing in the first: brands, suppliers, starts of numbers."""
    taken = {brand.name.casefold() for brand in first.brands}
    yield from (
        (f"brands[{k}]", brand.name)
        for k, brand in enumerate(second.brands)
        if brand.name and brand.name.casefold() in taken
    )
    names = {supplier.name.casefold() for supplier in first.suppliers}
    codes = {first.prefix, *(supplier.code for supplier in first.suppliers)}
    for k, supplier in enumerate(second.suppliers):
        if supplier.name.casefold() in names:
            yield f"suppliers[{k}].name", supplier.name
        if supplier.code in codes:
            yield f"suppliers[{k}].code", supplier.code
    if second.prefix in codes:
        yield "prefix", second.prefix


def _finding(pack: Pack, path: str, value: str, rule: str) -> Finding:
    return Finding(pack.source, None, path, clean(value, 80), rule, "Change one of the two.")
