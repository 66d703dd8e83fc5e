"""What is damaged, and the commands that then meet it: each target makes a folder of one seed and says what it broke.

A command that meets damage ends with a status that its --help lists, says it in the document of --json, and writes no
traceback; where it ends with findings, nothing was sent. It may well find nothing wrong.
"""

import contextlib
import io
import os
import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest import mock

from pipeline.cli.commands import command_of, endings_of
from pipeline.cli.main import run
from pipeline.cli.store.sandbox_place import SANDBOX_STATE
from pipeline.errors import ExitStatus, FindingsError
from pipeline.packs.parse import parse_pack
from pipeline.packs.region import parse_region
from pipeline.packs.shipped import shipped_folder
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.serve.app import SandboxApp
from tests.fuzz.mutations import (
    damage_database,
    damaged_bytes,
    damaged_csv,
    damaged_json,
    damaged_zip,
)
from tests.support.cli_support import Ran
from tests.support.sandboxes import on_a_port

_QUICK = ("--pace", "fast", "--settle", "0.1", "--yes")
_SHOP = "shop"
_READS = ("check", "show", "status", "guide", "packs", "datasets")


class Broken(NamedTuple):
    """A promise that did not hold: in which command, and what came of it."""

    words: tuple[str, ...]
    why: str


class Scene:
    """A folder with a whole shop that was loaded into a sandbox, copied for each case."""

    def __init__(self, folder: Path) -> None:
        """Make the shop once, in `folder`."""
        self.folder = folder
        self._whole = folder / "whole"
        self._whole.mkdir()
        with self.in_case(fresh=False):
            made = ("generate", "--customers", "6", "--products", "6", "--seed", "3", "--pack", "apparel")
            for words in (
                (*made, "--out", _SHOP),
                (*made, "--out", "packed", "--format", "parquet"),
                ("export", _SHOP, "--to", "xlsx", "--out", "sheets.xlsx"),
                ("export", _SHOP, "--to", "json", "--out", "document.json"),
                ("load", _SHOP, "--sandbox", *_QUICK),
            ):
                done = ran(words)
                assert done.status == 0, done
        self.case = folder / "case"

    @contextlib.contextmanager
    def in_case(self, *, fresh: bool = True) -> Iterator[None]:
        """Stand in a new copy of it, with nobody's settings."""
        if fresh:
            shutil.rmtree(self.case, ignore_errors=True)
            shutil.copytree(self._whole, self.case)
        folder = self.case if fresh else self._whole
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XSERIES_")}
        homes = {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        before = Path.cwd()
        os.chdir(folder)
        try:
            with mock.patch.dict(os.environ, {**kept, **homes}, clear=True):
                yield
        finally:
            os.chdir(before)


def ran(words: Sequence[str]) -> Ran:
    """Run a command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([*words])
    return Ran(status, out.getvalue(), err.getvalue())


def broken_by(words: Sequence[str]) -> tuple[Ran | None, list[Broken]]:
    """Run a command that meets damage; return how it ended and which promises it broke."""
    words = tuple(words)
    try:
        if words[0] in _READS:  # also as a person sees it
            ran(words)
        ended = ran((*words, "--json"))
        ended.document  # noqa: B018 - held against its schema
    except Exception:  # noqa: BLE001 - any is a broken promise
        return None, [Broken(words, traceback.format_exc(limit=-6))]
    broken = []
    if ended.status not in endings_of(command_of(list(words))):
        broken.append(Broken(words, f"ends with {ended.status}"))
    broken += [Broken(words, f"{sign} on stderr") for sign in ("Traceback", "panicked") if sign in ended.err]
    return ended, broken


def _all(*commands: Sequence[str]) -> list[Broken]:
    return [each for words in commands for each in broken_by(words)[1]]


def _replaced(path: Path, damage: Callable[[Random, bytes], bytes], random: Random) -> None:
    path.write_bytes(damage(random, path.read_bytes()))


def csv_import(random: Random) -> list[Broken]:
    """A CSV file of another program."""
    path = Path(_SHOP) / random.choice(("customers.csv", "products.csv", "suppliers.csv"))
    _replaced(path, damaged_csv, random)
    private = ("--anonymize",) if random.random() < 0.2 else ()
    return _all(
        ("import", str(path), "--out", "made", *private),
        ("check", "made"),
        ("check", "made", "--fix"),
        ("show", "made"),
    )


def csv_dataset(random: Random) -> list[Broken]:
    """A file of a dataset that was loaded."""
    folder = Path(_SHOP)
    for _ in range(random.randint(1, 2)):
        _replaced(
            folder / random.choice(("customers.csv", "products.csv", "suppliers.csv")), damaged_csv, random
        )
    broken = _all(
        ("check", _SHOP),
        ("check", _SHOP, "--fix", "--dry-run"),
        ("export", _SHOP, "--to", "json", "--out", "doc"),
    )
    return (
        broken + _sends_nothing(("load", _SHOP, "--sandbox", *_QUICK)) + _all(("status", _SHOP, "--sandbox"))
    )


def workbook(random: Random) -> list[Broken]:
    """A workbook."""
    path = Path("sheets.xlsx")
    _replaced(path, damaged_zip, random)
    return _all(("import", str(path), "--out", "made"))


def parquet(random: Random) -> list[Broken]:
    """A Parquet file, of another program or of a dataset."""
    path = Path("packed") / random.choice(("customers.parquet", "products.parquet"))
    _replaced(path, damaged_bytes, random)
    return _all(("import", str(path), "--out", "made") if random.random() < 0.5 else ("check", "packed"))


def document(random: Random) -> list[Broken]:
    """A document of `export --to json`."""
    path = Path("document.json")
    _replaced(path, damaged_json, random)
    return _all(("import", str(path), "--out", "made"), ("check", "made"))


def manifest(random: Random) -> list[Broken]:
    """What a dataset says about itself, or its mapping."""
    _replaced(
        Path(_SHOP) / random.choice(("dataset.json", "dataset.json", "mapping.json")), damaged_json, random
    )
    reads = ("check", "show", "guide", "export --to csv --out other")
    return _all(
        *((*each.split(" ", 1)[:1], _SHOP, *each.split()[1:]) for each in reads), ("datasets",)
    ) + _sends_nothing(("load", _SHOP, "--sandbox", *_QUICK))


def pack(random: Random) -> list[Broken]:
    """A pack, and a shop that is made of it."""
    name = random.choice(("apparel", "home", "services"))
    Path("own").mkdir()
    path = Path("own") / f"{name}x.json"
    path.write_bytes(damaged_json(random, (shipped_folder() / f"{name}.json").read_bytes()))
    try:
        parse_pack(path)
    except FindingsError:
        pass
    except Exception:  # noqa: BLE001 - any is a broken promise
        return [Broken((str(path),), traceback.format_exc(limit=-6))]
    return _all(("packs", "--packs-dir", "own", "--check"), ("packs", f"{name}x", "--packs-dir", "own"))


def region(random: Random) -> list[Broken]:
    """A region's file."""
    path = Path("us.json")
    chosen = random.choice(sorted((shipped_folder() / "regions").glob("*.json")))
    path.write_bytes(damaged_json(random, chosen.read_bytes()))
    try:
        parse_region(path)
    except FindingsError:
        pass
    except Exception:  # noqa: BLE001 - any is a broken promise
        return [Broken((chosen.name,), traceback.format_exc(limit=-6))]
    return []


def journal(random: Random) -> list[Broken]:
    """The journal of a load."""
    damage_database(random, Path(_SHOP) / ".load" / "sandbox.sqlite")
    return _in_the_sandbox(random)


def sandbox(random: Random) -> list[Broken]:
    """The sandbox's own state."""
    damage_database(random, SANDBOX_STATE)
    return _in_the_sandbox(random) + _all(("store", "products", "--sandbox"))


def answers(random: Random) -> list[Broken]:
    """What a store answers."""
    share = random.choice((0.1, 0.3, 1.0))
    with on_a_port(SandboxOptions(registers=10), pages=lambda app: _Liar(app, random, share)) as port:
        store = ("-d", "sandbox", "--base-url", port.base_url, "--token", port.token)
        commands = (
            ("load", _SHOP, *store, *_QUICK),
            ("verify", _SHOP, *store, "--pace", "fast"),
            ("pull", *store, "--out", "pulled", "--yes", "--pace", "fast"),
            ("store", random.choice(("products", "customers", "outlets", "taxes", "brands")), *store),
            ("unload", _SHOP, *store, *_QUICK, "--confirm-store", "sandbox"),
        )
        return _all(*random.sample(commands, 2))


TARGETS: Mapping[str, Callable[[Random], list[Broken]]] = {
    each.__name__: each
    for each in (
        csv_import, csv_dataset, workbook, parquet, document, manifest, pack, region, journal, sandbox, answers,
    )
}  # fmt: skip


def tried(scene: Scene, name: str, seed: int) -> list[Broken]:
    """Return what the case of a target and a seed broke."""
    with scene.in_case():
        return TARGETS[name](Random(f"{name} {seed}"))


def _in_the_sandbox(random: Random) -> list[Broken]:
    commands = (
        ("status", _SHOP, "--sandbox"),
        ("guide", _SHOP, "--sandbox"),
        ("load", _SHOP, "--sandbox", *_QUICK),
        ("verify", _SHOP, "--sandbox", "--pace", "fast"),
        ("update", _SHOP, "--sandbox", "--pace", "fast", "--yes"),
        ("unload", _SHOP, "--sandbox", *_QUICK, "--confirm-store", "sandbox"),
    )
    return _all(*sorted(random.sample(commands, 3), key=commands.index))


def _sends_nothing(words: Sequence[str]) -> list[Broken]:
    """Run a load; with findings, the sandbox's state must be what it was."""
    before = SANDBOX_STATE.read_bytes()
    ended, broken = broken_by(words)
    if ended is not None and ended.status == ExitStatus.FINDINGS and SANDBOX_STATE.read_bytes() != before:
        broken.append(Broken(tuple(words), "findings, and something was sent"))
    return broken


class _Liar:
    """A store that damages a share of its answers."""

    def __init__(self, app: SandboxApp, random: Random, share: float) -> None:
        self._app, self._random, self._share = app, random, share

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or self._random.random() >= self._share:
            await self._app(scope, receive, send)
            return
        start: dict[str, Any] = {}
        body = b""

        async def kept(message: MutableMapping[str, Any]) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")

        await self._app(scope, receive, kept)
        body = (
            damaged_json(self._random, body)
            if body.startswith((b"{", b"["))
            else damaged_bytes(self._random, body)
        )
        headers = [
            (name, value) for name, value in start.get("headers", ()) if name.lower() != b"content-length"
        ]
        await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await send({"type": "http.response.body", "body": body})
