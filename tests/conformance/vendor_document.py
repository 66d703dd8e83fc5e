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
