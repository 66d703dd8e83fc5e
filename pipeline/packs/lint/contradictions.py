"""What in a line contradicts itself, as far as words tell: scents, places, sizes, materials, ovens, prices. Pure.

Each rule knows the few words that it is about; what two texts never say of one product, because they say what they go
with, is no contradiction.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.packs.lint.wording import Misstep, Passage, features_of, sentences_of
from pipeline.packs.names import FULL_PERCENT, body_positions, variant_percents
from pipeline.packs.sentences import word_set
from pipeline.packs.values import Fit, Line, Option

_WOOD = word_set(
    "wood wooden oak walnut beech ash acacia birch maple cherry teak hickory olivewood bamboo cork"
)
# Of two of these in one name, one is wrong, unless one text holds the other: Cotton, Organic Cotton.
_MATERIALS = (
    _WOOD
    | word_set("steel iron copper brass aluminum aluminium titanium glass crystal ceramic marble")
    | word_set("stoneware porcelain earthenware terracotta plastic silicone rattan jute seagrass")
    | word_set("leather suede cotton linen wool denim velvet corduroy fleece cashmere merino silk")
)
_HANDLES = word_set("handle handles grip knob lid")
_OVEN = re.compile(r"\boven(?! gloves?\b)")
_SCENTED = word_set("scent scents fragrance aroma flavor flavour perfume")
_FLAVORS = frozenset({"flavor", "flavour"})
_SCENTS = word_set(
    "rosemary lavender mint peppermint eucalyptus jasmine vanilla lemon orange lime grapefruit bergamot rose cedar "
    "cedarwood sandalwood vetiver berry fig almond chamomile patchouli cinnamon ginger coconut"
)
_SIZED = word_set("small medium large xs s m l xl")
_SIZE_WORDS = word_set("small medium large oversized jumbo giant")
# Sold by volume or weight, or in one size: no shop has them small, medium and large.
_MEASURED = word_set(
    "kefir milk juice oil wine beer soda lemonade shampoo conditioner lotion cream serum jam honey tea coffee yogurt "
    "yoghurt vinegar sauce hammer wrench screwdriver pliers"
)
_SIZES_SAID = re.compile(
    r"\b(?:all|every|several|many) sizes?\b|\bsize (?:up|down)\b|\bruns (?:small|large)\b"
)
_PLACES = (
    ("at home", re.compile(r"\bat (?:your )?home\b", re.IGNORECASE), frozenset({"home"})),
    ("at work", re.compile(r"\bat (?:your )?(?:work|office)\b", re.IGNORECASE), frozenset({"office"})),
    (
        "in the shop",
        re.compile(r"\b(?:in|at) (?:store|(?:the|our|your) (?:shop|store|studio|workshop|salon))\b", re.IGNORECASE),
        frozenset({"workshop", "studio", "in-house", "workroom", "salon"}),
    ),
    ("by video", re.compile(r"\b(?:by video|by phone|online)\b", re.IGNORECASE), frozenset({"online", "remote"})),
)  # fmt: skip
_PRICE = re.compile(r"[$€£] ?\d+(?:[.,]\d+)?|\b\d+ ?(?:dollars|euros|pounds)\b")


def contradictory(line: Line) -> Iterator[Misstep]:
    """Yield what contradicts itself in a line."""
    yield from _scents(line)
    yield from _ovens(line)
    yield from _sizes(line)
    if not line.stock:
        yield from _places(line)
    yield from _prices(line)
    yield from _materials(line)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'s)?", text.lower())


def _names(line: Line) -> Iterator[tuple[str, str]]:
    for kind, words in (
        ("adjectives", line.adjectives),
        ("materials", line.materials),
        ("nouns", line.nouns),
    ):
        yield from ((f"{kind}[{k}]", word) for k, word in enumerate(words))


def _told(line: Line) -> Iterator[Passage]:
    yield from sentences_of(line)
    yield from features_of(line)


def _goes_with_value(line: Line, option: Option, value: int, fit: Fit) -> bool:
    """Whether a text may be said of a family that comes in a value of an option."""
    return bool((fit.last if option is line.options[-1] else fit.first) >> value & 1)


def _scents(line: Line) -> Iterator[Misstep]:
    for option in (option for option in line.options if _SCENTED & set(_tokens(option.name))):
        values = [set(_tokens(value.text)) - {"with"} for value in option.values]
        known = _SCENTS.union(*(words & _SCENTS for words in values))
        # a ginger beer has flavors, a lavender lotion has no other scent
        kinds = ("adjectives",) if _FLAVORS & set(_tokens(option.name)) else ("adjectives", "nouns")
        way_out = (
            f"The option {option.name} says it; remove it here, or say which {option.plural} it goes with."
        )
        for path, word in _names(line):
            if path.startswith(kinds) and (found := known & set(_tokens(word))):
                yield Misstep(
                    path,
                    word,
                    f'names a scent, "{min(found)}", beside the option {option.name}',
                    way_out,
                )
        for told in _told(line):
            for scent in sorted(known & set(_tokens(told.fixed))):
                others = [k for k, words in enumerate(values) if scent not in words]
                if not told.path.startswith("materials") and any(
                    _goes_with_value(line, option, k, told.fit) for k in others
                ):
                    rule = f'names a scent, "{scent}", beside the option {option.name}'
                    yield Misstep(told.path, told.text, rule, way_out)


def _ovens(line: Line) -> Iterator[Misstep]:
    wooden = [word for word in line.adjectives if _is_wooden_handle(word)]
    for told in (told for told in _told(line) if _OVEN.search(told.fixed)):
        named = [
            word for k, word in enumerate(line.adjectives) if word in wooden and told.fit.adjectives >> k & 1
        ]
        for option in (option for option in line.options if option.name.lower() in _HANDLES):
            named += [
                f"{value.text} {option.name}"
                for k, value in enumerate(option.values)
                if _WOOD & set(_tokens(value.text)) and _goes_with_value(line, option, k, told.fit)
            ]
        if named:
            rule = f'speaks of an oven, and goes with "{named[0]}", which burns there'
            yield Misstep(
                told.path, told.text, rule, "Say what it goes with: options, not_options, not_adjectives."
            )


def _is_wooden_handle(adjective: str) -> bool:
    words = _tokens(adjective)
    return bool(_WOOD & set(words)) and words[-1] in ("handled", "handle", "grip")


def _sizes(line: Line) -> Iterator[Misstep]:
    measured = [noun for noun in line.nouns if _MEASURED & set(_tokens(noun)[-1:])]
    way_out = "Name sizes that such a thing has: volumes, weights, lengths."
    own: set[str] = set()
    for option in line.options:
        values = {value.text.lower() for value in option.values}
        own |= values & _SIZE_WORDS
        if measured and "weight" not in option.name and len(_SIZED & values) > 1:
            rule = f"is sold by measure, and the option {option.name} has sizes of other things"
            yield Misstep(f"options.{option.name}", measured[0], rule, way_out)
    for path, word in _names(line):
        if _SIZE_WORDS & set(word.lower().split()) and (own or measured):
            beside = "an option that has the sizes" if own else "a thing that is sold by measure"
            yield Misstep(path, word, f"is a size word on {beside}", "Remove it.")
    if not any("size" in f"{option.name} {option.plural}".lower() for option in line.options):
        for told in _told(line):
            if found := _SIZES_SAID.search(told.fixed):
                yield Misstep(told.path, found[0], "speaks of sizes, and the line has none", "Remove it.")


def _places(line: Line) -> Iterator[Misstep]:
    """Yield what puts a service elsewhere than its option does, or its tags where no option says it."""
    told = [(each, place) for each in _told(line) if (place := _place_of(each.fixed))]
    options = [option for option in line.options if any(_place_of(value.text) for value in option.values)]
    for option in options:
        yield from _elsewhere(line, option, told)
    if tagged := {place for place in map(_place_of, line.tags) if place and not options}:
        for each, place in told:
            if place not in tagged:
                rule = f'is "{place}", and a tag says "{min(tagged)}"'
                yield Misstep(each.path, each.text, rule, "Change one of the two.")


def _elsewhere(line: Line, option: Option, told: Sequence[tuple[Passage, str]]) -> Iterator[Misstep]:
    where = [_place_of(value.text) for value in option.values]
    named = f"the option {option.name} puts it elsewhere"
    way_out = (
        f"The option {option.name} says where; remove it here, or say which {option.plural} it goes with."
    )
    for path, word in _names(line):
        for place, _, words in _PLACES:
            if words & set(word.lower().split()) and any(each not in ("", place) for each in where):
                yield Misstep(path, word, f'is "{place}", and {named}', way_out)
    for each, place in told:
        others = [k for k, other in enumerate(where) if other not in ("", place)]
        if any(_goes_with_value(line, option, k, each.fit) for k in others):
            yield Misstep(each.path, each.text, f'is "{place}", and {named}', way_out)


def _place_of(text: str) -> str:
    return next((place for place, pattern, _ in _PLACES if pattern.search(text)), "")


def _prices(line: Line) -> Iterator[Misstep]:
    for told in _told(line):
        if found := _PRICE.search(told.fixed):
            rule = "names a price, which options, brands and regions change"
            yield Misstep(told.path, found[0], rule, "Remove it.")
    percents = variant_percents(line)
    low, high = line.price_cents
    if low * FULL_PERCENT * max(percents) > high * FULL_PERCENT * min(percents):
        rule = f"is too narrow for options of {min(percents)} to {max(percents)} percent: some prices would leave it"
        shown = f"{low / 100:.2f} to {high / 100:.2f}"
        yield Misstep("price", shown, rule, "Widen it, or bring the percents closer together.")


def _materials(line: Line) -> Iterator[Misstep]:
    """Yield a material that stands in a name with another one, in an adjective or a noun."""
    found = {}
    for a, m, n in body_positions(line):
        material = (line.materials or ("",))[m]
        for word in ((line.adjectives or ("",))[a], line.nouns[n]):
            found[m, word] = _apart(set(_tokens(material)), set(word.lower().split()))
    for (m, word), apart in found.items():
        if apart:
            rule = f'contradicts "{word}", with which it stands in a name'
            yield Misstep(
                f"materials[{m}]", line.materials[m], rule, "Keep them apart: not_adjectives, not_nouns."
            )


def _apart(material: set[str], word: set[str]) -> bool:
    """Whether both name a material, and neither is the other or only says that it is wood."""
    own, other = _MATERIALS & material, _MATERIALS & word
    of_wood = own & _WOOD and other <= {"wood", "wooden"}
    return bool(own and other) and not own & other and not of_wood
