"""The vendor's OpenAPI document, where it is at hand (XSERIES_OPENAPI), as JSON Schema."""

import functools
import importlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "XSERIES_OPENAPI"
jsonschema: Any = importlib.import_module(
    "jsonschema"
)  # ships no types, and its stubs may or may not be there


@functools.cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = _with_nulls(json.loads(Path(os.environ[VARIABLE]).read_text(encoding="utf-8")))
    # Documented beside the schema: min and max are null on an empty page
    for bound in ("min", "max"):
        document["components"]["schemas"]["Version"]["properties"][bound]["type"] = ["integer", "null"]
    # In words alone: null for a category at the root
    category = document["components"]["schemas"]["ProductCategory"]["properties"]
    category["parent_category_id"]["type"] = ["string", "null"]
    return document


def _with_nulls(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, JSON Schema says it in the type."""
    if isinstance(node, list):
        return [_with_nulls(each) for each in node]
    if not isinstance(node, dict):
        return node
    changed = {name: _with_nulls(value) for name, value in node.items()}
    if changed.get("nullable") is True and isinstance(changed.get("type"), str):
        changed["type"] = [changed["type"], "null"]
    return changed


def require_valid(body: Any, schema: str) -> None:
    """Fail unless `body` is what the vendor's document says; skip where the document is not at hand."""
    if not os.environ.get(VARIABLE):
        pytest.skip(f"the vendor's OpenAPI document is not at hand ({VARIABLE} is unset)")
    document = _document()
    assert schema in document["components"]["schemas"]
    wanted = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    jsonschema.Draft7Validator(wanted).validate(body)


def require_valid_call(method: str, path: str, sent: Any, status: int, answered: Any) -> None:
    """Fail unless what was sent to a path of the vendor's document, and its answer, are as the document has them."""
    if not os.environ.get(VARIABLE):
        pytest.skip(f"the vendor's OpenAPI document is not at hand ({VARIABLE} is unset)")
    operation = _document()["paths"][path][method.lower()]
    if sent is not None:
        _validate(sent, operation["requestBody"])
    response = operation["responses"][str(status)]
    if answered is not None:
        _validate(answered, response)


def known_fields(schema: str, inside: str = "") -> set[str]:
    """Return the fields that the vendor's document gives to a schema, or to a field of it; those of its parts too."""
    if not os.environ.get(VARIABLE):
        pytest.skip(f"the vendor's OpenAPI document is not at hand ({VARIABLE} is unset)")
    found = _document()["components"]["schemas"][schema]
    found = found["properties"][inside] if inside else found
    parts = (each["$ref"].rpartition("/")[2] for each in found.get("allOf", ()))
    return set(found.get("properties", {})).union(*map(known_fields, parts))


def _validate(body: Any, described: Any) -> None:
    wanted = {**described["content"]["application/json"]["schema"], "components": _document()["components"]}
    jsonschema.Draft7Validator(wanted).validate(body)
