"""Stock as X-Series keeps it: a level and reorder values for each outlet, for products that are tracked. Pure.

A create may set it or ignore it [?], and a change puts absolute values [D]. So the store's first levels are recorded
before anything is put (`load.steps`), and a level that moved since is somebody's sale: it is left as it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.http.calls import Call
from pipeline.schema.kinds import key_of
from pipeline.schema.records import Record
from pipeline.schema.stock import STOCK_COLUMNS, outlet_heading
from pipeline.stores.protocol import Row, Step, Terms
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.reading.rows import version_of

LEVEL = "current_amount"
FIELDS = dict(
    zip(STOCK_COLUMNS, (LEVEL, "reorder_point", "reorder_amount"), strict=True)
)  # the file's and the API's
TELLING = 3  # a level: so many are not sold between a create and the look right after it
_VERSION = "version"  # of the store's row
Levels = dict[str, dict[str, float]]  # by outlet: the API's fields


def stock_of(values: Mapping[str, Any], outlets: Sequence[tuple[str, str]]) -> Levels:
    """Return what a product should have at each outlet; {} for one without a level: it is not tracked.

    A column with an outlet's name behind it (`inventory_Market_Square`) counts for that one alone.
    """
    found: Levels = {}
    for outlet_id, name in outlets:
        levels = {}
        for stem, field in FIELDS.items():
            value = _own(values, stem, name)
            if value is not None:
                levels[field] = float(value)
        if LEVEL in levels:
            found[outlet_id] = levels
    return found


def _own(values: Mapping[str, Any], stem: str, outlet: str) -> Any:
    folded = key_of(f"{stem}_{outlet_heading(outlet)}")
    return next((value for name, value in values.items() if key_of(name) == folded), values.get(stem))


def _wanted(record: Record, terms: Terms) -> Levels | None:
    return stock_of(dict(record.values), terms.outlets) or None


def _found(row: Mapping[str, Any], _terms: Terms) -> dict[str, Any] | None:
    """Return whether a product is tracked, and its levels; None for a row without them: they were not read."""
    rows = row.get("stock")
    if rows is None:
        return None
    levels = {str(each["outlet_id"]): levels_in(each) for each in rows if each.get("outlet_id")}
    return {"tracked": bool(row.get("has_inventory")) and bool(levels), "levels": levels}


def levels_in(row: Row) -> dict[str, float]:
    """Return the level and the reorder values of a row of stock, and its version, as far as they are shown."""
    level = row.get("current_amount", row.get("current_inventory_level", row.get("inventory_level")))
    values = {
        LEVEL: level,
        "reorder_point": row.get("reorder_point"),
        "reorder_amount": row.get("reorder_amount"),
    }
    numbers = {name: float(value) for name, value in values.items() if isinstance(value, (int, float))}
    version = version_of(row)
    return numbers | ({} if version is None else {_VERSION: version})


def _is_there(found: Mapping[str, Any], wanted: Levels) -> bool:
    return bool(found["tracked"]) and not _lacking(found, wanted)


def _lacking(found: Mapping[str, Any], wanted: Levels) -> Levels:
    """Return what is wanted and not there, by outlet."""
    lacking: Levels = {}
    for outlet, levels in wanted.items():
        there = found["levels"].get(outlet, {})
        other = {name: value for name, value in levels.items() if there.get(name, _absent(name)) != value}
        if other:
            lacking[outlet] = other
    return lacking


def _absent(field: str) -> float | None:
    """Return what an absent value says: a reorder value that is not shown is none; a level is not known."""
    return None if field == LEVEL else 0.0


def _is_moved(first: Mapping[str, Any], wanted: Levels, *, ignored: bool) -> bool:
    """Tell whether levels moved since the create: tracked, and another level than ours.

    0 in a store that ignores stock at a create is what it left.
    """
    if not first["tracked"]:
        return False
    found = {outlet: levels.get(LEVEL) for outlet, levels in first["levels"].items()}
    return any(
        found.get(outlet) not in (None, levels[LEVEL]) and not (ignored and found[outlet] == 0)
        for outlet, levels in wanted.items()
    )


def _ignored(found: Mapping[str, Any], wanted: Levels) -> bool | None:
    """Tell whether a store ignored the stock of a create: not tracked, or at 0 where we said more than a few."""
    if not found["tracked"]:
        return any(levels[LEVEL] for levels in wanted.values()) or None
    telling = [outlet for outlet, levels in wanted.items() if levels[LEVEL] >= TELLING]
    if not telling:
        return None
    there = [found["levels"].get(outlet, {}).get(LEVEL) for outlet in telling]
    return all(level == 0 for level in there)


def _is_same(found: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    """Tell whether the levels are those of the first look; a family's tracking, which begins with a row of 0, moves none.

    A row with the same level and another version was put and sold again.
    """
    for outlet in {*found["levels"], *first["levels"]}:
        one, other = found["levels"].get(outlet, {}), first["levels"].get(outlet, {})
        both = _VERSION in one and _VERSION in other
        if (one.get(LEVEL) or 0.0) != (other.get(LEVEL) or 0.0) or (
            both and one[_VERSION] != other[_VERSION]
        ):
            return False
    return True


def _is_untracked(first: Mapping[str, Any] | None) -> bool:
    """Tell whether a call turns tracking on, which the whole family has in common."""
    return first is not None and not first["tracked"]


def _put(remote_id: str, wanted: Levels, first: Mapping[str, Any] | None) -> Call:
    """Return the request that puts what is lacking; tracking belongs to the whole family."""
    first = first or {"tracked": False, "levels": {}}
    lacking = _lacking(first, wanted) if first["tracked"] else wanted
    common = {} if first["tracked"] else {"common": {"track_inventory": True}}
    details = {"inventory": [{"outlet_id": outlet, **levels} for outlet, levels in lacking.items()]}
    return endpoints.change_product(remote_id, common | ({"details": details} if lacking else {}))


def _text(value: Any, terms: Terms, beside: Any = None) -> str:
    """Return levels for people: '12' where one outlet has them, else 'Main Outlet 12, Kiosk 3'.

    Of the reorder values those that are others `beside` it: 'Main Outlet 12, Kiosk 3 (reorder_point 2)'.
    """
    if isinstance(value, dict) and value.get("tracked") is False:
        return "not tracked"
    levels, other = _levels(value), _levels(beside)
    names = dict(terms.outlets)
    shown = {
        outlet: f"{each[LEVEL]:g}{_reorder(each, other.get(outlet, each))}"
        for outlet, each in levels.items()
        if LEVEL in each and outlet in names
    }
    if len(names) == 1:
        return "".join(shown.values())
    return ", ".join(f"{names[outlet]} {text}" for outlet, text in shown.items())


def _levels(value: Any) -> Levels:
    return value.get("levels", value) if isinstance(value, dict) else {}


def _reorder(levels: Mapping[str, float], other: Mapping[str, float]) -> str:
    """Return the reorder values that are others there, under the names of the file's columns."""
    told = [
        f"{column} {levels[field]:g}" if field in levels else f"no {column}"
        for column, field in FIELDS.items()
        if field != LEVEL and (levels.get(field) or 0) != (other.get(field) or 0)
    ]
    return f" ({', '.join(told)})" if told else ""


def _kept(wanted: Levels, sent: Levels, found: Mapping[str, Any]) -> Levels:
    """Return what is wanted, and what was sent and is found where the file says nothing any more."""
    still = {
        outlet: {name: value for name, value in levels.items() if found["levels"].get(outlet, {}).get(name)}
        for outlet, levels in sent.items()
    }
    every = {outlet: still.get(outlet, {}) | wanted.get(outlet, {}) for outlet in {**wanted, **still}}
    return {outlet: levels for outlet, levels in every.items() if levels}


def _blanked(kept: Levels, wanted: Levels, terms: Terms) -> dict[str, str]:
    """Return what is kept and not wanted by the file's columns: {'reorder_point': 'Kiosk 2'}; of no level that alone."""
    texts = {}
    for column, field in FIELDS.items():
        blank = {
            outlet: {LEVEL: levels[field]}
            for outlet, levels in kept.items()
            if field in levels and (field not in wanted[outlet] if outlet in wanted else field == LEVEL)
        }
        texts[column] = _text(blank, terms)
    return {column: text for column, text in texts.items() if text}


STOCK_STEP = Step(
    name="stock",
    wanted=_wanted,
    found=_found,
    call=_put,
    needs_stock=True,
    is_there=_is_there,
    is_moved=_is_moved,
    ignored=_ignored,
    is_same=_is_same,
    touches_unit=_is_untracked,
    text=_text,
    kept=_kept,
    blanked=_blanked,
    is_set=lambda found: bool(found["tracked"]),
)
