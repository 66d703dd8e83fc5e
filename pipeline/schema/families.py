"""Rows that go together: what a family has once, in whichever of its rows it stands. Pure."""

from collections.abc import Sequence

from pipeline.schema.collect import Filed
from pipeline.schema.fields import Value
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Record


def with_shared(rows: Sequence[Filed]) -> list[Filed]:
    """Return the rows with the blank fields filled that their family has a value for: the first row's that has one."""
    values: dict[tuple[Kind, str], dict[str, Value]] = {}
    for record, _ in rows:
        group = record.kind.group(record) if record.kind.shared else None
        if group is not None:
            found = values.setdefault((record.kind, group), {})
            for name, value in record.values:
                if name in record.kind.shared:
                    found.setdefault(name, value)
    return [(_filled(record, values), line) for record, line in rows]


def _filled(record: Record, values: dict[tuple[Kind, str], dict[str, Value]]) -> Record:
    group = record.kind.group(record) if record.kind.shared else None
    own = dict(record.values)
    more = {} if group is None else {k: v for k, v in values[record.kind, group].items() if k not in own}
    if not more:
        return record
    every = own | more
    ordered = [(name, every.pop(name)) for name in record.kind.fields if name in every]
    return Record(record.kind, (*ordered, *every.items()), filed=record.filed or record)
