"""Customers as lines of CSV: the same look-ups, joined once per line instead of once per cell.

Promises: the bytes that the frames would be written to. Only for tables without a text that stands in
quotes in CSV, and for customers without gaps; whatever else is written cell by cell.
"""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from pipeline.generate.customers.customer_tables import CustomerTables, LineEnds
from pipeline.schema.kinds import CUSTOMER

SEPARATOR = ","
_IN_QUOTES = r'[",\r\n]'


def header() -> str:
    """Return the first line; it is the name of the one column that lines are."""
    return SEPARATOR.join(CUSTOMER.generated_columns)


def fit_lines(tables: CustomerTables) -> bool:
    """Whether no customer has a cell that stands in quotes in CSV."""
    return not pl.concat([*_texts(tables)]).str.contains(_IN_QUOTES).any()


def _texts(tables: CustomerTables) -> Iterator[pl.Series]:
    names = tables.names
    yield from (names.first, names.last, names.mail, names.last_mail, *tables.tails.texts, tables.companies)
    yield from (tables.numbers, tables.streets.texts, tables.unit_heads, tables.unit_tails)
    yield from (*tables.places.values(), tables.groups)
    yield from (part.texts for plan in (tables.landlines, tables.mobiles) for part in plan.parts)


def tables_of_lines(tables: CustomerTables) -> CustomerTables:
    """Return the tables with the separator behind every text that ends a cell, and the end of a line as one text."""
    names, streets = tables.names, tables.streets
    return replace(
        tables,
        names=names._replace(first=names.first + SEPARATOR, last=names.last + SEPARATOR),
        companies=(tables.companies + SEPARATOR).fill_null(SEPARATOR),
        landlines=tables.landlines.ending(SEPARATOR),
        mobiles=tables.mobiles.ending(SEPARATOR),
        tails=tables.tails.ending(SEPARATOR),
        streets=replace(streets, tails=streets.tails + SEPARATOR),
        nothing=pl.Series([SEPARATOR]),
        ends=_ends(tables),
    )


def _ends(tables: CustomerTables) -> LineEnds:
    """Return the ends of lines; the frequent ones, of nobody's group and of no unit, stand in front together."""
    units = tables.unit_tails.to_list()
    kinds = {text: kind for kind, text in enumerate(dict.fromkeys(units))}
    columns = dict(tables.places)
    heads, groups = pl.Series([*kinds]) + SEPARATOR, SEPARATOR + tables.groups.fill_null("")
    feet = None
    if tables.streets.has_tails:
        # the end of the postcode stands between them
        feet, groups = columns.pop("physical_country_id")[0] + groups, pl.Series([""])
    cells = pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator=SEPARATOR)).to_series()
    number = pl.int_range(len(groups) * len(heads) * len(cells), dtype=pl.UInt32, eager=True)
    unit = number // len(cells)
    return LineEnds(
        kind_of_unit=pl.Series([kinds[text] for text in units], dtype=pl.UInt32),
        units=len(heads),
        places=len(cells),
        texts=heads[unit % len(heads)] + cells[number % len(cells)] + groups[unit // len(heads)],
        feet=feet,
    )
