"""Damage, by a seed: to bytes, to the cells of a CSV file, to the values of a JSON document, to the rows of a database."""

import contextlib
import copy
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.support.hostile import CELLS

Damage = Callable[[Random, bytes], bytes]

_TOKENS = (
    *(
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\r",
        b"\r\n",
        b"\n\n",
        b'"',
        b'""',
        b",",
        b";",
        b"\t",
    ),
    *(b"sep=;\n", b"\xe2\x80\xae", b"\x1b[2J", b"\xc3\x28", b"\xed\xa0\x80", b"NaN", b"1e999", b"-1"),
    *(b"9" * 400, b"[" * 2000, b"{" * 50, b"A" * 70_000, b"*", b"^.*$", b"\\N", b"\x80\x05"),
)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, [], {}, [[]], {"": ""}, "", " ", "\x00", "\x1b[2J", "\ud800", "\u202e", "x" * 5000),
    *(
        0,
        -1,
        1,
        2**31,
        2**63,
        -(2**63),
        2**64,
        10**400,
        0.5,
        -0.0,
        1e308,
        "1e999",
        "NaN",
        "2026-13-45",
        "9" * 400,
    ),
    *(
        "../../x",
        "/",
        ".",
        "=1+1",
        "00000000-0000-0000-0000-000000000000",
        ["a", 1, None],
        {"id": {"id": []}},
    ),
)
_KEPT = (
    None,
    0,
    -1,
    2**62,
    1.5,
    "",
    "x",
    "\x00",
    "{",
    "[]",
    "null",
    '{"a": [1]}',
    b"\xff\x00",
    "9" * 40,
    "done",
    "\ud7ff",
)


def damaged_bytes(random: Random, data: bytes) -> bytes:
    """Change one to four places."""
    made = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at, length = random.randint(0, len(made)), random.choice((1, 1, 2, 4, 30, 500))
        deed = random.randrange(7)
        if deed == 0 and made:
            made[at % len(made)] ^= 1 << random.randrange(8)
        elif deed == 1 and made:
            made[at % len(made)] = random.choice((0, 0x0A, 0x22, 0x7F, 0x80, 0xFF, random.randrange(256)))
        elif deed == 2:
            del made[at : at + length]
        elif deed == 3:
            made[at:at] = made[at : at + length]
        elif deed == 4:
            made[at:at] = random.choice(_TOKENS)
        elif deed == 5:
            del made[at:]
        else:
            made[at:at] = random.randbytes(length)
    return bytes(made)


def damaged_csv(random: Random, data: bytes) -> bytes:
    """Put cells of other programs into some places, columns beside others, or change bytes and the encoding."""
    if random.random() < 0.4:
        return damaged_bytes(random, data)
    lines = [line.split(",") for line in data.decode(errors="replace").splitlines()] or [[""]]
    for _ in range(random.randint(1, 6)):
        row = random.randrange(len(lines))
        at = random.randrange(len(lines[row]) + 1)
        cell = random.choice(CELLS)
        quoted = '"' + cell.replace('"', '""') + '"'
        lines[row][at : at + random.randint(0, 1)] = [random.choice((cell, quoted))]
        if random.random() < 0.2:  # a whole column
            for each in lines:
                each[at:at] = [random.choice((quoted, "", lines[0][0]))]
    text = random.choice(("\n", "\r\n", "\r")).join(
        random.choice((",", ",", ";", "\t")).join(line) for line in lines
    )
    encoding = random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman", "shift-jis"))
    return (text + "\n").encode(encoding, errors="replace")


def damaged_json(random: Random, data: bytes) -> bytes:
    """Replace, remove, rename or double some of a document's values, or change its bytes."""
    if random.random() < 0.3:
        return damaged_bytes(random, data)
    try:
        document = json.loads(data)
    except ValueError:  # damaged once already
        return damaged_bytes(random, data)
    for _ in range(random.randint(1, 3)):
        document = _damaged_value(random, document)
    return json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def _damaged_value(random: Random, document: Any) -> Any:
    places = list(_places(document))
    if not places:
        return copy.deepcopy(random.choice(_VALUES))
    node, key = random.choice(places)
    deed = random.randrange(6)
    if deed == 0:
        del node[key]
    elif deed == 1 and isinstance(node, dict):
        node[str(random.choice(_VALUES))] = node.pop(key)
    elif deed == 2 and isinstance(node, list):
        node.append(copy.deepcopy(node[key]))
    elif deed == 3:
        node[key] = copy.deepcopy(random.choice(places)[0])
    else:
        node[key] = copy.deepcopy(random.choice(_VALUES))
    return document


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each container with each of its keys, all the way down."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _places(node[key])


def damaged_zip(random: Random, data: bytes) -> bytes:
    """Change a part of an archive, or the archive."""
    if random.random() < 0.3:
        return damaged_bytes(random, data)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        names = before.namelist()
        chosen = random.choice(names)
        for name in names:
            part = before.read(name)
            if name == chosen and random.random() < 0.1:
                continue
            after.writestr(name, damaged_bytes(random, part) if name == chosen else part)
    return packed.getvalue()


def damage_database(random: Random, path: Path) -> None:
    """Change rows of a SQLite file behind its constraints, its schema, or its bytes."""
    if random.random() < 0.4:
        path.write_bytes(damaged_bytes(random, path.read_bytes()))
        return
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for _ in range(random.randint(1, 3)):
            table = random.choice(tables)
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            column = random.choice(columns or [""])  # none: an earlier deed dropped the table
            deed = random.randrange(8)
            with contextlib.suppress(sqlite3.Error):  # what even so it refuses
                if deed == 0:
                    database.execute(f'DELETE FROM "{table}" WHERE random() % 2')
                elif deed == 1:
                    database.execute(f'DROP TABLE "{table}"')
                elif deed == 2:
                    database.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
                elif deed == 3:
                    database.execute(f"PRAGMA user_version = {random.choice((-1, 0, 1, 2, 99, 2**31 - 1))}")
                else:
                    rows = database.execute(f'SELECT rowid FROM "{table}"').fetchall()
                    chosen = random.choice(rows)[0] if rows else 0
                    database.execute(
                        f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE rowid = ?',
                        (random.choice(_KEPT), chosen),
                    )
