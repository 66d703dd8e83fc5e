"""One text for one value: '29.9' becomes '29.90', 'TRUE' true, 'us' US. Vectorised, pure.

Promises: a cell that `schema.fields.parse_cell` accepts becomes `cell_of(parse_cell(cell))`; any other cell
stays exactly as it was, and an empty one becomes null. `check` and the records see the same text.
"""

from collections.abc import Iterable

import polars as pl

from pipeline.dataset.files.column_names import column
from pipeline.schema.fields import FORM_SHAPES, Form, cell_of, parse_cell
from pipeline.schema.kinds import Kind

MONEY_TYPE = pl.Decimal(14, 2)  # twelve digits before the point (FORM_SHAPES), two behind

# A cell of these shapes is already canonical; a column of nothing else is left alone.
_CANONICAL: dict[Form, str] = {
    Form.MONEY: r"^(?:0|[1-9][0-9]{0,11})\.[0-9]{2}$",
    Form.NUMBER: r"^-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?$",
    Form.COUNT: r"^(?:0|[1-9][0-9]{0,11})$",
    Form.BOOLEAN: r"^(?:true|false)$",
    Form.COUNTRY: r"^[A-Z]{2}$",
}
_NAMES = (Form.REFERENCE, Form.LIST, Form.PATH)  # they name other records


def fits(form: Form, text: pl.Expr) -> pl.Expr:
    r"""Return whether trimmed text has its form's shape; `(?-u)` makes \d the ten ASCII digits, as in Python."""
    return text.str.contains(f"^(?-u:{FORM_SHAPES[form]})$")


def forms_of(kind: Kind, columns: Iterable[str]) -> dict[str, Form]:
    """Return the form of each column that holds a field, an outlet's among them."""
    fields = {name: kind.field(name) for name in columns}
    return {name: field.form for name, field in fields.items() if field is not None}


def canonical(kind: Kind, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame (all String) with each cell in its canonical text."""
    every = forms_of(kind, frame.columns)
    forms = {name: form for name, form in every.items() if form in FORM_SHAPES}
    asked = [pl.col(name).str.contains(_CANONICAL[form]).all().alias(name) for name, form in forms.items()]
    done = frame.select(asked).row(0, named=True) if asked else {}
    changed = [_rewritten(name, form).alias(name) for name, form in forms.items() if not done[name]]
    named = [_rewritten_names(frame[name], form) for name, form in every.items() if form in _NAMES]
    return frame.with_columns(*changed, *named)


def _rewritten_names(column: pl.Series, form: Form) -> pl.Series:
    """Return a column that names records in its canonical text; there are far fewer names than rows."""
    texts = column.drop_nulls().unique().to_list()
    mended = {text: _canonical_names(form, text) for text in texts}
    if all(text == value for text, value in mended.items()):
        return column
    rewritten: pl.Series = column.replace_strict(
        list(mended), list(mended.values()), default=None, return_dtype=pl.String
    )
    return rewritten


def _canonical_names(form: Form, text: str) -> str | None:
    try:
        return cell_of(parse_cell(form, text)) or None
    except ValueError:
        return text if text.strip() else None


def without_empty_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with null in place of empty text."""
    empty = frame.select((pl.all() == "").any())
    names = [name for name, found in zip(frame.columns, empty.row(0), strict=True) if found]
    return frame.with_columns(pl.when(column(name) != "").then(column(name)).alias(name) for name in names)


def _rewritten(name: str, form: Form) -> pl.Expr:
    trimmed = pl.col(name).str.strip_chars()
    rewritten = {
        Form.MONEY: trimmed.cast(MONEY_TYPE, strict=False).cast(pl.String),
        Form.NUMBER: trimmed.str.replace(r"^(-?)0+([0-9])", "${1}${2}"),
        Form.COUNT: trimmed.str.replace(r"^0*([0-9]+)(?:\.0+)?$", "${1}"),
        Form.BOOLEAN: trimmed.str.to_lowercase(),
        Form.COUNTRY: trimmed.str.to_uppercase(),
    }[form]
    return pl.when(fits(form, trimmed)).then(rewritten).when(trimmed != "").then(pl.col(name))
