"""Where the sandbox keeps the records of a kind: its collection has the kind's plural for a name, save for two."""

from pipeline.schema.kinds import CATEGORY, OPTION, Kind

COLLECTIONS = {CATEGORY.name: "product_categories", OPTION.name: "variant_attributes"}


def collection_of(kind: Kind) -> str:
    """Return the name of a kind's collection, which is the first step of its path, too."""
    return COLLECTIONS.get(kind.name, kind.plural)
