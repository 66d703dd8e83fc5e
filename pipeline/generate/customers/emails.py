"""What an e-mail ends with: a random tail that no other customer has, or a word of the dataset's own.

Plain e-mails are read aloud: `jane.smith@maple.example.com`. The word comes from seed and region, and no two datasets of
different seeds or regions have the same. Of one name within a dataset, the second is jane.smith2. Whose e-mail gets which
number is known of the first PLAIN_MOST customers, which are looked at together; behind them a customer's own number
stands in the e-mail. Either way record i depends on (seed, i) alone.
"""

from dataclasses import dataclass, replace

import polars as pl

from pipeline.generate.draws import key_for
from pipeline.generate.identity import suffix_pairs, suffix_positions
from pipeline.settings import REGION, GenerateOptions

PLAIN_MOST = 4_096
# A seed is written in these as in digits: a small one is one word, one drawn at random four.
WORDS = [
    "maple",
    "oak",
    "birch",
    "cedar",
    "willow",
    "aspen",
    "alder",
    "hazel",
    "rowan",
    "elm",
    "larch",
    "pine",
    "spruce",
    "juniper",
    "laurel",
    "olive",
    "river",
    "brook",
    "lake",
    "pond",
    "creek",
    "haven",
    "shore",
    "beach",
    "bay",
    "cove",
    "island",
    "reef",
    "dune",
    "cliff",
    "hill",
    "valley",
    "meadow",
    "field",
    "prairie",
    "forest",
    "grove",
    "orchard",
    "garden",
    "hedge",
    "moss",
    "fern",
    "clover",
    "thistle",
    "heather",
    "ivy",
    "lily",
    "daisy",
    "poppy",
    "violet",
    "iris",
    "tulip",
    "lotus",
    "jasmine",
    "lilac",
    "rose",
    "sage",
    "basil",
    "thyme",
    "mint",
    "ginger",
    "saffron",
    "pepper",
    "vanilla",
    "apple",
    "pear",
    "plum",
    "peach",
    "cherry",
    "quince",
    "lemon",
    "lime",
    "mango",
    "melon",
    "berry",
    "grape",
    "almond",
    "walnut",
    "pecan",
    "chestnut",
    "barley",
    "wheat",
    "rye",
    "maize",
    "lentil",
    "pumpkin",
    "carrot",
    "celery",
    "turnip",
    "radish",
    "onion",
    "garlic",
    "parsley",
    "spinach",
    "tomato",
    "robin",
    "wren",
    "finch",
    "swift",
    "heron",
    "egret",
    "crane",
    "stork",
    "owl",
    "falcon",
    "kestrel",
    "osprey",
    "swan",
    "goose",
    "puffin",
    "plover",
    "otter",
    "beaver",
    "badger",
    "rabbit",
    "squirrel",
    "hedgehog",
    "marten",
    "lynx",
    "bison",
    "moose",
    "caribou",
    "pony",
    "donkey",
    "llama",
    "camel",
    "dolphin",
    "whale",
    "seal",
    "salmon",
    "trout",
    "cod",
    "herring",
    "oyster",
    "mussel",
    "crab",
    "lobster",
    "coral",
    "pearl",
    "amber",
    "opal",
    "topaz",
    "copper",
    "silver",
    "nickel",
    "cobalt",
    "granite",
    "marble",
    "slate",
    "quartz",
    "flint",
    "chalk",
    "clay",
    "sand",
    "pebble",
    "boulder",
    "ember",
    "lantern",
    "candle",
    "kettle",
    "teapot",
    "saucer",
    "pitcher",
    "basket",
    "barrel",
    "bucket",
    "ladder",
    "hammer",
    "chisel",
    "anvil",
    "bellows",
    "button",
    "ribbon",
    "velvet",
    "linen",
    "cotton",
    "flannel",
    "denim",
    "tweed",
    "mitten",
    "scarf",
    "bonnet",
    "apron",
    "pocket",
    "satchel",
    "wallet",
    "piano",
    "violin",
    "cello",
    "flute",
    "trumpet",
    "banjo",
    "drum",
    "cymbal",
    "organ",
    "guitar",
    "melody",
    "rhythm",
    "sonnet",
    "fable",
    "novel",
    "window",
    "doorway",
    "chimney",
    "attic",
    "cellar",
    "porch",
    "veranda",
    "balcony",
    "cottage",
    "cabin",
    "castle",
    "tower",
    "bridge",
    "arch",
    "canal",
    "sail",
    "anchor",
    "rudder",
    "compass",
    "beacon",
    "ferry",
    "canoe",
    "kayak",
    "raft",
    "dinghy",
    "wagon",
    "carriage",
    "saddle",
    "bicycle",
    "tandem",
    "summer",
    "autumn",
    "winter",
    "dawn",
    "dusk",
    "noon",
    "breeze",
    "thunder",
    "rainbow",
    "sunbeam",
    "frost",
    "snowdrift",
    "comet",
    "meteor",
    "nebula",
    "planet",
    "saturn",
    "jupiter",
    "neptune",
    "orbit",
    "galaxy",
    "zenith",
    "mosaic",
    "puzzle",
    "kite",
]
assert len({*WORDS}) == len(WORDS) == 256, "a digit each"  # noqa: PLR2004 - eight bits


@dataclass(frozen=True, slots=True)
class RandomTails:
    """Three pairs of characters, a bijection of the customer's number; the last ends in the domain."""

    texts: tuple[pl.Series, ...]
    key: int
    pieces: int = 3

    def ends(self, number: pl.Series) -> list[pl.Series]:
        """Return the ends of the e-mails of these customers, in pieces."""
        positions = suffix_positions(number, self.key)
        return [pairs[position] for pairs, position in zip(self.texts, positions, strict=True)]

    def ending(self, end: str) -> "RandomTails":
        """Return the same with `end` behind every e-mail."""
        return replace(self, texts=(*self.texts[:-1], self.texts[-1] + end))


@dataclass(frozen=True, slots=True)
class PlainTails:
    """'@maple.example.com' behind the number that a name has there, for the first customers in `texts`."""

    texts: tuple[pl.Series, ...]
    domain: str
    pieces: int = 1

    def ends(self, number: pl.Series) -> list[pl.Series]:
        """Return the ends of the e-mails of these customers."""
        known = number < len(self.texts[0])
        first = self.texts[0][number.zip_with(known, pl.Series([0], dtype=pl.UInt64))]
        return [first.zip_with(known, (number + 1).cast(pl.String) + self.domain)]

    def ending(self, end: str) -> "PlainTails":
        """Return the same with `end` behind every e-mail."""
        return replace(self, texts=(self.texts[0] + end,), domain=self.domain + end)


Tails = RandomTails | PlainTails


def random_tails(options: GenerateOptions) -> RandomTails:
    """Return the tails of a run's customers."""
    pairs = suffix_pairs()
    texts = (pairs, pairs, suffix_pairs(f"@{options.email_domain}"))
    return RandomTails(texts, key_for(options.seed, "customers", "email"))


def plain_tails(options: GenerateOptions, names: pl.Series) -> PlainTails:
    """Return the tails of a run whose first customers have these names in their e-mails."""
    domain = f"@{dataset_word(options.seed, options.region)}.{options.email_domain}"
    turn = names.to_frame("name").select(pl.int_range(1, pl.len() + 1).over("name")).to_series()
    marks = turn.cast(pl.String).zip_with(turn > 1, pl.Series([""]))
    return PlainTails((marks + domain,), domain)


def dataset_word(seed: int, region: str) -> str:
    """Return the word that stands in the plain e-mails of a dataset: 'maple', 'oak-lily', 'maple-nz'."""
    digits = [WORDS[seed % len(WORDS)]]
    while seed := seed // len(WORDS):
        digits.append(WORDS[seed % len(WORDS)])
    return "-".join([*digits, *([] if region == REGION else [region.lower()])])
