"""Products by families, as the page shows them: variants, images, colour dots, what they can be filtered by."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.packs import Pack
from pipeline.pages.amounts import Currency, cents_of, margin_of, number_of
from pipeline.pages.drawn import DrawnImage, ImageShelf
from pipeline.pages.facets import EDITED, WRONG, Facets
from pipeline.pages.shown_rows import CellNote, ShownRow
from pipeline.schema.fields import path_steps, split_list
from pipeline.schema.kinds import PRICE_FIELDS, key_of, options_of

PRICE, COST, STOCK = PRICE_FIELDS[0], "supply_price", "inventory"
# The columns of the table of variants; what else was edited or is wrong is listed below it
IN_TABLE = (
    "sku",
    *PRICE_FIELDS,
    COST,
    STOCK,
    "barcode",
    *(f"variant_option_{n}_value" for n in ("one", "two", "three")),
)


@dataclass(frozen=True, slots=True)
class ShownVariant:
    """One product. Amounts are in cents, `margin` in percent; None where a cell doesn't tell. `facets` are ids of filters."""

    row: ShownRow
    label: str
    image: DrawnImage
    price: int | None
    cost: int | None
    margin: int | None
    stock: int | None
    facets: tuple[str, ...]

    @property
    def active(self) -> bool:
        """Whether it is on sale."""
        return self.row.cell("is_active") != "false"

    @property
    def outlets(self) -> tuple[tuple[str, str], ...]:
        """The stock of outlets that have a number of their own."""
        prefix = f"{STOCK}_"
        found = [
            (name.removeprefix(prefix), text)
            for name, text in self.row.cells.items()
            if name.startswith(prefix)
        ]
        return tuple((name.replace("_", " "), text) for name, text in found)


@dataclass(frozen=True, slots=True)
class ColourDot:
    """A colour that a family comes in: what it is called, and the image that shows it."""

    label: str
    image: DrawnImage


@dataclass(frozen=True, slots=True)
class ShownFamily:
    """Products that differ in options, or a single one. `sizes` are the values of the options that no dot shows."""

    variants: tuple[ShownVariant, ...]
    dots: tuple[ColourDot, ...]
    sizes: tuple[str, ...]

    @property
    def first(self) -> ShownVariant:
        """The variant that stands first in the file."""
        return self.variants[0]

    @property
    def prices(self) -> list[int]:
        """The prices that are known, in cents."""
        return [each.price for each in self.variants if each.price is not None]

    @property
    def short_name(self) -> str:
        """The name without the brand, which stands above it; the SKU where there is no name."""
        name, brand = self.first.row.cell("name"), self.first.row.cell("brand_name")
        begins = bool(brand) and name.casefold().startswith(f"{brand.casefold()} ")
        return (
            (name[len(brand) :].strip() if begins else name) or self.first.row.cell("sku") or "without a name"
        )

    def all_of(self, column: str) -> str:
        """Return what its rows hold in a column, each text once: a variant is found by its supplier's number, too."""
        return ", ".join(dict.fromkeys(filter(None, (each.row.cell(column) for each in self.variants))))

    @property
    def wrong(self) -> bool:
        """Whether a finding names one of its rows."""
        return any(each.row.wrong for each in self.variants)

    @property
    def edited(self) -> bool:
        """Whether a person changed one of its rows."""
        return any(each.row.edited for each in self.variants)

    @property
    def notes(self) -> list[tuple[int, CellNote]]:
        """What is to be said of its rows: each line, with a cell that was edited or is wrong."""
        return [(each.row.line, note) for each in self.variants for note in each.row.notes.values()]


def families_of(
    rows: Sequence[ShownRow], shelf: ImageShelf, packs: Sequence[Pack], facets: Facets, currency: Currency
) -> tuple[ShownFamily, ...]:
    """Return the families in the order of their first rows, and count what they can be filtered by in `facets`."""
    facets.price_bins([amount for row in rows if (amount := _price(row)) is not None], currency)
    groups: dict[str, list[ShownVariant]] = {}
    for row in rows:
        group = row.record.kind.group(row.record)
        groups.setdefault(f"group {group}" if group else f"line {row.line}", []).append(
            _variant(row, shelf, packs, facets)
        )
    return tuple(_family(tuple(variants)) for variants in groups.values())


def _price(row: ShownRow) -> int | None:
    return cents_of(row.cell(*PRICE_FIELDS))


def _variant(row: ShownRow, shelf: ImageShelf, packs: Sequence[Pack], facets: Facets) -> ShownVariant:
    price, cost = _price(row), cents_of(row.cell(COST))
    prefix = row.cell("sku").partition("-")[0].casefold()
    category = path_steps(row.cell("product_category"))
    told = [
        facets.take("show", EDITED) if row.edited else "",
        facets.take("show", WRONG) if row.wrong else "",
        facets.take_price(price),
        *(facets.take("pack", pack.name.capitalize()) for pack in packs if pack.prefix.casefold() == prefix),
        facets.take("category", category[0]) if category else "",
        facets.take("brand", row.cell("brand_name")),
        *(facets.take("tag", tag) for tag in split_list(row.cell("tags"))),
        facets.take("supplier", row.cell("supplier_name")),
    ]
    return ShownVariant(
        row=row,
        label=" / ".join(value for _, value in options_of(row.record)),
        image=shelf.image_of(row.cells),
        price=price,
        cost=cost,
        margin=margin_of(price, cost),
        stock=number_of(row.cell(STOCK)),
        facets=tuple(dict.fromkeys(filter(None, told))),
    )


def _family(variants: tuple[ShownVariant, ...]) -> ShownFamily:
    options = [dict(options_of(each.row.record)) for each in variants]
    names = list(dict.fromkeys(name for each in options for name in each))
    values = {name: list(dict.fromkeys(each[name] for each in options if name in each)) for name in names}
    by_colour: dict[str, ShownVariant] = {}
    for each in variants:
        by_colour.setdefault(each.image.colour, each)
    shown = next(
        (
            name
            for name in names
            if len(values[name]) == len(by_colour) > 1 and _told_apart(variants, options, name)
        ),
        "",
    )
    dots = tuple(
        ColourDot(
            dict(options_of(each.row.record)).get(shown) or each.label or each.row.cell("sku"), each.image
        )
        for each in by_colour.values()
    )
    differing = [name for name in names if name != shown and len(values[name]) > 1]
    listed = differing or ([] if shown else names)
    sizes = tuple(value for name in listed for value in values[name])
    return ShownFamily(variants, dots if len(dots) > 1 else (), sizes)


def _told_apart(variants: Sequence[ShownVariant], options: Sequence[dict[str, str]], name: str) -> bool:
    """Whether this option and the colour of the image say the same."""
    pairs = {
        (key_of(each.get(name, "")), variant.image.colour)
        for each, variant in zip(options, variants, strict=True)
    }
    return len(pairs) == len({colour for _, colour in pairs}) == len({value for value, _ in pairs})
