"""The token goes to the store's own address in one header, and nowhere else."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.invocation import spoken
from pipeline.sandbox import SandboxOptions
from tests.e2e.command import TOKEN, run
from tests.e2e.conftest import Here
from tests.e2e.hostile import Asked, Told, friendly, hostile
from tests.e2e.scenes import PREFIX, created, dataset, ended, start_load, wait_until, words_of
from tests.support.sandboxes import OnAPort, on_a_port

pytestmark = pytest.mark.campaign

MARK = "lsxs_pt_M4RK3Dw0rd0123456789M4RK3D"
MARKED_PART = "M4RK3D"
FAULT_LIST: list[tuple[str, dict[str, Any]]] = [
    ("drop-after", {}),
    ("error-after", {"status": 500}),
    ("html", {"commits": True}),
    ("too-many", {"retry_after": "seconds", "wait_s": 1}),
    ("refuse", {"status": 422, "error": "no"}),
    ("wrong-id", {}),
    ("path-id", {}),
    ("truncated", {}),
    ("two-ids", {}),
]
FAULTS = [
    {"kind": kind, "on": "creates", "at": [place], **more}
    for place, (kind, more) in enumerate(FAULT_LIST, start=1)
]


def echo(asked: Asked) -> Told:
    """Quote the token wherever an answer has room for words."""
    token = asked.authorization
    if asked.path.endswith("/retailer"):
        data = {"id": "0af7b240-ab24-11e7-eddc-9fa8ea60e99c", "name": f"Shop {token}", "currency": token}
        return Told(body={"data": data})
    answer = friendly(asked)
    if answer is not None:
        return answer
    return Told(
        422,
        {"error": f"bad token {token}", "fields": {token: [token]}},
        {"X-Echo": token, "Retry-After": token},
    )


def fail_with(status: int) -> Callable[[Asked], Told]:
    """Return an answer that fails with the token in its words and headers."""

    def answer(asked: Asked) -> Told:
        body = {"error": asked.authorization, "message": f"<b>{asked.authorization}</b>"}
        return Told(status, body, {"Location": f"http://127.0.0.1:9/{asked.authorization.split()[-1]}"})

    return answer


def test_no_byte_of_a_token_is_left_anywhere(here: Here, tmp_path: Path) -> None:
    said = "".join(_sweep(here, tmp_path))
    assert MARKED_PART not in said
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert MARKED_PART.encode() not in path.read_bytes(), path


def _sweep(here: Here, tmp_path: Path) -> Iterator[str]:
    """Go through loads that end in every way; give what they printed."""
    with on_a_port(SandboxOptions(token=MARK, faults={"faults": FAULTS})) as shop:
        folder = dataset(tmp_path, 5, 5, "faulty")
        for words in (["-v", "--show-requests", "--dry-run"], ["-v"], ["-v", "--json"], []):
            ended_so = here.load(folder, shop, *words, XSERIES_TOKEN=MARK)
            assert "Traceback" not in ended_so.err
            yield ended_so.out + ended_so.err
            if words == ["-v"]:
                yield from _sweep_after(here, folder, shop)
        assert len(created(shop)) >= 9
        assert set(shop.control("state")["faults_fired"]) == {kind for kind, _ in FAULT_LIST}
        flagged = dataset(tmp_path, 1, 1, "flagged")
        for words in (
            ["--token", MARK],
            [f"--token={MARK}"],
            ["-t", MARK],
            [f"-t{MARK}"],
            ["-vyt", MARK],
            [f"-vt{MARK}"],
        ):
            ended_so = here.load(flagged, shop, "--adopt", *words)
            assert ended_so.status == 0, ended_so.err
            yield ended_so.out + ended_so.err
        yield from _sweep_processes(tmp_path, shop)
    for number, answer in enumerate(
        [echo, *(fail_with(status) for status in (400, 401, 403, 404, 302, 407, 418))]
    ):
        with hostile(answer) as store:
            base = [
                "--base-url",
                store.base_url,
                "-d",
                "sandbox",
                "--yes",
                "--pace",
                "fast",
                "--settle",
                "0.3",
            ]
            folder = dataset(tmp_path, 1, 1, f"hostile-{number}")
            ended_so = here.run("load", str(folder), *base, "-v", XSERIES_TOKEN=MARK)
            assert ended_so.status in (1, 4, 75), (number, ended_so.err)
            assert "Traceback" not in ended_so.err
            assert all(each.authorization == f"Bearer {MARK}" for each in store.asked)
            yield ended_so.out + ended_so.err


def _sweep_after(here: Here, folder: Path, shop: OnAPort) -> Iterator[str]:
    """Ask what came of a load, write its reports, and take it back."""
    store = ["-d", PREFIX, "--base-url", shop.base_url]
    rejected, differences = folder / "rejected.csv", folder / "differences.csv"
    for status, words in (
        (1, ["verify", str(folder), *store, "--report", str(differences)]),
        (0, ["status", str(folder), "-d", PREFIX, "--list"]),
        (0, ["status", str(folder), "-d", PREFIX, "--runs", "--json"]),
        (1, ["status", str(folder), "-d", PREFIX, "--rejected", str(rejected)]),
        (0, ["unload", str(folder), *store, "--yes", "--confirm-store", PREFIX, "--verbose"]),
    ):
        ended_so = here.run(*words, XSERIES_TOKEN=MARK)
        assert ended_so.status == status, ended_so.err
        yield ended_so.out + ended_so.err
    for path in (rejected, differences, folder / f".load/{PREFIX}.deleted.jsonl"):
        assert path.stat().st_size > 0, path


def _sweep_processes(tmp_path: Path, shop: OnAPort) -> Iterator[str]:
    """Look at the command line of every process of a load while it runs, then end it by signals."""
    for name in (signal.SIGINT, signal.SIGTERM):
        folder = dataset(tmp_path, 6, 6, f"process-{name.name}")
        process = start_load(folder, shop, "--pace", "steady", "-v", "--adopt", token=MARK)
        wait_until((folder / "load.log").exists, process)
        looked = 0
        for path in Path("/proc").glob("[0-9]*"):
            try:  # other tests, at work beside this one, may give a token on the command line
                ours = (path / "cwd").resolve() == tmp_path
                looked += ours
                assert not ours or MARKED_PART.encode() not in (path / "cmdline").read_bytes()
            except OSError:
                continue
        assert looked or not Path("/proc/self").exists(), "no process of the load was looked at"
        process.send_signal(name)
        time.sleep(0.05)
        process.send_signal(name)
        stopped = ended(process)
        yield stopped.out + stopped.err


@pytest.mark.parametrize(
    "token",
    [
        f"{MARK}\nX-Evil: 1",
        f"{MARK} {MARK}",
        f"{MARK}é",
        f"{MARK}\t{MARK}",
        f"{MARK}\x1b[31m",
        f"{MARK}\u200b",
        f"{MARK}{'x' * 5000}",
    ],
)
def test_a_token_that_is_none_is_refused_without_being_echoed(here: Here, tmp_path: Path, token: str) -> None:
    folder = dataset(tmp_path)
    file = tmp_path / "token"
    file.write_text(token)
    with on_a_port() as shop:
        for more in (["--token-file", str(file)], ["--token", token]):
            words = words_of(folder, shop, *more)
            refused = here.run(*words)
            assert refused.status == 2, refused.err
            assert MARKED_PART not in refused.err + refused.out
            assert "Traceback" not in refused.err
        refused = here.load(folder, shop, XSERIES_TOKEN=token)
        assert refused.status == 2
        assert MARKED_PART not in refused.err + refused.out
        assert shop.control("requests")["requests"] == []


def test_a_token_file_may_end_with_a_line_break_and_an_option_warns(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path, 1, 1)
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\r\n")
    with on_a_port() as shop:
        quiet = here.run(*words_of(folder, shop, "--token-file", str(file)))
        assert quiet.status == 0, quiet.err
        assert "process list" not in quiet.err
        loud = here.run(*words_of(folder, shop, "--token", TOKEN))
        assert loud.status == 0
        assert "process list" in loud.err


def test_a_command_line_is_kept_without_its_token() -> None:
    for words in (
        ["load", "d", "-t", MARK],
        ["load", "d", f"-t{MARK}"],
        ["load", "d", "--token", MARK, "-y"],
        ["load", "d", f"--token={MARK}"],
        ["load", "d", "-yt", MARK],
        ["load", "d", f"-vyt{MARK}"],
        ["load", "d", "-yvt", MARK, "-d", "x"],
    ):
        assert MARKED_PART not in spoken(words)
    assert spoken(["load", "d", "-dtest", "-o", "t.json", "-y"]).endswith("load d -dtest -o t.json -y")
    assert spoken(["load", "d", "-t", MARK, "-y"]).endswith("-y")


# A mistake of ours, at a place where the token is at hand: while the store is chosen, and while a request is made
CHOOSING = """
import pipeline.cli.commands.load as place
def broken(wanted, *_, **__):
    secret = wanted.token
    raise RuntimeError("a mistake")
place.choose = broken
"""
CALLING = """
from pipeline.http import Store
async def broken(self, *_, **__):
    secret = sys.argv[sys.argv.index("--token") + 1]
    raise RuntimeError("a mistake")
Store.call = broken
"""


@pytest.mark.parametrize("mistake", [CHOOSING, CALLING], ids=["choosing", "calling"])
def test_no_traceback_shows_locals(tmp_path: Path, mistake: str) -> None:
    folder = dataset(tmp_path, 1, 1)
    words = ["load", str(folder), "-d", "x", "--base-url", "http://127.0.0.1:9/api/2.0", "--yes"]
    code = f"import sys\n{mistake}from pipeline.cli import main\nmain()"
    failed = run(tmp_path, "-c", code, *words, "--token", MARK, command=Path(sys.executable))
    assert "RuntimeError: a mistake" in failed.err  # it really came that far, and can be reported
    assert MARKED_PART not in failed.err + failed.out
    assert "secret =" not in failed.err + failed.out  # the line that raised is shown, its locals aren't
    assert "locals" not in failed.err + failed.out
    assert failed.status == 1, failed.err
