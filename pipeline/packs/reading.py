"""JSON of strangers, read under caps, and every mistake in it collected with its path.

Promises: a file over 5 MiB, nested too deep, with a key twice or with control or bidi characters is
refused with a plain finding. Does not know what a pack is.
"""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import Finding, FindingsError
from pipeline.text import clean, did_you_mean

SIZE_LIMIT_BYTES = 5 * 2**20  # the largest shipped pack has some 40 kB
DEPTH_LIMIT = 12  # ours need seven
LIST_LIMIT = 5_000
TEXT_LIMIT = 400
PATH_LIMIT = 120
MONEY_LIMIT = Decimal(1_000_000)
_CENT = Decimal("0.01")


class Reader:
    """Collects what is wrong in one file, while the caller walks through its document."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def complain(self, path: str, value: object, rule: str, way_out: str) -> None:
        """Note one mistake at `path` inside the file. Path and words may hold the file's own keys: they are cleaned."""
        shown = None if value is None else clean(value if isinstance(value, str) else repr(value), 80)
        place = clean(path, PATH_LIMIT) or None
        self.findings.append(Finding(str(self.file), None, place, shown, rule, clean(way_out, TEXT_LIMIT)))

    def stop_if_wrong(self, code: str) -> None:
        """Raise FindingsError when anything was noted."""
        if self.findings:
            first = self.findings[0]
            where = f"{first.column}: " if first.column else ""
            raise FindingsError(
                f"{clean(str(self.file))} can't be used: {where}{first.rule}.",
                code=code,
                hint=first.way_out,
                findings=tuple(self.findings),
            )

    def text(self, node: Any, path: str, *, limit: int = TEXT_LIMIT) -> str:
        """Return a text without control, bidi or stray blanks, or '' with a finding."""
        if not isinstance(node, str) or not node:
            self.complain(path, node, "must be a text, not empty", "Write it in double quotes.")
            return ""
        if len(node) > limit:
            self.complain(path, node, f"is longer than {limit} characters", "Shorten it.")
            return ""
        if not _is_clean(node):
            self.complain(
                path, node, "has control, bidi or doubled blank characters", "Type it again by hand."
            )
            return ""
        return node

    def texts(self, node: Any, path: str, low: int = 0, high: int = LIST_LIMIT) -> tuple[str, ...]:
        """Return a list of different texts, `low` to `high` of them."""
        items = self.items(node, path)
        if not items or (are_clean(items) and max(map(len, items)) <= TEXT_LIMIT):
            texts = tuple(items)
        else:
            texts = tuple(self.text(item, f"{path}[{k}]") for k, item in enumerate(items))
        self._hold_count(texts, path, low, high)
        if len({text.casefold() for text in texts}) == len(texts) and all(texts):
            return texts
        seen: set[str] = set()
        for k, text in enumerate(texts):
            if text and text.casefold() in seen:
                self.complain(f"{path}[{k}]", text, "stands twice in this list", "Remove one.")
            seen.add(text.casefold())
        return tuple(text for text in texts if text)

    def items(self, node: Any, path: str, low: int = 0, high: int = LIST_LIMIT) -> list[Any]:
        """Return a list, or an empty one with a finding; what is beyond `high` is not looked at."""
        if not isinstance(node, list):
            self.complain(path, node, "must be a list", "Write it in square brackets.")
            return []
        self._hold_count(node, path, low, high)
        return node[:high]

    def _hold_count(self, items: Sequence[object], path: str, low: int, high: int) -> None:
        if not low <= len(items) <= high:
            wanted = f"{low} to {high}" if high < LIST_LIMIT else f"at least {low}"
            self.complain(path, None, f"has {len(items)} entries, needs {wanted}", "Add or remove some.")

    def integer(self, node: Any, path: str, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, or `low` with a finding."""
        if isinstance(node, bool) or not isinstance(node, int) or not low <= node <= high:
            self.complain(path, node, f"must be a whole number from {low} to {high}", "Correct it.")
            return low
        return node

    def boolean(self, node: Any, path: str) -> bool:
        """Return true or false, or false with a finding."""
        if not isinstance(node, bool):
            self.complain(path, node, "must be true or false", "Write it without quotes.")
        return node is True

    def span(self, node: Any, path: str) -> tuple[Decimal, Decimal]:
        """Return two rising numbers, [15, 120], or (0, 0) with a finding."""
        items = self.items(node, path)
        ends = [Decimal(item) for item in items if _is_number(item)]
        if len(items) != 2 or len(ends) != 2 or not 0 <= ends[0] < ends[1] <= MONEY_LIMIT:  # noqa: PLR2004 - a span has two ends
            self.complain(
                path, node, "must be two rising numbers", "Write it as [lowest, highest], such as [15, 120]."
            )
            return Decimal(0), Decimal(0)
        return ends[0], ends[1]

    def cents(self, node: Any, path: str) -> tuple[int, int]:
        """Return two rising amounts of money in cents."""
        ends = self.span(node, path)
        if any(end != end.quantize(_CENT) for end in ends):
            self.complain(path, node, "has more than two places", "Write money as 15 or 15.50.")
        return int(ends[0] * 100), int(ends[1] * 100)

    def fields(
        self, node: Any, path: str, required: Sequence[str], optional: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return an object that has all of `required` and nothing beyond `optional`; findings otherwise."""
        if not isinstance(node, dict):
            self.complain(path, node, "must be an object", "Write it in curly brackets.")
            return {}
        known = (*required, *optional)
        for key in node:
            if key not in known:
                near = did_you_mean(str(key), known)
                self.complain(
                    _join(path, str(key)),
                    None,
                    "is not known here",
                    f"Remove it.{near} Known: {', '.join(known)}.",
                )
        for key in required:
            if key not in node:
                self.complain(
                    _join(path, key), None, "is missing", "Add it; `packs --schema` shows the shape."
                )
        return node


def are_clean(texts: Sequence[Any]) -> bool:
    """Whether all of these are short, clean texts: one look in place of one for each."""
    return all(isinstance(text, str) and text for text in texts) and _is_clean(" ".join(texts))


def _is_clean(text: str) -> bool:
    """Whether `clean` would change nothing, and the text is in its composed form."""
    if text.isprintable() and "  " not in text and text.strip() == text:  # the same, for most texts at once
        return text.isascii() or unicodedata.is_normalized("NFC", text)
    return clean(text, TEXT_LIMIT) == text and unicodedata.is_normalized("NFC", text)


def _join(path: str, key: str) -> str:
    shown = clean(key, 40) or '""'
    return f"{path}.{shown}" if path else shown


def _is_number(node: Any) -> bool:
    return isinstance(node, int | Decimal) and not isinstance(node, bool)


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f'the key "{clean(key, 40)}" stands twice in one object')
        found[key] = value
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _depth(node: Any) -> int:
    """Return how deep the document is nested, without recursion."""
    depth, level = 0, [node]
    while level and depth <= DEPTH_LIMIT:
        depth += 1
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


def _parsed(data: bytes) -> Any:
    """Return the document; raise ValueError for what is no clean JSON, RecursionError for what is too deep."""
    if len(data) > SIZE_LIMIT_BYTES:
        raise ValueError(f"it is larger than {SIZE_LIMIT_BYTES // 2**20} MiB")
    document = json.loads(
        data.decode("utf-8-sig"),
        object_pairs_hook=_only_once,
        parse_constant=_refuse_constant,
        parse_float=Decimal,
    )
    if _depth(document) > DEPTH_LIMIT:
        raise ValueError("it is nested too deep")
    return document


def read_document(reader: Reader, code: str) -> tuple[Any, str]:
    """Return the file's document and the sha256 of its bytes; raise FindingsError for what is no clean JSON."""
    rule, way_out = "", "It is plain JSON; `packs --schema` shows the shape."
    try:
        with reader.file.open("rb") as file:
            data = file.read(SIZE_LIMIT_BYTES + 1)
        return _parsed(data), hashlib.sha256(data).hexdigest()
    except OSError as wrong:
        rule = f"can't be read ({clean(wrong.strerror or 'error', 80)})"
        way_out = "Look at its path and rights."
    except UnicodeDecodeError:
        rule, way_out = "is not UTF-8 text", "Save it as UTF-8."
    except RecursionError:
        rule = "is no usable JSON: it is nested too deep"
    except (ValueError, ArithmeticError) as wrong:  # json's own error is a ValueError
        rule = f"is no usable JSON: {clean(str(wrong), 120)}"
    reader.complain("", None, rule, way_out)
    reader.stop_if_wrong(code)
    raise AssertionError("a finding was noted above")
