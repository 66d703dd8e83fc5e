"""sandbox: its options are checked before it listens; what it says is enough to load into it."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.store.sandbox_place import SANDBOX_STATE
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.serve import server
from pipeline.sandbox.serve.server import Serving
from tests.support.cli_scenes import write_dataset
from tests.support.cli_support import invoke


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[SandboxOptions, Path, int]]:
    """Serve really, but end at once; what was asked to be served is listed."""
    seen: list[tuple[SandboxOptions, Path, int]] = []
    serve = server.serve

    def briefly(
        options: SandboxOptions, state: Path, *, port: int, started: Callable[[Serving], Any], **more: Any
    ) -> None:
        seen.append((options, state, port))

        def end(serving: Serving) -> None:
            started(serving)
            threading.Thread(target=serving.stop).start()

        serve(options, state, port=port, started=end, **more)

    monkeypatch.setattr(server, "serve", briefly)
    return seen


def test_it_prints_how_to_reach_it(
    capsys: pytest.CaptureFixture[str], served: list[tuple[SandboxOptions, Path, int]]
) -> None:
    ran = invoke(capsys, "sandbox", "--port", "0", "-d", "acme")
    assert ran.status == 0
    assert "Sandbox store at http://127.0.0.1:" in ran.out
    assert "lsxs_pt_sandbox" in ran.out
    address = ran.out.splitlines()[0].split()[-1]
    assert [line.strip() for line in ran.err.splitlines() if line.startswith("  ")] == [
        f"export XSERIES_BASE_URL={address} XSERIES_TOKEN=lsxs_pt_sandbox",
        "x-series-demo generate -p apparel",
        "x-series-demo load out/demo -d acme",
    ]
    assert "its state is kept" in ran.err
    [(options, state, _)] = served
    assert (options.prefix, options.registers, str(state)) == ("acme", 1, "out/.sandbox/shop.sqlite")
    assert state.stat().st_mode & 0o777 == 0o600


def test_its_document_has_what_a_script_needs(
    capsys: pytest.CaptureFixture[str], served: list[tuple[SandboxOptions, Path, int]]
) -> None:
    words = ("--registers", "3", "--tax-exclusive", "--window", "sliding", "--state", "s.sqlite")
    ran = invoke(capsys, "sandbox", "--port", "0", *words, "--json")
    assert set(ran.data) == {"base_url", "token", "domain", "control_url", "page_url"}
    assert ran.data["base_url"].endswith("/api/2.0")
    [(options, state, _)] = served
    assert (options.registers, options.tax_exclusive, options.window, state) == (
        3,
        True,
        "sliding",
        Path("s.sqlite"),
    )


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--window", "slid"), 2),
        (("--registers", "0"), 2),
        (("--port", "70000"), 2),
        (("-d", "evil.com/"), 2),
        (("--faults", "nowhere.json"), 2),
        (("--state", "."), 2),
        (("--state", "taken/shop.sqlite"), 5),
    ],
)
def test_a_wrong_option_is_refused_before_it_listens(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int
) -> None:
    Path("taken").write_text("a file")
    ran = invoke(capsys, "sandbox", "--port", "0", *words, "--json")
    assert (ran.status, ran.document["ok"]) == (status, False)
    assert "base_url" not in ran.out


def test_what_the_embedded_one_holds_is_the_same_shop(
    capsys: pytest.CaptureFixture[str], served: list[tuple[SandboxOptions, Path, int]]
) -> None:
    write_dataset(1, 1)
    assert invoke(capsys, "load", "out/demo", "--sandbox", "--yes", "--pace", "fast").status == 0
    assert invoke(capsys, "sandbox", "--port", "0", "--quiet").status == 0
    assert invoke(capsys, "verify", "out/demo", "--sandbox", "--pace", "fast").status == 0
    assert len(served) == 1


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = invoke(capsys, "sandbox", "--port", port)
    assert (ran.status, port in ran.err, "--port 0" in ran.err) == (2, True, True)


def test_two_at_once_on_one_shop_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    from tests.support.sandboxes import on_a_port

    with on_a_port(state=Path("out/.sandbox/shop.sqlite")):
        ran = invoke(capsys, "sandbox", "--port", "0")
        assert (ran.status, "in use by process" in ran.err) == (5, True)
        write_dataset(1, 1)
        assert invoke(capsys, "plan", "out/demo", "--sandbox").status == 5


OPENING = {
    "load": ("load", "out/demo", "--sandbox", "--yes"),
    "plan": ("plan", "out/demo", "--sandbox"),
    "verify": ("verify", "out/demo", "--sandbox"),
    "unload": ("unload", "out/demo", "--sandbox", "--yes", "--confirm-store", "sandbox"),
    "status": ("status", "out/demo", "TST-00000", "--sandbox"),
    "store": ("store", "outlets", "--sandbox"),
    "doctor": ("doctor", "--sandbox"),
    "sandbox": ("sandbox", "--port", "0"),
    "the bare command": ("--sandbox", "-p", "apparel", "-y", "--customers", "1", "--products", "1"),
}


def hold(state: Path) -> sqlite3.Connection:
    """Open a write transaction on the state, as a program with unsaved edits does."""
    other = sqlite3.connect(state, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def damage(state: Path) -> sqlite3.Connection:
    """Write over most of the state."""
    state.write_bytes(state.read_bytes()[:4096] + b"\xff" * 40_000)
    return sqlite3.connect(":memory:")


@pytest.mark.campaign
@pytest.mark.parametrize("command", OPENING)
@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [(hold, "sandbox-busy", "is locked by another program."), (damage, "sandbox-state", "or a damaged one")],
)
def test_state_that_cannot_be_used_is_5_in_words_whatever_the_command(
    capsys: pytest.CaptureFixture[str],
    command: str,
    spoil: Callable[[Path], sqlite3.Connection],
    code: str,
    said: str,
) -> None:
    write_dataset(1, 1)
    assert invoke(capsys, "load", "out/demo", "--sandbox", "--yes", "--pace", "fast").status == 0
    with contextlib.closing(spoil(Path(SANDBOX_STATE))):
        told, document = (
            invoke(capsys, *OPENING[command]),
            invoke(capsys, *OPENING[command], "--json").document,
        )
    assert told.status == document["exit_status"] == 5
    assert f"The sandbox's state {SANDBOX_STATE} " in told.out + told.err
    assert said in told.out + told.err
    if command == "doctor":
        [store] = [check for check in document["data"]["checks"] if check["name"] == "store"]
        assert (store["exit_status"], said in store["words"]) == (5, True)
    else:
        assert (document["error"]["code"], said in document["error"]["message"]) == (code, True)
        assert document["error"]["next"]


def test_a_switch_that_is_none_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "sandbox", "--fresh", "--port", "0", "--switch", "duplicate_names=perhaps")
    assert (ran.status, "accept, refuse" in ran.err) == (2, True)
    ran = invoke(capsys, "sandbox", "--fresh", "--port", "0", "--switch", "colour=blue")
    assert (ran.status, "duplicate_names" in ran.err) == (2, True)
