"""The products of a shop's known cases: families near its beginning that fit them, changed where the case asks. Pure.

The packs' lines decide what can be: without a line of gift sets there is no gift set. Each case has the first family
that fits it and has no case yet, by the packs and the seed alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from pipeline.generate.products.family import BESTSELLER
from pipeline.generate.products.interleave import Order
from pipeline.generate.products.layout import Layout
from pipeline.packs import Line, Pack
from pipeline.packs.speech import Speech
from pipeline.packs.tags import OFFERS
from pipeline.schema.fields import cell_of, split_list
from pipeline.schema.kinds import PRODUCT
from pipeline.schema.stock import STOCK_COLUMNS

REACH = 160  # rows: the beginning of a shop, in which cases are looked for
SMALL = 50  # rows of a shop as most make it: a case that fits less well there is better than one behind them
RUN_LEAST = 3  # variants of which one is sold out
LEFT = 3  # pieces of what is marked down
_MARKED_PERCENT = 60
_ABOVE_COST_PERCENT = 105
_ENDING_CENTS = 97
_GIFT_WORDS = ("gift set", "gift hamper")
CLEARANCE = "clearance"

Row = dict[str, Any]


class Spot(NamedTuple):
    """A family of the shop: its line and its rows."""

    line: Line
    rows: tuple[int, ...]


def with_cases_early(layouts: Sequence[Layout], packs: Sequence[Pack]) -> list[Layout]:
    """Return the layouts; a gift set and a service stand as early as can be, of the first pack that usually has some.

    Each changes places with a family of its size. Where they are rare, a single one takes the place of a family.
    """
    found = list(layouts)
    for wanted in (_is_gift_set, _is_service):
        having = [
            (not any(line.weight for line in pack.lines if wanted(line)), turn)
            for turn, pack in enumerate(packs)
            if any(map(wanted, pack.lines))
        ]
        if having:
            is_rare, turn = min(having)
            found[turn] = (_with_rare if is_rare else _with_early)(found[turn], packs[turn], wanted)
    return found


def _with_early(layout: Layout, pack: Pack, wanted: Callable[[Line], bool]) -> Layout:
    sizes, lines = layout.families["size"], layout.families["line"]
    free = [at for at in range(len(sizes)) if at not in layout.moved]
    fits = [at for at in free if wanted(pack.lines[lines[at]])]
    place, at = min((next(place for place in free if sizes[place] == sizes[at]), at) for at in fits)
    return replace(layout, moved={**layout.moved, place: at, at: place})


def _with_rare(layout: Layout, pack: Pack, wanted: Callable[[Line], bool]) -> Layout:
    line = next(at for at, line in enumerate(pack.lines) if wanted(line))
    place = next(
        at for at, size in enumerate(layout.families["size"]) if size == 1 and at not in layout.moved
    )
    return replace(layout, rare=(*layout.rare, line), moved={**layout.moved, place: len(layout.every)})


def _is_gift_set(line: Line) -> bool:
    return line.stock and any(word in noun.lower() for word in _GIFT_WORDS for noun in line.nouns)


def _is_service(line: Line) -> bool:
    return not line.stock


def place_products(
    packs: Sequence[Pack], layouts: Sequence[Layout], order: Order
) -> dict[str, tuple[int, ...]]:
    """Return the rows of each case, by its name; () for one that these packs have no line for."""
    spots = sorted(_spots(packs, layouts, order), key=lambda spot: spot.rows[0])
    taken, found = set[int](), dict[str, tuple[int, ...]]()
    for name, fits in _FITTING.items():
        free = [spot for spot in spots if spot.rows[0] not in taken]
        near = [[spot for spot in free if spot.rows[-1] < SMALL], free]
        spot = next((spot for among in near for wanted in fits for spot in among if wanted(spot)), None)
        found[name] = spot.rows if spot else ()
        taken.update(found[name])
    return found


def _spots(packs: Sequence[Pack], layouts: Sequence[Layout], order: Order) -> Iterator[Spot]:
    for turn, (pack, layout) in enumerate(zip(packs, layouts, strict=True)):
        own = pl.int_range(order.of_pack(0, REACH, turn)[1], dtype=pl.UInt64, eager=True)
        numbers = order.numbers(own, turn).to_list()
        places = pl.int_range(len(layout.families), dtype=pl.UInt64, eager=True)
        lines = layout.every["line"][layout.standing(places)]
        begin = 0
        for family, size in enumerate(layout.families["size"]):
            if begin + size > len(numbers):
                break
            line = pack.lines[lines[family]]
            yield Spot(line, tuple(numbers[begin : begin + size]))
            begin += size


def _single(spot: Spot) -> bool:
    return _stocked(spot) and len(spot.rows) == 1


def _stocked(spot: Spot) -> bool:
    return spot.line.stock and not _is_gift_set(spot.line)


def _is_run(spot: Spot) -> bool:
    return _stocked(spot) and len(spot.rows) >= RUN_LEAST


# What a family has to be, the better first
_FITTING: Mapping[str, Sequence[Callable[[Spot], bool]]] = {
    "bestseller": (_is_run,),
    "clearance": (_single, _stocked),
    "reorder": (_single, _stocked),
    "inactive": (_single, _stocked, lambda _: True),
    "gift-set": (lambda spot: _is_gift_set(spot.line),),
    "service": (lambda spot: _is_service(spot.line),),
}


def product_rows(head: pl.DataFrame, places: Mapping[str, Sequence[int]], speech: Speech) -> dict[int, Row]:
    """Return the rows of the cases, of the shop's first products, tagged in its language."""
    rows = head.to_dicts()
    changes: dict[int, Row] = {}
    for name in _FITTING:
        for number in places[name]:
            row = rows[number] | {"is_active": name != "inactive"}
            changes[number] = row | (_CHANGES[name](row, speech) if name in _CHANGES else {})
    if run := places["bestseller"]:
        sold_out = changes[run[len(run) // 2]]
        sold_out |= dict.fromkeys(_levels(sold_out, 0), "0")
    return changes


def _bestseller(row: Row, speech: Speech) -> Row:
    plenty = {
        name: str(max(int(row[name]), 2 * int(row[reorder])))
        for name, reorder in zip(_levels(row, 0), _levels(row, 1), strict=True)
    }
    return {"tags": _tagged(row["tags"], BESTSELLER, speech), **plenty}


def _clearance(row: Row, speech: Speech) -> Row:
    stock = {name: str(min(max(int(row[name]), 1), LEFT)) for name in _levels(row, 0)}
    stopped = dict.fromkeys((*_levels(row, 1), *_levels(row, 2)), "0")
    price, cost = row["price_including_tax"], row["supply_price"]
    least = max(price * _MARKED_PERCENT, cost * _ABOVE_COST_PERCENT) / 100
    marked = Decimal(int(least)) + Decimal(_ENDING_CENTS) / 100
    return {
        "price_including_tax": min(marked, price),
        "tags": _tagged(row["tags"], CLEARANCE, speech),
        **stock,
        **stopped,
    }


def _reorder(row: Row, _: Speech) -> Row:
    return dict.fromkeys(_levels(row, 0), "1")  # a reorder point is at least 2


_CHANGES: Mapping[str, Callable[[Row, Speech], Row]] = {
    "bestseller": _bestseller,
    "clearance": _clearance,
    "reorder": _reorder,
}


def _levels(row: Row, turn: int) -> list[str]:
    """Return the columns of one level of stock: for all outlets, and for each that is named."""
    stem = STOCK_COLUMNS[turn]
    found = ((name, PRODUCT.field(name)) for name in row)
    return [name for name, field in found if field is not None and field.name.startswith(stem)]


def _tagged(cell: str, tag: str, speech: Speech) -> str:
    """Return the tags with this one in place of what a shop says else of a product."""
    offers = {speech.tag(word) for offer in OFFERS for word in offer}
    return cell_of((*(each for each in split_list(cell) if each not in offers), speech.tag(tag)))
