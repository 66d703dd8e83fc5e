"""The table of rules in the room's README holds the constants of the code, all of them and with their values."""

import ast
import dataclasses
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pipeline.pacing
from pipeline.pacing.pacer import FLOORS

ROOM = Path(pipeline.pacing.__file__).parent
TABLE = [
    line for line in (ROOM / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")
]
CONSTANT = re.compile(r"`(\w+)\.([A-Z]\w*(?:\[\w+\])?) = ([^`]+)`")


def plain(value: object) -> object:
    """Return numbers, and tuples of numbers, of what a constant holds."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.astuple(value)
    return value


def constants() -> Iterator[tuple[str, object]]:
    """Name every number that a module of the room decides with, where it is set."""
    for path in sorted(ROOM.glob("*.py")):
        module = importlib.import_module(f"pipeline.pacing.{path.stem}")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else ()
            names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
            for name in names:
                value = plain(getattr(module, name))
                if name[0].isalpha() and isinstance(value, (int, float, tuple)) and name != "NO_LOG":
                    yield f"{path.stem}.{name}", value
    for pace, floors in FLOORS.items():
        yield f"pacer.FLOORS[{pace.value}]", plain(floors)


def test_the_table_holds_every_constant_once_and_with_its_value() -> None:
    found = [match for line in TABLE for match in CONSTANT.finditer(line)]
    told = {f"{match[1]}.{match[2]}": ast.literal_eval(match[3]) for match in found}
    assert told == dict(constants())
    assert len(found) == len(told)


def test_every_row_says_situation_rule_constant_and_what_it_buys() -> None:
    rules = [line for line in TABLE if CONSTANT.search(line)]
    assert rules
    for line in rules:
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        assert len(cells) == 4, line
        assert all(cells), line
