"""The known cases of a shop with scenarios: what each is called, and what it shows somebody who watches. Pure.

`generate` puts them at fixed places and records their keys in `dataset.json`; the presenter's script finds them there.
"""

from typing import NamedTuple

from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind


class Scenario(NamedTuple):
    """One case: its name in `dataset.json`, its title, what it shows, and the columns that a presenter needs."""

    name: str
    kind: Kind
    title: str
    shows: str
    columns: tuple[str, ...]
    whole: bool = False  # what is blank nevertheless is said


_PERSON = ("email", "phone", "company_name", "customer_group")
_GOODS = ("sku", "barcode", "price_including_tax", "supply_price", "inventory", "reorder_point")
SCENARIOS = (
    Scenario(
        "vip",
        CUSTOMER,
        "A VIP with every field filled",
        "Every field of a customer arrives: both addresses, phones, birthday, note, custom fields, loyalty, account limit.",
        _PERSON,
        whole=True,
    ),
    Scenario(
        "company",
        CUSTOMER,
        "A company",
        "A customer with a company's name, in the group of the trade.",
        _PERSON,
    ),
    Scenario(
        "duplicates",
        CUSTOMER,
        "One person twice, to merge",
        "The same street and telephone under two spellings of a name and two e-mails: find both, merge them.",
        _PERSON,
    ),
    Scenario(
        "long-name",
        CUSTOMER,
        "A long name with hyphens",
        "Receipts, labels and lists have to hold it; a search finds it by either half.",
        _PERSON,
    ),
    Scenario(
        "accents",
        CUSTOMER,
        "A name with accents",
        "The letters arrive as they are written; a search without accents should find it, too.",
        _PERSON,
    ),
    Scenario(
        "bestseller",
        PRODUCT,
        "A bestseller with one variant sold out",
        "All its variants are on the shelf but one: what do the till and the web shop say of that one?",
        _GOODS,
    ),
    Scenario(
        "clearance",
        PRODUCT,
        "A clearance price",
        "Marked down to the last pieces, near its cost, and not ordered again.",
        _GOODS,
    ),
    Scenario(
        "reorder",
        PRODUCT,
        "Below its reorder point",
        "One is left: it belongs on the next order to its supplier.",
        _GOODS,
    ),
    Scenario(
        "inactive",
        PRODUCT,
        "An inactive product",
        "It is there and can be edited, but not sold.",
        _GOODS,
    ),
    Scenario(
        "gift-set",
        PRODUCT,
        "A gift set",
        "One product of several things, sold as one.",
        _GOODS,
    ),
    Scenario(
        "service",
        PRODUCT,
        "A service",
        "Sold like goods, without stock, barcode or reorder point.",
        _GOODS,
    ),
)  # fmt: skip
