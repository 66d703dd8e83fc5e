"""Commands whose texts, paths and numbers need no conversion machinery.

typer converts every value through pydantic, whose import takes a quarter of what a small command takes in all.
Promises: a value that is converted here is the one that typer would have made; everything else, and every
mistake, goes to typer. Which options were given is noted in the invocation.
"""

import re
from pathlib import Path
from typing import Any

from typer import BadParameter
from typer.core import TyperCommand, TyperGroup

from pipeline.cli.invocation import invocation
from pipeline.text import clean

_LONGEST_NUMBER = 18  # digits; pydantic has an opinion about longer ones
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_OTHER = object()


class PlainCommand(TyperCommand):
    """A command that converts plain values itself."""

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, shortened."""
        return [_shortened(param) for param in super().get_params(ctx)]

    def invoke(self, ctx: Any) -> Any:
        """Note the options that were given, and run the command."""
        invocation().given = given_in(ctx)
        return super().invoke(ctx)


class PlainGroup(TyperGroup):
    """A group that converts plain values itself."""

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, shortened; those of completion, which typer adds last, too."""
        return [_shortened(param) for param in super().get_params(ctx)]

    def invoke(self, ctx: Any) -> Any:
        """Note the options that were given to the group itself, and run what was asked for."""
        invocation().given = given_in(ctx)
        return super().invoke(ctx)


def given_in(ctx: Any) -> dict[str, tuple[str, ...]]:
    """Return the words of each option that stands on the command line, by its parameter's name."""
    return {
        param.name: _words(param, ctx.params[param.name])
        for param in ctx.command.params
        if param.param_type_name == "option"
        and param.name in ctx.params
        and getattr(ctx.get_parameter_source(param.name), "name", "") == "COMMANDLINE"
    }


def _words(option: Any, value: Any) -> tuple[str, ...]:
    """Return an option with its value, or values, as words."""
    name = max(option.opts, key=len)
    if option.is_flag:
        return (name,) if value else tuple(option.secondary_opts[:1])
    return tuple(word for each in (value if option.multiple else [value]) for word in (name, str(each)))


def _shortened(param: Any) -> Any:
    """Return the parameter with the short way of processing a value in front of the full one."""
    if "process_value" in vars(param):
        return param
    full = param.process_value

    def process(context: Any, value: Any) -> Any:
        missing = value is None or value in ((), [])
        if param.required and missing:
            return full(context, value)
        quick = converted(param, value)
        if quick is _OTHER:
            try:
                return full(context, value)
            except BadParameter as wrong:
                wrong.message = number_words(param, value) or wrong.message
                raise
        return quick if param.callback is None else param.callback(context, param, quick)

    param.process_value = process
    return param


def number_words(param: Any, value: object) -> str:
    """Return why a text is not the number that an option takes; '' for what takes no number."""
    descriptor = getattr(param, "type_descriptor", None)
    wanted, info = getattr(descriptor, "annotation", None), getattr(descriptor, "parameter_info", None)
    if wanted not in (int, float) or not _is_text(value):
        return ""
    low, high = getattr(info, "min", None), getattr(info, "max", None)
    above = "" if low is None else f" from {low:,} {'on' if high is None else f'to {high:,}'}"
    below = f" up to {high:,}" if low is None and high is not None else ""
    return f'"{clean(str(value), 60)}" is not a {"whole number" if wanted is int else "number"}{above}{below}'


def converted(param: Any, value: Any) -> Any:
    """Return the value as typer would convert it, or a mark that this is not for us to do."""
    descriptor = getattr(param, "type_descriptor", None)
    wanted = getattr(descriptor, "annotation", None)
    many = param.multiple or param.nargs == -1
    if value is None:
        return () if many else None
    if many:
        plain = wanted == list[str] and isinstance(value, (list, tuple)) and all(map(_is_text, value))
        return list(value) if plain else _OTHER
    convert = _CONVERSIONS.get(wanted) if isinstance(wanted, type) else None
    return convert(value, descriptor.parameter_info) if descriptor and convert else _OTHER


def _boolean(value: object, _info: object) -> object:
    return value if isinstance(value, bool) else _OTHER


def _text(value: object, _info: object) -> object:
    return value if _is_text(value) else _OTHER


def _path(value: object, info: object) -> object:
    rules = ("exists", "writable", "resolve_path", "allow_dash", "path_type")
    plain = isinstance(value, (str, Path)) and not any(getattr(info, rule, None) for rule in rules)
    return Path(value) if plain and isinstance(value, (str, Path)) else _OTHER


def _whole_number(value: object, info: object) -> object:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER:
        value = int(value)
    return value if type(value) is int and _is_within(value, info) else _OTHER


def _number(value: object, info: object) -> object:
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(value):
        value = float(value)
    return value if type(value) is float and _is_within(value, info) else _OTHER


def _is_within(value: float, info: object) -> bool:
    low, high = getattr(info, "min", None), getattr(info, "max", None)
    return (low is None or value >= low) and (high is None or value <= high)


def _is_text(value: object) -> bool:
    return type(value) is str


_CONVERSIONS = {bool: _boolean, str: _text, Path: _path, int: _whole_number, float: _number}
