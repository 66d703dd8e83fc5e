"""Amounts as other programs write them, read where one reading is left: a table of currencies, and one grammar. Pure.

Promises: nothing is dropped but a currency in its place and what separates thousands. A sign, a unit, a percent, a word
or whatever else stands beside the digits makes a cell no amount, and so do blanks that separate no thousands.
"""

import re

# ISO 4217 code: the sign that is written for it. Left out are codes that are words or units (ALL, CUP, GEL, PEN, TOP,
# TRY ...), signs of hundredths (¢, p) and Ft, which feet have too: their cells stay as they are.
_SIGN_OF: dict[str, str] = {
    **dict.fromkeys(
        ["AUD", "CAD", "CLP", "COP", "FJD", "HKD", "MXN", "NZD", "SGD", "TWD", "USD", "UYU"], "$"
    ),
    **dict.fromkeys(["DKK", "ISK", "NOK", "SEK"], "kr"),
    **dict.fromkeys(["CNY", "JPY"], "¥"),
    **dict.fromkeys(["LKR", "MUR", "NPR", "PKR"], "Rs"),
    **dict.fromkeys(["AED", "BGN", "BHD", "EGP", "HUF", "JOD", "KES", "KWD", "OMR", "QAR", "SAR"], ""),
    "BDT": "৳",
    "BRL": "R$",
    "CHF": "Fr.",
    "CRC": "₡",
    "CZK": "Kč",
    "EUR": "€",
    "GBP": "£",
    "GHS": "₵",
    "IDR": "Rp",
    "ILS": "₪",
    "INR": "₹",
    "KRW": "₩",
    "KZT": "₸",
    "MYR": "RM",
    "NGN": "₦",
    "PHP": "₱",
    "PLN": "zł",
    "PYG": "₲",
    "RON": "lei",
    "RUB": "₽",
    "THB": "฿",
    "UAH": "₴",
    "VND": "₫",
    "ZAR": "R",
}
_DOLLARS = ("US$", "A$", "AU$", "C$", "CA$", "NZ$", "HK$", "MX$", "NT$", "S$", "SG$")
_BEFORE_ALONE = {"R", "R$", "RM", "Rp", "Fr.", "SFr.", *_DOLLARS}  # behind a number these are something else
_BEHIND_ALONE = {"Kč", "lei", "zł", "TL", "円", "元", "원", "$CA", "$US"}
_SIGNS = (
    {*_SIGN_OF.values(), "Kr", "kr.", "Kr.", "Rs.", "₺", "₾", "￥"} - {""} | _BEFORE_ALONE | _BEHIND_ALONE
)

_BLANKS = " \u00a0\u2009\u202f"
_CELL = re.compile(rf"([^0-9{_BLANKS}]*)[{_BLANKS}]*([0-9](?:.*[0-9])?)[{_BLANKS}]*([^0-9{_BLANKS}]*)")
_UNGROUPED = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_GROUPED = re.compile(
    rf"([1-9][0-9]{{0,2}}(?:(?P<by>[.,'\u2019{_BLANKS}])[0-9]{{3}})(?:(?P=by)[0-9]{{3}})*)"
    r"(?:(?!(?P=by))[.,]([0-9]+))?"
)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")  # 1,299 may be one and 299 thousandths


def plain_number(text: str) -> str | None:
    """Return '1299.95' for '$1,299.95', '1.299,95 €' or "1'299.95"; None where two readings are possible, or none."""
    cell = _CELL.fullmatch(text.strip())
    if cell is None or not _is_currency(cell[1], cell[3]) or _THOUSANDS.fullmatch(cell[2]):
        return None
    number = _UNGROUPED.fullmatch(cell[2])
    if number is not None:
        return _joined(number[1], number[2])
    number = _GROUPED.fullmatch(cell[2])
    return None if number is None else _joined("".join(re.findall("[0-9]+", number[1])), number[3])


def _is_currency(before: str, behind: str) -> bool:
    """Whether what stands around a number names at most one currency, by its sign, its code or both."""
    if before and behind:  # $12.50 USD
        return _SIGN_OF.get(behind.upper()) == before
    if before:
        return before.upper() in _SIGN_OF or before in _SIGNS - _BEHIND_ALONE
    return not behind or behind.upper() in _SIGN_OF or behind in _SIGNS - _BEFORE_ALONE


def _joined(whole: str, part: str | None) -> str:
    return f"{whole}.{part}" if part else whole
