"""JSON Schema of a command's --json document, derived from the dataclasses that the document is made of."""

import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pipeline.cli.document import JSON_FORMAT, OPTIONAL, SPREAD, Document, marks
from pipeline.cli.started_as import PROGRAM
from pipeline.errors import ExitStatus

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    None: {"type": "null"},
    type(None): {"type": "null"},
    Any: {},
}


def schema_of_command(name: str, command: Callable[..., Any] | None) -> dict[str, Any]:
    """Return the schema of a command's document: its return type, Given[…], says what its data are.

    The bare command is imported for every --help, and names the types of a load without importing them.
    """
    from pipeline.cli.render import load, trials

    assert command is not None, "each of ours is a function"
    returned = get_type_hints(inspect.unwrap(command), localns={**vars(load), **vars(trials)})["return"]
    return document_schema(name, get_args(returned)[0])


def document_schema(command: str, data: Any) -> dict[str, Any]:
    """Return the schema of the document of a command whose data are of this type: null where it failed before."""
    schema = schema_of(Document)
    schema["properties"] |= {
        "format": {"const": JSON_FORMAT},
        "command": {"const": command},
        "exit_status": {"enum": [int(status) for status in ExitStatus]},
        "data": schema_of(data | None),
    }
    return {"$schema": DIALECT, "title": f"{PROGRAM} {command}".strip() + " --json", **schema}


def schema_of(hint: Any) -> dict[str, Any]:
    """Return the schema of a type that may stand in a document. Raises KeyError for one that may not."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return schema_of(inner[0])
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(each) for each in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is not None:
        return _collection(origin, inner)
    return _object(hint) if is_dataclass(hint) else dict(_PLAIN[hint])


def _collection(origin: type, inner: tuple[Any, ...]) -> dict[str, Any]:
    if issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inner[1])}
    return {"type": "array", "items": schema_of(inner[0])}


def _object(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls, include_extras=True)
    properties: dict[str, Any] = {}
    required: list[str] = []
    others: Any = False
    for field in fields(cls):
        schema, beside = schema_of(hints[field.name]), marks(hints[field.name])
        if SPREAD in beside:
            properties |= schema.get("properties", {})
            required += schema.get("required", [])
            others = schema["additionalProperties"]
            continue
        properties[field.name] = schema
        required += [] if OPTIONAL in beside else [field.name]
    return {
        "type": "object",
        "description": inspect.getdoc(cls),
        "properties": properties,
        "required": required,
        "additionalProperties": others,
    }
