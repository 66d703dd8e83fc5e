"""How one column is read and written: its form, the rule in words, and the way text <-> value. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

Value = str | Decimal | bool | tuple[str, ...]


class Form(str, Enum):
    """How a cell's text is read. `FORM_RULES` says each in words."""

    TEXT = "text"
    COUNTRY = "country"
    NUMBER = "number"
    COUNT = "count"
    MONEY = "money"
    BOOLEAN = "boolean"
    REFERENCE = "reference"  # the key of a record of another kind
    LIST = "list"  # several texts, or keys of records of another kind
    PATH = "path"  # names from the top of a tree down to a record of another kind


FORM_RULES: dict[Form, str] = {
    Form.TEXT: "any text",
    Form.COUNTRY: "two letters, such as US or NZ",
    Form.NUMBER: "digits with at most one point, a minus before them if need be, and no separators, such as 12.5 or -500",
    Form.COUNT: "a whole number, zero or more, such as 12",
    Form.MONEY: "zero or more, at most two places, no currency sign and no separators, such as 29.95",
    Form.BOOLEAN: "true or false",
    Form.REFERENCE: "a name",
    Form.LIST: 'names separated by ";", such as new; wool',
    Form.PATH: 'names from the top down, with " > " between them, such as Clothing > Knitwear',
}

# The shapes behind FORM_RULES. fullmatch only: `$` would let a newline through.
FORM_SHAPES: dict[Form, str] = {
    Form.COUNTRY: r"[A-Za-z]{2}",
    Form.NUMBER: r"-?\d{1,12}(\.\d{1,6})?",
    Form.COUNT: r"\d{1,12}(\.0{1,2})?",  # a spreadsheet's 12.0 is 12; 12.000 may be thousands
    Form.MONEY: r"\d{1,12}(\.\d{1,2})?",
    Form.BOOLEAN: r"(?i:true|false)",
}
_SHAPES = {form: re.compile(shape, re.ASCII) for form, shape in FORM_SHAPES.items()}
_CENT = Decimal("0.01")
_SEPARATOR = re.compile(r"(?<!\\)((?:\\\\)*);")  # a `;` that no backslash of its own stands before
_STEP = re.compile(r"(?<!\\)((?:\\\\)*)(?:>| / )")  # the vendor exports paths with ` / `
_SLASH_ALONE = re.compile(r"(?<!\S)/(?!\S)")  # would be a step beside the blanks around it


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name (the API's own), how it is read, whether a dataset must have it.

    `to` names the kind whose keys stand in a REFERENCE, a PATH or a LIST; a LIST without it holds plain texts. `also` is
    another name of it that is read. `part` names what a load may leave out (`--without`). `per_outlet`: a column of this
    name with an outlet's behind it (`inventory_Market_Square`) holds for that one alone. What is not
    `sent` is no part of a create's body. `choices` are the only texts that it may hold; a `dated` one holds YYYY-MM-DD.
    `made`: a store makes one where there is none, so that two stores differ in it.
    """

    name: str
    form: Form
    meaning: str
    required: bool = False
    generated: bool = False
    to: str | None = None
    also: str | None = None
    part: str | None = None
    per_outlet: bool = False
    sent: bool = True
    choices: tuple[str, ...] = ()
    dated: bool = False
    made: bool = False


def parse_cell(form: Form, text: str) -> Value:
    """Return the value of a non-empty cell; raise ValueError with the rule it breaks."""
    shape = _SHAPES.get(form)
    if shape is not None and not shape.fullmatch(text.strip()):
        raise ValueError(FORM_RULES[form])
    return _READERS.get(form, str)(text)


def _complete(names: tuple[str, ...]) -> tuple[str, ...]:
    if "" in names:
        raise ValueError(FORM_RULES[Form.PATH])
    return names


def cell_of(value: Value) -> str:
    """Return the canonical text of a value: money keeps its two places, booleans are true/false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "; ".join(each.replace("\\", "\\\\").replace(";", "\\;") for each in value)
    return format(value, "f") if isinstance(value, Decimal) else value


def split_list(text: str) -> tuple[str, ...]:
    r"""Return the parts of a list's cell, trimmed, without empty ones; `\;` and `\\` stand for `;` and `\`."""
    parts = _SEPARATOR.sub("\\1\x00", text).split("\x00")
    plain = (re.sub(r"\\([\\;])", r"\1", part.strip()) for part in parts)
    return tuple(part for part in plain if part)


def path_steps(text: str) -> tuple[str, ...]:
    r"""Return the names of a path from the top down, trimmed, '' where one is missing (`Clothing >`); `\>` and `\\` stand for `>` and `\`, `\/` for `/`."""
    parts = _STEP.sub("\\1\x00", text).split("\x00")
    return tuple(re.sub(r"\\([\\>/])", r"\1", part.strip()) for part in parts)


def split_path(text: str) -> tuple[str, ...]:
    """Return the names of a path from the top down, without empty ones; see `path_steps`."""
    return tuple(name for name in path_steps(text) if name)


def path_text(names: tuple[str, ...]) -> str:
    r"""Return the one text of a path, `Clothing > Knitwear`: `split_path` gives the same names back."""
    escaped = (_SLASH_ALONE.sub(r"\\/", name.replace("\\", "\\\\").replace(">", "\\>")) for name in names)
    return " > ".join(escaped)


_READERS: dict[Form, Callable[[str], Value]] = {
    Form.MONEY: lambda text: Decimal(text.strip()).quantize(_CENT),
    Form.NUMBER: lambda text: Decimal(text.strip()),
    Form.COUNT: lambda text: Decimal(text.strip().partition(".")[0]),
    Form.BOOLEAN: lambda text: text.strip().lower() == "true",
    Form.COUNTRY: lambda text: text.strip().upper(),
    Form.REFERENCE: str.strip,
    Form.LIST: split_list,
    Form.PATH: lambda text: path_text(_complete(path_steps(text))),
}
