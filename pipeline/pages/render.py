"""Templates to the page, with a policy that lets only its own script and style run.

Promises: everything that a template prints is marked (`marks.py`) and escaped; a name that a template misspells is an error,
never blank. The policy names digests: whatever a cell holds, the browser runs nothing else and asks nobody.
"""

import base64
import functools
import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from pipeline.pages.marks import marked

# The first thing that the page's script does, before anything is painted
_EARLY = 'document.documentElement.classList.add("js")'


@functools.cache
def _templates() -> Environment:
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=marked,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, shared: str, rules: str, values: Mapping[str, Any]) -> str:
    """Return the page. `shared` is markup of ours, `rules` are style rules of ours; nothing of a cell may be in either."""
    style, script = _static("shop.css") + rules, _static("shop.js")
    policy = (
        "default-src 'none'; "
        f"script-src {_digest(_EARLY)} {_digest(script)}; "
        f"style-src {_digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    ours = {"policy": policy, "shared": shared, "style": style, "script": script, "early": _EARLY}
    safe = {name: text if name == "policy" else Markup(text) for name, text in ours.items()}  # noqa: S704 - none of it is a cell's
    return _templates().get_template(template).render({**values, **safe})


def _template(name: str) -> str:
    """Return a template without its indentation, which would be a tenth of a large page."""
    text = (files("pipeline.pages") / "templates" / name).read_text(encoding="utf-8")
    return re.sub(r"\n\s+", "\n", text)


def _static(name: str) -> str:
    return (files("pipeline.pages") / "static" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
