"""Stock of two sides, brought to columns that can be held against each other: by outlet, or summed. Pure.

A plain column holds for every outlet (`inventory`), one with an outlet's name behind it for that one
(`inventory_Market_Square`). An export of another program may have one number for all outlets together: a total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.compare.rules import StockWay
from pipeline.schema.fields import Value
from pipeline.schema.kinds import key_of
from pipeline.schema.stock import LEVEL_COLUMN, STOCK_COLUMNS, stock_fields
from pipeline.stores.comparing import number_of


@dataclass(frozen=True, slots=True)
class StockView:
    """How stock is held against stock: by which outlets, or summed. `rest`: a plain level is compared beside them."""

    outlets: tuple[str, ...]
    way: StockWay
    rest: bool


def view_of(
    chosen: StockWay | None, outlets: Sequence[tuple[str, ...]], *, plain: bool, total: bool
) -> StockView:
    """Return how to compare sides that name these outlets.

    `plain`: both have a plain level that is of no outlet: it is held against the other's. `total`: a side has
    one number for all outlets, which is held against the sum of several, if nothing else was chosen.
    """
    every = tuple({key_of(each): each for side in outlets for each in side}.values())
    rest = plain and bool(every)
    way = chosen or (StockWay.SUMMED if total and not rest and len(every) > 1 else StockWay.OUTLETS)
    return StockView(every, way, rest)


def with_stock(
    values: Mapping[str, Value], view: StockView, *, total: bool, covers: tuple[str, ...] | None = None
) -> dict[str, Value]:
    """Return a record's values with its stock in columns that both sides have; with one outlet or none in plain ones.

    A plain level holds for every outlet, or for those that it `covers`; a `total` for none alone.
    """
    if not view.outlets:
        return dict(values)
    stock = {key_of(name): value for name, value in values.items() if stock_fields(name)}
    kept = {name: value for name, value in values.items() if not stock_fields(name)}
    if view.way is StockWay.SUMMED:
        level = _sum(stock, view.outlets, total=total)
        return kept if level is None else kept | {LEVEL_COLUMN: level}
    alone = len(view.outlets) == 1 and not view.rest
    covered = None if covers is None else {key_of(each) for each in covers}
    for stem in STOCK_COLUMNS:
        plain = stock.get(stem)
        if view.rest and plain is not None:
            kept[stem] = plain
        for outlet in view.outlets:
            reaches = not (view.rest and total) and (covered is None or key_of(outlet) in covered)
            value = stock.get(key_of(f"{stem}_{outlet}"), plain if reaches else None)
            if value is not None:
                kept[stem if alone else f"{stem}_{outlet}"] = value
    return kept


def _sum(stock: Mapping[str, Value], outlets: tuple[str, ...], *, total: bool) -> Value | None:
    """Return the level of all outlets together; a plain one that is no total counts for each that has none of its own."""
    plain, own = stock.get(LEVEL_COLUMN), [stock.get(key_of(f"{LEVEL_COLUMN}_{each}")) for each in outlets]
    if total and plain is not None:
        return plain
    numbers = [
        number_of(plain if each is None else each)
        for each in own
        if (plain if each is None else each) is not None
    ]
    known = [each for each in numbers if each is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(numbers) else plain
