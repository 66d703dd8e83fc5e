"""Any record of any kind, as hypothesis draws it: what UTF-8 can hold, the awkward characters more often."""

import string
from decimal import Decimal

import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from pipeline.schema.fields import Form, Value, path_text
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Record, row_of
from tests.support.breadth import BREADTH

# Derandomized: the suite judges the same examples every time.
QUICK = settings(
    derandomize=True, deadline=None, max_examples=20 * BREADTH, suppress_health_check=[HealthCheck.too_slow]
)
# Each reading of a Parquet file starts a process.
FEW = settings(QUICK, max_examples=2 * BREADTH)

# Everything that UTF-8 can hold but NUL, which no reader takes; the awkward ones more often.
_CHARACTERS = st.one_of(
    st.sampled_from([*"\",;\n\t\r '|=+-@#0é\u0301ß\u2028\u00a0\ufeff🏪", "\r\n"]),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
TEXTS = st.lists(_CHARACTERS, max_size=12).map("".join)
# Names, and what stands between them in lists and paths
NAMES = (
    st.lists(_CHARACTERS | st.sampled_from([*"\\;>/", " / ", " > ", "; "]), max_size=8)
    .map(lambda parts: "".join(parts).strip())
    .filter(bool)
)
CELLS: dict[Form, st.SearchStrategy[Value]] = {
    Form.TEXT: TEXTS.filter(lambda text: bool(text.strip())),
    Form.MONEY: st.decimals(0, 999_999_999_999, places=2, allow_nan=False).map(abs),
    Form.NUMBER: st.decimals(-99_999_999, 99_999_999, places=3, allow_nan=False).filter(
        lambda number: not (number == 0 and number.is_signed())
    ),
    Form.COUNT: st.integers(0, 999_999_999_999).map(Decimal),
    Form.BOOLEAN: st.booleans(),
    Form.COUNTRY: st.text(string.ascii_uppercase, min_size=2, max_size=2),
    Form.REFERENCE: NAMES,
    Form.LIST: st.lists(NAMES, min_size=1, max_size=4).map(tuple),
    Form.PATH: st.lists(NAMES, min_size=1, max_size=4).map(tuple).map(path_text),
}


@st.composite
def records(draw: st.DrawFn, kind: Kind) -> Record:
    names = draw(st.sets(st.sampled_from(list(kind.fields)), max_size=12))
    chosen = [field for name, field in kind.fields.items() if name in names or field.required]
    # Of set words others would be findings, and an import may read one as another: " is IN
    cells = (draw(st.sampled_from(each.choices) if each.choices else CELLS[each.form]) for each in chosen)
    return Record(kind, tuple(zip((each.name for each in chosen), cells, strict=True)))


def frame_of(kind: Kind, wanted: list[Record]) -> pl.DataFrame:
    rows = [row_of(record) for record in wanted]
    names = [name for name in kind.fields if any(name in row for row in rows)]
    return pl.DataFrame([pl.Series(name, [row.get(name) for row in rows], pl.String) for name in names])
