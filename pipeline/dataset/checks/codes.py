"""Codes to scan: their check digits, and what spreadsheets and printing do to them. Pure.

A store checks none of it [D], and a code that is wrong is found at the till. Digits alone, 8, 12, 13 or 14 of them, are an
EAN-8 (or UPC-E), UPC-A, EAN-13 (JAN, ISBN-13) or ITF-14, and end in a check digit. Every other code is a shop's own; it
may hold letters, and must hold no blanks. A code that a way out proposes passes these rules, and no other row has it.
"""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.rules import Cure, Gate, Rule, Words, number_rule
from pipeline.dataset.files.disk_frame import Frame
from pipeline.schema.kinds import key_of

STANDARD = r"^(?:[0-9]{8}|[0-9]{12,14})$"
_MOST_DIGITS = 14
_UPC_E_DIGITS = 8
_WRITE_PRINTED = "Write the code that is printed; one of your own needs a letter among its digits."
_OR_PRINTED = ", or the code that is printed; one of your own needs a letter among its digits"
_ISBN_WITH_DASHES = r"^97[89]-[0-9-]*[0-9]$"
_WITHOUT_ZERO = {11: 12, 7: 8}  # digits of a UPC-A and of a UPC-E or EAN-8 that lost their leading zero
_GROUPS = re.compile(r"[0-9]{1,3}(?:([,.'\u2019])[0-9]{3})(?:\1[0-9]{3})*")
_ROUNDED = re.compile(r"0{4,}[0-9]?")  # a number of which a spreadsheet kept the first digits


def check_digit(body: str) -> str:
    """Return the digit that ends a code of these digits: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def code_gate(frame: Frame, key: str, name: str) -> Gate:
    """Return the gate of a column of codes: usual are those of a standard length whose check digit is right."""
    code = pl.col(name)
    usual = code.str.contains(STANDARD) & _digit_is_right(code)
    taken = functools.cache(lambda: _taken(frame, key, name))

    def rules(unusual: pl.Series) -> tuple[Rule, ...]:
        return tuple(_rules(name, unusual, frame[name].count(), taken))

    return Gate(name, code.is_not_null() & ~usual.fill_null(value=False), rules)


def _rules(name: str, unusual: pl.Series, filled: int, taken: Callable[[], frozenset[str]]) -> Iterator[Rule]:
    code = pl.col(name)

    def meant(text: str) -> str | None:
        return _meant(text, taken())

    def same(text: str) -> str | None:
        found = meant(text)
        return found if found is not None and _signs(found) == _signs(text) else None

    def rule(broken: pl.Expr, words: Words, cure: Cure | None = None) -> Rule:
        return Rule(name, broken, words, lambda _: _WRITE_PRINTED, cure, meant, _OR_PRINTED)

    yield number_rule(name, unusual, filled)
    grouped = code.str.contains(r"^[0-9]{1,3}(?:([,.'\u2019])[0-9]{3})+$")
    yield replace(rule(grouped, messages.number_cell, same), damage=True)
    inner = code.str.strip_chars().str.contains(r"\p{Zs}") | code.str.contains(r"^\p{Zs}|\p{Zs}$")
    yield rule(inner & (code.str.strip_chars() != ""), messages.blanks_in_code, same)
    digits = code.str.replace_all("-", "", literal=True)
    isbn = code.str.contains(_ISBN_WITH_DASHES) & (digits.str.len_bytes() == len("9780306406157"))
    yield rule(isbn, messages.dashes_in_code, same)
    wrong = code.str.contains(STANDARD) & ~(_digit_is_right(code) | _is_upc_e(code))
    yield rule(wrong, messages.wrong_check_digit)
    for short, whole in _WITHOUT_ZERO.items():
        if _lost_zero(unusual, short, whole):
            lost = code.str.contains(rf"^[0-9]{{{short}}}$")
            yield rule(lost, messages.zero_lost(whole))


def _digit_is_right(code: pl.Expr) -> pl.Expr:
    """Return whether the sum of the digits, 1 and 3 times from the right, is divisible by ten. Of any length."""
    number, total = code.cast(pl.Int64, strict=False), pl.lit(0)
    for place in range(_MOST_DIGITS):
        total = total + number // 10**place % 10 * (1 if place % 2 == 0 else 3)
    return total % 10 == 0


def _is_upc_e(code: pl.Expr) -> pl.Expr:
    """Return whether eight digits are a UPC-E: its last digit but one says where the zeros of its UPC-A were left out."""
    zeros = code.str.slice(6, 1)
    body = (
        pl.when(zeros.is_in(["0", "1", "2"]))
        .then(code.str.slice(0, 3) + zeros + "0000" + code.str.slice(3, 3))
        .when(zeros == "3")
        .then(code.str.slice(0, 4) + "00000" + code.str.slice(4, 2))
        .when(zeros == "4")
        .then(code.str.slice(0, 5) + "00000" + code.str.slice(5, 1))
        .otherwise(code.str.slice(0, 6) + "0000" + zeros)
    )
    return code.str.contains(r"^[01][0-9]{7}$") & _digit_is_right(body + code.str.slice(7, 1))


def _lost_zero(cells: pl.Series, short: int, whole: int) -> bool:
    """Return whether a zero before them makes all codes of this length right: one in ten would be by chance."""
    codes = pl.DataFrame({"code": cells.filter(cells.str.contains(rf"^[0-9]{{{short}}}$"))})
    padded = pl.lit("0") + pl.col("code")
    right = _digit_is_right(padded) | (_is_upc_e(padded) if whole == _UPC_E_DIGITS else pl.lit(value=False))
    return codes.height > 0 and bool(codes.select(right.all()).item())


def _taken(frame: Frame, key: str, name: str) -> frozenset[str]:
    columns = [frame[each] for each in (key, name) if each in frame.columns]
    return frozenset(key_of(text) for column in columns for text in column.drop_nulls().to_list())


def _meant(text: str, taken: frozenset[str]) -> str | None:
    """Return the code that was probably meant, if there is one and no row has it."""
    bare = re.sub(r"\s", "", text)
    if re.search(_ISBN_WITH_DASHES, bare) or _GROUPS.fullmatch(bare):
        bare = re.sub("[^0-9]", "", bare)
    if re.fullmatch(r"[0-9]+", bare):
        bare = bare.zfill(_WITHOUT_ZERO.get(len(bare), 0))
        bare = _with_right_digit(bare)
    lost = re.fullmatch(r"[0-9]+", bare) and _ROUNDED.search(bare, len(bare) - 5)
    return None if lost or key_of(bare) in taken - {key_of(text)} else bare


def _signs(text: str) -> str:
    """Return a code without what may stand between its signs."""
    return re.sub("[^0-9A-Za-z]", "", text)


def _with_right_digit(digits: str) -> str:
    if not re.search(STANDARD, digits) or pl.select(_is_upc_e(pl.lit(digits))).item():
        return digits
    return digits[:-1] + check_digit(digits[:-1])
