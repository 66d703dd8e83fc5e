"""The rules of cells that any kind has, by form and shape of key: column, expression that is true where broken, words. Pure.

Direct rules are asked of every row. Gated rules are asked only of cells that one quick expression finds
unusual (a character that isn't printable ASCII, a first character that spreadsheets act on, an e-mail that
isn't plainly in a reserved domain), which few are. Of one cell, rules are asked in their order here: what garbles a
whole text goes first, since its cure shows what is left to do.
"""

import functools
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.garbled import is_garbled, ungarbled
from pipeline.dataset.checks.spreadsheets.dates import SHEET_DATE
from pipeline.dataset.checks.unseen import has_unseen, unseen_in, without_unseen
from pipeline.dataset.files.canonical import fits
from pipeline.dataset.files.disk_frame import Frame
from pipeline.dataset.imports.values.meanings import meant_by
from pipeline.dataset.imports.values.spellings import meant_in
from pipeline.schema import reserved
from pipeline.schema.fields import Field, Form
from pipeline.schema.kinds import Kind

Words = Callable[[str], str]
Cure = Callable[[str], str | None]

_LABELS = r"(?:[\pL\pN](?:[\pL\pN-]*[\pL\pN])?\.)"
_LOCAL = r"""[^\s@"(),:;<>\[\\\]\pC]{1,64}"""
_EMAIL = rf"^{_LOCAL}@{_LABELS}+[\pL\pN-]*[\pL\pN]$"
_RESERVED = (
    rf"(?i)@{_LABELS}*(?:{'|'.join(name.replace('.', '[.]') for name in reserved.DOMAINS)}"
    rf"|{_LABELS}(?:{'|'.join(reserved.ENDINGS)}))$"
)
# The usual case in one quick pass; what does not fit is asked by the two rules above.
_PLAIN_RESERVED = r"^[a-zA-Z0-9_+-][a-zA-Z0-9_+'-]*(?:[.][a-zA-Z0-9_+'-]+)*@example[.](?:com|net|org)$"
_PLAIN_BYTES = 64  # a local part may be as long

# Cells that no person and no program of ours writes by itself, by few signs: anything beyond ASCII, what a spreadsheet acts
# on, marks at an end, entities, an error's number, words for nothing
ODD = r"""^[=@#'"`\s<(\[\\-]|^[+][^0-9(]|[^ -~]|&#?[0-9A-Za-z]{2,}|['"`\s]$|:\s?5[0-9]{2}$|\.\.\.$|^(?i:null|none|nan|nat|nil|n/?a|n\.a\.|undefined|unknown|not available|[?]+)$"""
_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"
_CONTROL_IN_PROSE = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?:[^\n]|$)"
)
_BREAKS = r"[\t\n\r\x0b\x0c\x85\u2028\u2029]"
PROSE_COLUMNS = frozenset({"description", "note"})  # may have lines and tabs
HTML_COLUMNS = frozenset({"description"})
_FORMULA = r"^(?:[=@]|[+-][^0-9( ])"

SCIENTIFIC_SIGNED = r"^-?[0-9]+(?:[.,][0-9]+)?[eE][+-][0-9]+$"  # a SKU 12E5 is one; sheets always sign
_WHOLE_DECIMAL = r"^[0-9]+[.,]0+$"
_GROUPED = r"^[1-9][0-9]{0,2}(?:,[0-9]{3})+$"
_MEASURED = r"\s*([0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z\"″.]+)\s*"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` is true where the rule is broken. `words` and `way_out` are told the cell's text.

    `cure` returns the text to write instead ('' empties the cell) where nothing else can be meant, so that `check --fix`
    may write it; `guess` returns one that a person should look at; both None where nobody can know. What is proposed, with
    `more` behind it, passes all checks; else `way_out` is said. `damage`: a program did it, so that what stood there when
    the row was made is meant. `quoted`: blanks matter in what is proposed.
    """

    column: str
    broken: pl.Expr  # asked of some rows at a time
    words: Words
    way_out: Words
    cure: Cure | None = None
    guess: Cure | None = None
    more: str = ""
    damage: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """`unusual` is true for the cells of a column that `rules` have to be asked of; they are told those cells.

    `odd`: it looks at the signs of any text.
    """

    column: str
    unusual: pl.Expr  # asked of some rows at a time
    rules: Callable[[pl.Series], Sequence[Rule]]
    odd: bool = False


def direct_rules(kind: Kind, columns: list[str], elsewhere: Container[str] = ()) -> Iterator[Rule]:
    """Yield the rules that every row is asked: of required cells, but those judged `elsewhere`."""
    for name in columns:
        field = kind.field(name)
        if field is not None and field.required and name not in elsewhere:
            yield Rule(
                name,
                pl.col(name).is_null() | (pl.col(name).str.strip_chars() == ""),
                messages.required(kind, name),
                lambda _: "Fill it in, or remove the row.",
            )


def email_gate(name: str, *, allow_real_emails: bool) -> Gate:
    """Return the gate of a column of e-mails: usual are those plainly in a reserved domain."""
    email = pl.col(name)
    plain = email.str.contains(_PLAIN_RESERVED) & (email.str.len_bytes() <= _PLAIN_BYTES)
    rules = tuple(_email_rules(name, allow_real_emails=allow_real_emails))
    return Gate(name, ~plain, lambda _: rules)


def text_rules(name: str) -> Iterator[Rule]:
    """Yield the rules of any text: what garbled it, and what nobody sees in it."""
    column, prose = pl.col(name), name in PROSE_COLUMNS
    yield Rule(
        name, is_garbled(column), messages.mojibake, _restore_as_utf8, ungarbled, more=_AS_UTF8, damage=True
    )
    lost = column.str.contains("\ufffd", literal=True)
    yield Rule(name, lost, messages.lost_letter, messages.restore, damage=True)
    if not prose:
        words = lambda text: messages.unseen(unseen_in(text))  # noqa: E731 - one line of words
        yield Rule(name, has_unseen(column), words, lambda _: "Remove them.", without_unseen)
    control = column.str.contains(_CONTROL_IN_PROSE if prose else _CONTROL)
    cure, guess = (None, _without_controls) if prose else (_on_one_line, _bare_line)
    yield Rule(name, control, messages.control, lambda _: "Remove them.", cure, guess)


def guess_rule(name: str, encoding: str) -> Rule:
    """Return the rule of letters beyond ASCII in a file whose encoding is a guess."""
    return Rule(
        name,
        pl.col(name).str.contains(r"[^\x00-\x7f]"),
        lambda _: f"The file is not UTF-8; that it is {encoding} is a guess by its letters.",
        lambda _: (
            "See whether it reads right. If so, save the file as CSV (UTF-8); else where it comes from."
        ),
    )


def formula_like(name: str) -> pl.Expr:
    """Return whether a spreadsheet would take the cell for a formula: worth a note, not a finding. Gated."""
    return pl.col(name).str.contains(_FORMULA)


def form_gate(name: str, form: Form, rules: Sequence[Rule] = ()) -> Gate:
    """Return the gate of a column of numbers, booleans or countries; `rules` are asked of a cell before its form is."""
    column = pl.col(name)
    unfit = column.is_not_null() & ~fits(form, column)
    asked = ~pl.any_horizontal(pl.lit(value=False), *(rule.broken for rule in rules if rule.cure is None))
    said, cure = (messages.form_rule(form), messages.of_form(form)), functools.partial(meant_by, form)
    if form is not Form.COUNT:
        return Gate(name, unfit, lambda _: (*rules, Rule(name, unfit & asked, *said, cure)))
    negative = column.str.contains(r"^\s*-")
    counts = (
        Rule(name, unfit & asked & negative, *said, guess=lambda _: "0", more=", or empty the cell"),
        Rule(name, unfit & asked & ~negative, *said, cure),
    )
    return Gate(name, unfit, lambda _: (*rules, *counts))


def size_rules(name: str, unit: Field, said: pl.Expr) -> Iterator[Rule]:
    """Yield the rules of a number with a unit: not beside it, but in the column `unit`, which says one where `said` is true."""
    measured = pl.col(name).str.contains(f"^{_MEASURED}$")
    for broken, way_out in (
        (measured & ~said, lambda text: _move_unit(unit, text)),
        (
            measured & said,
            lambda _: f"Write the number alone, in the unit that {unit.name} names in this row.",
        ),
    ):
        yield Rule(name, broken, lambda _: "A unit stands beside the number.", way_out)


def negative_gate(name: str) -> Gate:
    """Return the gate of a number that is never less than zero."""
    broken = pl.col(name).str.contains("^-.*[1-9]")
    rule = Rule(
        name,
        broken,
        lambda _: "It can't be less than zero.",
        lambda _: "Write what is meant, zero or more, or empty the cell.",
    )
    return Gate(name, broken, lambda _: (rule,))


def field_gate(name: str, field: Field) -> Gate:
    """Return the gate of a column of set words, or of dates."""
    column = pl.col(name)
    if field.choices:
        usual, words, way_out = column.is_in(field.choices), messages.choice_rule(field), "Write one of them"
    else:
        usual = column.str.contains(_DATE) & column.str.to_date("%Y-%m-%d", strict=False).is_not_null()
        words, way_out = messages.date_rule, "Write year, month and day, such as 1990-12-31"
    broken = column.is_not_null() & ~usual.fill_null(value=False)
    rule = Rule(
        name, broken, words, lambda _: f"{way_out}, or empty the cell.", functools.partial(meant_in, field)
    )
    return Gate(name, broken, lambda _: (rule,))


def number_gate(frame: Frame, name: str) -> Gate:
    """Return the gate of a column of codes that a spreadsheet may have taken for numbers."""
    unusual = pl.col(name).str.contains(rf"^\s|\s$|^[0-9].*[.,][0-9]|[0-9][eE][+-][0-9]|{SHEET_DATE}")
    return Gate(name, unusual, lambda cells: tuple(_code_rules(name, cells, frame[name].count())))


def _code_rules(name: str, unusual: pl.Series, filled: int) -> Iterator[Rule]:
    """Yield the rules of codes: blanks around them, and what a spreadsheet made of them."""
    yield blank_rule(name)
    yield number_rule(name, unusual, filled)
    yield _grouped_rule(name)
    yield _date_rule(name)


def number_rule(name: str, unusual: pl.Series, filled: int) -> Rule:
    """Return the rule of a code that a spreadsheet took for a number: 1E+05, 10.0, and 9.0 where every cell ends so."""
    code = pl.col(name)
    every = filled > 0 and unusual.str.contains(_WHOLE_DECIMAL).sum() == filled
    shape = _WHOLE_DECIMAL if every else r"^[0-9]{2,}[.,]0+$"
    broken = code.str.contains(SCIENTIFIC_SIGNED) | code.str.contains(shape)
    return Rule(
        name,
        broken,
        messages.number_cell,
        messages.restore,
        guess=_without_decimals,
        more=f", with its leading zeros if it had any{messages.AS_TEXT}",
        damage=True,
    )


def _grouped_rule(name: str) -> Rule:
    """Return the rule of a code with commas between its thousands."""
    return Rule(
        name,
        pl.col(name).str.contains(_GROUPED),
        messages.number_cell,
        messages.restore,
        guess=lambda text: text.replace(",", ""),
        more=f", or what stood there{messages.AS_TEXT}",
        damage=True,
    )


def _date_rule(name: str) -> Rule:
    """Return the rule of a code that a spreadsheet took for a date: 1-2 becomes 2-Jan."""
    return Rule(
        name, pl.col(name).str.contains(SHEET_DATE), messages.date_cell, messages.restore, damage=True
    )


def blank_rule(name: str) -> Rule:
    """Return the rule of a code with blanks around it."""
    blank = pl.col(name).str.contains(r"^\s|\s$") & (pl.col(name).str.strip_chars() != "")
    return Rule(
        name,
        blank,
        lambda _: "Blanks stand before or behind it.",
        lambda _: "Remove them.",
        str.strip,
        quoted=True,
    )


_AS_UTF8 = ", and import the file as UTF-8 next time"


def _restore_as_utf8(_text: str) -> str:
    return "Restore the text, and import the file as UTF-8 next time."


def _email_rules(name: str, *, allow_real_emails: bool) -> Iterator[Rule]:
    trimmed = pl.col(name).str.strip_chars()
    shaped = trimmed.str.contains(_EMAIL) & ~trimmed.str.contains(r"\.\.|^\.|\.@")
    yield blank_rule(name)
    yield Rule(name, (trimmed != "") & ~shaped, messages.bad_email, messages.restore)
    if not allow_real_emails:
        real = shaped & ~trimmed.str.contains(_RESERVED)
        yield Rule(
            name,
            real,
            messages.real_email,
            lambda _: (
                "Write a reserved one, or allow real addresses with --allow-real-emails (check, plan, load)."
            ),
            guess=lambda text: f"{text.strip().partition('@')[0]}@example.com",
            more=", or allow real addresses with --allow-real-emails (check, plan, load)",
        )


def _move_unit(unit: Field, text: str) -> str:
    found = re.fullmatch(_MEASURED, text)
    meant = meant_in(unit, found[2]) if found else None
    if found is None or meant is None:
        return f"Write the number alone, in one of {', '.join(unit.choices)}, and that into {unit.name}."
    return f"Move the unit into {unit.name}, as {meant}; the number, {found[1]}, stays here."


def _on_one_line(text: str) -> str | None:
    """Return a text without line breaks and tabs, None where other control characters stand in it."""
    return None if re.search(_CONTROL, re.sub(_BREAKS, "", text)) else _bare_line(text)


def _bare_line(text: str) -> str:
    return re.sub(" {2,}", " ", re.sub(_CONTROL, "", re.sub(_BREAKS, " ", text))).strip()


def _without_controls(text: str) -> str:
    return re.sub(_CONTROL_IN_PROSE.partition("|")[0], "", re.sub(r"\r(?!\n)", "\n", text))


def _without_decimals(text: str) -> str | None:
    """Return 10 for 10.0, but nothing for 10,000, which may be ten or ten thousand."""
    whole = re.fullmatch(r"([0-9]+)[.,]0+", text)
    return None if whole is None or text.endswith((",000", ".000")) else whole[1]
