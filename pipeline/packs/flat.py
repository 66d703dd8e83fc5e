"""The specification's flat pack, {"products": […], "adjectives": […], "materials": […]}, widened into our shape.

What it doesn't say is derived: name, title and prefix from the file's name ("apparel_products.json":
apparel, Apparel, APP), price 10 to 100, supply 40 to 60 percent. Every product becomes a line that takes
all adjectives and materials; there are no brands and no options, so siblings differ by adjective.
"""

from pathlib import Path
from typing import Any

from pipeline.packs.reading import Reader

DEFAULT_PRICE = [10, 100]
DEFAULT_SUPPLY_PERCENT = [40, 60]
_KEYS = ("products", "adjectives", "materials")
_OPTIONAL = (
    "adjectives",
    "materials",
    "name",
    "title",
    "prefix",
    "price",
    "supply_percent",
    "summary",
    "category",
    "format",
)
_PREFIX_LENGTH = 3
_SUFFIXES = ("_products", "-products", ".products")
DESCRIPTION_WITH_MATERIAL = [
    [
        "Meet the {adjective|lower} {material|lower} {noun|lower}.",
        "Here is {adjective|a} {material|lower} {noun|lower}, well made.",
    ],
    [
        "It belongs to our {title|lower} range.",
        "It sells steadily in our {title|lower} range.",
        "We chose it for our {title|lower} range.",
    ],
]
DESCRIPTION = [
    ["Meet the {adjective|lower} {noun|lower}.", "Here is {adjective|a} {noun|lower}, well made."],
    DESCRIPTION_WITH_MATERIAL[1],
]
_PLAIN = [
    ["Meet the {noun|lower}.", "Here is the {noun|lower} for every day."],
    DESCRIPTION_WITH_MATERIAL[1],
]


def is_flat(document: Any) -> bool:
    """Whether a document is in the flat form."""
    return isinstance(document, dict) and "products" in document and "lines" not in document


def pack_name(file: Path) -> str:
    """Return the name that a pack file goes by: 'apparel' for apparel.json and apparel_products.json."""
    stem = file.stem.lower()
    for suffix in _SUFFIXES:
        stem = stem.removesuffix(suffix)
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in stem).strip("-") or "own"


def widen(reader: Reader, document: Any) -> dict[str, Any]:
    """Return the flat document in our shape; what is wrong is noted by the flat file's own paths."""
    fields = reader.fields(document, "", ("products",), _OPTIONAL)
    words = {key: list(reader.texts(fields.get(key, []), key, int(key == "products"), 500)) for key in _KEYS}
    stem = pack_name(reader.file)
    letters = "".join(c for c in stem.upper() if c.isalpha())
    sentences = DESCRIPTION_WITH_MATERIAL if words["materials"] else DESCRIPTION
    price = fields.get("price", DEFAULT_PRICE)
    return {
        "format": fields.get("format", 1),
        "name": fields.get("name", stem),
        "title": fields.get("title", stem.replace("-", " ").title()),
        "summary": fields.get("summary", f"Own list of {len(words['products'])} products"),
        "prefix": fields.get("prefix", letters[:_PREFIX_LENGTH].ljust(_PREFIX_LENGTH, "X")),
        "price": price,
        "supply_percent": fields.get("supply_percent", DEFAULT_SUPPLY_PERCENT),
        "lines": [
            {
                "name": product,
                "nouns": [product],
                "category": fields.get("category", stem.replace("-", " ").title()),
                "price": price,
                "adjectives": words["adjectives"],
                "materials": words["materials"],
                "description": sentences if words["adjectives"] else _PLAIN,
            }
            for product in words["products"]
        ],
    }
