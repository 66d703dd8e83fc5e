"""What is said about a broken rule, and the way out of it, given the cell's text. Pure."""

import re
from collections.abc import Callable

from pipeline.dataset.imports.values.meanings import meant_by
from pipeline.schema.fields import FORM_RULES, Field, Form
from pipeline.schema.kinds import PRICE_FIELDS, Kind
from pipeline.text import clean, listed

_SHOWN = 80
_BARE = re.compile(r"[\w.+:/-]*[\w+:/-]", re.ASCII)  # a value that needs no quote marks in a sentence
_FALLBACKS = {
    Form.COUNTRY: "Write the country's two letters.",
    Form.NUMBER: "Write a plain number such as 12.5 or -500.",
    Form.COUNT: "Write a whole number such as 12, or empty the cell.",
    Form.MONEY: "Write an amount such as 29.95.",
    Form.BOOLEAN: "Write true or false.",
}
_LARGE = re.compile(r"\s*-?[0-9]{13,}(?:\.[0-9]*)?\s*")
AS_TEXT = "; in a spreadsheet, import the column as text"


def write(value: str, more: str = "", *, quoted: bool = False) -> str:
    """Return the way out that proposes a value; one that a sentence can't hold as it is, is described."""
    if not value:
        return f"Empty the cell{more}."
    shown = clean(value, _SHOWN)
    if shown != value or '"' in value:
        return f"check --fix writes {_quoted(shown.replace(chr(34), chr(39)))}{more}."
    return f"Write {value if _BARE.fullmatch(value) and not quoted else _quoted(value)}{more}."


def _quoted(text: str) -> str:
    return f'"{text}"'


def required(kind: Kind, name: str) -> Callable[[str], str]:
    """Say that a required cell is empty."""
    key = " It is the key of the record." if name == kind.key.field else ""
    return lambda _: f"{name} is required.{key}"


def form_rule(form: Form) -> Callable[[str], str]:
    """Say what a form asks, and of a number that is too large only that."""
    numeric = form in {Form.MONEY, Form.NUMBER, Form.COUNT}

    def words(text: str) -> str:
        if numeric and _LARGE.fullmatch(text):
            return "It has more than twelve digits before the point: no number may have."
        return f"It must be {FORM_RULES[form]}."

    return words


def of_form(form: Form) -> Callable[[str], str]:
    """Return the way out of a cell that its form refuses, where nobody can tell what it means."""
    return lambda _: _FALLBACKS[form]


def form_way_out(form: Form, text: str) -> str:
    """Return the way out of a cell that its form refuses: the value that it means, if that is plain."""
    meant = meant_by(form, text)
    return write(meant) if meant else of_form(form)(text)


def choice_rule(field: Field) -> Callable[[str], str]:
    """Say which words a column takes."""
    *others, last = field.choices
    return lambda _: f"It must be {', '.join(others)} or {last}."


def date_rule(_text: str) -> str:
    """Say how dates are written."""
    return "It must be a date, as YYYY-MM-DD."


def control(text: str) -> str:
    """Say which characters can't be seen."""
    codes = sorted({f"U+{ord(c):04X}" for c in text if not (c.isprintable() or c in "\n\t")})
    return f"Control characters stand in the cell ({', '.join(codes[:4]) or 'line breaks'})."


def unseen(codes: tuple[str, ...]) -> str:
    """Say which characters nobody sees."""
    return f"It holds characters that nobody sees ({listed(codes[:4])})."


def mojibake(_text: str) -> str:
    """Say that letters were read in another encoding."""
    return "Letters were garbled: UTF-8 was read as another encoding and saved so."


def lost_letter(_text: str) -> str:
    """Say that a letter is gone."""
    return "A letter was replaced by U+FFFD: it was lost when the file was saved."


def restore(_text: str) -> str:
    """Say that only the person knows what stood there."""
    return f"Restore what stood there{AS_TEXT}."


def rewritten(before: str) -> str:
    """Say what a spreadsheet made of a cell that no rule would find."""
    return f"It was {clean(before, 60)} when the dataset was made; a spreadsheet rewrote it."


def bad_email(_text: str) -> str:
    """Say what an e-mail looks like."""
    return (
        "It is no e-mail address: one @, a domain with a dot, no blanks, no dot beside another or at an end."
    )


def real_email(text: str) -> str:
    """Say that somebody could receive it."""
    domain = clean(text.strip().rpartition("@")[2], 60)
    return f"Mail to {domain} could reach a real person."


def card(_text: str) -> str:
    """Say what the store does to long runs of digits."""
    return "13 to 19 digits in a row look like a card number: the store blacks them out without a word."


def split_card(_text: str) -> str:
    """Say how to avoid it."""
    return "Shorten the number, or put a letter into it."


def number_phone(_text: str) -> str:
    """Say what a spreadsheet made of a phone."""
    return "The phone became a number: its plus, zeros or digits were lost in a spreadsheet."


def number_cell(_text: str) -> str:
    """Say what a spreadsheet made of a code."""
    return "A spreadsheet took it for a number and rewrote it."


def date_cell(_text: str) -> str:
    """Say what a spreadsheet made of a code."""
    return "A spreadsheet took it for a date and rewrote it."


def short_postcode(land: str, digits: int) -> Callable[[str], str]:
    """Say how many digits a postcode has."""
    return lambda _: f"A postcode in {land} has {digits} digits: leading zeros were lost."


def forbidden_in_name(_text: str) -> str:
    """Say what the store refuses."""
    return "The store refuses product names with #, $ or &."


def one_price(_text: str) -> str:
    """Say which of the prices to empty."""
    return f"Empty one of {PRICE_FIELDS[0]} and {PRICE_FIELDS[1]}."


def blanks_in_code(_text: str) -> str:
    """Say what a scanner sends."""
    return "Blanks stand in it; a scanner sends none."


def dashes_in_code(_text: str) -> str:
    """Say what a scanner sends of an ISBN."""
    return "An ISBN is scanned without dashes."


def wrong_check_digit(text: str) -> str:
    """Say that the digits of a code contradict its last one."""
    return (
        f"The last of {len(text)} digits is a check digit, and {text[-1:]} is not the one of those before it."
    )


def zero_lost(digits: int) -> Callable[[str], str]:
    """Say that a zero is missing."""
    return lambda _: f"A leading zero was lost: with it, it is a code of {digits} digits."
