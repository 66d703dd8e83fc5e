"""Templates to pages.

Promises: everything that a template prints is marked (`shown.marked`) and escaped; a name that a template misspells is an
error, never blank.
"""

import functools
import json
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.sandbox.api.shop import ROUTES
from pipeline.sandbox.api.versions import VERSIONS, has_call
from pipeline.sandbox.faults.kinds import FAULT_KINDS
from pipeline.sandbox.faults.presets import PRESETS, plan_json
from pipeline.sandbox.office import records, requests, shown, told
from pipeline.sandbox.office.hints import hint_for
from pipeline.sandbox.serve.exchanges import ExchangeLog
from pipeline.sandbox.serve.sandbox import Sandbox

_PAGES = (
    ("/", "Requests"),
    ("/office/products", "Products"),
    ("/office/customers", "Customers"),
    ("/office/faults", "Faults"),
)


@dataclass(frozen=True, slots=True)
class PageQuery:
    """What every page is made from. `root` is the address under which the browser asked, `show` a filter, `wanted` a search."""

    sandbox: Sandbox
    log: ExchangeLog
    root: str
    show: str
    wanted: str


@functools.cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("pipeline.sandbox.office"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown.marked,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "pages": _PAGES, "record_pages": records.RECORD_PAGES, "record_filters": records.FILTERS,
        "request_filters": requests.FILTERS, "fault_kinds": FAULT_KINDS, "routes": [_route(call) for call in ROUTES],
    }  # fmt: skip
    # What templates make of an exchange, of its parts and of records
    made.filters |= {
        "told": told.told_of, "told_short": told.short_told, "done": told.done_of, "differs": told.differs,
        "hint": hint_for, "tone": told.tone_of, "record": told.record_of, "clock": told.clock_time, "took": told.took,
        "call": requests.short_address, "bar": requests.bar, "curl": shown.curl_line, "body": shown.body_text,
        "note": shown.body_note, "json": functools.partial(json.dumps, indent=2, ensure_ascii=False),
    }  # fmt: skip
    return made


def render(asked: PageQuery, template: str, **values: Any) -> str:
    """Return a template with these values, and what more than one of them needs."""
    token, counts = asked.sandbox.token or "", _counts(asked)
    made = _templates().get_template(template)
    return made.render(asked=asked, log=asked.log, root=asked.root, token=token, counts=counts, **values)


def _page(asked: PageQuery, active: str, template: str, **values: Any) -> str:
    """Return a whole page."""
    rows = asked.sandbox.shop.rows
    retailer = rows.get("retailer", rows.retailer_id)
    assert retailer is not None
    places = [(rows.count(f"{noun}s")[0], noun) for noun in ("outlet", "register")]
    return render(asked, template, active=active, retailer=retailer.body, places=places, **values)


def _counts(asked: PageQuery) -> dict[str, int]:
    """Return the figures beside the pages' names."""
    products, customers = (asked.sandbox.shop.rows.count(kind)[0] for kind in records.RECORD_PAGES)
    rules = len(asked.sandbox.plan.rules)
    return {"Requests": asked.log.total, "Products": products, "Customers": customers, "Faults": rules}


def figures(asked: PageQuery) -> dict[str, Any]:
    """Return what any page that is open needs once a second."""
    log = asked.log
    return {"run": log.run, "change": log.change, "newest": log.total, "counts": _counts(asked)}


def rows_since(asked: PageQuery, after: int, seen: int) -> dict[str, Any]:
    """Return what the page of requests needs besides: rows that changed after `after`; `seen` is the newest that it has."""
    rows = requests.chosen(asked.log, asked.show, asked.wanted, after=after)
    return {
        "rows": render(asked, "_rows.html", rows=rows) if rows else "",
        "gauges": render(asked, "_gauges.html", gauges=requests.gauges_of(asked.sandbox, asked.log)),
        "filters": requests.counts_of(asked.log),
        "missed": requests.missed(asked.log, seen),
    }


def requests_page(asked: PageQuery, number: int) -> str:
    """Return the page of requests, with one of them opened if there is such a number."""
    log = asked.log
    values = {"filter_counts": requests.counts_of(log), "gauges": requests.gauges_of(asked.sandbox, log)}
    rows = requests.chosen(log, asked.show, asked.wanted)
    return _page(asked, "Requests", "requests.html", rows=rows, one=log.get(number), number=number, **values)


def records_page(asked: PageQuery, kind: str, row_id: str) -> str:
    """Return the page of products or of customers. Raises JournalError."""
    rows, found = records.list_records(asked.sandbox, kind, show=asked.show, wanted=asked.wanted)
    values = {"kind": kind, "page": records.RECORD_PAGES[kind], "row_id": row_id}
    opened = records.find_record(asked.sandbox, kind, row_id) if row_id else None
    return _page(asked, kind.capitalize(), "records.html", rows=rows, found=found, opened=opened, **values)


def faults_page(asked: PageQuery) -> str:
    """Return the page of faults."""
    sandbox = asked.sandbox
    now = plan_json(sandbox.plan)
    presets = [(name, does, now["faults"] == list(rules)) for name, (does, rules) in PRESETS.items()]
    # Of several rules of a kind the first is the one that its switch shows
    shares = {rule.fault.kind: round(100 * rule.probability) for rule in reversed(sandbox.plan.rules)}
    return _page(
        asked, "Faults", "faults.html", plan=now, presets=presets, shares=shares, fired=sandbox.fired
    )


def _route(call: tuple[str, str]) -> str:
    """Return a line of the list of routes: with its versions, where the base address names none of them."""
    line = f"{call[0]} {call[1].replace('{}', '{id}')}"
    versions = sorted(version for version in VERSIONS if has_call(version, call))
    return line if "2.0" in versions else f"{line}  in {', '.join(versions)}"
