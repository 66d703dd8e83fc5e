"""The words that name a colour in shops, and what they look like. Pure.

Low chroma, as on cloth and clay: a shop of these looks like a shop. Scents, flavours and woods stand here too,
because labels and lids take their colour from them.
"""

import unicodedata

WOODS = {
    "oak": "#c69c68", "walnut": "#6d4c35", "beech": "#d6b487", "ash": "#dac6a2", "acacia": "#93633c", "mango wood": "#a67a4e",
    "olivewood": "#b0834f", "bamboo": "#d5b97f", "cherry wood": "#9b5b3c", "pine": "#dcbb85",
}  # fmt: skip
METALS = {
    "steel": "#b4babf", "stainless steel": "#bcc1c5", "carbon steel": "#6e7377", "tool steel": "#8f959a", "forged steel": "#797e83",
    "polished steel": "#c4c9cc", "galvanized steel": "#a9b1b5", "damascus steel": "#a3a8ad", "brass": "#c2a05a", "copper": "#b8754f",
    "aluminum": "#c3c7ca", "magnesium": "#74787d", "silver": "#c3c7ca",
}  # fmt: skip
COLOURS = WOODS | METALS | {
    # neutrals
    "black": "#2a2a2c", "washed black": "#3d3e42", "white": "#f4f2ec", "arctic white": "#f1f2f2", "pearl white": "#eeeae3",
    "ivory": "#efe8d9", "cream": "#eee3cd", "milk": "#f1ebe0", "chalk": "#ebe7dc", "ecru": "#e3d8c0", "oatmeal": "#d9cbb3",
    "natural": "#d8c4a0", "sand": "#d3bd97", "stone": "#c6bca9", "beige": "#d8bf9f", "porcelain": "#ecd5c1", "taupe": "#8d7b6c",
    "gray": "#8b8e90", "grey": "#8b8e90", "speckle grey": "#bdbab2", "slate": "#5f6b76", "charcoal": "#45484d",
    "graphite": "#4b4d52", "smoke": "#7d7f80", "clear": "#d5e2e2", "ink": "#2d3547",
    # blues
    "navy": "#2b3a5c", "indigo": "#3d4f7c", "midnight": "#27324a", "midnight blue": "#2c3a58", "sky blue": "#93b4cf", "dusk blue": "#7189a6",
    "slate blue": "#66799a", "blue": "#4f77a6", "light wash": "#9db8d2", "mid wash": "#6388b3", "dark rinse": "#2f3d59", "sea mist": "#b3c8c7",
    "sea salt": "#a9c3cc", "blackcurrant": "#4a3552", "blueberry": "#4b5780",
    # greens
    "olive": "#6f7146", "sage": "#9cab8b", "forest": "#2f5442", "forest green": "#2f5442", "moss": "#6b7a4f", "green": "#4e7d55", "sea green": "#6fa593",
    "lime": "#a9bd4f", "mint": "#a9cdb6", "eucalyptus": "#8fae9d", "aloe": "#a8c39a", "cucumber": "#b3cc9f", "green tea": "#a9b67c", "avocado": "#7f9152",
    "rosemary": "#6d8062", "pistachio": "#a8b878", "bergamot": "#a8b46a", "fig leaf": "#6f8a5c", "with mint": "#86b59a", "dill": "#86a065", "spinach": "#5c7f4c",
    # yellows and browns
    "mustard": "#c89b3a", "honey": "#c8923c", "amber": "#b9772f", "citrus": "#dcb04a", "lemon": "#e3c657", "gold": "#c6a155", "bronze": "#8c6a42",
    "oat milk": "#e6d9c0", "chamomile": "#e2cf8e", "almond": "#d8b993", "coconut": "#ece4d6", "shea butter": "#e8d9b5", "jojoba": "#cfae5f", "argan": "#bd9150",
    "squalane": "#d6d9c6", "olive oil": "#a8a256", "goat milk": "#efe9dc", "kaolin": "#dccbb9", "bentonite": "#b5a793", "white tea": "#dad3b4", "maple": "#a9642f",
    "tan": "#b98a5a", "tobacco": "#8a5f3a", "chestnut": "#7a4a32", "caramel": "#b87f45", "cinnamon": "#a4603c", "mocha": "#6f4f3f", "espresso": "#45322a",
    "bare nude": "#cfa185", "copper": "#b5734d", "kraft": "#c29d6d", "cedar": "#9d6b48", "sandalwood": "#b58b62", "vetiver": "#7f7a52", "cardamom": "#8f9a62", "hazelnut": "#9a6a42",
    "dark": "#5a4032", "smoked": "#5b4839", "whitewashed": "#d9d0c2", "two-tone": "#b7905f", "light roast": "#b98a58", "medium roast": "#8d5f3d", "dark roast": "#5a3d2d",
    "hickory": "#b98f5c", "cork": "#c79a68", "rubber": "#3a3b3d", "linen": "#e6d9bf", "pleated": "#efe4cf", "rattan": "#c99d63",
    # reds, pinks and purples
    "rust": "#a9543a", "terracotta": "#c0704f", "brick": "#a04a3c", "burgundy": "#6a2b3c", "oxblood": "#5f2a2c", "red": "#b23b3b", "true red": "#b3262f",
    "cherry": "#9c2a3a", "berry": "#8a3350", "coral": "#dd8068", "blush": "#e3bdb0", "petal": "#dfa3a5", "dusty pink": "#d3a5a2", "dusty rose": "#c79a97",
    "rose": "#cf9f98", "rosewood": "#96525a", "rosehip": "#c46a55", "rose water": "#e0b3b0", "soft mauve": "#b08a98", "plum": "#6a4160", "lilac": "#b7a4cc",
    "lavender": "#aa9cc6", "violet": "#7d68ab", "iris": "#8a82b8", "fig": "#6d4a5c", "neroli": "#e7c890", "orange": "#d98f4a", "apricot": "#e0a35c",
    "strawberry": "#bf3f45", "raspberry": "#a8324e", "rhubarb": "#d58a8a", "paprika": "#b4532f", "tomato": "#bb4a38", "chili": "#a83a2c", "ylang": "#d9bf62",
    "elderflower": "#d3d6a4", "ginger": "#cfa35a", "vanilla": "#ead9ac", "mushroom": "#a8947f", "truffle": "#4c423b", "wildflower": "#c98a3a", "heather": "#a5763a",
    "clover": "#d6a94e", "garlic": "#ded3bd", "pepper": "#4a4643", "mahogany": "#5d3327", "teal": "#3f7c80", "turquoise": "#5ba7a6", "purple": "#6f5590", "pink": "#d99aa8", "brown": "#7a5a42",
    "yellow": "#dbb84c", "khaki": "#a59a72", "camel": "#b98f5f", "mauve": "#a68698", "peach": "#e5b493", "aqua": "#8fbfc0",
}  # fmt: skip
_PALETTE = (
    "#2f5442", "#a9543a", "#2b3a5c", "#c89b3a", "#6f7146", "#6a2b3c", "#7189a6", "#8a5f3a", "#5f6b76", "#9cab8b", "#c0704f", "#45484d",
)  # fmt: skip
_LONGEST = 3  # words that a colour's name has at most


def colour_named(text: str) -> str | None:
    """Return the colour that these words name: all of them, or the longest run of them that is in the table."""
    words = plain(text).split()[:12]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            if found := COLOURS.get(" ".join(words[start : start + length])):
                return found
    return None


def brand_colour(brand: str) -> str:
    """Return the colour of a brand's paper and board: by its letters, the same on every machine."""
    return _PALETTE[sum(k * ord(letter) for k, letter in enumerate(plain(brand)[:80], 1)) % len(_PALETTE)]


def plain(text: str) -> str:
    """Return the text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
