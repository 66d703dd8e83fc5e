"""One pack file -> one Pack, or findings that name the path inside it (`lines[1].price`).

Promises: a Pack that comes out makes unique names, prices inside its range and whole sentences.
Taste (profanity, repeated words, enough names) is `lint`'s.
"""

from pathlib import Path
from typing import Any

from pipeline.packs import flat
from pipeline.packs.categories import leaf_clashes
from pipeline.packs.lines import parse_lines
from pipeline.packs.names import body_count, name_clashes, word_fault
from pipeline.packs.reading import Reader, read_document
from pipeline.packs.suppliers import parse_suppliers
from pipeline.packs.tags import parse_material_tags
from pipeline.packs.values import NO_BRAND, TIERS, Brand, Pack
from pipeline.text import clean

PACK_FORMAT = 2  # 2: suppliers, tags, categories as paths; files of format 1 are read as they are
BODY_LIMIT = 2_000_000  # all are kept in memory to be told apart; a shipped pack has some 1,500
LEAF_WAY_OUT = "A store takes products on the lowest level alone; change one of the two."
PREFIX_RULE = "two to six capital letters or digits, a letter first"
_REQUIRED = ("format", "name", "title", "prefix", "price", "supply_percent", "lines")
_OPTIONAL = (
    "$schema",
    "summary",
    "stock",
    "brands",
    "suppliers",
    "collections",
    "lists",
    "materials",
    "tags",
)
# For packs that name none: what stands in a name once all the others are used up.
DEFAULT_COLLECTIONS = (
    "Avalon", "Bayview", "Calder", "Dovetail", "Evergreen", "Fairweather", "Glenwood", "Harvest",
    "Islander", "Junction", "Kingsbrook", "Landmark", "Midtown", "Newport", "Overlook", "Pioneer",
    "Quayside", "Riverside", "Seaboard", "Townhouse", "Uplands", "Viewpoint", "Westbrook", "Yearling",
)  # fmt: skip


def parse_pack(file: Path) -> Pack:
    """Read one pack in our shape or in the specification's flat one; raise FindingsError with all that is wrong."""
    reader = Reader(file)
    document, digest = read_document(reader, "pack-invalid")
    if flat.is_flat(document):
        document = flat.widen(reader, document)
        reader.stop_if_wrong("pack-invalid")
    _hold_format(reader, document, PACK_FORMAT)
    pack = _pack(reader, document, digest)
    for upper, lower in leaf_clashes(pack.lines):
        reader.complain(
            "lines", upper, f'is a category of products, and "{lower}" lies below it', LEAF_WAY_OUT
        )
    reader.stop_if_wrong("pack-invalid")
    if (count := sum(map(body_count, pack.lines))) > BODY_LIMIT:
        reader.complain(
            "lines",
            None,
            f"give {count:,} names before brands and options, at most {BODY_LIMIT:,}",
            "Use fewer adjectives, materials or nouns.",
        )
        reader.stop_if_wrong("pack-invalid")
    for path, text, rule in name_clashes(pack)[:20]:
        reader.complain(path, text, rule, "Two products would get the same name; change one of the words.")
    reader.stop_if_wrong("pack-invalid")
    return pack


def _hold_format(reader: Reader, document: Any, newest: int) -> None:
    version = document.get("format") if isinstance(document, dict) else None
    if isinstance(version, int) and not isinstance(version, bool) and version > newest:
        reader.complain(
            "format",
            str(version),
            f"is newer than {newest}, the newest that this version reads",
            "Update x-series-demo.",
        )
        reader.stop_if_wrong("pack-newer")


def _pack(reader: Reader, document: Any, digest: str) -> Pack:
    fields = reader.fields(document, "", _REQUIRED, _OPTIONAL)
    reader.stop_if_wrong("pack-invalid")  # nothing below makes sense without the fields
    reader.integer(fields["format"], "format", 1, PACK_FORMAT)
    price = reader.cents(fields["price"], "price")
    if price[1] - price[0] < 100:  # noqa: PLR2004 - every dollar has one .95 and one .99
        reader.complain("price", None, "is narrower than 1.00", "Widen the range.")
    brands = _brands(reader, fields.get("brands", []))
    prefix = _prefix(reader, fields["prefix"])
    parsed = parse_lines(reader, fields, price, brands)
    return Pack(
        name=_name(reader, fields["name"]),
        title=reader.text(fields["title"], "title", limit=60),
        summary=reader.text(fields["summary"], "summary") if "summary" in fields else "",
        prefix=prefix,
        price_cents=price,
        supply_percent=_supply(reader, fields["supply_percent"], price),
        brands=brands,
        suppliers=parse_suppliers(reader, fields.get("suppliers", []), brands, prefix),
        material_tags=parse_material_tags(reader, fields.get("tags", {})),
        collections=_collections(reader, fields.get("collections", list(DEFAULT_COLLECTIONS))),
        lines=parsed.lines,
        commerce_words=parsed.commerce_words,
        unused_words=parsed.unused_words,
        source=str(reader.file),
        digest=digest,
    )


def _name(reader: Reader, node: Any) -> str:
    name, wanted = reader.text(node, "name", limit=40), flat.pack_name(reader.file)
    if name and name != wanted:
        reader.complain(
            "name", name, f'is not the file\'s, "{wanted}"', "A pack is asked for by its file's name."
        )
    return name


def _prefix(reader: Reader, node: Any) -> str:
    prefix = reader.text(node, "prefix", limit=40)
    fits = prefix.isascii() and prefix.isalnum() and prefix == prefix.upper() and prefix[:1].isalpha()
    if prefix and not (fits and 2 <= len(prefix) <= 6):  # noqa: PLR2004 - PREFIX_RULE says them in words
        reader.complain("prefix", prefix, f"must be {PREFIX_RULE}", 'Such as "APP".')
    return prefix


def _supply(reader: Reader, node: Any, price: tuple[int, int]) -> tuple[int, int]:
    low, high = reader.span(node, "supply_percent")
    if high > 100 or low != int(low) or high != int(high):  # noqa: PLR2004 - percent
        reader.complain("supply_percent", None, "must be two whole numbers up to 100", "Such as [40, 60].")
    elif (high - low) * price[0] < 100:  # noqa: PLR2004 - else no cent need lie inside the share of the lowest price
        reader.complain("supply_percent", None, "is too narrow for the lowest price", "Widen the share.")
    return int(low), int(high)


def _collections(reader: Reader, node: Any) -> tuple[str, ...]:
    words = reader.texts(node, "collections", 1, 200)
    for k, word in enumerate(words):
        fault = word_fault(word) or ("is more than one word" if " " in word else "")
        if fault or word.isdigit():
            reader.complain(f"collections[{k}]", word, fault or "is a number", "Change it.")
    return words


def _brands(reader: Reader, node: Any) -> tuple[Brand, ...]:
    brands: list[Brand] = []
    for k, item in enumerate(reader.items(node, "brands", 0, 50)):
        path = f"brands[{k}]"
        fields = reader.fields(item, path, ("name", "tier"))
        name = reader.text(fields.get("name"), f"{path}.name", limit=40)
        if fault := word_fault(name):
            reader.complain(f"{path}.name", name, fault, "Change it.")
        if fields.get("tier") not in TIERS:
            reader.complain(
                f"{path}.tier",
                clean(str(fields.get("tier"))),
                f"must be one of {', '.join(TIERS)}",
                "Correct it.",
            )
        if any(name.casefold() == brand.name.casefold() for brand in brands):
            reader.complain(f"{path}.name", name, "stands twice", "Remove one.")
        brands.append(Brand(name, str(fields.get("tier"))))
    return tuple(brands) or (NO_BRAND,)
