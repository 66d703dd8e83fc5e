"""The lines of a pack: words, price band, options, details, sentences, each checked where it stands.

faker-commerce serves as vocabulary: a line says which of its words it takes; "Used" and the like never.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeline.packs.categories import parse_category
from pipeline.packs.descriptions import SLOT_LEAST, SLOT_MOST, hold_sentences, parse_phrase, parse_slot
from pipeline.packs.fits import Fitted, Words, hold_fits, read_fitted, resolved
from pipeline.packs.names import word_fault
from pipeline.packs.reading import Reader
from pipeline.packs.sentences import Hole, Sentence, hole_names, plural_of, started
from pipeline.packs.tags import parse_line_tags
from pipeline.packs.values import NO_BRAND, Brand, Detail, Line, Option, OptionValue
from pipeline.text import did_you_mean

LINE_LIMIT = 200
NAME_LIMIT = 500  # value lists, or materials with facts: every line is held against them
FACT_LIMIT = 10  # of a material; every line that takes it has them
OPTION_LIMIT = 2
DETAIL_LIMIT = 4
NEVER = {"used", "gently used", "for repair"}  # faker-commerce's, and nothing that a shop sells as new
_COMMERCE_LISTS = {"adjectives": "adjective", "materials": "material", "products": "product"}
WORD_NAMES = ("title", "brand", "adjective", "material", "noun")  # what every line's sentences may name
_REQUIRED = ("name", "nouns", "category", "price", "description")
_OPTIONAL = (
    "weight",
    "adjectives",
    "materials",
    "faker_commerce",
    "brands",
    "tags",
    "options",
    "details",
    "single",
    "drawing",
    "stock",
    "rare",
)


class ParsedLines(NamedTuple):
    """The lines, the words that faker-commerce gave, and the pack's words that no line uses."""

    lines: tuple[Line, ...]
    commerce_words: tuple[str, ...]
    unused_words: tuple[str, ...]


class _Shelf(NamedTuple):
    """What lines share: price range, whether there is stock, brands, value lists, facts by material; and what was used of it."""

    price: tuple[int, int]
    stock: bool
    brands: tuple[Brand, ...]
    lists: Mapping[str, Any]
    facts: Mapping[str, Any]
    used: set[str]
    commerce_words: list[str]


def parse_lines(
    reader: Reader, fields: Mapping[str, Any], price: tuple[int, int], brands: tuple[Brand, ...]
) -> ParsedLines:
    """Return the lines of a pack; what is wrong is noted in `reader`."""
    stock = reader.boolean(fields.get("stock", True), "stock")
    lists, facts = fields.get("lists", {}), fields.get("materials", {})
    for path, node in (("lists", lists), ("materials", facts)):
        if not isinstance(node, dict):
            reader.complain(path, node, "must be an object", "Write it in curly brackets.")
        elif len(node) > NAME_LIMIT:
            reader.complain(path, None, f"has {len(node)} names, at most {NAME_LIMIT}", "Remove some.")
    reader.stop_if_wrong("pack-invalid")  # else every line would be held against what is wrong or too much
    shelf = _Shelf(price, stock, brands, lists, facts, set(), [])
    nodes = reader.items(fields["lines"], "lines", 1, LINE_LIMIT)
    lines = tuple(_line(reader, node, f"lines[{k}]", shelf) for k, node in enumerate(nodes))
    if lines and not any(line.weight for line in lines):
        reader.complain("lines", None, "are all rare: nothing would be made of them", "Let one be usual.")
    reader.stop_if_wrong("pack-invalid")
    unused = (*(name for name in shelf.lists if name not in shelf.used), *_unused_materials(shelf, lines))
    return ParsedLines(lines, tuple(dict.fromkeys(shelf.commerce_words)), unused)


def _unused_materials(shelf: _Shelf, lines: tuple[Line, ...]) -> tuple[str, ...]:
    taken = {material for line in lines for material in line.materials}
    made_by = {brand for line in lines for brand in line.brands}
    return (
        *(name for name in shelf.facts if name not in taken),
        *(brand.name for brand in shelf.brands if brand not in made_by),
    )


def _line(reader: Reader, node: Any, path: str, shelf: _Shelf) -> Line:
    fields = reader.fields(node, path, _REQUIRED, _OPTIONAL)
    words = _words(reader, fields, path, shelf)
    options = _options(reader, fields.get("options", []), f"{path}.options", shelf)
    adjectives, materials, nouns = (words[key].texts for key in ("adjectives", "materials", "nouns"))
    every = Words(adjectives, materials, nouns, options)
    details = _details(reader, fields.get("details", {}), f"{path}.details", every)
    nodes = list(
        enumerate(reader.items(fields.get("description"), f"{path}.description", SLOT_LEAST, SLOT_MOST))
    )
    slots = [parse_slot(reader, texts, f"{path}.description[{k}]") for k, texts in nodes]
    if "single" in fields:
        slots.append(parse_slot(reader, fields["single"], f"{path}.single"))
    name = reader.text(fields.get("name"), f"{path}.name", limit=60)
    is_rare = reader.boolean(fields.get("rare", False), f"{path}.rare")
    line = Line(
        name=name,
        nouns=nouns,
        category=parse_category(reader, fields.get("category"), f"{path}.category", name),
        tags=parse_line_tags(reader, fields.get("tags", []), f"{path}.tags"),
        weight=0 if is_rare else reader.integer(fields.get("weight", 1), f"{path}.weight", 1, 9),
        price_cents=_band(reader, fields.get("price"), f"{path}.price", shelf.price),
        brands=_line_brands(reader, fields.get("brands"), f"{path}.brands", shelf.brands),
        adjectives=adjectives,
        materials=materials,
        options=options,
        details=details,
        facts=_facts(reader, shelf, materials, path),
        description=tuple(sentences for sentences, _ in slots),
        single="single" in fields,
        adjective_fits=resolved(reader, words["adjectives"], Words((), materials, nouns)),
        material_fits=resolved(reader, words["materials"], Words(adjectives, (), nouns)),
        slot_fits=tuple(resolved(reader, fitted, every) for _, fitted in slots),
        drawing=reader.text(fields["drawing"], f"{path}.drawing", limit=60) if "drawing" in fields else "",
        stock=reader.boolean(fields.get("stock", shelf.stock), f"{path}.stock"),
    )
    _hold_names(reader, line, path)
    hold_sentences(reader, line, path)
    hold_fits(reader, line, path)
    return line


def _hold_names(reader: Reader, line: Line, path: str) -> None:
    """Note two things of a line that a sentence would call by one name."""
    names = Counter((*WORD_NAMES, *line.facts))
    names.update(option.name for option in line.options)
    names.update(detail.name for detail in line.details)
    for name, count in names.items():
        if count > 1:
            reader.complain(path, name, "names two things of this line", "Call one of them something else.")


def _words(reader: Reader, fields: Mapping[str, Any], path: str, shelf: _Shelf) -> dict[str, Fitted]:
    nouns = reader.texts(fields.get("nouns", []), f"{path}.nouns", 1, 100)
    words = {"nouns": Fitted(nouns, (None,) * len(nouns))}
    for key in ("adjectives", "materials"):
        words[key] = read_fitted(reader, fields.get(key, []), f"{path}.{key}")
    if "faker_commerce" in fields:
        taken = _commerce_words(reader, fields["faker_commerce"], f"{path}.faker_commerce", shelf)
        for key, target in (("products", "nouns"), ("adjectives", "adjectives"), ("materials", "materials")):
            own = words[target]
            more = tuple(text for text in taken.get(key, ()) if text not in own.texts)
            words[target] = Fitted((*own.texts, *more), (*own.said, *(None for _ in more)))
    for key, fitted in words.items():
        for k, text in enumerate(fitted.texts):
            if fault := word_fault(text):
                reader.complain(f"{path}.{key}[{k}]", text, fault, "Change it.")
    return words


def _commerce_words(reader: Reader, node: Any, path: str, shelf: _Shelf) -> dict[str, tuple[str, ...]]:
    from faker_commerce import PRODUCT_DATA

    taken: dict[str, tuple[str, ...]] = {}
    for key in reader.fields(node, path, (), tuple(_COMMERCE_LISTS)):
        if key not in _COMMERCE_LISTS:
            continue
        known: list[str] = PRODUCT_DATA[_COMMERCE_LISTS[key]]
        words = reader.texts(node[key], f"{path}.{key}", 1, 100)
        for k, word in enumerate(words):
            if word not in known or word.lower() in NEVER:
                rule = "is never taken" if word.lower() in NEVER else f"is none of faker-commerce's {key}"
                reader.complain(
                    f"{path}.{key}[{k}]",
                    word,
                    rule,
                    f"Write your own word instead.{did_you_mean(word, known)}",
                )
        taken[key] = words
        shelf.commerce_words.extend(words)
    return taken


def _band(reader: Reader, node: Any, path: str, limits: tuple[int, int]) -> tuple[int, int]:
    low, high = reader.cents(node, path)
    if (low, high) != (0, 0) and not limits[0] <= low <= high - 100 < high <= limits[1]:
        reader.complain(
            path,
            f"{low / 100:.2f} to {high / 100:.2f}",
            f"must be at least 1.00 wide and lie inside the pack's {limits[0] / 100:.2f} to {limits[1] / 100:.2f}",
            "Move it inside, or widen the pack's price.",
        )
    return low, high


def _line_brands(reader: Reader, node: Any, path: str, brands: tuple[Brand, ...]) -> tuple[Brand, ...]:
    if node is None:
        return brands
    if node == []:
        return (NO_BRAND,)
    wanted = reader.texts(node, path, 1, 50)
    names = [brand.name for brand in brands]
    for k, name in enumerate(wanted):
        if name not in names:
            reader.complain(
                f"{path}[{k}]",
                name,
                "is no brand of this pack",
                f"Name one of its brands.{did_you_mean(name, names)}",
            )
    return tuple(brand for brand in brands if brand.name in wanted) or brands


def _options(reader: Reader, node: Any, path: str, shelf: _Shelf) -> tuple[Option, ...]:
    options: list[Option] = []
    for k, item in enumerate(reader.items(node, path, 0, OPTION_LIMIT)):
        here = f"{path}[{k}]"
        fields = reader.fields(item, here, ("name", "values"), ("plural", "phrase"))
        values, where = fields.get("values"), f"{here}.values"
        if isinstance(values, str):
            if values not in shelf.lists:
                reader.complain(
                    where,
                    values,
                    "is none of the pack's lists",
                    f"Add it to lists.{did_you_mean(values, shelf.lists)}",
                )
                continue
            shelf.used.add(values)
            values, where = shelf.lists[values], f"lists.{values}"
        name = reader.text(fields.get("name"), f"{here}.name", limit=30)
        plural = (
            reader.text(fields["plural"], f"{here}.plural", limit=40)
            if "plural" in fields
            else plural_of(name)
        )
        options.append(
            Option(
                name,
                _values(reader, values, where),
                started(name),
                plural,
                _phrase(reader, fields, name, here),
            )
        )
    return tuple(options)


def _phrase(reader: Reader, fields: Mapping[str, Any], name: str, path: str) -> Sentence:
    """Return how a description says which values a family comes in: 'in {colour|lower}' unless the pack says otherwise."""
    if "phrase" not in fields:
        return "in ", Hole(name, "lower")
    text = reader.text(fields["phrase"], f"{path}.phrase", limit=60)
    phrase = parse_phrase(reader, text, f"{path}.phrase")
    if text and hole_names(phrase) != (name,):
        reader.complain(f"{path}.phrase", text, f"must name {{{name}}} and nothing else", "Correct it.")
    return phrase


def _values(reader: Reader, node: Any, path: str) -> tuple[OptionValue, ...]:
    values: list[OptionValue] = []
    for k, item in enumerate(reader.items(node, path, 1, 100)):
        here = f"{path}[{k}]"
        pair = isinstance(item, list) and len(item) == 2  # noqa: PLR2004 - [text, percent]
        text = reader.text(item[0] if pair else item, here, limit=40)
        if fault := word_fault(text):
            reader.complain(here, text, fault, "Change it.")
        if any(text.casefold() == value.text.casefold() for value in values):
            reader.complain(here, text, "stands twice in this list", "Remove one.")
        values.append(OptionValue(text, reader.integer(item[1], f"{here}[1]", 10, 2000) if pair else 100))
    return tuple(values)


def _details(reader: Reader, node: Any, path: str, words: Words) -> tuple[Detail, ...]:
    if not isinstance(node, dict) or len(node) > DETAIL_LIMIT:
        reader.complain(path, None, f"must be an object of at most {DETAIL_LIMIT} lists", "Correct it.")
        return ()
    details = []
    for name, texts in node.items():
        fitted = read_fitted(reader, texts, f"{path}.{name}", 1, 50)
        fits = resolved(reader, fitted, words)
        details.append(Detail(reader.text(name, path, limit=30), fitted.texts, fits))
    return tuple(details)


def _facts(
    reader: Reader, shelf: _Shelf, materials: tuple[str, ...], path: str
) -> dict[str, tuple[str, ...]]:
    """Return the facts that the pack states about every one of these materials."""
    known = [shelf.facts[name] for name in materials if isinstance(shelf.facts.get(name), dict)]
    if not known or len(known) != len(materials):
        return {}
    names = [name for name in known[0] if all(name in facts for facts in known)]
    if len(names) > FACT_LIMIT:
        reader.complain(
            f"{path}.materials", None, f"have {len(names)} facts, at most {FACT_LIMIT}", "Remove some."
        )
        return {}
    return {
        name: tuple(reader.text(facts[name], f"{path}.materials: {name}") for facts in known)
        for name in names
    }
