"""What a family's description ends with: 'Comes in two colours and five sizes.' Pure."""

from pipeline.generate.layout import COLOURS_MOST, run_of
from pipeline.packs import Line
from pipeline.packs.values import Option

_NUMBERS = ("", "one", "two", "three", "four", "five", "six")


def closings(line: Line, *, stock: bool) -> list[str]:
    """Return the last sentence of a line's families, with a blank before it: '' for a single product, then by first options."""
    if not line.options:
        return [""] * (COLOURS_MOST + 1)
    lead = "Comes in" if stock else "Offered in"
    run = _counted(run_of(line), line.options[-1])
    several = [
        f" {lead} {_counted(colours, line.options[0])} and {run}." for colours in range(2, COLOURS_MOST + 1)
    ]
    return ["", f" {lead} {run}.", *several]


def _counted(number: int, option: Option) -> str:
    return f"{_NUMBERS[number]} {option.plural}"
