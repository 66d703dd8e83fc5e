"""Sizes of clothes, shoes and beds as a region has them: a run of values that turns as one, or not at all. Pure."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeline.packs.reading import Reader

RUN_LIMIT = 20


class SizeRun(NamedTuple):
    """Sizes of things that one of `words` names, and what each becomes. `was` and `label` stand in front of a size: US, UK."""

    words: frozenset[str]
    values: Mapping[str, str]
    was: str
    label: str


def parse_sizes(reader: Reader, node: Any, path: str) -> tuple[SizeRun, ...]:
    """Return the size runs of a region."""
    runs = []
    for k, item in enumerate(reader.items(node, path, 0, RUN_LIMIT)):
        here = f"{path}[{k}]"
        fields = reader.fields(item, here, ("words", "values"), ("was", "label"))
        values = fields.get("values")
        if not isinstance(values, dict) or not values:
            reader.complain(f"{here}.values", None, "must be an object of sizes", 'Such as {"8": "7"}.')
            values = {}
        values = {
            size: reader.text(other, f"{here}.values.{size}", limit=40) for size, other in values.items()
        }
        if len(set(values.values())) != len(values):
            reader.complain(f"{here}.values", None, "turns two sizes into one", "Give each its own.")
        runs.append(
            SizeRun(
                words=frozenset(
                    word.lower() for word in reader.texts(fields.get("words"), f"{here}.words", 1)
                ),
                values=values,
                was=reader.text(fields["was"], f"{here}.was", limit=10) if "was" in fields else "",
                label=reader.text(fields["label"], f"{here}.label", limit=10) if "label" in fields else "",
            )
        )
    return tuple(runs)


def run_for(values: tuple[str, ...], about: frozenset[str], runs: tuple[SizeRun, ...]) -> SizeRun | None:
    """Return the run that all of these values are of, for a thing that these words are about."""
    return next(
        (run for run in runs if run.words & about and all(value in run.values for value in values)), None
    )


def sized(text: str, runs: tuple[SizeRun, ...]) -> str:
    """Return a sentence whose sizes are the region's: 'One size fits US 7 to 12', 'US size {size}'."""
    for run in runs:
        if run.was and run.was in text:
            pattern = rf"\b{re.escape(run.was)}\b( sizes?)?( \d+(?:\.5)?)?((?: to | and | or |-)\d+(?:\.5)?)?"
            text = re.sub(pattern, lambda found, run=run: _turned(found, run), text)  # type: ignore[misc] # bound at once
    return text


def _turned(found: re.Match[str], run: SizeRun) -> str:
    numbers = (found[2] or "") + (found[3] or "")
    return (
        run.label
        + (found[1] or "")
        + re.sub(r"\d+(?:\.5)?", lambda size: run.values.get(size[0], size[0]), numbers)
    )
