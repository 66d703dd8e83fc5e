"""What is asked of one kind beyond what its forms and its key ask: a table, with the rules of customers, products and suppliers. Pure.

A kind without a row here has no rules of its own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.rules import SCIENTIFIC_SIGNED, Gate, Rule
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
# 1.55E+10; -5244 (the sum of +1-555-…); 15551234567.0; 15551234567 without its plus; 15,555,550,101
_NUMBER_PHONE = (
    r"^(?:-[0-9]+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+|[0-9]{5,}[.,][0-9]{1,2}|[1-9][0-9]{10,}"
    r"|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}|[1-9][0-9]{0,2}(?:\.[0-9]{3}){3,})$"
)
_NORTH_AMERICA = ("US", "CA")
_ZERO_FIRST = ("AU", "GB", "NZ")  # national numbers there begin with 0
# Of countries whose postcodes are digits alone, some of which begin with zeros
_POSTCODE_DIGITS = {
    **dict.fromkeys(["AU", "NO", "NZ"], 4),
    **dict.fromkeys(["DE", "ES", "FI", "FR", "IT", "KR", "MX", "MY", "TR", "UA", "US"], 5),
    **dict.fromkeys(["RO", "SG"], 6),
}
_ZEROS_LOST = 2  # at most: 00501 and 00100 are the lowest


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
    `emails` are e-mails beside the key, `codes` are codes to scan, which share one space of uniqueness with the key,
    `numbers` are other codes, `phones` and `postcodes` what their names say. `sizes` leads from a number, never less than zero, to the column of its unit.
    `images` are columns that name a person's own images.
    `family` says which rows go together, `stock` which columns hold levels.
    """

    cells: Callable[[list[str]], Iterator[Rule]] = _none
    unique: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    emails: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    sizes: Mapping[str, str] = field(default_factory=dict)
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


def damage_gates(kind: Kind, columns: list[str]) -> Iterator[Gate]:
    """Yield the gates of phones and postcodes: what a spreadsheet does to them."""
    own = rules_of(kind)
    for name in (each for each in own.phones if each in columns):
        yield _phone_gate(name, _land(columns, f"{name.removesuffix(name.rpartition('_')[2])}physical"))
    for name in (each for each in own.postcodes if each in columns):
        yield _postcode_gate(name, _land(columns, name.removesuffix("_postcode")))


def _land(columns: list[str], side: str) -> pl.Expr:
    """Return the country of an address; '' where it isn't said."""
    name = f"{side}_country_id"
    return pl.col(name).fill_null("") if name in columns else pl.lit("")


def _phone_gate(name: str, country: pl.Expr) -> Gate:
    phone, american = pl.col(name), country.is_in(_NORTH_AMERICA)
    zero_lost = country.is_in(_ZERO_FIRST) & phone.str.contains(r"^[2-9][0-9]{7,9}$")
    number = phone.str.contains(_NUMBER_PHONE) | zero_lost
    said = messages.number_phone, messages.restore
    rules = (
        Rule(name, number & american, *said, _phone_again, more=messages.AS_TEXT, damage=True),
        Rule(
            name,
            number & ~american,
            *said,
            guess=_phone_again,
            more=f", or what stood there{messages.AS_TEXT}",
            damage=True,
        ),
    )
    return Gate(name, number, lambda _: rules)


def _postcode_gate(name: str, country: pl.Expr) -> Gate:
    postcode = pl.col(name).str.strip_chars()
    decimal = postcode.str.contains(r"^[0-9]+[.,][0-9]+$") | postcode.str.contains(SCIENTIFIC_SIGNED)
    digits = country.replace_strict(_POSTCODE_DIGITS, default=0, return_dtype=pl.UInt32)
    short = (postcode.str.len_bytes() < digits) & postcode.str.contains("^[0-9]+$")

    def rules() -> Iterator[Rule]:
        for land, wanted in _POSTCODE_DIGITS.items():
            for broken, words in (
                (decimal, messages.number_cell),
                (short, messages.short_postcode(land, wanted)),
            ):
                yield Rule(
                    name,
                    broken & (country == land),
                    words,
                    messages.restore,
                    _postcode_of(wanted),
                    more=messages.AS_TEXT,
                    damage=True,
                )
        yield Rule(
            name,
            decimal & (digits == 0),
            messages.number_cell,
            messages.restore,
            guess=_without_decimals,
            more=", with its leading zeros",
            damage=True,
        )

    return Gate(name, decimal | short, lambda _: tuple(rules()))


def _postcode_of(digits: int) -> Callable[[str], str | None]:
    """Return what gives a postcode of so many digits back its zeros, where what is left of it is clear."""

    def cure(text: str) -> str | None:
        whole = re.fullmatch(r"([0-9]+)(?:[.,]0{1,2})?|([1-9][0-9]{0,2})[.,]([0-9]{3})", text.strip())
        code = "" if whole is None else whole[1] or whole[2] + whole[3]
        return code.zfill(digits) if digits - _ZEROS_LOST <= len(code) <= digits else None

    return cure


def _without_decimals(text: str) -> str | None:
    whole = re.fullmatch(r"([0-9]+)[.,]0{1,2}", text.strip())
    return whole[1] if whole else None


def _phone_again(text: str) -> str | None:
    """Return a number of North America with its plus, where no digit is missing."""
    digits = re.sub(r"[.,]0{1,2}$|[.,](?=[0-9]{3})", "", text)
    if not re.fullmatch(r"1[0-9]{10}", digits):
        return None
    return f"+1-{digits[1:4]}-{digits[4:7]}-{digits[7:]}"


def _product_rules(columns: list[str]) -> Iterator[Rule]:
    if "name" in columns:
        yield Rule(
            "name",
            pl.col("name").str.contains(f"[{FORBIDDEN_IN_PRODUCT_NAMES}]"),
            messages.forbidden_in_name,
            lambda _: "Give it another name.",
            _worded,
            _without_forbidden,
            ", or another name",
        )
    if set(PRICE_FIELDS) <= set(columns):
        both = pl.all_horizontal(pl.col(name).is_not_null() for name in PRICE_FIELDS)
        yield Rule(
            PRICE_FIELDS[1],
            both,
            lambda _: "Both prices are filled in; the store takes one.",
            messages.one_price,
        )


def _worded(text: str) -> str | None:
    """Return a name with a word for &, None where other signs stand in it."""
    return re.sub(r"\s*&\s*", " and ", text).strip() if not re.search("[#$]", text) else None


def _without_forbidden(text: str) -> str | None:
    """Return a name without the signs, None where nothing else stands in it."""
    return re.sub("[#$]", "", re.sub(r"\s*&\s*", " and ", text)).strip() or None


KIND_RULES: dict[Kind, KindRules] = {
    CUSTOMER: KindRules(
        _customer_rules,
        unique={
            "customer_code": (
                "The same code stands in row {row}; the store wants unique ones",
                "Give one of the two another code, or empty the cell: the store makes one.",
            )
        },
        numbers=("customer_code",),
        phones=_PHONES,
        postcodes=("physical_postcode", "postal_postcode"),
    ),
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
        sizes={"weight": "weight_unit", **dict.fromkeys(["length", "width", "height"], "dimensions_unit")},
        numbers=("supplier_code", "account_code_sale", "account_code_purchase"),
        images=("image",),
        family=FamilyRules("handle", "name", "variant_option", OPTION_NUMBERS, most=200),  # [D]
        stock=StockRules("inventory", ("reorder_point", "restock_level")),
    ),
    SUPPLIER: KindRules(
        emails=(f"{_CONTACT}email",),
        phones=tuple(_CONTACT + each for each in _PHONES),
        postcodes=(f"{_CONTACT}physical_postcode",),
    ),
}
