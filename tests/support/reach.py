"""Which texts of the program a command can print: its reach through the source, by names.

A function reaches what it names: functions, classes and constants of its own module and imported ones, methods of
any class that is reached and has one of that name. So the reach is never too small but for names made at run time;
it may be too large.
"""

import ast
import functools
import importlib
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pipeline"

Place = tuple[
    str, str
]  # a module, and what it defines: a function, a class, a method (Class.method), a constant


@dataclass
class Definition:
    """What a module defines under a name: the names and attributes that it uses, and its texts with their lines."""

    names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)  # name.attribute
    texts: list[tuple[int, str]] = field(default_factory=list)
    methods: dict[str, Place] = field(default_factory=dict)  # of a class


@functools.cache
def definitions() -> Mapping[Place, Definition]:
    """Return everything that the program defines."""
    found: dict[Place, Definition] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            for defined in _defined(node):
                place = (name, defined)
                found[place] = _definition(node)
                for method in node.body if isinstance(node, ast.ClassDef) else ():
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                        inner = (name, f"{defined}.{method.name}")
                        found[inner] = _definition(method)
                        found[place].methods[method.name] = inner
    return found


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def _definition(node: ast.stmt) -> Definition:
    """Return what a statement uses; of a class what stands outside of its methods."""
    found = Definition()
    left: list[ast.AST] = [node]
    while left:
        each = left.pop()
        inside = isinstance(node, ast.ClassDef) and each is not node
        if inside and isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(each, ast.Name):
            found.names.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.attributes.add(each.attr)
            if isinstance(each.value, ast.Name):
                found.pairs.add((each.value.id, each.attr))
        text = text_of(each)
        if text is not None:
            found.texts.append((getattr(each, "lineno", 0), text))
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
            continue  # a docstring
        if not isinstance(each, ast.JoinedStr):
            left.extend(ast.iter_child_nodes(each))
        else:
            left.extend(part.value for part in each.values if isinstance(part, ast.FormattedValue))
    return found


def text_of(node: ast.AST) -> str | None:
    """Return a text as it stands in the source, {} for each value in it."""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(map(str, parts))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@functools.cache
def _imported(module: str) -> Mapping[str, Place | str]:
    """Return what a module's imports bind: names to places, or to modules."""
    path = Path(inspect.getfile(importlib.import_module(module)))
    bound: dict[str, Place | str] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
            for alias in node.names:
                bound[alias.asname or alias.name] = _origin(node.module or "", alias.name)
    return bound


@functools.cache
def _origin(module: str, name: str) -> Place | str:
    """Return where an imported name is defined, through packages that pass it on."""
    if (module, name) in definitions():
        return module, name
    value = getattr(importlib.import_module(module), name, None)
    if value is None:
        value = importlib.import_module(f"{module}.{name}")
    if isinstance(value, ModuleType):
        return value.__name__
    passed_on = _imported(module).get(name)
    return passed_on or (getattr(value, "__module__", module), getattr(value, "__qualname__", name))


def reach(start: Place) -> set[Place]:
    """Return every place that the program may come to from `start`."""
    known = definitions()
    seen: set[Place] = set()
    attributes: set[str] = set()
    classes: list[Place] = []
    left = [start]
    while left:
        place = left.pop()
        if place in seen or place not in known:
            continue
        seen.add(place)
        here = known[place]
        left += _used_by(place)
        fresh = here.attributes - attributes
        attributes |= fresh
        left += [known[each].methods[name] for each in classes for name in fresh & known[each].methods.keys()]
        if here.methods:
            classes.append(place)
            left += [
                method for name, method in here.methods.items() if name in attributes or name.startswith("__")
            ]
    return seen


@functools.cache
def _used_by(place: Place) -> tuple[Place, ...]:
    return tuple(_named(place[0], definitions()[place]))


@functools.cache
def _constants(module: str) -> frozenset[str]:
    return frozenset(name for where, name in definitions() if where == module)


def _named(module: str, here: Definition) -> Iterator[Place]:
    bound = _imported(module)
    for name in here.names:
        if name in _constants(module):
            yield module, name
        target = bound.get(name)
        if isinstance(target, tuple):
            yield target
    for name, attribute in here.pairs:
        target = bound.get(name)
        if isinstance(target, str):
            yield target, attribute
