"""What is written: same bytes in any batches, whole or not at all, private; what was edited; converting."""

import dataclasses
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import check_dataset, datasets_under, read_dataset, read_manifest, write_dataset
from pipeline.dataset.convert import convert
from pipeline.dataset.edits import edits_of
from pipeline.dataset.existing import existing_in, require_free
from pipeline.dataset.files import originals
from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.streaming import Stream, write_stream
from pipeline.dataset.files.write import write_frame
from pipeline.dataset.folder import Format
from pipeline.dataset.manifest import manifest_for
from pipeline.dataset.summaries import dataset_folders
from pipeline.errors import FindingsError, UsageError
from pipeline.schema.kinds import CUSTOMER, PRODUCT, all_kinds
from pipeline.settings import GenerateOptions
from tests.support.datasets import CUSTOMERS, PRODUCTS, customers, folder_of, manifest, records_of


def written(folder: Path, format: Format = "csv", seed: int = 7) -> Path:  # noqa: A002 - the word of the command line
    write_dataset(folder, {CUSTOMER: [CUSTOMERS], PRODUCT: [PRODUCTS]}, manifest(seed), format, durable=False)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_csv_is_what_a_person_expects(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    assert (folder / "products.csv").read_text() == (
        "sku,name,description,price_including_tax,supply_price,is_active\n"
        'APP-00001,Harbour Linen Shirt - Navy / M,"Two lines,\nand ""quotes"".",29.90,12.00,true\n'
        "APP-00002,Harbour Linen Shirt - Sand / M,,1299.95,,false\n"
    )


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_bytes_do_not_depend_on_batches(tmp_path: Path, format: Format) -> None:  # noqa: A002 - likewise
    whole = pl.concat(customers(3500))
    one = write_dataset(tmp_path / "a", {CUSTOMER: [whole]}, manifest(), format, durable=False)
    many = write_dataset(tmp_path / "b", {CUSTOMER: customers(3500)}, manifest(), format, durable=False)
    again = write_dataset(tmp_path / "c", {CUSTOMER: customers(3500)}, manifest(), format, durable=False)
    assert many.files == again.files
    if format == "csv":
        assert one.files == many.files
    read = [read_dataset(tmp_path / name).tables[CUSTOMER] for name in "ab"]
    assert read[0].whole.equals(read[1].whole)
    assert read[0].frame.height == 3500
    assert [stamp.sha256 for stamp in many.files] == [read[1].sha256]


@pytest.mark.parametrize("lines", [1, 20_000])
def test_lines_are_written_as_they_are(tmp_path: Path, lines: int) -> None:
    stream = Stream([pl.DataFrame({"a,b": ["1,2"] * lines})], plain=True)
    path = tmp_path / "lines.csv"
    with path.open("w+b") as file:
        assert write_stream(file, "csv", stream, lambda _: ())[0] == lines
    assert path.read_bytes() == b"a,b\n" + b"1,2\n" * lines


def test_a_failure_behind_the_first_kind_leaves_the_copy_of_the_old_rows(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")

    def too_soon() -> Iterator[pl.DataFrame]:
        yield PRODUCTS
        raise OSError(28, "No space left on device")

    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for customers_now in ([CUSTOMERS.head(2)], []):
        with pytest.raises(UsageError):
            write_dataset(
                folder, {CUSTOMER: customers_now, PRODUCT: too_soon()}, manifest(), force=True, durable=False
            )
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    with pytest.raises(UsageError):
        write_dataset(
            tmp_path / "new", {CUSTOMER: [CUSTOMERS], PRODUCT: too_soon()}, manifest(), durable=False
        )
    assert not [path for path in (tmp_path / "new").rglob("*") if path.is_file()]


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_told_to_end_it_stops_behind_a_batch_and_leaves_nothing(tmp_path: Path, file_format: Format) -> None:
    made = []

    def told_on_the_way() -> Iterator[pl.DataFrame]:
        for number in range(20_000):
            if number in (50, 51):  # the second while the first is obeyed
                os.kill(os.getpid(), signal.SIGTERM)
            made.append(number)
            yield CUSTOMERS

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_frame(tmp_path / f"c.{file_format}", CUSTOMER, told_on_the_way(), durable=False)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert 50 < len(made) < 10_000
    assert not list(tmp_path.iterdir())


def test_parquet_has_types_for_money_and_booleans_and_text_else(tmp_path: Path) -> None:
    schema = pl.read_parquet_schema(written(tmp_path / "d", "parquet") / "products.parquet")
    money = [name for name, kind in schema.items() if isinstance(kind, pl.Decimal) and kind.scale == 2]
    assert money == ["price_including_tax", "supply_price"]
    assert [name for name, kind in schema.items() if kind == pl.Boolean] == ["is_active"]
    assert [name for name, kind in schema.items() if kind == pl.String] == ["sku", "name", "description"]


@pytest.mark.campaign
def test_both_formats_hold_the_same_records(tmp_path: Path) -> None:
    csv, parquet = (read_dataset(written(tmp_path / name, name)) for name in ("csv", "parquet"))
    for kind in all_kinds():
        assert records_of(csv, kind) == records_of(parquet, kind)
    assert records_of(csv, PRODUCT)[0].price == Decimal("29.90")


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = written(tmp_path / "d")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert len(modes) == 5
    assert set(modes.values()) == {0o600}


def test_manifest_reads_back_as_written(tmp_path: Path) -> None:
    complete = write_dataset(
        tmp_path / "d", {CUSTOMER: [CUSTOMERS], PRODUCT: [PRODUCTS]}, manifest(), durable=False
    )
    assert read_manifest(tmp_path / "d") == complete
    assert complete.counts == {CUSTOMER: 3, PRODUCT: 2}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"format_version": 3}, "this program knows 2"),
        ({"format_version": "1"}, "format_version"),
        ({"format_version": True}, "format_version"),
        ({"format_version": 2}, "missing or has the wrong type"),
        ([], "format_version"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_manifest_that_cannot_be_trusted_is_refused(tmp_path: Path, document: object, said: str) -> None:
    folder = written(tmp_path / "d")
    (folder / "dataset.json").write_text(document if isinstance(document, str) else json.dumps(document))
    with pytest.raises(FindingsError, match=said) as caught:
        read_dataset(folder)
    assert caught.value.hint


@pytest.mark.parametrize("field", ["seed", "packs", "counts", "files", "options", "vocabulary", "created_at"])
def test_manifest_with_a_wrong_field_is_refused(tmp_path: Path, field: str) -> None:
    folder = written(tmp_path / "d")
    document = json.loads((folder / "dataset.json").read_text())
    (folder / "dataset.json").write_text(json.dumps(document | {field: [{}]}))
    with pytest.raises(FindingsError, match="wrong type"):
        read_manifest(folder)


def test_existing_dataset_is_not_overwritten(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    with pytest.raises(UsageError) as caught:
        written(folder, seed=8)
    assert "--force" in caught.value.hint
    found = read_manifest(folder)
    assert found is not None
    assert found.seed == 7


def test_force_replaces_the_data_and_keeps_what_loads_recorded(tmp_path: Path) -> None:
    folder = written(tmp_path / "d", "parquet")
    (folder / ".load").mkdir()
    (folder / ".load" / "sandbox.sqlite").write_bytes(b"journal")
    (folder / "mapping.json").write_text("{}")
    write_dataset(folder, {CUSTOMER: [CUSTOMERS[:1]]}, manifest(8), "csv", force=True, durable=False)
    assert sorted(path.name for path in folder.iterdir()) == [
        ".generated",
        ".load",
        "customers.csv",
        "dataset.json",
        "mapping.json",
    ]
    assert (folder / ".load" / "sandbox.sqlite").read_bytes() == b"journal"
    assert check_dataset(read_dataset(folder)).edits.words == ""


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_failing_source_leaves_the_old_dataset_untouched(tmp_path: Path, format: Format) -> None:  # noqa: A002 - likewise
    folder = written(tmp_path / "d", format)
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}

    def failing() -> Iterator[pl.DataFrame]:
        yield PRODUCTS
        raise RuntimeError("no more words")

    with pytest.raises(RuntimeError, match="no more words"):
        write_dataset(
            folder,
            {CUSTOMER: [CUSTOMERS[:1]], PRODUCT: failing()},
            manifest(8),
            format,
            force=True,
            durable=False,
        )
    after = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    originals = {path for path in before if path.parent.name == ".generated"}
    assert {path: data for path, data in after.items() if path not in originals} == {
        path: data for path, data in before.items() if path not in originals
    }
    assert not edits_of(read_dataset(folder)).edited


def test_folder_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="can't be written"):
        written(tmp_path / "file" / "d")


@pytest.mark.campaign
@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_full_disk_is_a_usage_error_and_leaves_nothing_behind(tmp_path: Path, format: Format) -> None:  # noqa: A002 - likewise
    """A limit on file sizes fails as a full disk does: in the middle of a write."""
    program = (
        "import resource, sys; from pathlib import Path; from pipeline.dataset import write_dataset\n"
        "sys.dont_write_bytecode = True\n"  # Python would keep what it compiles cut off at the limit
        "from pipeline.errors import UsageError; from pipeline.schema.kinds import CUSTOMER\n"
        "from tests.support.datasets import customers, manifest\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); folder = Path(sys.argv[1]) / 'd'\n"
        "try: write_dataset(folder, {CUSTOMER: customers(200_000)}, manifest(), sys.argv[2], durable=False)\n"
        "except UsageError as e: print(e.code, [path.name for path in folder.iterdir()])"
    )
    command = [sys.executable, "-c", program, str(tmp_path), format]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "dataset-unwritable []\n"


def test_edited_rows_are_named_with_their_columns(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    path = folder / "customers.csv"
    edit(path, "97201", "97203")
    edit(path, "zoe.ashdown.a1b2c3", "zoe.new")
    edit(path, "Tui,Harding,tui@x.test,+1-555-222-3333,,\n", "")
    path.write_text(path.read_text() + "New,Person,new@x.test,,,\nOther,Person,other@x.test,,,\n")
    (edits,) = (kind for kind in edits_of(read_dataset(folder)).kinds if kind.edited)
    assert edits.words == "customers: 2 changed, 2 added, 1 removed"
    assert [(row.line, row.columns) for row in edits.rows] == [
        (2, ("email",)),
        (3, ("physical_postcode",)),
        (4, ()),
        (5, ()),
        (None, ()),
    ]
    assert edits.rows[1].before == ("97201",)
    assert edits.rows[1].after == ("97203",)


def test_removed_row_is_counted_and_the_rest_is_not_touched(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    edit(folder / "customers.csv", "Ida,Marlow,ida.marlow.d4e5f6@example.com,,97201,US\n", "")
    edits = edits_of(read_dataset(folder))
    assert edits.words == "customers: 1 removed"
    assert [row.key for row in edits.rows] == ["ida.marlow.d4e5f6@example.com"]


def test_saving_again_in_another_shape_is_no_edit(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    rows = read_dataset(folder).tables[PRODUCT].whole
    shuffled = rows.select(reversed(rows.columns)).reverse().with_columns(supply_price=pl.lit("12.00"))
    shuffled = shuffled.with_columns(pl.when(pl.col("sku") == "APP-00001").then("supply_price"))
    text = shuffled.write_csv(separator=";", quote_style="always").replace("29.90", "29.9")
    (folder / "products.csv").write_bytes(text.encode("utf-16"))
    assert edits_of(read_dataset(folder)).words == ""


def test_file_that_appeared_or_went_is_an_edit(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    write_dataset(folder, {CUSTOMER: [CUSTOMERS]}, manifest(), durable=False)
    (folder / "customers.csv").unlink()
    folder_of(folder, products="sku,name\nA,B\n")
    assert edits_of(read_dataset(folder)).words == "customers: 3 removed; products: 1 added"


def test_above_the_bound_only_the_file_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "ORIGINAL_ROWS", 2)
    folder = written(tmp_path / "d")
    assert not (folder / ".generated" / "customers.parquet").exists()
    assert not edits_of(read_dataset(folder)).edited
    edit(folder / "customers.csv", "97201", "97203")
    assert edits_of(read_dataset(folder)).words == "customers edited (which rows is not known)"


@pytest.mark.parametrize("damage", [b"", b"PAR1" + b"\xff" * 40 + b"PAR1"])
def test_damaged_original_is_said_and_never_raised(tmp_path: Path, damage: bytes) -> None:
    folder = written(tmp_path / "d")
    (folder / ".generated" / "customers.parquet").write_bytes(damage)
    edit(folder / "customers.csv", "97201", "97203")
    assert "not known" in edits_of(read_dataset(folder)).words


def test_original_of_another_dataset_is_not_compared(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    write_dataset(tmp_path / "e", {CUSTOMER: customers(2)}, manifest(), durable=False)
    foreign = (tmp_path / "e" / ".generated" / "customers.parquet").read_bytes()
    (folder / ".generated" / "customers.parquet").write_bytes(foreign)
    edit(folder / "customers.csv", "97201", "97203")
    assert "not known" in edits_of(read_dataset(folder)).words


@pytest.mark.campaign
def test_convert_there_and_back_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert [path.name for path in convert(folder, "parquet", durable=False)] == [
        "customers.parquet",
        "products.parquet",
    ]
    assert not (folder / "customers.csv").exists()
    assert not edits_of(read_dataset(folder)).edited
    convert(folder, "csv", durable=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert convert(folder, "csv", durable=False) == ()


@pytest.mark.campaign
@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_format_1_is_read_in_place_and_convert_alone_gives_it_todays(tmp_path: Path, format: Format) -> None:  # noqa: A002 - the word of the command line
    folder = written(tmp_path / "d")
    manifest_file = folder / "dataset.json"
    manifest_file.write_text(manifest_file.read_text().replace('"format_version": 2', '"format_version": 1'))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    read = read_dataset(folder)
    assert read.manifest is not None
    assert read.manifest.format_version == 1
    assert not edits_of(read).edited
    wanted = dataclasses.replace(manifest(), counts={CUSTOMER: 3, PRODUCT: 2})
    assert existing_in(folder, wanted).differing == ("the files' format",)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert convert(folder, format, durable=False)[-1] == manifest_file
    after = read_dataset(folder)
    assert after.manifest is not None
    assert after.manifest.format_version == 2
    assert not edits_of(after).edited
    assert convert(folder, format, durable=False) == ()


@pytest.mark.campaign
def test_convert_keeps_unknown_columns_and_knows_edits(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    path = folder / "products.csv"
    lines = path.read_text().replace("1299.95", "1299.99").replace("supply_price,", "cost_ctr,")
    path.write_text(lines)
    before = read_dataset(folder).tables[PRODUCT].whole
    convert(folder, "parquet", durable=False)
    after = read_dataset(folder)
    assert after.tables[PRODUCT].whole.equals(before)
    assert edits_of(after).words == "products: 2 changed"


def test_convert_refuses_columns_without_a_name(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "d", products="sku,name,,\nA,B,x,y\n")
    with pytest.raises(FindingsError) as caught:
        convert(folder, "parquet", durable=False)
    assert [f.rule for f in caught.value.findings] == ["Columns C and D have no name but hold content."]
    assert [path.name for path in folder.iterdir()] == ["products.csv"]


@pytest.mark.campaign
@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_edits_are_known_under_names_that_look_like_patterns(tmp_path: Path, format: Format) -> None:  # noqa: A002 - the word of the command line
    patterns: dict[str, list[str | None]] = {"*": ["1", ""], "^s.*$": ["x", None], "^[$": [None, None]}
    frame = PRODUCTS.with_columns(pl.Series(name, cells, pl.String) for name, cells in patterns.items())
    folder = tmp_path / "d"
    write_dataset(folder, {PRODUCT: [frame]}, manifest(), format, durable=False)
    convert(folder, "csv", durable=False)
    assert not edits_of(read_dataset(folder)).edited
    edit(folder / "products.csv", ",x,", ",z,")
    [row] = edits_of(read_dataset(folder)).rows
    assert (row.columns, row.before, row.after) == (("^s.*$",), ("x",), ("z",))


def test_streamed_columns_that_look_like_patterns_are_themselves(tmp_path: Path) -> None:
    """More rows than are written at once go through polars' own streams."""
    cells = pl.Series("sku", [str(number) for number in range(20_000)])
    frame = pl.DataFrame([cells, cells.alias("*"), cells.reverse().alias("^s.*$")])
    stream = Stream(frame.iter_slices(9000), tuple(map(column, ("*", "^s.*$"))))
    with (tmp_path / "some.csv").open("w+b") as file:
        write_stream(file, "csv", stream, lambda _: ())
    assert pl.read_csv(tmp_path / "some.csv", infer_schema=False).equals(frame.drop("sku"))
    for file_format in ("csv", "parquet"):
        path = tmp_path / f"products.{file_format}"
        write_frame(path, PRODUCT, frame.iter_slices(9000), durable=False)
    assert pl.read_parquet(tmp_path / "products.parquet").equals(frame)
    assert pl.read_csv(tmp_path / "products.csv", infer_schema=False).equals(frame)


def test_convert_refuses_what_would_not_fit_and_touches_nothing(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "d", products="sku,name,supply_price,is_active\nA,B,$3,yes\n")
    with pytest.raises(FindingsError) as caught:
        convert(folder, "parquet", durable=False)
    assert [(f.row, f.column) for f in caught.value.findings] == [(2, "supply_price"), (2, "is_active")]
    assert [path.name for path in folder.iterdir()] == ["products.csv"]


def test_what_lies_in_a_folder_is_new_the_same_or_another(tmp_path: Path) -> None:
    wanted = dataclasses.replace(manifest(), counts={CUSTOMER: 3, PRODUCT: 2})
    assert existing_in(tmp_path / "none", wanted).relation == "new"
    folder = written(tmp_path / "d")
    assert existing_in(folder, wanted).relation == "same"
    more = dataclasses.replace(wanted, counts={CUSTOMER: 4, PRODUCT: 2}, region="nz")
    assert existing_in(folder, more).differing == ("region", "customers")
    assert existing_in(folder, dataclasses.replace(wanted, seed=9)).differing == ("seed",)
    assert existing_in(folder, dataclasses.replace(wanted, seed=9), any_seed=True).relation == "same"
    assert existing_in(folder, wanted, "parquet").differing == ("format",)
    other_pack = dataclasses.replace(wanted, packs={"apparel": "1" * 64})
    assert existing_in(folder, other_pack).differing == ("the packs' contents",)


def test_only_what_would_be_lost_is_refused(tmp_path: Path) -> None:
    other = manifest(seed=9)
    folder = written(tmp_path / "d")
    require_free(folder, existing_in(folder, other), force=False)
    edit(folder / "customers.csv", "97201", "97203")
    with pytest.raises(UsageError, match="customers: 1 changed") as caught:
        require_free(folder, existing_in(folder, other), force=False)
    assert "--force" in caught.value.hint
    require_free(folder, existing_in(folder, other), force=True)


def test_begun_load_makes_a_dataset_precious(tmp_path: Path) -> None:
    folder = written(tmp_path / "d")
    (folder / ".load").mkdir()
    (folder / ".load" / "store-a.sqlite").write_bytes(b"")
    (folder / ".load" / "store-a.lock").write_bytes(b"")
    found = existing_in(folder, manifest(seed=9))
    assert [path.name for path in found.journals] == ["store-a.sqlite"]
    with pytest.raises(UsageError, match="a load was begun"):
        require_free(folder, found, force=False)


@pytest.mark.parametrize("manifest_text", [None, "{", '{"format_version": 99}'])
def test_files_of_somebody_else_are_precious(tmp_path: Path, manifest_text: str | None) -> None:
    folder = folder_of(tmp_path / "d", customers="first_name,last_name,email\n")
    if manifest_text is not None:
        (folder / "dataset.json").write_text(manifest_text)
    found = existing_in(folder, manifest())
    assert found.relation == "other"
    with pytest.raises(UsageError):
        require_free(folder, found, force=False)


def test_manifest_for_counts_a_slice() -> None:
    options = GenerateOptions(packs=("apparel",), customers=50, products=20, seed=3, rows=(10, 30))
    made = manifest_for(
        options, {"apparel": "ab", "home": "cd"}, "ef", vocabulary="1", tool_version="0.1.0", created_at="x"
    )
    assert made.counts == {CUSTOMER: 20, PRODUCT: 10}
    assert made.packs == {"apparel": "ab"}
    assert made.options["rows"] == [10, 30]
    assert made.options["region_digest"] == "ef"


@pytest.mark.campaign
def test_datasets_under_a_folder_are_summed_up(tmp_path: Path) -> None:
    written(tmp_path / "b" / "inner")
    edit(tmp_path / "b" / "inner" / "customers.csv", "97201", "97203")
    written(tmp_path / "a", "parquet")
    written(tmp_path / ".hidden")
    folder_of(tmp_path / "c", customers="")
    (tmp_path / "empty").mkdir()
    found = datasets_under(tmp_path)
    assert [path.folder.name for path in found] == ["a", "inner", "c"]
    assert found[0].counts == {CUSTOMER: 3, PRODUCT: 2}
    assert [summary.edits.edited for summary in found] == [False, True, False]
    assert "no header" in found[2].unsound
    assert dataset_folders(tmp_path) == [summary.folder for summary in found]
    assert datasets_under(tmp_path / "none") == []
