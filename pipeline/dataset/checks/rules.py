"""The rules of cells that any kind has, by form and shape of key: column, expression that is true where broken, words. Pure.

Direct rules are asked of every row. Gated rules are asked only of cells that one quick expression finds
unusual (a character that isn't printable ASCII, a first character that spreadsheets act on, an e-mail that
isn't plainly in a reserved domain), which few are.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.spreadsheets.dates import SHEET_DATE
from pipeline.dataset.files.canonical import fits
from pipeline.schema import reserved
from pipeline.schema.fields import FORM_RULES, FORM_SHAPES, Form
from pipeline.schema.kinds import KeyShape, Kind

Words = Callable[[str], str]

_LABELS = r"(?:[\pL\pN](?:[\pL\pN-]*[\pL\pN])?\.)"
_LOCAL = r"""[^\s@"(),:;<>\[\\\]\pC]{1,64}"""
_EMAIL = rf"^{_LOCAL}@{_LABELS}+[\pL\pN-]*[\pL\pN]$"
_RESERVED = (
    rf"(?i)@{_LABELS}*(?:{'|'.join(name.replace('.', '[.]') for name in reserved.DOMAINS)}"
    rf"|{_LABELS}(?:{'|'.join(reserved.ENDINGS)}))$"
)
# The usual case in one quick pass; what does not fit is asked by the two rules above.
_PLAIN_RESERVED = r"^[a-zA-Z0-9_+'-]+(?:[.][a-zA-Z0-9_+'-]+)*@example[.](?:com|net|org)$"
_PLAIN_BYTES = 64  # a local part may be as long

ODD = r"^[=@#]|^[+-][^0-9(]|[^ -~]"
_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
_CONTROL_IN_PROSE = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?:[^\n]|$)"
)
PROSE_COLUMNS = frozenset({"description", "note"})  # may have lines and tabs
_SHEET_ERROR = r"^#(?:REF!|NAME\?|VALUE!|N/A|DIV/0!|NUM!|NULL!|SPILL!|CALC!)$|^#{3,}$"
# UTF-8 read as Windows-1252: the lead bytes C2, C3, E2 80 become these, followed by what 80..BF become.
_MOJIBAKE = "[\u00c2\u00c3][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u201c\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00e2\u20ac|\u00ef\u00bf\u00bd|\u00f0\u0178"
_FORMULA = r"^(?:[=@]|[+-][^0-9( ])"

SCIENTIFIC_SIGNED = r"^-?[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+$"  # a SKU 12E5 is one; sheets always sign


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` is true where the rule is broken. `words` and `way_out` are told the cell's text."""

    column: str
    broken: pl.Expr
    words: Words
    way_out: Words


@dataclass(frozen=True, slots=True)
class Gate:
    """`unusual` is true for the cells of a column that `rules` have to be asked of."""

    column: str
    unusual: pl.Expr
    rules: tuple[Rule, ...]


def direct_rules(kind: Kind, columns: list[str], elsewhere: Container[str] = ()) -> Iterator[Rule]:
    """Yield the rules that every row is asked: of required cells (but those judged `elsewhere`), forms and keys."""
    for name in columns:
        field = kind.field(name)
        if field is not None:
            if field.required and name not in elsewhere:
                yield Rule(
                    name,
                    pl.col(name).is_null() | (pl.col(name).str.strip_chars() == ""),
                    messages.required(kind, name),
                    lambda _: "Fill it in, or remove the row.",
                )
            if field.form in FORM_SHAPES:
                yield _form_rule(name, field.form)
    if kind.key.field in columns and kind.key.shape is KeyShape.CODE:
        yield from _code_rules(kind.key.field)


def gates(
    kind: Kind, columns: list[str], *, emails: tuple[str, ...] = (), allow_real_emails: bool
) -> Iterator[Gate]:
    """Yield the gates of the text columns, and those of e-mails: of a key that is one, and of the columns named so."""
    for name in columns:
        field = kind.field(name)
        if field is not None and field.form not in FORM_SHAPES:
            yield Gate(name, pl.col(name).str.contains(ODD), tuple(_odd_rules(name)))
    key = (kind.key.field,) if kind.key.shape is KeyShape.EMAIL else ()
    for name in (*key, *emails):
        if name in columns:
            email = pl.col(name)
            plain = email.str.contains(_PLAIN_RESERVED) & (email.str.len_bytes() <= _PLAIN_BYTES)
            yield Gate(name, ~plain, tuple(_email_rules(name, allow_real_emails=allow_real_emails)))


def _odd_rules(name: str) -> Iterator[Rule]:
    column = pl.col(name)
    control = _CONTROL_IN_PROSE if name in PROSE_COLUMNS else _CONTROL
    yield Rule(name, column.str.contains(control), messages.control, messages.without_controls)
    yield Rule(name, column.str.contains(_SHEET_ERROR), messages.sheet_error, messages.restore)
    yield Rule(name, column.str.contains(_MOJIBAKE), messages.mojibake, messages.repaired)
    yield Rule(name, column.str.contains("\ufffd", literal=True), messages.lost_letter, messages.restore)


def formula_like(name: str) -> pl.Expr:
    """Return whether a spreadsheet would take the cell for a formula: worth a note, not a finding. Gated."""
    return pl.col(name).str.contains(_FORMULA)


def _form_rule(name: str, form: Form) -> Rule:
    broken = pl.col(name).is_not_null() & ~fits(form, pl.col(name))
    return Rule(name, broken, lambda _: f"It must be {FORM_RULES[form]}.", messages.of_form(form))


def _email_rules(name: str, *, allow_real_emails: bool) -> Iterator[Rule]:
    trimmed = pl.col(name).str.strip_chars()
    shaped = trimmed.str.contains(_EMAIL) & ~trimmed.str.contains("..", literal=True)
    yield Rule(name, (trimmed != "") & ~shaped, messages.bad_email, messages.restore)
    if not allow_real_emails:
        real = shaped & ~trimmed.str.contains(_RESERVED)
        yield Rule(name, real, messages.real_email, messages.reserve_email)
    yield blank_rule(name)


def _code_rules(name: str) -> Iterator[Rule]:
    yield number_rule(name)
    yield blank_rule(name)


def number_rule(name: str) -> Rule:
    """Return the rule of a code that a spreadsheet took for a number."""
    code = pl.col(name)
    broken = code.str.contains(SCIENTIFIC_SIGNED) | code.str.contains(r"^[0-9]{2,}[.,]0+$")
    return Rule(name, broken, messages.number_cell, messages.restore)


def date_rule(name: str) -> Rule:
    """Return the rule of a code that a spreadsheet took for a date: 1-2 becomes 2-Jan."""
    return Rule(name, pl.col(name).str.contains(SHEET_DATE), messages.date_cell, messages.restore)


def blank_rule(name: str) -> Rule:
    """Return the rule of a code with blanks around it."""
    blank = pl.col(name).str.contains(r"^\s|\s$") & (pl.col(name).str.strip_chars() != "")
    return Rule(
        name, blank, lambda _: "Blanks stand before or behind it.", lambda text: f'Write "{text.strip()}".'
    )
