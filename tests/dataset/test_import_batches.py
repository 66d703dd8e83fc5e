"""A file that is too large for the memory is imported batch by batch, and becomes what it would be in one piece."""

from pathlib import Path

import pytest

from pipeline.dataset import import_files
from pipeline.dataset.files.limits import DEFAULT_LIMITS, Limits
from pipeline.dataset.tables import Table
from tests.support.real_headings import EXPORTS

BATCHES = Limits(piece_bytes=64, frame_bytes=0)
FILES = {each.file: each.text for each in EXPORTS.values()} | {
    "plain_products.csv": "Item name,Item code,Selling price,Details,Weight,Archived\n"
    + "".join(f'Cup &amp; saucer {i},C-{i},"$1,{i:03}.95",Cup {i},{i} g,no\n' for i in range(100, 130)),
    "units_here_and_there_products.csv": "name,sku,weight\n"
    + "".join(f"Cup {i},C-{i},{i}{' kg' if i == 17 else ''}\n" for i in range(30)),
    "options_here_and_there_products.csv": "name,sku,handle,variant_option_one_name,variant_option_one_value\n"
    + "".join(f"Cup {i},C-{i},cup-{i},{'Size,S' if i > 20 else ','}\n" for i in range(30)),
    "names_in_first_rows_products.csv": "Handle,Title,Option1 Name,Option1 Value,Variant SKU\n"
    + "".join(f"cup-{i},Cup {i},Size,S,C-{i}-S\ncup-{i},,,L,C-{i}-L\n" for i in range(10)),
    "rows_apart_products.csv": "Handle,Title,Option1 Name,Option1 Value,Variant SKU\n"
    + "".join(f"cup-{i},Cup {i},Size,S,C-{i}-S\n" for i in range(10))
    + "".join(f"Cup-{i},,,L,C-{i}-L\n" for i in range(10)),
    "handles_here_and_there_products.csv": "Handle,Title,Option1 Name,Option1 Value,Variant SKU\n"
    + "".join(f"{'' if i % 3 else f'cup-{i}'},Cup {i},Size,S,C-{i}-S\n,,,L,C-{i}-L\n" for i in range(12)),
    "names_alone_products.csv": "Token,Item Name,Variation Name,SKU\n"
    + "".join(f"T{i}{size},Cup &amp; saucer {i},{size},C-{i}-{size}\n" for i in range(10) for size in "SML"),
    "nameless_products.csv": "sku,price\n" + "".join(f"C-{i},{i}.95\n" for i in range(30)),
    "no_keys_products.csv": "Item name,Price\n" + "".join(f"Cup {i // 3},{i // 3}.95\n" for i in range(30)),
    "no_keys_customers.csv": "Full name,Phone\n" + "".join(f"Ann Lee,+1-555-{i % 4:07}\n" for i in range(30)),
    "no_rows_left_products.csv": "Name,Composite SKU,Composite quantity\n,TEE,2\n,MUG,1\n",
    "blank_here_and_there_customers.csv": "email,first_name,gender\n"
    + "".join(f"a{i}@example.com,Ann,{'n/a' if i % 2 else 'Unspecified'}\n" for i in range(30)),
}


PEOPLE = {
    "people_customers.csv": "email,first_name,note,website,phone\n"
    + "".join(f"a{i}@x.test,Ann,{'Late' * (i > 20)},{'x.test' * (i % 3)},0{i:06}\n" for i in range(30))
}


@pytest.mark.parametrize("name", [*FILES, *PEOPLE])
def test_in_batches_it_becomes_what_it_is_in_one_piece(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text((FILES | PEOPLE)[name], encoding="utf-8")
    made, told = [], []
    for place, limits in (("whole", DEFAULT_LIMITS), ("batches", BATCHES)):
        done = import_files(
            [path],
            tmp_path / place,
            {},
            tool_version="1",
            created_at="x",
            anonymize=name in PEOPLE,
            durable=False,
            limits=limits,
        )
        made.append({stamp.name: stamp.sha256 for stamp in done.manifest.files})
        told.append([(file.matched, file.dropped, set(file.notes), file.left_out) for file in done.files])
    assert made[0] == made[1]
    assert told[0] == told[1]


@pytest.mark.parametrize("name", ["names_in_first_rows_products.csv", "names_alone_products.csv"])
def test_products_that_stand_together_are_never_all_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    monkeypatch.delattr(Table, "whole")
    done = import_files(
        [path], tmp_path / "out", {}, tool_version="1", created_at="x", durable=False, limits=BATCHES
    )
    assert done.files[0].rows >= 20
