"""What is said of packs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pipeline.cli.document import OPTIONAL
from pipeline.cli.session import Session
from pipeline.text import listed

if TYPE_CHECKING:
    from pipeline.packs import Pack

EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class PackData:
    """A pack; `price` is its lowest and its highest, `supply_percent` the share that supply prices are.

    `categories` are paths; `suppliers` has the brands that each of them carries.
    """

    name: str
    title: str
    prefix: str
    price: Sequence[float]
    supply_percent: Sequence[int]
    brands: Sequence[str]
    suppliers: Mapping[str, Sequence[str]]
    categories: Sequence[str]
    lines: Sequence[str]
    stock: bool
    source: str


@dataclass(frozen=True, slots=True)
class PacksData:
    """The packs; with one named, products that it gives."""

    packs: Sequence[PackData]
    examples: Annotated[Sequence[Mapping[str, str]] | None, OPTIONAL] = None


@dataclass(frozen=True, slots=True)
class PackSchemaData:
    """The JSON Schema of a pack file."""

    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PackNamesData:
    """How many distinct names each pack can give."""

    distinct_names: Mapping[str, int]


def show_one(session: Session, pack: "Pack") -> list[dict[str, str]]:
    """Print a pack's rules, its lines, and some products that it gives."""
    from pipeline.generate import examples_of

    rows = examples_of(pack, EXAMPLES).to_dicts()
    if not session.as_json:
        terminal = session.terminal
        terminal.data(f"{pack.title} ({pack.name}): {pack.summary}")
        services = (
            listed([line.name for line in pack.lines if not line.stock]) if pack.stock else "nothing to stock"
        )
        stock = f"; {services}: created as ordinary products without stock" if services else ""
        terminal.data(
            f"SKU {pack.prefix}-#####, price {price_band(pack)}, supply price {supply_band(pack)} of it{stock}."
        )
        lines = [[line.name, line.category, _cents(line.price_cents)] for line in pack.lines]
        terminal.table("", ("line", "category", ">price"), lines)
        if pack.suppliers:
            carried = [[supplier.name, ", ".join(supplier.brands)] for supplier in pack.suppliers]
            terminal.table("", ("supplier", "brands"), carried)
        shown = ("sku", "name", "price_including_tax", "supply_price", "tags")
        terminal.table(
            "Such as",
            ("SKU", "name", ">price", ">supply", "tags"),
            [[row[column] for column in shown] for row in rows],
        )
    return [{name: str(value) for name, value in row.items()} for row in rows]


def pack_data(pack: "Pack") -> PackData:
    """Return a pack for scripts."""
    low, high = pack.price_cents
    return PackData(
        name=pack.name,
        title=pack.title,
        prefix=pack.prefix,
        price=(low / 100, high / 100),
        supply_percent=pack.supply_percent,
        brands=[brand.name for brand in pack.brands if brand.name],
        suppliers={supplier.name: supplier.brands for supplier in pack.suppliers},
        categories=pack.categories,
        lines=[line.name for line in pack.lines],
        stock=pack.stock,
        source=pack.source,
    )


def _cents(band: tuple[int, int]) -> str:
    return f"${band[0] / 100:,.0f} - ${band[1] / 100:,.0f}"


def price_band(pack: "Pack") -> str:
    """Return a pack's prices for people."""
    return _cents(pack.price_cents)


def supply_band(pack: "Pack") -> str:
    """Return the share of the price that a pack's supply prices are."""
    return f"{pack.supply_percent[0]}-{pack.supply_percent[1]} %"
