"""The bodies of records, kept beside the journal before they are deleted: there is no undo in the store.

One JSON object per line, appended and synced before the DELETE may leave, 0600. A kill may leave a torn last line: its
record was not deleted, because the line was not whole, and the next run writes it again on a line of its own.
`payload_to_bring_back` renders the create payload of a kept record. What is brought back is a new record: it gets a new
id and version, and the store's history of the old one stays with the old one.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.errors import JournalError
from pipeline.files import PRIVATE_MODE, sync_folder
from pipeline.http.calls import Call
from pipeline.journal.file import FOLDER
from pipeline.schema.kinds import KINDS, PRICE_FIELDS, Kind
from pipeline.stores import resource_of
from pipeline.stores.comparing import held_value

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """One record as the store had it just before it was deleted; `at` is wall seconds, `sent` what our create sent."""

    kind: Kind
    key: str
    remote_id: str
    at: float
    body: Mapping[str, Any]
    sent: Mapping[str, Any] | None


def kept_path(dataset: Path, prefix: str) -> Path:
    """Return where the kept bodies of a dataset in a store stand."""
    return dataset / FOLDER / f"{prefix}.deleted.jsonl"


class KeptFile:
    """The open file, for one run. `durable=False` is for tests."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        fresh = not path.exists()
        flags = os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        try:
            self._descriptor = os.open(path, flags, PRIVATE_MODE)
        except OSError as error:
            raise _unwritable(path, error) from None
        self.path, self._durable = path, durable
        self._torn = self._ends_torn()
        if fresh and durable:
            sync_folder(path.parent)

    def __enter__(self) -> "KeptFile":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def keep(self, kept: Kept) -> None:
        """Append one record; it is on the disk when this returns. Raises JournalError when it can't be."""
        line = json.dumps(
            {
                "format": FORMAT,
                "kind": kept.kind.name,
                "key": kept.key,
                "id": kept.remote_id,
                "at": kept.at,
                "body": dict(kept.body),
                "sent": None if kept.sent is None else dict(kept.sent),
            },
            ensure_ascii=True,  # a line separator inside a text must not end the line
            separators=(",", ":"),
        )
        try:
            self._append(f"{chr(10) if self._torn else ''}{line}\n".encode())
        except OSError as error:
            self._torn = True
            raise _unwritable(self.path, error) from None
        self._torn = False

    def _append(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._descriptor, data) :]
        if self._durable:
            os.fsync(self._descriptor)

    def _ends_torn(self) -> bool:
        size = os.fstat(self._descriptor).st_size
        return size > 0 and os.pread(self._descriptor, 1, size - 1) != b"\n"


def read_kept(path: Path) -> list[Kept]:
    """Return the kept records, oldest first, each id once (its newest body); torn lines are left out.

    Raises JournalError for a file that can't be read or was written by a newer version.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise JournalError(
            f"{path} can't be read: {error.strerror}.", code="kept-unreadable", hint="Check the path."
        ) from None
    found: dict[str, Kept] = {}
    for line in lines:
        kept = _parse(path, line)
        if kept is not None:
            found.pop(kept.remote_id, None)
            found[kept.remote_id] = kept
    return list(found.values())


def payload_to_bring_back(
    kept: Kept, price_field: str, *, without: Callable[[str], bool] = lambda _name: False
) -> dict[str, Any]:
    """Return the payload of the create call that makes a kept record again; `price_field` is the store's of PRICE_FIELDS.

    Plain fields come as the store had them, with references by id. Pictures, stock levels and sales don't come back.
    `without` leaves fields out, should the store refuse one (a `customer_code` that is still taken, say).
    """
    resource = resource_of(kept.kind)
    payload: dict[str, Any] = {}
    for name in kept.kind.fields:
        value = held_value(resource, kept.body, name)
        skip = name in PRICE_FIELDS and name != price_field
        if value not in (None, "", []) and not skip and not without(name):
            payload[resource.sent_as.get(name, name)] = value
    return payload


def call_to_bring_back(kept: Kept, price_field: str) -> Call:
    """Return the request that makes a kept record again; `http.calls.curl_line` shows it for a shell."""
    return resource_of(kept.kind).restore(payload_to_bring_back(kept, price_field))


def _parse(path: Path, line: bytes) -> Kept | None:
    try:
        value = json.loads(line)
        newer = isinstance(value, dict) and int(value["format"]) > FORMAT
        kept = Kept(
            KINDS[value["kind"]],
            value["key"],
            value["id"],
            float(value["at"]),
            dict(value["body"]),
            value["sent"],
        )
    except (ValueError, KeyError, TypeError):  # torn by a kill, or no line of ours
        return None
    if newer:
        raise JournalError(
            f"{path} was written by a newer version.", code="kept-newer", hint="Update x-series-demo."
        )
    return kept


def _unwritable(path: Path, error: OSError) -> JournalError:
    return JournalError(
        f"{path} can't be written: {error.strerror}. Nothing is deleted whose body could not be kept.",
        code="kept-unwritable",
        hint="Make room on the disk and check that the dataset's folder may be written; then run this again.",
    )
