"""Bytes and text of strangers as text that can be shown: bodies, curl lines, cells of CSV. Pure."""

import csv
import io
import json
import shlex
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Iterable

from pipeline.sandbox.office.told import address_of, clock_time, record_of, short_told
from pipeline.sandbox.serve.exchanges import Exchange, KeptBody

# Control, format (bidi overrides, zero width), half surrogates, private use, line and paragraph separators
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DUMP_BYTES = 1024
_PER_LINE = 16
_OWN_HEADERS = frozenset({"host", "content-length", "connection", "accept-encoding", "authorization"})
COLUMNS = ("number", "time", "call", "path", "query", "told", "took_ms", "faults", "record", "request_id")


def marked(value: object) -> object:
    """Return text with a mark, such as ⟨U+202E⟩, for every character that can't be seen; anything else as it is."""
    if type(value) is not str or (value.isascii() and value.isprintable()):
        return value
    hidden = {
        letter: f"⟨U+{ord(letter):04X}⟩"
        for letter in {*value} - {*"\n\t"}
        if unicodedata.category(letter) in _UNSEEN
    }
    return "".join(hidden.get(letter, letter) for letter in value)


def body_text(body: KeptBody) -> str:
    """Return a body as people read it: JSON indented, text, or the beginning of what is no text in hexadecimal."""
    cut = body.size > len(body.data)
    try:
        text = getincrementaldecoder("utf-8")().decode(body.data, not cut)  # a cut may fall into a letter
    except UnicodeDecodeError:
        return _dump(body.data[:_DUMP_BYTES]) + ("\n…" if body.size > _DUMP_BYTES else "")
    if not cut:
        try:
            return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            pass
    return text


def body_note(body: KeptBody) -> str:
    """Return the size of a body, and what of it is kept."""
    kept = f", the first {len(body.data):,} kept" if body.size > len(body.data) else ""
    return f"{body.size:,} bytes{kept}"


def _dump(data: bytes) -> str:
    lines = (data[at : at + _PER_LINE] for at in range(0, len(data), _PER_LINE))
    return "\n".join(f"{at * _PER_LINE:06x}  {line.hex(' ')}" for at, line in enumerate(lines))


def curl_line(one: Exchange, root: str) -> str:
    """Return a command that sends the request again; the token comes from the shell's XSERIES_TOKEN."""
    how = ["--head"] if one.method == "HEAD" else ["-i", "-X", one.method]  # with -X it would wait for a body
    words = ["curl", *how, shlex.quote(root + address_of(one))]
    words += ['-H "Authorization: Bearer $XSERIES_TOKEN"'] * ("authorization" in one.headers)
    sent = ((name, value) for name, value in one.headers.items() if name not in _OWN_HEADERS)
    words += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in sent]
    words += [_body_words(one.body)] * bool(one.body.size)
    return " ".join(words)


def _body_words(body: KeptBody) -> str:
    whole = body.size == len(body.data)
    try:
        return f"--data-raw {shlex.quote(body.data.decode('utf-8'))}" if whole else "--data-binary @body.json"
    except UnicodeDecodeError:
        return "--data-binary @body.bin"


def as_csv(exchanges: Iterable[Exchange]) -> str:
    """Return exchanges as CSV; no cell of it is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in exchanges:
        took = "" if one.took_s is None else f"{one.took_s * 1000:.1f}"
        cells = (
            one.number, clock_time(one.time_s), one.method, one.path, one.query, short_told(one), took,
            " ".join(one.faults), record_of(one), one.request_id,
        )  # fmt: skip
        writer.writerow([_guarded(str(cell)) for cell in cells])
    return text.getvalue()


def _guarded(cell: str) -> str:
    shown = str(marked(cell))
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) or shown.startswith(_FORMULA) else shown
