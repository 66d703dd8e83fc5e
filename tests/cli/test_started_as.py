"""The name by which the program was started: what is printed with it starts the same program, where it is read."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.started_as import MODULES, NAMES, ProcessStart, name_of
from tests.e2e.command import INSTALLED

ALIAS = INSTALLED.with_name("xseries-demo")


def script(place: Path, text: str = "#!/bin/sh\n") -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    place.chmod(0o755)
    return place


def by_script(path: str) -> ProcessStart:
    return ProcessStart([path, "check", "x"], ["/usr/bin/python3", path, "check", "x"], None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("link", [False, True])
def test_the_bare_name_is_said_where_it_is_this_program_on_the_path(
    tmp_path: Path, name: str, link: bool
) -> None:
    ours = script(tmp_path / "venv/bin" / name)
    where = ours.parent
    if link:
        where = tmp_path / "bin"
        where.mkdir()
        (where / name).symlink_to(ours)
    assert name_of(by_script(str(ours)), f"/usr/bin:{where}") == name


def test_another_program_of_the_name_on_the_path_is_not_this_one(tmp_path: Path) -> None:
    ours, other = script(tmp_path / "a/x-series-demo"), script(tmp_path / "b/x-series-demo")
    assert name_of(by_script(str(ours)), f"{other.parent}:{ours.parent}") == str(ours)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (".venv/bin/x-series-demo", ".venv/bin/x-series-demo"),
        ("./.venv/bin/x-series-demo", "./.venv/bin/x-series-demo"),
        ("x-series-demo", "./x-series-demo"),
        ("my env/x-series-demo", "'my env/x-series-demo'"),
    ],
)
def test_a_path_is_said_as_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    script(Path(typed))
    assert name_of(by_script(typed), "/usr/bin") == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (["python", "-m", "pipeline"], "python -m pipeline"),
        (["my env/python", "-X", "dev", "-mpipeline"], "'my env/python' -X dev -mpipeline"),
    ],
)
@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_started_again_by_the_interpreter_as_typed(
    before: list[str], said: str, module: str
) -> None:
    start = ProcessStart(["/site/pipeline/__main__.py", "check", "-m"], [*before, "check", "-m"], module)
    assert name_of(start, "/usr/bin") == said


@pytest.mark.parametrize("arguments", [["-c"], [], ["/usr/bin/pytest", "x"], ["/nowhere/x-series-demo"]])
def test_what_cannot_be_known_is_called_by_its_name(arguments: list[str]) -> None:
    assert (
        name_of(ProcessStart(arguments, ["python", *arguments], "pytest.__main__"), "/usr/bin")
        == "x-series-demo"
    )


@pytest.mark.campaign
def test_each_way_to_start_it_is_said_in_its_next_line_and_in_its_help(tmp_path: Path) -> None:
    for place in (INSTALLED, ALIAS):
        script(tmp_path / ".venv/bin" / place.name, place.read_text())
    path = f"/usr/bin:/bin:{tmp_path / '.venv/bin'}"
    python = shlex.quote(sys.executable)
    for typed, where in (
        (".venv/bin/x-series-demo", "/usr/bin:/bin"),
        ("x-series-demo", path),
        (".venv/bin/xseries-demo", "/usr/bin:/bin"),
        ("xseries-demo", path),
        (f"{python} -m pipeline", "/usr/bin:/bin"),
        (f"{python} -m x_series_demo", "/usr/bin:/bin"),
    ):
        line = f"{typed} help && {typed} help check"
        ended = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=tmp_path,
            env={"PATH": where, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ended.stderr == f"Next: {typed} help install\n"
        assert f"Usage: {typed} check [OPTIONS]" in " ".join(ended.stdout.split())  # long lines are wrapped
        assert f" {typed} check out/demo\n" in ended.stdout
