"""Any record survives any format exactly; no bytes at all make the readers raise anything unforeseen."""

import codecs
import csv
import dataclasses
import hashlib
import io
import re
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipeline.dataset import check_dataset, import_files, read_dataset, write_dataset
from pipeline.dataset.convert import convert
from pipeline.dataset.edits import edits_of
from pipeline.dataset.files.canonical import canonical
from pipeline.dataset.files.delimited.csv_plain import read_plain
from pipeline.dataset.files.delimited.csv_strict import read_strict
from pipeline.dataset.files.delimited.decode import Decoded, decode, decode_file
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.files.readers.parquet_text import text_of
from pipeline.dataset.folder import Format
from pipeline.dataset.imports.values.amounts import plain_number
from pipeline.errors import FindingsError
from pipeline.schema.fields import Field, Form, Value, cell_of, parse_cell, path_text, split_path
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, fields_of, filed_kinds
from pipeline.schema.records import Record
from pipeline.text import clean
from tests.support.any_records import FEW, NAMES, QUICK, TEXTS, frame_of, records
from tests.support.breadth import BREADTH
from tests.support.datasets import manifest, records_of


@pytest.mark.campaign
@FEW
@given(
    st.lists(records(CUSTOMER), min_size=1, max_size=30),
    st.lists(records(PRODUCT), min_size=1, max_size=30),
    st.lists(records(SUPPLIER), min_size=1, max_size=9),
    st.sampled_from(["csv", "parquet"]),
)
def test_any_record_survives_both_formats(
    customers: list[Record], products: list[Record], suppliers: list[Record], first: Format
) -> None:
    wanted = {CUSTOMER: customers, PRODUCT: products, SUPPLIER: suppliers}
    frames = {
        kind: frame_of(kind, some).with_columns(
            pl.col(name).cast(pl.Decimal(14, 2)) if kind.fields[name].form is Form.MONEY else pl.col(name)
            for name in frame_of(kind, some).columns
        )
        for kind, some in wanted.items()
    }
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_dataset(
            folder,
            {kind: [frame] for kind, frame in frames.items()},
            manifest(),
            first,
            durable=False,
        )
        other: Format = "parquet" if first == "csv" else "csv"
        for converted in (False, True):
            if converted:
                convert(folder, other, durable=False)
            dataset = read_dataset(folder)
            assert not edits_of(dataset).edited
            check_dataset(dataset)
            for kind, some in wanted.items():
                assert records_of(dataset, kind) == some


@QUICK
@given(
    st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_cells_survive_any_program(
    rows: list[list[str]], line_end: str, separator: str, encoding: str
) -> None:
    """Written by Python's csv as other programs would; within lines of Windows an inner CR LF becomes LF."""
    kept = [row for row in rows if any(row)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([["first_name", "last_name", "email"], *rows])
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "customers.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        frame = read_dataset(Path(scratch)).tables[CUSTOMER].whole
    inner = [
        [(cell.replace("\r\n", "\n") if line_end == "\r\n" else cell) or None for cell in row] for row in kept
    ]
    assert [list(row) for row in frame.rows()] == inner


@QUICK
@given(
    st.one_of(
        st.binary(max_size=300), TEXTS.map(str.encode), st.text('a,"\r\n;\t', max_size=80).map(str.encode)
    )
)
@example(b'first_name,last_name,email\n"')
@example(b"sep=")
@example(b"\xff\xfe\x00")
@example(b"\xff\xfe\x00\x00A")
@example(b'"\r"')
@example(b"\xef\xbb\xbf,,\n1,2,3\n")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for body in (data, b"first_name,last_name,email\n" + data):
        with tempfile.TemporaryDirectory() as scratch:
            (Path(scratch) / "customers.csv").write_bytes(body)
            judge(Path(scratch))


@FEW
@given(st.binary(min_size=16, max_size=300))
def test_any_bytes_are_refused_as_parquet(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "products.parquet").write_bytes(b"PAR1" + data + b"\x10\x00\x00\x00PAR1")
        judge(Path(scratch))


def judge(folder: Path) -> None:
    """Read and check, or be refused with findings that say something; anything else fails the test."""
    refusals: list[FindingsError] = []
    try:
        check_dataset(read_dataset(folder))
    except FindingsError as refused:
        refusals.append(refused)
    assert all(refused.findings for refused in refusals)
    assert all(f.rule and f.way_out for refused in refusals for f in refused.findings)


@FEW
@given(st.data())
def test_flipped_parquet_is_read_or_refused(data: st.DataObject) -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"sku": ["A", "B"], "name": ["C", None]}).write_parquet(buffer)
    body = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(4, len(body) - 5))] ^= data.draw(st.integers(1, 255))
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "products.parquet").write_bytes(body)
        judge(Path(scratch))


@settings(derandomize=True, deadline=None, max_examples=150 * BREADTH)
@given(
    st.lists(
        st.sampled_from(
            ["a", "é", ",", '"', '""', "\n", "\r\n", "\r", "\t", " ", "1,2\n", '"x"', "x" * 9, ",,", "\n\n"]
        ),
        max_size=30,
    ),
    st.sampled_from(["sku,name\n", "sku,name\r\n", "\ufeffsku,name\n", '"sku", name,\r\n']),
    st.sampled_from([",", ";"]),
    st.sampled_from([1, 7, 4096]),
)
@example(["a", ",", '""', "\n"], "sku,name\n", ",", 4096)
@example(["a\n", "\n", ",", ","], "sku,name\n", ",", 4096)
@example(['"a"', ",", "b"], "sku,name\n", ",", 4096)
@example(['"', "a\r\n", '"', ",", "\r\n"] * 3, "sku,name\r\n", ",", 7)
def test_quick_reader_only_takes_what_the_strict_one_reads_alike(
    parts: list[str], header: str, separator: str, piece: int
) -> None:
    """The quick reader must never see another table than the exact one, in whatever pieces it reads, in memory or not."""
    data = (header + "".join(parts)).replace(",", separator).encode()
    limits = Limits(piece_bytes=piece, frame_bytes=0 if piece == 1 else 4096)
    read = read_plain(io.BytesIO(data), "products.csv", PRODUCT, limits, lambda frame: frame)
    if read is None:
        return
    quick, digest = read
    strict = read_strict(decode(data, "products.csv", PRODUCT), "products.csv", Limits(), lambda frame: frame)
    assert digest == hashlib.sha256(data).hexdigest()
    assert list(quick.frame.iter_rows(named=True)) == list(strict.frame.iter_rows(named=True))
    assert list(quick.lines) == list(strict.lines)
    assert quick[2:] == strict[2:]


@settings(derandomize=True, deadline=None, max_examples=60 * BREADTH)
@given(
    st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF8 * 2, codecs.BOM_UTF16_LE]),
    st.lists(
        st.sampled_from(
            [b"sep=;\n", b"sku;name\r\n", b"sku,name\n", b"A,B\n", b"\r", b"\0", b"\xe9", b"\xc3\xa9", b'"']
        ),
        max_size=6,
    ),
)
def test_a_text_read_line_by_line_is_the_one_that_the_whole_file_has(mark: bytes, parts: list[bytes]) -> None:
    data = mark + b"".join(parts)

    def said(read: Callable[[], Decoded]) -> object:
        try:
            decoded = read()
        except FindingsError as wrong:
            return wrong.findings
        named = [each.name for each in dataclasses.fields(decoded) if each.name != "lines"]
        return "".join(decoded.lines), [getattr(decoded, name) for name in named]

    def by_lines() -> Decoded:
        decoded, digest = decode_file(io.BytesIO(data), "products.csv", PRODUCT)
        assert digest == hashlib.sha256(data).hexdigest()
        return decoded

    assert said(by_lines) == said(lambda: decode(data, "products.csv", PRODUCT))


@QUICK
@given(
    st.sampled_from(list(Form)),
    st.one_of(
        st.text(max_size=8),
        st.text("0123456789.-+eE ,", max_size=9),
        st.sampled_from(["TRUE", "us", " 1.5 "]),
    ),
)
def test_canonical_text_is_what_records_would_say(form: Form, text: str) -> None:
    """The vectorised way and `fields.parse_cell` must agree on every cell."""
    name = "cell"
    kind = dataclasses.replace(CUSTOMER, fields=fields_of(Field(name, form, "of this form")))
    frame = canonical(kind, pl.DataFrame({name: [text]}, schema={name: pl.String}))
    expected: str | None
    try:
        expected = cell_of(parse_cell(form, text)) or ("" if form is Form.TEXT else None)
    except ValueError:
        expected = text if text.strip() else None
    if {*"\x1c\x1d\x1e\x1f"} & set(text):
        return  # Python calls these blanks, Unicode doesn't; check names them as control characters
    assert frame[name][0] == expected


@QUICK
@given(st.lists(NAMES, min_size=1, max_size=4).map(tuple))
def test_any_names_make_a_path_that_names_them(names: tuple[str, ...]) -> None:
    assert split_path(path_text(names)) == names


@pytest.mark.campaign
def test_record_of_every_field_survives() -> None:
    """One of each column, so that none is left to chance."""
    values: dict[Form, Value] = {
        Form.TEXT: ' +1 "x",\n',
        Form.MONEY: Decimal("0.10"),
        Form.NUMBER: Decimal("-0.500"),
        Form.COUNT: Decimal(12),
        Form.BOOLEAN: False,
        Form.COUNTRY: "NZ",
        Form.REFERENCE: "Tern; & Thistle",
        Form.LIST: ("new", "a;b", "c\\"),
        Form.PATH: path_text(("Home / Garden", "A>B", "1/2")),
    }
    made = {
        kind: Record(kind, tuple((f.name, values[f.form]) for f in kind.fields.values()))
        for kind in filed_kinds()
    }
    with tempfile.TemporaryDirectory() as scratch:
        frames = {kind: [frame_of(kind, [record])] for kind, record in made.items()}
        write_dataset(
            Path(scratch),
            frames,
            dataclasses.replace(manifest()),
            durable=False,
        )
        for to in ("parquet", "csv"):
            convert(Path(scratch), to, durable=False)
            dataset = read_dataset(Path(scratch))
            assert {kind: records_of(dataset, kind) for kind in made} == {k: [r] for k, r in made.items()}


# Signs of which patterns are made, and a few letters, so that a pattern would find other columns.
PATTERNS = st.lists(
    st.text("*^$.[]()|\\sknamu?+", min_size=1, max_size=6).map(lambda name: f"^{name}$") | st.just("*"),
    min_size=1,
    max_size=4,
    unique=True,
)


@pytest.mark.campaign
@QUICK
@given(PATTERNS)
@example(["*"])
@example(["^s.*$", "^.*$", "^$"])
@example(["^[$", "^sku$", "^(name$"])
def test_names_from_files_are_never_patterns(names: list[str]) -> None:
    """Each name means its own column, in every reader and writer, and in `import --map`."""
    columns = {"sku": ["A", "B"], "name": ["One", "Two"], **{name: [name, None] for name in names}}
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([list(columns), *zip(*columns.values(), strict=True)])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "products.csv").write_text(text.getvalue())
        before = read_dataset(folder)
        assert before.tables[PRODUCT].whole.to_dict(as_series=False) == columns
        named = {finding.column for finding in check_dataset(before).findings}
        assert named == {clean(name, 60) for name in names}
        convert(folder, "parquet", durable=False)
        parsed = text_of((folder / "products.parquet").read_bytes(), "products.parquet", Limits())
        assert parsed.frame.to_dict(as_series=False) == columns
        (folder / "products.csv").write_text(text.getvalue())
        for name in names:
            made = import_files(
                [folder / "products.csv"],
                folder / "out",
                {name: "description"},
                tool_version="",
                created_at="",
                force=True,
                durable=False,
            )
            [told] = made.files
            assert {theirs: ours for theirs, ours in told.matched.items() if ours == "description"} == {
                name: "description"
            }
            frame = read_dataset(folder / "out").tables[PRODUCT].whole
            assert frame["description"].to_list() == [name, None]


AMOUNTS = st.sampled_from(["12", "12.50", "12,50", "1,299.95", "1.299,95", "1'299.95", "1 299,95", "1234567"])
# What is written beside numbers and means something: signs, units, shares, words, and blanks in odd places.
AFFIXES = st.sampled_from(
    [
        *"+-\u2212\u2013\u2014()<>~≈±%‰¢#*/'\"\u2032\u2033kpMcgxE",
        *("kg", "/kg", "ft", "Ft", "from", "ab", "ca.", "per kilo", "ea", "k€", "USD/kg", "e3"),
        *(",-", ".-", "€-", "-$", "$-", "1 ", " 1", "12 ", " 50"),
    ]
)


@QUICK
@given(
    AMOUNTS,
    AFFIXES,
    st.booleans(),
    st.sampled_from(["", " ", "\u00a0"]),
    st.sampled_from(["", "$", " €", " USD"]),
)
def test_what_stands_beside_the_digits_keeps_a_cell_as_it_is(
    amount: str, affix: str, before: bool, blank: str, currency: str
) -> None:
    text = f"{affix}{blank}{amount}{currency}" if before else f"{amount}{currency}{blank}{affix}"
    assume(text == text.strip())  # " 1" before "12" is 112
    assert plain_number(text) is None, text


@settings(QUICK, max_examples=100 * BREADTH)
@given(
    st.one_of(
        st.text("0123456789.,' \u00a0-+()$€£%kr", max_size=14),
        st.text(max_size=8),
        st.tuples(
            st.sampled_from(["", "$", "US$ ", "R ", "kr "]),
            AMOUNTS,
            st.sampled_from(["", " €", "EUR", " kr."]),
        ).map("".join),
    )
)
def test_an_amount_that_is_read_has_every_digit_and_lost_no_sign(text: str) -> None:
    meant = plain_number(text)
    if meant is None:
        return
    assert re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", meant)
    assert re.sub(r"\D", "", meant) == re.sub(r"\D", "", text)
    assert not set("+-()%<>~") & set(text)
    assert re.sub(r"[\d.,'\s]", "", text) in {"", *"$€£¥", "US$", "R", "kr", "EUR"}
