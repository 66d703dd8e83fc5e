"""What a pack and a region are, once read: frozen values that the generator trusts. Pure.

Nothing is checked here; `parse` and `region` do that, and only they make these values. Named tuples: every small
command imports these classes, and a dataclass takes seven times as long to define.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from pipeline.packs.sentences import Sentence
from pipeline.packs.speech import ENGLISH, Speech

if TYPE_CHECKING:
    from pipeline.packs.turning.language import Language
    from pipeline.packs.turning.sizes import SizeRun

TIERS = ("good", "better", "best")
# Filters of a language whose words agree: {noun|un} has its article, {adjective|agree} the gender of the noun.
COUNTED, AGREES = "un", "agree"


class Fit(NamedTuple):
    """What a text goes with: by kind of word a set of positions in the line's list of it, as bits; -1 is all of them.

    `first` and `last` are values of the line's options; a line with one option has a last one only.
    """

    adjectives: int = -1
    materials: int = -1
    nouns: int = -1
    first: int = -1
    last: int = -1


ANY = Fit()


class Brand(NamedTuple):
    """An invented brand. `tier` is one of TIERS; `name` is '' for a pack or a line without brands."""

    name: str
    tier: str


NO_BRAND = Brand("", "better")


class Supplier(NamedTuple):
    """Who delivers whole brands of a pack. `code` is what its own numbers begin with, `contact` first and last name."""

    name: str
    code: str
    brands: tuple[str, ...]
    description: str
    contact: tuple[str, str]


class OptionValue(NamedTuple):
    """One choice, such as 'Navy' or '100 ml'; `percent` of the family's price is what it costs."""

    text: str
    percent: int = 100


class Option(NamedTuple):
    """What tells the variants of a family apart: colour, size, volume.

    `title` is what a store calls it, `plural` what stands behind a number: two colours, three sizes. `phrase` is how
    a description says which of them a family comes in, if the line has another option: 'in {colour|lower}'.
    """

    name: str
    values: tuple[OptionValue, ...]
    title: str
    plural: str
    phrase: Sentence


class Detail(NamedTuple):
    """A free attribute of a family that only its description shows; `fits[k]` is what `texts[k]` goes with."""

    name: str
    texts: tuple[str, ...]
    fits: tuple[Fit, ...]


class Forms(NamedTuple):
    """Words of a line by gender, where its language has genders: of each noun its place in GENDERS, of the others four forms.

    `close` are the positions of materials that stand right behind the noun, before the adjective.
    """

    genders: tuple[int, ...]
    adjectives: tuple[tuple[str, ...], ...]
    materials: tuple[tuple[str, ...], ...]
    close: frozenset[int]

    def body(self, noun: str, adjective: int, material: int, at: int) -> str:
        """Return 'Chemise en lin' of the noun at a position, with the words at these: the noun first, the others agreeing."""
        gender = self.genders[at]
        behind = [
            words[k][gender]
            for words, k in ((self.adjectives, adjective), (self.materials, material))
            if words
        ]
        if material in self.close:
            behind.reverse()
        return " ".join((noun, *behind))


class Line(NamedTuple):
    """A kind of product: its words, its price band in cents, its options, its sentences.

    `category` is a path, `Clothing > Knitwear`; `tags` has its uses and seasons, the first of which always holds.
    `facts[name][k]` is what the pack says about `materials[k]`. `description[slot]` holds the
    alternatives for one sentence, the last slot what is said of a single product alone if `single`.
    `drawing` names what its images show, '' for what its name alone says. Without `stock` it is a service.
    `weight` is how often it comes beside the others; 0 where only a known case asks for it.
    `forms` are of a language whose words agree.
    `adjective_fits`, `material_fits` and `slot_fits` say what these words and sentences go with.
    """

    name: str
    nouns: tuple[str, ...]
    category: str
    tags: tuple[str, ...]
    weight: int
    price_cents: tuple[int, int]
    brands: tuple[Brand, ...]
    adjectives: tuple[str, ...]
    materials: tuple[str, ...]
    options: tuple[Option, ...]
    details: tuple[Detail, ...]
    facts: Mapping[str, tuple[str, ...]]
    description: tuple[tuple[Sentence, ...], ...]
    single: bool
    adjective_fits: tuple[Fit, ...]
    material_fits: tuple[Fit, ...]
    slot_fits: tuple[tuple[Fit, ...], ...]
    drawing: str = ""
    stock: bool = True
    forms: Forms | None = None


class Pack(NamedTuple):
    """A vertical. `digest` is the sha256 of the file that it was read from, `source` that file's path.

    `commerce_words` are the words that came from faker-commerce, `unused_words` those in the file that
    no line uses.
    """

    name: str
    title: str
    summary: str
    prefix: str
    price_cents: tuple[int, int]
    supply_percent: tuple[int, int]
    brands: tuple[Brand, ...]
    suppliers: tuple[Supplier, ...]
    material_tags: Mapping[str, str]
    collections: tuple[str, ...]
    lines: tuple[Line, ...]
    commerce_words: tuple[str, ...]
    unused_words: tuple[str, ...]
    source: str
    digest: str
    speech: Speech = ENGLISH

    @property
    def stock(self) -> bool:
        """Whether any of it lies on a shelf."""
        return any(line.stock for line in self.lines)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of its lines as paths, each once, in the order of the file."""
        return tuple(dict.fromkeys(line.category for line in self.lines))


class Place(NamedTuple):
    """City, state, postcode and area code that belong together, and the metro that they lie in."""

    city: str
    state: str
    postcode: str
    area_code: str
    metro: str


class PhoneRule(NamedTuple):
    """Patterns that can reach nobody: X is any digit, N is 1-9, {area} the place's area code.

    `by_area` takes the place of `phone` where the area code is listed. No pattern: the cell is blank.
    """

    phone: tuple[str, ...]
    mobile: tuple[str, ...]
    by_area: Mapping[str, tuple[str, ...]]


class Generation(NamedTuple):
    """First names that are typical of the people born in some years."""

    born: str
    first_names: tuple[str, ...]


class PeopleGroup(NamedTuple):
    """People whose first and last names fit each other: weights by name. No last names: Faker's lists of the locale."""

    name: str
    female: Mapping[str, int]
    male: Mapping[str, int]
    last: Mapping[str, int]


class People(NamedTuple):
    """Who lives in a region. `mixes` says how many of a hundred are of each group, by metro or state, '' for the rest.

    `source` names the figures and their year. `without` are names that are not taken from Faker's lists, because another
    group has them.
    """

    source: str
    groups: tuple[PeopleGroup, ...]
    mixes: Mapping[str, tuple[int, ...]]
    without: frozenset[str]

    def mix_of(self, place: Place) -> tuple[int, ...]:
        """Return the shares of the groups at a place."""
        return self.mixes.get(place.metro) or self.mixes.get(place.state) or self.mixes[""]


class Goods(NamedTuple):
    """How a pack's words, sizes, units and prices turn in a region.

    `spellings` gives the region's form of a word by every other one, `measures` is one of the systems of units, `sizes`
    are runs of sizes, `price_percent` is what a price level of packs becomes in the region's currency. `language` is
    another than the packs'.
    """

    spellings: Mapping[str, str]
    measures: str
    sizes: tuple["SizeRun", ...]
    price_percent: int
    language: "Language | None" = None


class Region(NamedTuple):
    """The places, phones, streets and names of a country.

    `postcode_tails` are what stands behind the first part of a postcode, one for each street of a place; none where all
    streets of a place share its postcode.
    """

    region: str
    name: str
    country: str
    aliases: tuple[str, ...]
    faker_locale: str
    fictional: PhoneRule
    valid: PhoneRule
    places: tuple[Place, ...]
    street_names: tuple[str, ...]
    street_forms: tuple[tuple[str, int], ...]
    units: tuple[str, ...]
    postcode_tails: tuple[str, ...]
    company_heads: tuple[str, ...]
    company_tails: tuple[str, ...]
    generations: tuple[Generation, ...]
    people: People
    goods: Goods
    first_spellings: tuple[str, ...]
    last_spellings: tuple[str, ...]
    source: str
    digest: str

    @property
    def metros(self) -> tuple[str, ...]:
        """The metros of its places, each once, in the order of the file."""
        return tuple(dict.fromkeys(place.metro for place in self.places))
