"""Where packs and regions lie, and taking them from there by name.

The shipped ones lie in `_packs` beside the package's modules in an installed copy, in `packs` beside the
package in a checkout. A user's own folder adds to them; a pack there takes the place of a shipped one of
the same name.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import FindingsError, UsageError
from pipeline.packs.categories import leaf_clashes
from pipeline.packs.flat import pack_name
from pipeline.packs.names import shared_names
from pipeline.packs.parse import parse_pack
from pipeline.packs.region import parse_region
from pipeline.packs.shipped import shipped_folder
from pipeline.packs.values import Pack, Region
from pipeline.text import clean, did_you_mean

FOLDER_LIMIT = 1_000  # files looked at in one folder: a wrong --packs-dir must not walk a disk
SCHEMA = Path("schema", "pack.schema.json")


class PackFile(NamedTuple):
    """A pack file that was found: the name it is asked for by, and whether it was shipped."""

    name: str
    file: Path
    shipped: bool


def find_packs(packs_dir: Path | None = None) -> dict[str, PackFile]:
    """Return the pack files by name, shipped ones first, each folder in the order of its names."""
    found = {slot.name: slot for slot in _slots(shipped_folder(), shipped=True)}
    if packs_dir is not None:
        if not packs_dir.is_dir():
            raise UsageError(
                f"{clean(str(packs_dir))} is not a folder.",
                code="packs-dir-missing",
                hint="Name a folder of pack files, such as ./my-packs.",
            )
        found.update({slot.name: slot for slot in _slots(packs_dir, shipped=False)})
    return found


def _slots(folder: Path, *, shipped: bool) -> Iterable[PackFile]:
    for file in sorted(folder.glob("*.json"))[:FOLDER_LIMIT]:
        yield PackFile(pack_name(file), file, shipped)


def load_packs(names: Sequence[str], packs_dir: Path | None = None) -> tuple[Pack, ...]:
    """Return the packs called `names`, each once, in that order.

    Raises UsageError for a name that isn't there, FindingsError for files that are wrong (all of them) or
    packs that could give two products the same name or SKU.
    """
    found = find_packs(packs_dir)
    wanted = list(dict.fromkeys(name.strip().lower() for name in names))
    for name in wanted:
        if name not in found:
            raise UsageError(
                f'There is no pack "{clean(name, 60)}".{did_you_mean(name, found)}',
                code="pack-unknown",
                hint=f"Packs: {', '.join(found)}.",
            )
    packs, wrong = [], []
    for name in wanted:
        try:
            packs.append(parse_pack(found[name].file))
        except FindingsError as error:
            wrong.append(error)
    if wrong:
        raise FindingsError(
            wrong[0].message,
            code=wrong[0].code,
            hint=wrong[0].hint,
            findings=tuple(finding for error in wrong for finding in error.findings),
        )
    hold_apart(packs)
    return tuple(packs)


def hold_apart(packs: Sequence[Pack]) -> None:
    """Raise FindingsError when two of the packs could make the same product name or SKU, or put products above others."""
    if clash := shared_names(packs):
        first, second, example = clash
        raise FindingsError(
            f'The packs {first.name} and {second.name} could both make "{clean(example, 80)}".',
            code="packs-overlap",
            hint=f"Use one of them, or change prefix and brands in {clean(second.source)}.",
        )

    every = [line for pack in packs for line in pack.lines]
    if above := next(leaf_clashes(every), None):
        raise FindingsError(
            f'The packs don\'t go together: "{clean(above[0], 80)}" is a category of products in one, '
            f'"{clean(above[1], 80)}" lies below it in another.',
            code="packs-overlap",
            hint="Use them apart, or change one of the two categories.",
        )


def load_region(name: str) -> Region:
    """Return the region called `name`, or by one of its other names; raise UsageError for one that isn't there."""
    known = find_region(name)
    if known is None:
        names = region_names()
        raise UsageError(
            f'There is no region "{clean(name, 60)}".{did_you_mean(name.strip().lower(), names)}',
            code="region-unknown",
            hint=f"Regions: {', '.join(names)}.",
        )
    return parse_region(_region_file(known))


def find_region(name: str) -> str | None:
    """Return the name of the region that is called so, in any letter case, or has it among its other names."""
    wanted, names = name.strip().casefold(), region_names()
    for known in names:
        if wanted == known.casefold():
            return known
    for region in (parse_region(_region_file(known)) for known in names):
        if wanted in (*region.aliases, region.name.casefold()):
            return region.region
    return None


def _region_file(name: str) -> Path:
    return shipped_folder() / "regions" / f"{name}.json"


def region_names() -> tuple[str, ...]:
    """Return the regions that are shipped."""
    return tuple(sorted(file.stem for file in (shipped_folder() / "regions").glob("*.json")))


def pack_schema() -> dict[str, Any]:
    """Return the JSON Schema of packs."""
    schema: dict[str, Any] = json.loads((shipped_folder() / SCHEMA).read_text(encoding="utf-8"))
    return schema
