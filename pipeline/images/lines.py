"""Which drawing shows a line, and with which parts: one table for the lines of our packs. Pure.

A drawing is named as a pack may name it in `drawing`: `bottle`, or with parts: `vase bud`. The first word of the noun or an
option that fits decides; the last entry, with the noun "", is for all others. A line that isn't here gets a carton, a service a card.
"""

from pipeline.images.colours import colour_named, plain
from pipeline.images.drawings import DRAWINGS
from pipeline.images.look import Look

Rows = tuple[tuple[str, str], ...]
LINES: dict[str, str | Rows] = {
    # apparel
    "shirts": "shirt", "t-shirts": "tee", "jeans": "trousers", "pants": "trousers", "sweaters": "sweater",
    "hoodies": (("sweatshirt", "sweater"), ("", "hoodie")), "jackets": "jacket", "dresses": "dress",
    "shoes": (("loafers", "loafers"), ("boots", "boots"), ("", "sneakers")),
    "hats": (("beanie", "beanie"), ("cap", "cap"), ("", "bucket hat")), "gloves": "mittens", "socks": "socks", "belts": "belt", "knitted hats": "beanie",
    "bags": (("crossbody", "crossbody"), ("pack", "day pack"), ("", "tote")),
    # beauty
    "soap": "soap", "hand care": (("cream", "tube"), ("", "pump")),
    "body care": (("scrub", "cream"), ("butter", "cream"), ("wash", "bottle"), ("", "pump")),
    "cleansers": (("balm", "cream"), ("gel", "pump"), ("", "tube")), "moisturizers": "cream", "serums": "dropper",
    "masks": (("peel-off", "tube"), ("", "cream")), "hair care": "bottle", "hair treatments": (("oil", "dropper"), ("mask", "cream"), ("", "tube")),
    "lips": (("lipstick", "lipstick"), ("crayon", "pencil"), ("", "wand")), "eyes": "pencil", "lashes and brows": (("pencil", "pencil"), ("", "wand")),
    "complexion": (("powder", "compact"), ("concealer", "wand"), ("tint", "tube"), ("", "pump")), "nails": "polish",
    "perfume": "flacon", "home scent": (("diffuser", "diffuser"), ("", "candle")),
    "bath and massage oils": "dropper", "bath salts": "preserve salts", "mists": "mist", "brushes": "hair brush",
    "shaving": (("oil", "dropper"), ("cream", "tube"), ("", "cream")), "gift sets": (("sock", "gift box"), ("towel", "gift box"), ("", "gift set")), "brush sets": "brush set",
    # electronics
    "laptops": "laptop", "computers": "computer", "monitors": "monitor", "keyboards": "keyboard", "mice": "mouse",
    "headphones": "headphones", "earbuds": "earbuds", "portable speakers": "speaker", "home audio": "home audio", "cables": "cable",
    "chargers": "charger", "tablets": "tablet", "cameras": "camera", "storage drives": "drive", "microphones": "microphone",
    "smart home": "smart home", "home controls": "smart home", "hubs and docks": "hub", "routers": "router", "mesh routers": "router", "watches": "watch",
    "gaming gear": (("headset", "headphones"), ("", "gaming")), "stands": "stand",
    # grocery
    "tuna and tinned fish": "fish tin", "chicken": "tray", "fish": "tray", "cheese": "cheese", "bacon and sausages": "tray",
    "pizza": "pizza", "salads": "salad", "chips": "chips", "coffee": "coffee", "tea": (("tin", "caddy"), ("", "tea")), "pasta": "pasta", "oils": "oil",
    "jams": "preserve", "honey": (("squeeze", "squeeze"), ("", "preserve")), "chocolate": "bar", "bakery": "loaf", "drinks": "drink",
    "yogurt": "pot", "kefir and drinking yogurt": "milk", "nuts": "pouch", "hampers": "hamper",
    # home
    "chairs": "chair", "tables": "table", "towels": "towels", "bedding": "bedding", "throws": "throw", "cushions": "cushion",
    "rugs": "rug", "cookware": "pan", "casseroles": "casserole", "knives": "knife", "utensils": "utensil", "steel utensils": (("turner", "utensil spatula"), ("", "utensil")),
    "tableware": (("mugs", "mugs"), ("", "plates")), "glassware": "glasses", "bowls": "bowl", "vases": "vase", "planters": "planter",
    "lighting": "lamp",
    "storage": (("rack", "rack"), ("", "basket")),
    "hammers": "hammer", "wrenches": "wrench", "saws": "saw", "screwdriver sets": "screwdrivers",
    "garden tools": (("spade", "spade"), ("rake", "rake"), ("", "fork")), "hand garden tools": "hand tool",
    "small decor": (("vase", "vase bud"), ("", "bowl trinket")), "candle holders": "candle holder",
    # services
    "alterations": "card needle", "shoe repair": "card shoe", "bicycle service": "card bicycle", "gift wrapping": "gift",
    "craft classes": "card brush", "cooking classes": "card whisk", "consultations": "card plan", "installations": "card level",
    "device repair": "card screwdriver", "device setup": "card screen", "assembly and delivery": "card van",
    "sharpening": "card knife", "embroidery": "card needle", "engraving and lettering": "card pen", "cleaning and care": "card drop", "home cleaning": "card drop", "beauty treatments": "card leaf", "photography": "card camera",
    "care plans": "card shield",
}  # fmt: skip
# The colour's word where no option names one and the material is not the whole of it; as above, by the noun
TINTS: dict[str, str | Rows] = {
    "computers": "graphite", "monitors": "graphite", "cookware": "black", "knives": "black", "hand care": "cream", "oils": "olive",
    "honey": "honey", "pizza": "kraft", "home scent": "stone", "lighting": "linen",
    "tea": (("green", "sage"), ("herbal", "chamomile"), ("", "burgundy")),
    "drinks": (("lemonade", "lemon"), ("ginger", "ginger"), ("", "raspberry")),
}  # fmt: skip


def drawing_of(look: Look) -> tuple[str, str]:
    """Return a drawing's name, and the words of its parts; a carton or a card where none is known."""
    spec = plain(look.drawing) or _row(
        LINES.get(plain(look.line), ""), " ".join((look.noun, *(value for _, value in look.options)))
    )
    words = spec.split()
    for length in range(len(words), 0, -1):
        if (name := " ".join(words[:length])) in DRAWINGS:
            return name, " ".join(words[length:])
    return ("card" if look.service else "carton"), spec


def colour_of_line(line: str, noun: str) -> str | None:
    """Return the colour that such a thing has where nothing names one."""
    return colour_named(_row(TINTS.get(plain(line), ""), noun))


def _row(rows: str | Rows, noun: str) -> str:
    if isinstance(rows, str):
        return rows
    words = plain(noun).split()
    return next((spec for word, spec in rows if not word or word in words), "")
