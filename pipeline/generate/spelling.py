"""What an option and its values are called in a region: Color and Gray in the United States, Colour and Grey elsewhere. Pure."""

import re
from collections.abc import Mapping

from pipeline.packs import Pack, Region

AMERICAN = {"colour": "color", "flavour": "flavor", "grey": "gray"}
ELSEWHERE = {american: british for british, american in AMERICAN.items()}
_WORDS = re.compile("|".join((*AMERICAN, *ELSEWHERE)), re.IGNORECASE)


def spelled(pack: Pack, region: Region) -> Pack:
    """Return the pack with its options in the spelling of a region; its sentences call them by the same names."""
    words = AMERICAN if region.country == "US" else ELSEWHERE
    lines = []
    for line in pack.lines:
        options = tuple(
            option._replace(
                title=_respelled(option.title, words),
                plural=_respelled(option.plural, words),
                values=tuple(value._replace(text=_respelled(value.text, words)) for value in option.values),
            )
            for option in line.options
        )
        lines.append(line._replace(options=options))
    return pack._replace(lines=tuple(lines))


def _respelled(text: str, words: Mapping[str, str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        word = match.group()
        other = words.get(word.lower(), word)
        return other.capitalize() if word[0].isupper() else other

    return _WORDS.sub(replaced, text)
