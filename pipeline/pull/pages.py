"""What an unfinished pull has read: a folder beside the dataset's, one file for each page, so that a kill loses one request.

Promises: a page is there whole or not at all (`files.replace_file`), and only once all before it are; what the store said is
kept as the dataset will have it, e-mails and names made anonymous where the dataset's will be. Private to its owner.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.files import replace_file, shown_path
from pipeline.text import clean

FORMAT = 1
_ABOUT = "pull.json"
IMAGES = "images"
COMPLETE = "complete"  # all of it was read: what lies in the dataset's folder now is this pull's own


def state_folder(folder: Path) -> Path:
    """Return where the state of a pull into a folder lies: beside it, whatever was typed for it."""
    whole = folder.resolve()
    return shown_path(whole.parent / f".{whole.name}.pull")


class Pages:
    """Pages by part (`customers`, `stock`), in their order. Without a folder they are kept in memory alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._parts: dict[str, list[dict[str, Any]]] = {}

    def begin(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was noted when the pull began, its format and choices; a new one notes `about`.

        Raises UsageError for what cannot be gone on with: another store, other choices, no state of ours.
        """
        if self.folder is None:
            return dict(about)
        noted = self._read(self.folder / _ABOUT) if (self.folder / _ABOUT).exists() else None
        if noted is None:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            noted = {"format": FORMAT, **about}
            replace_file(self.folder / _ABOUT, _json(noted))
        same = {name for name in about if name != "began" and noted.get(name) == about[name]}
        if noted.get("format") != FORMAT or same != set(about) - {"began"}:
            raise UsageError(
                f"{clean(str(self.folder))} holds what another pull has read: of another store, or with other options.",
                code="pull-other",
                hint="Go on with that one (the same store and options), choose another folder, or begin anew with --force (pull).",
            )
        return noted

    def of(self, part: str) -> list[dict[str, Any]]:
        """Return the pages of a part that were read before, in order. Raises UsageError for a file that is no page."""
        if part not in self._parts:
            found = [] if self.folder is None else sorted(self.folder.glob(f"{part}-*.json"))
            self._parts[part] = [self._read(path) for path in found]
        return self._parts[part]

    def add(self, part: str, page: dict[str, Any]) -> None:
        """Keep the next page of a part."""
        pages = self.of(part)
        if self.folder is not None:
            replace_file(self.folder / f"{part}-{len(pages) + 1:05}.json", _json(page))
        pages.append(page)

    def remove(self) -> None:
        """Remove the folder: the dataset is complete."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            found = None
        if not isinstance(found, dict):
            raise UsageError(
                f"{clean(str(path))} is no page of a pull.",
                code="pull-damaged",
                hint=f"Remove {clean(str(path.parent))}, and pull again.",
            )
        return found


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
