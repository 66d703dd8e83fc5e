"""`dataset.json`: what a dataset says about itself. Parsed at the edge, trusted inside.

Promises: a manifest written by a newer version is refused with a clear text, an older or damaged one
never raises anything but FindingsError. Does not promise that the files are still as they were written:
that is what the sha256 of each is for (`edits`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import Finding, FindingsError
from pipeline.files import replace_file
from pipeline.schema.folder import MANIFEST
from pipeline.schema.kinds import Kind, Source, filed_kinds
from pipeline.settings import GenerateOptions
from pipeline.text import clean

FORMAT_VERSION = 2
# Still read, in place: 1 had customers and products without brands, categories, tags, suppliers, barcodes and groups.
KNOWN_VERSIONS = (1, FORMAT_VERSION)
SCENARIOS = "scenarios"  # an option that datasets have since there are known cases
VARIANTS = "variants"  # the option that every dataset has since products are in families
# Of one that was pulled: the outlets of its store, which plain stock columns are of, and the field its prices are of there
PULLED_OUTLETS, PULLED_PRICES = "pulled_outlets", "pulled_prices"
_MAX_BYTES = 1024 * 1024  # a real one is under 4 KB

Option = str | int | float | bool | None | list[int] | list[str]


class FileStamp(NamedTuple):
    """A file as it was written: name, sha256 (hex), number of records."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where a dataset comes from. `seed` and `region` are None for one that was imported.

    `packs` maps a pack's name to its digest; `options` holds every other option that shaped the data;
    `created_at` is UTC, ISO 8601. `counts` and `files` are filled in by `write_dataset`. `families` says in how many
    families the products were generated, None where that is not known; `scenarios` has the keys of each known case, or says
    why it is not there.
    """

    seed: int | None
    packs: Mapping[str, str]
    region: str | None
    tool_version: str
    created_at: str
    vocabulary: str = ""
    options: Mapping[str, Option] = field(default_factory=dict)
    counts: Mapping[Kind, int] = field(default_factory=dict)
    files: tuple[FileStamp, ...] = ()
    format_version: int = FORMAT_VERSION
    families: int | None = None
    scenarios: Mapping[str, tuple[str, ...] | str] = field(default_factory=dict)

    @property
    def older(self) -> bool:
        """Whether a version without families generated it: with its seed, others give other products."""
        return self.seed is not None and VARIANTS not in self.options


def manifest_for(
    options: GenerateOptions,
    pack_digests: Mapping[str, str],
    region_digest: str,
    *,
    vocabulary: str,
    tool_version: str,
    created_at: str,
    counts: Mapping[Kind, int] | None = None,
) -> Manifest:
    """Return the manifest of what `options` will make; until it is written, counts are of the kinds that are asked for.

    `counts` are those that differ from what was asked for.
    """
    spans = {
        kind: options.span(options.counts[kind.name]) for kind in filed_kinds() if kind.name in options.counts
    }
    return Manifest(
        seed=options.seed,
        packs={name: pack_digests[name] for name in options.packs},
        region=options.region,
        tool_version=tool_version,
        created_at=created_at,
        vocabulary=vocabulary,
        options={
            "region_digest": region_digest,
            "near": options.near,
            "phones": options.phones,
            "email_domain": options.email_domain,
            "emails": options.emails,
            "inactive_share": options.inactive_share,
            "gaps": options.gaps,
            "start": options.start,
            "rows": list(options.rows) if options.rows else None,
            VARIANTS: options.variants,
            "outlets": list(options.outlets),
            SCENARIOS: options.scenarios,
        },
        counts={kind: last - first for kind, (first, last) in spans.items()} | dict(counts or {}),
    )


def manifest_text(manifest: Manifest) -> str:
    """Return the JSON of a manifest."""
    document = {
        "format_version": manifest.format_version,
        "tool_version": manifest.tool_version,
        "created_at": manifest.created_at,
        "seed": manifest.seed,
        "packs": dict(manifest.packs),
        "region": manifest.region,
        "counts": {kind.plural: count for kind, count in manifest.counts.items()},
        "families": manifest.families,
        "options": dict(manifest.options),
        **({SCENARIOS: dict(manifest.scenarios)} if manifest.scenarios else {}),
        "vocabulary": manifest.vocabulary,
        "files": {stamp.name: {"sha256": stamp.sha256, "rows": stamp.rows} for stamp in manifest.files},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write_manifest(folder: Path, manifest: Manifest, *, durable: bool = True) -> None:
    """Write `dataset.json` whole. Raises OSError as the file system gives it."""
    replace_file(folder / MANIFEST, manifest_text(manifest).encode(), durable=durable)


def read_manifest(folder: Path) -> Manifest | None:
    """Return the folder's manifest, or None when it has none; raise FindingsError for one we can't trust."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            raise _refusal(path, "It is not a manifest: not a plain file, or far too large.")
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as wrong:
        raise _refusal(path, f"It can't be read as JSON: {clean(str(wrong), 120)}.") from None
    version = document.get("format_version") if isinstance(document, dict) else None
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT_VERSION:
        raise _refusal(
            path,
            f"Its format version is {version}; this program knows {FORMAT_VERSION}.",
            "Update x-series-demo, or generate the dataset again in another folder.",
        )
    if isinstance(version, bool) or version not in KNOWN_VERSIONS:
        raise _refusal(path, 'It has no "format_version" that this program knows.')
    try:
        return _parse(document, version)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise _refusal(path, f"A field is missing or has the wrong type: {clean(str(wrong), 80)}.") from None


def _parse(document: dict[str, object], version: int) -> Manifest:
    counted = _map(document, "counts")
    counts = {
        kind: _number(counted.get(kind.plural, 0))
        for kind in filed_kinds()
        if kind.source is Source.FILE or kind.plural in counted
    }
    files = _map(document, "files")
    return Manifest(
        seed=None if document["seed"] is None else _number(document["seed"]),
        packs={name: _text(digest) for name, digest in _map(document, "packs").items()},
        region=None if document["region"] is None else _text(document["region"]),
        tool_version=_text(document["tool_version"]),
        created_at=_text(document["created_at"]),
        vocabulary=_text(document["vocabulary"]),
        options={name: _option(value) for name, value in _map(document, "options").items()},
        counts=counts,
        files=tuple(
            FileStamp(name, _text(_map(files, name)["sha256"]), _number(_map(files, name)["rows"]))
            for name in files
        ),
        format_version=version,
        families=None if document.get("families") is None else _number(document["families"]),
        scenarios={
            name: tuple(_texts(keys)) if isinstance(keys, list) else _text(keys)
            for name, keys in (_map(document, SCENARIOS) if SCENARIOS in document else {}).items()
        },
    )


def _map(document: Mapping[str, object], name: str) -> dict[str, object]:
    value = document[name]
    if not isinstance(value, dict):
        raise TypeError(name)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("not a whole number")
    return value


def _option(value: object) -> Option:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, list):
        return _texts(value) if value and isinstance(value[0], str) else [_number(item) for item in value]
    raise TypeError("not a plain option")


def _texts(values: list[object]) -> list[str]:
    return [_text(value) for value in values]


def _refusal(path: Path, why: str, way_out: str = "") -> FindingsError:
    way_out = way_out or f"Move {MANIFEST} away: a dataset reads and loads without it."
    finding = Finding(str(path), None, None, None, why, way_out)
    return FindingsError(
        f"{clean(str(path))} can't be used. {why}", code="manifest-refused", hint=way_out, findings=(finding,)
    )
