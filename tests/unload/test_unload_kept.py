"""The bodies of deleted records: whole, private, and enough to bring one back."""

import json
from pathlib import Path

import pytest

from pipeline.errors import JournalError
from pipeline.load.options import LoadOptions
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.unload.kept import (
    Kept,
    KeptFile,
    call_to_bring_back,
    kept_path,
    payload_to_bring_back,
    read_kept,
)
from tests.simulation.unload_world import PREFIX, World

BODY = {"id": "1", "first_name": "Ada\u2028", "email": "ada@example.com", "version": 7, "note": "line\nbreak"}


def kept(number: int = 1, **changes: object) -> Kept:
    return Kept(
        CUSTOMER,
        "ada@example.com",
        f"id-{number}",
        1.5,
        {**BODY, **changes},
        {"email": "ada@example.com"},
    )


def test_what_was_kept_is_read_back_in_order_and_each_id_once(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with KeptFile(path, durable=False) as file:
        for each in (kept(1), kept(2), kept(1, note="newer")):
            file.keep(each)
    assert read_kept(path) == [kept(2), kept(1, note="newer")]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_loses_nothing_that_comes_after_it(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with KeptFile(path, durable=False) as file:
        file.keep(kept(1))
    path.write_bytes(path.read_bytes() + b'{"format":1,"kind":"cus')
    with KeptFile(path, durable=False) as file:
        file.keep(kept(2))
    assert [each.remote_id for each in read_kept(path)] == ["id-1", "id-2"]


def test_it_is_on_the_disk_when_keep_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    with KeptFile(tmp_path / "kept") as file:
        before = len(synced)
        file.keep(kept())
        assert len(synced) == before + 1


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError, match="can't be written"):
        KeptFile(tmp_path / "kept")
    assert not (tmp_path / "elsewhere").exists()


def test_a_newer_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with pytest.raises(JournalError, match="can't be read"):
        read_kept(path)
    line = {"format": 2, "kind": "customer", "key": "a", "id": "1", "at": 1, "body": {}, "sent": None}
    path.write_text(json.dumps(line) + "\n")
    with pytest.raises(JournalError, match="newer"):
        read_kept(path)


def test_a_deleted_record_can_be_brought_back_as_it_was(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.load(LoadOptions())
    before = {row.body["sku"]: row.body for row in world.live(PRODUCT) if row.body["sku"].startswith("DEMO")}
    world.unload()
    for each in read_kept(kept_path(tmp_path, PREFIX)):
        call = call_to_bring_back(each, "price_including_tax")
        assert world.ask(Call("POST", call.path, body=call.json)).status in (200, 201)
    after = {row.body["sku"]: row.body for row in world.live(PRODUCT) if row.body["sku"].startswith("DEMO")}
    for body in (*before.values(), *after.values()):
        for own in ("id", "version", "created_at", "updated_at"):
            body.pop(own)
    assert before == after


def test_only_the_stores_price_field_comes_back_and_fields_can_be_left_out() -> None:
    body = {
        "sku": "A",
        "name": "Lamp",
        "price_including_tax": 11.0,
        "price_excluding_tax": 10.0,
        "active": False,
    }
    lamp = Kept(PRODUCT, "a", "id-1", 1.0, {**body, "brand_id": "b", "images": ["x"]}, None)
    assert payload_to_bring_back(lamp, "price_excluding_tax", without=lambda name: name == "brand_name") == {
        "sku": "A",
        "name": "Lamp",
        "price_excluding_tax": 10.0,
        "is_active": False,
    }
