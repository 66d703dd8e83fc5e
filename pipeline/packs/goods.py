"""How goods turn in a region, as its file says: spelling or language, units, sizes of clothes, shoes and beds, price level."""

from pathlib import Path
from typing import Any

from pipeline.packs.reading import Reader, read_document
from pipeline.packs.turning.language import language_of
from pipeline.packs.turning.measures import SYSTEMS
from pipeline.packs.turning.sizes import parse_sizes
from pipeline.packs.turning.spelling import spellings_of
from pipeline.packs.values import Goods

AS_WRITTEN = 100  # percent of the prices in packs, which are in US dollars
UNTURNED = Goods({}, "metric", (), AS_WRITTEN)
PRICE_LEAST, PRICE_MOST = 10, 100_000


def parse_goods(reader: Reader, node: Any, words: Path) -> tuple[Goods, str]:
    """Return how goods turn, and the digest of the table of words that was used; `words` is the folder of such tables."""
    if node is None:
        return UNTURNED, ""
    fields = reader.fields(
        node, "goods", ("words", "measures", "price_percent"), ("column", "sizes", "about")
    )
    table = Reader(words / f"{reader.text(fields.get('words'), 'goods.words', limit=20)}.json")
    document, digest = read_document(table, "region-invalid")
    spellings, language = {}, None
    if "column" in fields:
        spellings = spellings_of(table, document, str(fields["column"]))
    else:
        language = language_of(table, document)
    reader.findings += table.findings
    if fields.get("measures") not in SYSTEMS:
        reader.complain(
            "goods.measures",
            str(fields.get("measures")),
            f"must be one of {', '.join(SYSTEMS)}",
            "Correct it.",
        )
        reader.stop_if_wrong("region-invalid")
    return (
        Goods(
            spellings=spellings,
            measures=str(fields["measures"]),
            sizes=parse_sizes(reader, fields.get("sizes", []), "goods.sizes"),
            price_percent=reader.integer(
                fields.get("price_percent"), "goods.price_percent", PRICE_LEAST, PRICE_MOST
            ),
            language=language,
        ),
        digest,
    )
