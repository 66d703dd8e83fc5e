"""What other programs leave around and in place of values: marks against spreadsheets, quote marks, entities, words for nothing. Pure.

Promises: a way out that it proposes takes away what the program added, and nothing that a person wrote.
"""

import html
import html.entities
import re
from collections.abc import Iterator

import polars as pl

from pipeline.dataset.checks.rules import HTML_COLUMNS, PROSE_COLUMNS, Rule
from pipeline.dataset.checks.spreadsheets.errors import ERROR

# ="00042" and '00042 keep a spreadsheet from taking a code for a number. In a text 'Tis and '90s are words.
_FORMULA = r'="[^"]*"'
_GUARDED_CODE = rf"^(?:{_FORMULA}|'[^']+)$"
_GUARDED = rf"^(?:{_FORMULA}|'(?:[+-]?[0-9][0-9.,()/ +-]*|[=+@-][^']*))$"
_QUOTES = ('""', "''", "“”", "”“", "””", "„“", "„”", "«»", "»«", "‹›", "‘’", "‚‘", "``", "´´", "`´")
_QUOTED = r"^\s*(?:" + "|".join(f"{pair[0]}[^{pair}]+{pair[1]}" for pair in _QUOTES) + r")\s*$"
_NAMED = "|".join(sorted({*html.entities.name2codepoint, "apos"}))
# Those of old that pages show without their semicolon, too: `&amp `, but no part of a word (R&DEPT)
BARE_NAMES = "|".join(sorted({name for name in html.entities.html5 if not name.endswith(";")}))
_ENTITY = rf"&(?:{_NAMED}|#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}});|&(?:{BARE_NAMES})(?:[^A-Za-z0-9;=]|$)"
# Words of programs, in their very spelling: Null and Nan are names
_NOTHING = r"^\s*(?:NULL|null|\(null\)|\[null\]|<null>|NaN|NAN|nan|-nan|NaT|<NA>|\\N|undefined|None)\s*$"
_NOTHING_OF_PEOPLE = r"(?i)^\s*(?:n/?a|n\.a\.|none|nil|null|nan|-+|\?+|unknown|not available)\s*$"
_NOT_AVAILABLE = r"^\s*(?:N/A|n/a)\s*$"


def leftover_rules(
    name: str, *, code: bool = False, choice: bool = False, required: bool = False
) -> Iterator[Rule]:
    """Yield the rules of one column.

    `code`: it holds codes or phones, so that no word is one; `choice`: None may be meant, as in prose; `required`: it may
    not be empty.
    """
    column, prose = pl.col(name), name in PROSE_COLUMNS
    if name not in HTML_COLUMNS:
        yield Rule(
            name,
            column.str.contains(_ENTITY),
            lambda _: "HTML was left in it: a store shows what stands there.",
            lambda _: "Write the character that is meant.",
            html.unescape,
        )
    yield Rule(
        name,
        column.str.contains(_GUARDED_CODE if code else _GUARDED),
        lambda _: "A mark was left that keeps a spreadsheet from taking it for a number.",
        lambda _: "Remove the mark.",
        unguarded,
    )
    if not prose:
        yield Rule(
            name,
            column.str.contains(_QUOTED),
            lambda _: "Quote marks were left around it.",
            lambda _: "Remove them.",
            lambda text: text.strip()[1:-1].strip(),
        )
    nothing = _NOTHING if not (choice or prose) else _NOTHING.replace("|None", "")
    words = column.str.contains(nothing)
    if code:
        words = words | column.str.contains(_NOTHING_OF_PEOPLE)
    elif not prose and not choice:
        words = words | column.str.contains(_NOT_AVAILABLE)
    yield Rule(
        name,
        words,
        lambda text: f"{text.strip()} is a program's word for nothing.",
        lambda _: "Fill it in, or remove the row." if required else "Empty the cell.",
        None if required else lambda _: "",
    )
    yield Rule(
        name,
        column.str.contains(ERROR),
        lambda text: f"A spreadsheet left its error {text.strip()} where a value was.",
        lambda _: "Restore what stood there; in a spreadsheet, import the column as text.",
        damage=True,
    )


def unguarded(text: str) -> str:
    """Return what a spreadsheet shows of ="00042" or '00042."""
    formula = re.fullmatch(r'="([^"]*)"', text)
    return formula[1] if formula else text.removeprefix("'")
