"""Which state file the sandbox in this process has: the dataset's own, from whatever folder a command is run.

Promises: a dataset that was loaded into a sandbox meets that very one, or a refusal that says where it was looked for;
nothing is made here, and a second sandbox never takes its place. The sandbox of a dataset that was never loaded is the
one beside it, else `out/.sandbox` of the current folder.
"""

from dataclasses import dataclass
from pathlib import Path

from pipeline.cli.out_folder import OUT
from pipeline.errors import AccessError
from pipeline.files import shown_path
from pipeline.schema.folder import JOURNALS
from pipeline.settings import SANDBOX_PREFIX
from pipeline.text import clean

SANDBOX_FOLDER = OUT / ".sandbox"
SANDBOX_STATE = SANDBOX_FOLDER / "shop.sqlite"


@dataclass(frozen=True, slots=True)
class SandboxPlace:
    """A sandbox's state file, as a person here would type it. `moved` says, in words, that it isn't where it was.

    `root` is the address under which it is served at the moment, if it is.
    """

    state: Path
    moved: str = ""
    root: str = ""

    @property
    def made(self) -> bool:
        """Whether the sandbox is there, or would be made."""
        return self.state.exists()


def find_sandbox(dataset: Path | None) -> SandboxPlace:
    """Return the place of the sandbox that a command means. Raises AccessError where the dataset's own is gone."""
    if dataset is None:
        return SandboxPlace(SANDBOX_STATE)
    from pipeline.journal.book import Journal
    from pipeline.journal.file import journal_path
    from pipeline.load.sandbox_note import NOTE, places_in
    from pipeline.sandbox import retailer_in

    journal = Journal.read(journal_path(dataset, SANDBOX_PREFIX))
    beside = dataset.resolve().parent / SANDBOX_FOLDER.name / SANDBOX_STATE.name
    if journal is None:
        return SandboxPlace(shown_path(beside) if beside.exists() else SANDBOX_STATE)
    with journal:
        retailer = (journal.note("binding") or {}).get("retailer_id")
        noted = places_in(journal.note(NOTE), dataset)
    places = tuple(dict.fromkeys((*noted, beside, SANDBOX_STATE.absolute())))
    if not retailer:  # nothing was ever sent: a record was skipped
        return SandboxPlace(shown_path(next((each for each in places if each.exists()), SANDBOX_STATE)))
    there = {place: retailer_in(place) for place in places if place.exists()}
    # One that can't be read now may be it: opening it says why
    fitting = [place for wanted in (retailer, None) for place, its in there.items() if its == wanted]
    if not fitting:
        raise _gone(dataset, places)
    found = fitting[0]
    was = noted[0] if noted else found
    moved = f"The sandbox of {dataset} is not at {shown_path(was)}, but at {shown_path(found)}."
    return SandboxPlace(shown_path(found), clean(moved) if found != was else "")


def _gone(dataset: Path, places: tuple[Path, ...]) -> AccessError:
    looked = " or ".join(clean(str(shown_path(place)), 120) for place in places)
    journal = clean(str(dataset / JOURNALS / f"{SANDBOX_PREFIX}.sqlite"), 120)
    return AccessError(
        f"The sandbox that {clean(str(dataset), 120)} was loaded into is not at {looked}.",
        code="wrong-store",
        hint=f"Bring it back; if it runs on a port, name it by -d {SANDBOX_PREFIX} --base-url URL. If it is gone for "
        f"good, move {journal} away: then this dataset is new to every sandbox.",
    )
