"""What is said about a broken rule, and the way out of it, given the cell's text. Pure."""

import re
from collections.abc import Callable

from pipeline.dataset.imports.meanings import meant_by
from pipeline.schema.fields import Form
from pipeline.schema.kinds import PRICE_FIELDS, Kind
from pipeline.text import clean

_SHOWN = 80
_FALLBACKS = {
    Form.COUNTRY: "Write the country's two letters.",
    Form.NUMBER: "Write a plain number such as 12.5 or -500.",
    Form.COUNT: "Write a whole number such as 12, or empty the cell.",
    Form.MONEY: "Write an amount such as 29.95.",
    Form.BOOLEAN: "Write true or false.",
}

_AS_NUMBER = "A spreadsheet took it for a number and rewrote it."
_AS_DATE = "A spreadsheet took it for a date and rewrote it."
REWRITTEN = frozenset(
    {_AS_NUMBER, _AS_DATE}
)  # rules whose ways out are better told by the rows as they were made


def required(kind: Kind, name: str) -> Callable[[str], str]:
    """Say that a required cell is empty."""
    key = " It is the key of the record." if name == kind.key.field else ""
    return lambda _: f"{name} is required.{key}"


def of_form(form: Form) -> Callable[[str], str]:
    """Return the way out of a cell that its form refuses: the value it probably means."""

    def way_out(text: str) -> str:
        meant = meant_by(form, text)
        if form is Form.COUNT and text.strip().startswith("-"):
            return "Write 0, or empty the cell."
        return f"Write {meant}." if meant else _FALLBACKS[form]

    return way_out


def control(text: str) -> str:
    """Say which characters can't be seen."""
    codes = sorted({f"U+{ord(c):04X}" for c in text if not (c.isprintable() or c in "\n\t")})
    return f"Control characters stand in the cell ({', '.join(codes[:4]) or 'line breaks'})."


def without_controls(text: str) -> str:
    """Show the cell without them."""
    return f'Remove them: "{clean(text, _SHOWN)}".'


def sheet_error(text: str) -> str:
    """Say that a spreadsheet put an error where a value was."""
    return f"A spreadsheet left its error {clean(text, 20)} where a value was."


def mojibake(_text: str) -> str:
    """Say that letters were read in another encoding."""
    return "Letters were garbled: UTF-8 was read as another encoding and saved so."


def repaired(text: str) -> str:
    """Show the text read back in the right encoding, where that works."""
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return "Restore the text, and import the file as UTF-8 next time."
    return f'Write "{clean(meant, _SHOWN)}", and import the file as UTF-8 next time.'


def lost_letter(_text: str) -> str:
    """Say that a letter is gone."""
    return "A letter was replaced by U+FFFD: it was lost when the file was saved."


def restore(_text: str) -> str:
    """Say that only the person knows what stood there."""
    return "Restore what stood there; in a spreadsheet, import the column as text."


def bad_email(_text: str) -> str:
    """Say what an e-mail looks like."""
    return "It is no e-mail address: one @, a domain with a dot, no blanks."


def real_email(text: str) -> str:
    """Say that somebody could receive it."""
    domain = clean(text.strip().rpartition("@")[2], 60)
    return f"Mail to {domain} could reach a real person."


def reserve_email(text: str) -> str:
    """Show the same address in a reserved domain."""
    local = clean(text.strip().partition("@")[0], 60)
    return f"Write {local}@example.com, or allow real addresses with --allow-real-emails (check, plan, load)."


def card(_text: str) -> str:
    """Say what the store does to long runs of digits."""
    return "13 to 19 digits in a row look like a card number: the store blacks them out without a word."


def split_card(_text: str) -> str:
    """Say how to avoid it."""
    return "Shorten the number, or put a letter into it."


def number_phone(_text: str) -> str:
    """Say what a spreadsheet made of a phone."""
    return "The phone became a number: its plus, zeros or digits were lost in a spreadsheet."


def phone_again(text: str) -> str:
    """Show the number with its plus where no digit is missing."""
    if re.fullmatch(r"1[0-9]{10}", text):
        return f"Write +1-{text[1:4]}-{text[4:7]}-{text[7:]}; in a spreadsheet, import the column as text."
    return restore(text)


def number_cell(_text: str) -> str:
    """Say what a spreadsheet made of a code."""
    return _AS_NUMBER


def date_cell(_text: str) -> str:
    """Say what a spreadsheet made of a code."""
    return _AS_DATE


def write_size(size: str | None) -> str:
    """Show the size that was probably meant, if any."""
    return (
        f"Write {size}, or what stood there; in a spreadsheet, import the column as text."
        if size
        else restore("")
    )


def without_decimals(text: str) -> str:
    """Show the code without the places that a number has."""
    whole = re.match(r"[0-9]+(?=[.,]0+$)", text.strip())
    return f"Write {whole[0]}, with its leading zeros." if whole else restore(text)


def short_postcode(land: str, digits: int) -> Callable[[str], str]:
    """Say how many digits a postcode has."""
    return lambda _: f"A postcode in {land} has {digits} digits: leading zeros were lost."


def padded(digits: int) -> Callable[[str], str]:
    """Show the postcode with its zeros."""
    return lambda text: f"Write {text.strip().zfill(digits)}; in a spreadsheet, import the column as text."


def forbidden_in_name(_text: str) -> str:
    """Say what the store refuses."""
    return "The store refuses product names with #, $ or &."


def allowed_name(text: str) -> str:
    """Show the name in words that the store takes."""
    worded = re.sub(r"\s*&\s*", " and ", text)
    return f'Write "{clean(re.sub("[#$]", "", worded), _SHOWN)}".'


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


def write_code(code: str | None) -> str:
    """Show the code that was probably meant, if any."""
    meant = f"Write {clean(code, _SHOWN)}, or" if code else "Write"
    return f"{meant} the code that is printed; one of your own needs a letter among its digits."
