"""Options as dataclasses: a parameter of a command whose type is a dataclass stands for one option per field.

Promises: typer sees the fields as parameters of the command, with their names and defaults, in the place of the
dataclass; the command sees the dataclass. A field without typer's description is no option and keeps its default.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, get_args, get_origin


class Without:
    """Beside a dataclass in `Annotated`: the fields of it that a command has no options for."""

    def __init__(self, *names: str) -> None:
        self.names = names


def spliced(command: Callable[..., int]) -> Callable[..., int]:
    """Return the command as typer is to see it."""
    groups: dict[str, tuple[type, list[str]]] = {}
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        group = _group_of(parameter.annotation)
        if group is None:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
        else:
            inner = list(_options_of(*group))
            groups[parameter.name] = group[0], [each.name for each in inner]
            parameters += inner

    @functools.wraps(command)
    def call(**given: Any) -> int:
        for name, (group, names) in groups.items():
            given[name] = group(**{each: given.pop(each) for each in names})
        return command(**given)

    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # inspect reads it
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    return call


def _group_of(annotation: Any) -> tuple[type, tuple[str, ...]] | None:
    """Return the dataclass of an annotation and the fields that are left out; None where it is none."""
    kind, *beside = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    if not is_dataclass(kind) or not isinstance(kind, type):
        return None
    return kind, tuple(name for each in beside if isinstance(each, Without) for name in each.names)


def _options_of(group: type, without: tuple[str, ...]) -> Iterator[inspect.Parameter]:
    for field in fields(group):
        if get_origin(field.type) is Annotated and field.name not in without:
            yield inspect.Parameter(
                field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type
            )
