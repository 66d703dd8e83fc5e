"""Whatever record was created, the comparison finds it as it was made; whatever field is edited, it finds that one."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.fields import Form
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.schema.records import Record
from pipeline.stores.comparing import compare
from pipeline.stores.xseries.resources import resource_of
from pipeline.verify.reports import safe_cell
from tests.support.breadth import BREADTH

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="#$&"), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)
VALUES: dict[Form, st.SearchStrategy[Any]] = {
    Form.TEXT: TEXT,
    Form.COUNTRY: st.sampled_from(["US", "NZ", "GB"]),
    Form.NUMBER: st.decimals("0.001", 10_000, places=3),
    Form.MONEY: st.decimals("0.01", 100_000, places=2),
    Form.BOOLEAN: st.booleans(),
}
SPECIAL = {"gender": st.sampled_from(["M", "F"]), "source": st.just("USER"), "price_excluding_tax": st.none()}


@st.composite
def records(draw: st.DrawFn, kind: Kind) -> Record:
    values = []
    for name, field in kind.fields.items():
        value = draw(
            SPECIAL.get(name, VALUES[field.form]) if field.required or draw(st.booleans()) else st.none()
        )
        if value is not None:
            values.append((name, value))
    return Record(kind, tuple(values))


def created(record: Record, price_field: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return what was sent and what the store has, or None for a record that the store refuses."""
    shop = Shop(
        SandboxOptions(tax_exclusive=price_field == "price_excluding_tax"),
        "5b9d7f3a-0000-4000-8000-00000000a001",
    )
    shop.open(0.0)
    payload = resource_of(record.kind).part(record, {}, price_field)
    outcome = shop.handle(Call("POST", f"/{record.kind.plural}", (), payload), 1.0)
    if not outcome.rows:
        return None
    return payload, shop.handle(Call("GET", f"/{record.kind.plural}/{outcome.rows[0].id}"), 2.0).answer.body[
        "data"
    ]


@settings(max_examples=60 * BREADTH, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(list(all_kinds())).flatmap(records),
    st.sampled_from(["price_including_tax", "price_excluding_tax"]),
)
def test_a_record_as_it_was_made_shows_no_difference(record: Record, price_field: str) -> None:
    made = created(record, price_field)
    if made is not None:
        assert [each for each in compare(resource_of(record.kind), *made) if not each.redacted] == []


@settings(max_examples=60 * BREADTH, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(all_kinds())).flatmap(records), st.data())
def test_an_edited_field_is_found_and_only_that_one(record: Record, data: st.DataObject) -> None:
    made = created(record, "price_including_tax")
    if made is None:
        return
    sent, row = made
    field = data.draw(st.sampled_from(sorted(sent)))
    value = sent[field]
    edited: Any = (
        not value
        if isinstance(value, bool)
        else float(Decimal(str(value)) + 1)
        if isinstance(value, float)
        else "ZZ-edited"
    )
    found = [
        each.field
        for each in compare(resource_of(record.kind), sent, {**row, field: edited})
        if not each.redacted
    ]
    assert found == [field]


@given(st.text(max_size=60))
def test_no_cell_of_a_report_begins_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip().startswith(("=", "+", "-", "@"))
