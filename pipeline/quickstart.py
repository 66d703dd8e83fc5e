"""What the bare command remembers: which dataset it began for which store and options, and the output file.

Promises: a run that was cut off is found again by the same options and goes on with the same seed, dataset and output
file; a finished one is never touched again. The memory is `quickstart.json` in the dataset's folder, written first.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from pipeline.errors import Command, UsageError
from pipeline.files import replace_file, unused
from pipeline.journal.book import Journal
from pipeline.journal.file import journal_path
from pipeline.journal.transitions import State
from pipeline.text import clean

MEMORY_NAME = "quickstart.json"
FORMAT = 1
OUT = Path("out")
RANDOM_SEEDS = 2**32
_KINDS = {"prefix": str, "base_url": str, "wanted": dict, "seed": int, "began_at": str, "output": str}
UNFINISHED = frozenset({State.PENDING, State.SENT})


@dataclass(frozen=True, slots=True)
class Start:
    """One run of the bare command. `wanted` is what was asked for, in the words of the options; `seed` what was used.

    `began_at` is UTC to the second: it names the folder and the output file, and is the mapping's generated_at.
    """

    prefix: str
    base_url: str
    wanted: dict[str, Any]
    seed: int
    began_at: str
    output: str
    folder: str = ""

    @property
    def moment(self) -> datetime:
        """When it began."""
        return datetime.fromisoformat(self.began_at)


def begin(prefix: str, base_url: str, wanted: dict[str, Any], output: Path | None, now: datetime) -> Start:
    """Begin a new run: make its folder and write its memory. Raises UsageError for an output file that is there."""
    began = now.astimezone(timezone.utc).replace(microsecond=0)
    stamp = began.strftime("%Y-%m-%d-%H%M%S")
    target = (output or unused(Path(f"demo-data-{stamp}.json"))).absolute()
    if target.exists():
        raise UsageError(
            f"{target} is there already.",
            code="output-exists",
            hint="Choose another file with --output; none is overwritten.",
        )
    if not target.parent.is_dir():
        raise UsageError(
            f"{target.parent} is not a folder.", code="output-folder-missing", hint="Make it first."
        )
    folder = unused(OUT / f"demo-{stamp}")
    seed = wanted["seed"] if wanted.get("seed") is not None else secrets.randbelow(RANDOM_SEEDS)
    start = Start(prefix, base_url, wanted, seed, began.isoformat(), str(target), str(folder))
    folder.mkdir(parents=True)
    replace_file(
        folder / MEMORY_NAME, (json.dumps({"format": FORMAT, **asdict(start)}, indent=2) + "\n").encode()
    )
    return start


def unfinished(prefix: str, base_url: str, wanted: dict[str, Any]) -> Start | None:
    """Return the newest run for this store and these options if it is unfinished, else None."""
    for start in sorted(_remembered(), key=lambda each: each.began_at, reverse=True):
        if (start.prefix, start.base_url, start.wanted) == (prefix, base_url, wanted):
            return start if _is_unfinished(start) else None
    return None


def refuse_wandering(start: Start, given: Path | None) -> None:
    """Raise UsageError for a remembered output that only the memory's file asks for outside of this folder.

    The file may have come with somebody else's dataset. What `--output` names now is the person's own wish; in either
    place only a mapping is overwritten.
    """
    from pipeline.load.run import refuse_output

    path = Path(start.output).absolute()
    if path.parent != Path.cwd() and (given is None or given.absolute() != path):
        raise UsageError(
            f"{clean(start.folder)}/{MEMORY_NAME} names an output outside of this folder: {clean(start.output)}.",
            code="output-elsewhere",
            hint="If it is yours, pass the same --output again; else load the dataset, whose mapping goes into its folder.",
            command=Command(("load", Path(start.folder)), in_store=True),
        )
    refuse_output(path)


def _is_unfinished(start: Start) -> bool:
    journal = Journal.read(journal_path(Path(start.folder), start.prefix))
    if journal is None:
        return True
    with journal:
        entries = journal.entries()
    return not entries or any(entry.state in UNFINISHED for entry in entries)


def _remembered() -> Iterator[Start]:
    for path in sorted(OUT.glob(f"*/{MEMORY_NAME}")):
        try:
            yield _parsed(json.loads(path.read_text(encoding="utf-8")), path.parent)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue  # somebody else's file of that name; it is not ours to judge


def _parsed(document: Any, folder: Path) -> Start:
    """Return the run that a memory tells of. Raises TypeError, KeyError, ValueError for anything else."""
    if not isinstance(document, dict) or document.pop("format") != FORMAT:
        raise TypeError
    if any(not isinstance(document[name], kind) for name, kind in _KINDS.items()):
        raise TypeError
    start = Start(**document)
    if start.moment.tzinfo is None:
        raise ValueError
    return replace(start, folder=str(folder))
