"""How close two values have to be: tolerances by field, stock by outlet or summed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import Enum

from pipeline.errors import UsageError
from pipeline.schema.fields import Form
from pipeline.schema.kinds import PRICE_FIELDS, filed_kinds
from pipeline.text import clean, did_you_mean

PRICE = "price"  # means both fields of a price
_NUMBERS = (Form.MONEY, Form.NUMBER, Form.COUNT)
TOLERABLE = (
    PRICE,
    *dict.fromkeys(
        each.name for kind in filed_kinds() for each in kind.fields.values() if each.form in _NUMBERS
    ),
)


class StockWay(str, Enum):
    """How levels are compared. Without a choice: by outlet, and summed where a side has one number for all outlets."""

    OUTLETS = "outlets"
    SUMMED = "summed"


@dataclass(frozen=True, slots=True)
class Rules:
    """How to compare: how far numbers of a field may be apart, and how stock is held against stock."""

    tolerances: Mapping[str, Decimal] = field(default_factory=dict)
    stock: StockWay | None = None

    def tolerance(self, name: str) -> Decimal | None:
        """Return how far the numbers of a field may be apart; a column of one outlet has its field's."""
        if name in self.tolerances:
            return self.tolerances[name]
        stems = (stem for stem in self.tolerances if name.startswith(f"{stem}_"))
        return next((self.tolerances[stem] for stem in stems), None)


def parse_tolerances(texts: Iterable[str]) -> dict[str, Decimal]:
    """Return {field: how far} of texts such as 'inventory=5,price=0.01'. Raises UsageError."""
    found: dict[str, Decimal] = {}
    for part in (each.strip() for text in texts for each in text.split(",")):
        name, _, number = (each.strip() for each in part.partition("="))
        if name not in TOLERABLE:
            raise _refusal(part, f"It names no number of a record.{did_you_mean(name, TOLERABLE)}")
        far = _number(number)
        if far is None:
            raise _refusal(part, "It says no number, zero or more.")
        found |= dict.fromkeys(PRICE_FIELDS if name == PRICE else (name,), far)
    return found


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _refusal(part: str, why: str) -> UsageError:
    return UsageError(
        f'--tolerance "{clean(part, 60)}" can\'t be used. {why}',
        code="tolerance-invalid",
        hint="Such as --tolerance inventory=5,price=0.01.",
    )
