"""What is asked of one kind beyond what its forms and its key ask: a table, with the rules of customers, products and suppliers. Pure.

A kind without a row here has no rules of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.rules import SCIENTIFIC_SIGNED, Rule, date_rule, number_rule
from pipeline.schema.kinds import (
    CUSTOMER,
    FORBIDDEN_IN_PRODUCT_NAMES,
    OPTION_NUMBERS,
    PRICE_FIELDS,
    PRODUCT,
    SUPPLIER,
    Kind,
)

# What the store takes for a card number and redacts (pipeline/stores/xseries/README.md, *Create a customer*): 13 to 19
# digits, blanks and dashes between them count. Whether a longer run is spared is not documented, so it is named too.
_CARD = r"[0-9](?:[ -]?[0-9]){12}"
_CARD_COLUMNS = frozenset(
    name
    for name in CUSTOMER.fields
    if name in {"first_name", "last_name", "company_name", "note"}
    or name.startswith(("physical_", "postal_", "custom_field_"))
) - {"physical_country_id", "postal_country_id"}

_PHONES = ("phone", "mobile", "fax")
_CONTACT = "contact_"  # before a supplier's columns that customers have without it
PHONE_COLUMNS = frozenset(prefix + name for prefix in ("", _CONTACT) for name in _PHONES)
# 1.55E+10; -5244 (the sum of +1-555-…); 15551234567.0; 15551234567 without its plus
_NUMBER_PHONE = (
    r"^(?:-[0-9]+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+|[0-9]{5,}[.,]0+|[1-9][0-9]{10,})$"
)
_ZERO_FIRST = ("AU", "GB", "NZ")  # national numbers there begin with 0
_POSTCODE_DIGITS = {"US": 5, "AU": 4, "NZ": 4}


def _none(_columns: list[str]) -> Iterator[Rule]:
    yield from ()


@dataclass(frozen=True, slots=True)
class FamilyRules:
    """What makes rows a family: the columns of its handle and its name, and those of its options; `most` rows at most.

    The columns of an option are named by `option`, a number and what they hold.
    """

    handle: str
    name: str
    option: str
    numbers: tuple[str, ...]
    most: int

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The columns of each option: of its name and of its value."""
        return tuple((f"{self.option}_{each}_name", f"{self.option}_{each}_value") for each in self.numbers)


@dataclass(frozen=True, slots=True)
class StockRules:
    """The column of the level, without which a record's stock is not tracked, and those that say nothing without it."""

    level: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindRules:
    """The rules of one kind: of cells, given the columns that are there, and which columns must not hold one text twice.

    `unique` leads from such a column, besides the key, to what is said, with `{row}` for the earlier row, and a way out.
    `emails` are e-mails beside the key, `codes` are codes to scan, which share one space of uniqueness with the key.
    `images` are columns that name a person's own images.
    `family` says which rows go together, `stock` which columns hold levels.
    """

    cells: Callable[[list[str]], Iterator[Rule]] = _none
    unique: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    emails: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    family: FamilyRules | None = None
    stock: StockRules | None = None


def rules_of(kind: Kind) -> KindRules:
    """Return a kind's own rules."""
    return KIND_RULES.get(kind, KindRules())


def _customer_rules(columns: list[str]) -> Iterator[Rule]:
    for name in columns:
        if name in _CARD_COLUMNS:
            yield Rule(name, pl.col(name).str.contains(_CARD), messages.card, messages.split_card)
    yield from _damage_rules(columns)


def _supplier_rules(columns: list[str]) -> Iterator[Rule]:
    yield from _damage_rules(columns, _CONTACT)


def _damage_rules(columns: list[str], prefix: str = "") -> Iterator[Rule]:
    """Yield what a spreadsheet does to phones and postcodes, in columns whose names begin with `prefix`."""
    land = f"{prefix}physical_country_id"
    country = pl.col(land) if land in columns else pl.lit(None, pl.String)
    for name in (prefix + each for each in _PHONES):
        if name in columns:
            number = pl.col(name).str.contains(_NUMBER_PHONE)
            zero_lost = country.is_in(_ZERO_FIRST) & pl.col(name).str.contains(r"^[2-9][0-9]{7,9}$")
            yield Rule(
                name, number | zero_lost.fill_null(value=False), messages.number_phone, messages.phone_again
            )
    for side in ("physical", "postal"):
        name, where = f"{prefix}{side}_postcode", f"{prefix}{side}_country_id"
        if name in columns:
            postcode = pl.col(name).str.strip_chars()
            decimal = postcode.str.contains(r"^[0-9]+[.,]0+$") | postcode.str.contains(SCIENTIFIC_SIGNED)
            yield Rule(name, decimal, messages.number_cell, messages.without_decimals)
            for land, digits in _POSTCODE_DIGITS.items() if where in columns else ():
                short = postcode.str.contains(rf"^[0-9]{{1,{digits - 1}}}$")
                yield Rule(
                    name,
                    short & (pl.col(where) == land),
                    messages.short_postcode(land, digits),
                    messages.padded(digits),
                )


def _product_rules(columns: list[str]) -> Iterator[Rule]:
    if "name" in columns:
        forbidden = pl.col("name").str.contains(f"[{FORBIDDEN_IN_PRODUCT_NAMES}]")
        yield Rule("name", forbidden, messages.forbidden_in_name, messages.allowed_name)
    if set(PRICE_FIELDS) <= set(columns):
        both = pl.all_horizontal(pl.col(name).is_not_null() for name in PRICE_FIELDS)
        yield Rule(
            PRICE_FIELDS[1],
            both,
            lambda _: "Both prices are filled in; the store takes one.",
            messages.one_price,
        )
    if "supplier_code" in columns:
        yield number_rule("supplier_code")
        yield date_rule("supplier_code")


KIND_RULES: dict[Kind, KindRules] = {
    CUSTOMER: KindRules(_customer_rules),
    PRODUCT: KindRules(
        _product_rules,
        unique={
            "name": (
                "The same name stands in row {row}; the store wants unique ones",
                "Tell them apart in the name.",
            ),
            "barcode": (
                "The same barcode stands in row {row}; the store wants unique ones",
                "Give one of the two another barcode, or empty the cell.",
            ),
        },
        codes=("barcode",),
        images=("image",),
        family=FamilyRules("handle", "name", "variant_option", OPTION_NUMBERS, most=200),  # [D]
        stock=StockRules("inventory", ("reorder_point", "restock_level")),
    ),
    SUPPLIER: KindRules(_supplier_rules, emails=("contact_email",)),
}
