"""The built wheel, installed somewhere else, finds its packs and runs from any folder."""

import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.e2e.command import INSTALLED, run, start

ROOT = Path(__file__).resolve().parents[2]
PACKS = {"apparel", "electronics", "home", "beauty", "grocery", "services"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist: what a package index would serve."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own, which borrows only the dependencies."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    wheel = next(built.glob("*.whl"))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--quiet", str(wheel)],
        check=True,
        capture_output=True,
    )
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "x-series-demo"


@pytest.mark.campaign
def test_the_wheel_holds_the_packs_and_nothing_foreign(built: Path) -> None:
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    packs = {Path(name).stem for name in names if Path(name).parent == Path("pipeline/_packs")}
    assert packs >= PACKS
    ours = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "pipeline").rglob("*")
        if path.suffix in {".html", ".css", ".js"}
    }
    assert "pipeline/pages/templates/shop.html" in ours
    assert ours <= set(names)
    top = {Path(name).parts[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"pipeline", "x_series_demo.py"}


@pytest.mark.campaign
def test_the_sdist_can_run_the_tests(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        parts = {Path(name).parts[1] for name in archive.getnames() if len(Path(name).parts) > 1}
    assert {"pipeline", "packs", "tests", ".github", "Makefile", "README.md", "LICENSE"} <= parts


@pytest.mark.campaign
def test_the_sdist_holds_every_file_that_a_released_version_left(built: Path) -> None:
    """Journals, hidden folders, outputs: much of it looks like what a .gitignore leaves out."""
    released = ROOT / "tests/fixtures/released"
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        shipped = {Path(*Path(member.name).parts[1:]) for member in archive.getmembers() if member.isfile()}
    files = {path.relative_to(ROOT) for path in released.rglob("*") if path.is_file()}
    assert len(files) > 50
    assert files <= shipped


@pytest.mark.campaign
def test_the_installed_command_runs_from_any_folder(installed: Path, tmp_path: Path) -> None:
    listed = run(tmp_path, "packs", "--json", command=installed)
    assert listed.status == 0, listed.err
    assert {pack["name"] for pack in listed.document["data"]["packs"]} == PACKS
    assert all(str(installed.parent.parent) in pack["source"] for pack in listed.document["data"]["packs"])
    made = run(
        tmp_path, "generate", "-p", "grocery", "--customers", "3", "--products", "3", command=installed
    )
    assert made.status == 0, made.err
    shown = run(tmp_path, "show", "out/demo", "--html", command=installed)
    assert shown.status == 0, shown.err
    assert (tmp_path / "out/demo/shop.html").read_text().count('class="product"') == 3
    loaded = run(
        tmp_path, "load", "out/demo", "--sandbox", "--yes", "--pace", "fast", "--json", command=installed
    )
    created = loaded.document["data"]["created"]
    assert (created["customers"], created["products"]) == (3, 3)
    assert {"suppliers", "brands", "tags", "categories"} <= created.keys(), (
        "made of the columns that name them"
    )


@pytest.mark.campaign
def test_the_installed_command_reads_parquet_in_its_own_process(installed: Path, tmp_path: Path) -> None:
    made = run(tmp_path, "generate", "-p", "home", "--seed", "7", "--format", "parquet", command=installed)
    assert made.status == 0, made.err
    checked = run(tmp_path, "check", "out/demo", "--json", command=installed)
    counts = checked.document["data"]["counts"]
    assert (counts["customers"], counts["products"]) == (50, 50), checked.err
    assert counts["suppliers"] > 0


def test_the_alias_and_the_module_are_the_same_command(tmp_path: Path) -> None:
    said = run(tmp_path, "--version")
    alias = run(tmp_path, "--version", command=Path(sys.executable).with_name("xseries-demo"))
    module = subprocess.run(
        [sys.executable, "-m", "pipeline", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.out == alias.out == module.stdout == "x-series-demo 0.1.0\n"


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("place", "foreign"),
    [
        ("installed", "pipeline/__init__.py"),
        ("checkout", "pipeline/__init__.py"),
        ("checkout", "pipeline.py"),
    ],
)
def test_another_package_of_our_name_is_not_run(
    installed: Path, tmp_path: Path, place: str, foreign: str
) -> None:
    """On PYTHONPATH, and in the folder that it is started in; it makes its way through a whole command, Parquet too."""
    other = tmp_path / "lib" / foreign
    other.parent.mkdir(parents=True)
    other.write_text("raise SystemExit('the other one')\n")
    command = installed if place == "installed" else INSTALLED
    words = ["generate", "-p", "home", "--customers", "2", "--products", "2", "--format", "parquet", "--json"]
    made = run(tmp_path / "lib", *words, command=command, PYTHONPATH=f"{tmp_path / 'lib'}:")
    assert made.status == 0, made.err
    python = command.with_name("python")
    checked = run(tmp_path / "lib", "-m", "x_series_demo", "check", "out/demo", "--json", command=python)
    assert checked.document["ok"], checked.err


@pytest.mark.campaign
def test_the_installed_sandbox_has_its_pages(built: Path, installed: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        shipped = {Path(*Path(name).parts[1:]) for name in archive.getnames()}
    office = ROOT / "pipeline/sandbox/office"
    pages = {path.relative_to(ROOT) for part in ("templates", "static") for path in (office / part).iterdir()}
    assert len(pages) > 8
    assert pages <= shipped
    process = start(tmp_path, "sandbox", "--fresh", "--port", "0", "--quiet", command=installed)
    try:
        assert process.stdout is not None
        page = [process.stdout.readline() for _ in range(3)][2].split()[-1]
        for path in ("", "office/products", "office/faults", "office/office.css", "office/office.js"):
            with urllib.request.urlopen(page + path, timeout=30) as answer:
                assert answer.status == 200
    finally:
        process.terminate()
        process.communicate(timeout=30)
