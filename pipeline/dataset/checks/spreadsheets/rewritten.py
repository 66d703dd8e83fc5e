"""What a spreadsheet makes of a text that looks like a number or a date to it. Pure."""

import re

from pipeline.dataset.checks.spreadsheets.dates import date_numbers

_CENTURIES = (1900, 2000)
_ROUNDED = re.compile(r"(-?[0-9])(?:[.,]([0-9]+))?[eE][+-]?[0-9]+")
_SHOWN_SO = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+|[0-9]{2,}[.,]0+")
_FORMULA = ("+", "-", "=", "@")  # +1-555-555-0101 is worked out
_SHORT_DATE = re.compile(r"[0-9]{1,2}[-/. ][0-9]{1,2}(?:[-/. ](?:[0-9]{2}|[0-9]{4}))?")


def is_rewritten(before: str, after: str) -> bool:
    """Whether `after` is what a spreadsheet shows of `before`: the same number, as many digits of it as fit, or its date.

    What was in a spreadsheet's way of writing already is no authority, and none of them adds zeros in front.
    """
    if before == after or _SHOWN_SO.fullmatch(before) or after.startswith("0") > before.startswith("0"):
        return False
    return _same_number(before, after) or _same_date(before, after)


def may_be_rewritten(before: str, after: str) -> bool:
    """Whether a damaged text may have been `before`: another number or date than a spreadsheet makes of that was typed since."""
    if date_numbers(after.strip()) is not None:
        return _same_date(before, after)
    if _number(after) is None:
        return True  # an error, lost letters: nothing is left that tells
    typed = _number(before) is not None or _ROUNDED.fullmatch(after) is not None
    return _same_number(before, after) if typed else before.startswith(_FORMULA)


def _same_number(before: str, after: str) -> bool:
    was, became = _number(before), _number(after)
    if was is None or became is None:
        return False
    shown = _ROUNDED.fullmatch(after)
    digits = len(shown[2] or "") if shown is not None else None
    return was == became or (digits is not None and float(f"{was:.{digits}e}") == became)


def _number(text: str) -> float | None:
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]+(?:[eE]|$))", ".", text.strip())
    return float(plain) if re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?", plain) else None


def _same_date(before: str, after: str) -> bool:
    """Whether the numbers of `before`, two or three, are among those of a date: 10-12 is 12-Oct and 10/12/2026."""
    became = date_numbers(after.strip())
    if became is None or not _SHORT_DATE.fullmatch(before.strip()):
        return False
    return all(_among(int(number), became) for number in re.findall("[0-9]+", before))


def _among(number: int, numbers: tuple[int, ...]) -> bool:
    return not {number, _CENTURIES[0] + number, _CENTURIES[1] + number}.isdisjoint(numbers)


def lost_letters(before: str, after: str, encoding: str) -> bool:
    """Whether `after` is `before` saved in an encoding that lacks some of its letters.

    In the encoding of the file another letter or nothing stands there; of any other, what is left is a question mark.
    """
    parts = [_left_of(character, encoding) for character in before]
    return before != after and re.fullmatch("".join(parts), after, re.DOTALL) is not None


def _left_of(character: str, encoding: str) -> str:
    """Return a pattern of what may be left of a character."""
    if character.isascii():
        return re.escape(character)
    has = character.encode(encoding, errors="ignore")
    return f"[{re.escape(character)}?\ufffd]" if has else ".{0,2}"
