"""Whatever record was created, the comparison finds it as it was made; whatever field is edited, it finds that one."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.compare.reports import safe_cell
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.collect import with_collected
from pipeline.schema.fields import Form, path_text
from pipeline.schema.kinds import OPTION_NUMBERS, PRODUCT, KeyShape, Kind, all_kinds, key_of
from pipeline.schema.records import Id, Record
from pipeline.stores.comparing import compare, compared_names, values_of
from pipeline.stores.protocol import Making, Terms
from pipeline.stores.xseries.endpoints import CATEGORIES, product_stock
from pipeline.stores.xseries.named import category_path
from pipeline.stores.xseries.reading.views import needs_stock
from pipeline.stores.xseries.resources import resource_of
from tests.support.breadth import BREADTH

# NUL is in no file that is read
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00#$&"), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)
NAMES = TEXT.map(str.strip)
VALUES: dict[Form, st.SearchStrategy[Any]] = {
    Form.TEXT: TEXT,
    Form.COUNTRY: st.sampled_from(["US", "NZ", "GB"]),
    Form.NUMBER: st.decimals("0.001", 10_000, places=3),
    Form.COUNT: st.integers(0, 10_000).map(Decimal),
    Form.MONEY: st.decimals("0.01", 100_000, places=2),
    Form.BOOLEAN: st.booleans(),
    Form.REFERENCE: NAMES,
    Form.LIST: st.lists(NAMES, min_size=1, max_size=3, unique_by=key_of).map(tuple),
    Form.PATH: st.lists(NAMES, min_size=1, max_size=3).map(lambda names: path_text(tuple(names))),
}
SPECIAL = {
    "gender": st.sampled_from(["M", "F"]),
    "source": st.just("USER"),
    "price_excluding_tax": st.none(),
    "parent": st.none(),  # its path has it
}


class Made(NamedTuple):
    """What was sent, with what steps put; what the store has; what its ids are called; how it wants records."""

    sent: dict[str, Any]
    row: dict[str, Any]
    called: Callable[[str], str]
    terms: Terms


def _sound(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values without options that `check` refuses: a name or value alone, or one that another option has."""
    seen: set[str] = set()
    for number in OPTION_NUMBERS if kind is PRODUCT else ():
        names = [f"variant_option_{number}_{part}" for part in ("name", "value")]
        keys = {key_of(str(values.get(name) or "")) for name in names}
        if "" in keys or len(keys) < len(names) or keys & seen:
            values = {name: value for name, value in values.items() if name not in names}
        seen |= keys
    return values


@st.composite
def records(draw: st.DrawFn, kind: Kind) -> Record:
    values = []
    for name, field in kind.fields.items():
        strategy = SPECIAL[name] if name in SPECIAL else VALUES[field.form]
        value = draw(strategy if field.required or draw(st.booleans()) else st.none())
        if value is not None:
            values.append((name, value))
    record = Record(kind, tuple(_sound(kind, dict(values)).items()))
    if kind.key.shape is not KeyShape.PATH:
        return record
    return next(each for each, _ in reversed(with_collected([(naming(record), 1)])) if each.kind is kind)


def naming(record: Record) -> Record:
    """Return a product that names this category, as the files have it: all above it comes with it."""
    return Record(PRODUCT, (("sku", "A"), ("product_category", record.key_text)))


def created(record: Record, price_field: str) -> Made | None:
    """Return what a store has after a create; None for a record that the store refuses."""
    shop = Shop(
        SandboxOptions(tax_exclusive=price_field == "price_excluding_tax"),
        "5b9d7f3a-0000-4000-8000-00000000a001",
    )
    shop.open(0.0)
    terms = Terms(price_field, outlets_of(shop))
    ids: dict[Id, str] = {}
    is_path = record.kind.key.shape is KeyShape.PATH
    for each, _ in with_collected([(naming(record) if is_path else record, 1)]):
        if is_path and each.kind is not record.kind:
            continue
        call = resource_of(each.kind).create(Making((each,), ids, price_field, outlets=terms.outlets))
        made = shop.handle(Call("POST", call.path, (), call.json), 1.0).rows
        if not made:
            return None
        ids[each.id] = made[0].id
    names = {remote_id: key for (_, key), remote_id in ids.items()}
    resource = resource_of(record.kind)
    sent = values_of(resource, resource.part(record, ids, price_field), lambda each: names[each])
    steps = {step.name: step.wanted(record, terms) for step in resource.steps}
    sent |= {name: wanted for name, wanted in steps.items() if wanted is not None}
    row = shown(shop, record.kind, ids[record.id])
    return Made(sent, row, lambda remote_id: names.get(remote_id, remote_id), terms)


def outlets_of(shop: Shop) -> tuple[tuple[str, str], ...]:
    """Return a shop's outlets, as a load knows them."""
    rows = shop.handle(Call("GET", "/outlets"), 1.0).answer.body["data"]
    return tuple((row["id"], row["name"]) for row in rows)


def shown(shop: Shop, kind: Kind, remote_id: str) -> dict[str, Any]:
    """Return a record as the store shows it; of a tree, as its list does."""
    resource = resource_of(kind)
    if resource.read is not None:
        call = resource.read(remote_id)
        found: dict[str, Any] = shop.handle(Call("GET", call.path), 2.0).answer.body["data"]
        if needs_stock(kind):
            path = product_stock(remote_id).path
            found = {**found, "stock": shop.handle(Call("GET", path), 2.0).answer.body["data"]}
        return found
    listed = shop.handle(Call("GET", CATEGORIES), 2.0).answer.body["data"]["categories"]
    row = next(each for each in listed if each["id"] == remote_id)
    return {**row, "path": category_path(row)}


def edited(record: Record, row: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Return the store's row with another value in one field of ours, wherever the store keeps it."""
    if name.startswith("contact_"):
        return {**row, "contact": {**row["contact"], name.removeprefix("contact_"): value}}
    if name == "barcode":
        return {**row, "product_codes": [{"type": "CUSTOM", "code": value}]}
    if name.startswith("variant_option_"):
        part = "value" if name.endswith("_value") else "id"
        held = [dict(each) for each in row["variant_options"]]
        numbers = [each for each in OPTION_NUMBERS if record.get(f"variant_option_{each}_name") is not None]
        held[numbers.index(name.split("_")[2])][part] = value
        return {**row, "variant_options": held}
    if name == "product_category":
        return {**row, "product_type_id": value, "type": {"id": value}}
    if name == "stock":
        first, *others = row["stock"]
        return {**row, "stock": [first | {"inventory_level": value, "current_amount": value}, *others]}
    theirs = resource_of(record.kind).sent_as.get(name, name)
    return {**row, theirs: [value] if isinstance(record.get(name), tuple) else value}


@settings(max_examples=60 * BREADTH, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(list(all_kinds())).flatmap(records),
    st.sampled_from(["price_including_tax", "price_excluding_tax"]),
)
def test_a_record_as_it_was_made_shows_no_difference(record: Record, price_field: str) -> None:
    made = created(record, price_field)
    if made is not None:
        assert [each for each in compare(resource_of(record.kind), *made) if not each.redacted] == []


def compared(record: Record, sent: Mapping[str, Any]) -> list[str]:
    """Return the fields of what was sent that are compared, and the steps that stand for several fields."""
    return sorted(set(sent) & set(compared_names(resource_of(record.kind))))


@settings(max_examples=60 * BREADTH, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(all_kinds())).flatmap(records), st.data())
def test_an_edited_field_is_found_and_only_that_one(record: Record, data: st.DataObject) -> None:
    made = created(record, "price_including_tax")
    if made is None:
        return
    sent, row = made.sent, made.row
    field = data.draw(st.sampled_from(compared(record, sent)))
    value = sent[field]
    changed: Any = (
        row["stock"][0]["current_amount"] + 1
        if field == "stock"
        else not value
        if isinstance(value, bool)
        else float(Decimal(str(value)) + 1)
        if isinstance(value, float)
        else "ZZ-edited"
    )
    found = [
        each.field
        for each in compare(
            resource_of(record.kind),
            sent,
            edited(record, row, field, changed),
            made.called,
            made.terms,
        )
        if not each.redacted
    ]
    assert found == [field]


@given(st.text(max_size=60))
def test_no_cell_of_a_report_begins_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip().startswith(("=", "+", "-", "@"))
