"""Templates to pages.

Promises: everything that a template prints is marked (`shown.marked`) and escaped; a name that a template misspells is an
error, never blank.
"""

import functools
import json
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.sandbox.api.shop import ROUTES
from pipeline.sandbox.api.versions import VERSIONS, has_call
from pipeline.sandbox.faults.kinds import FAULT_KINDS
from pipeline.sandbox.faults.plan import FaultPlan
from pipeline.sandbox.faults.presets import PRESETS, plan_json, preset_plan
from pipeline.sandbox.office import records, requests, shown
from pipeline.sandbox.office.told import clock_time, story_of
from pipeline.sandbox.serve.exchanges import Exchange
from pipeline.sandbox.serve.sandbox import Sandbox

_PAGES = (
    ("/", "Requests"),
    ("/office/products", "Products"),
    ("/office/customers", "Customers"),
    ("/office/faults", "Faults"),
)


@functools.cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.sandbox.office"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown.marked,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: Any) -> str:
    """Return a template with these values."""
    return _templates().get_template(template).render(values)


def counts(sandbox: Sandbox) -> dict[str, int]:
    """Return the figures beside the pages' names."""
    rows, log = sandbox.shop.rows, sandbox.exchanges
    return {
        "Requests": log.total if log else 0,
        "Products": rows.count("products")[0],
        "Customers": rows.count("customers")[0],
        "Faults": len(sandbox.plan.rules),
    }


def frame(sandbox: Sandbox, root: str, active: str) -> dict[str, Any]:
    """Return what every page needs; `root` is the address under which the browser asked."""
    log = sandbox.exchanges
    retailer = sandbox.shop.rows.get("retailer", sandbox.shop.rows.retailer_id)
    assert retailer is not None
    outlets, registers = (sandbox.shop.rows.count(kind)[0] for kind in ("outlets", "registers"))
    return {
        "pages": _PAGES, "active": active, "counts": counts(sandbox), "root": root, "base_url": f"{root}/api/2.0",
        "token": sandbox.token or "", "run": log.run if log else "", "change": log.change if log else 0,
        "newest": log.total if log else 0, "store_name": retailer.body["name"],
        "currency": retailer.body["currency"]["code"],
        "places": f"{outlets} outlet{'s' * (outlets != 1)} · {registers} register{'s' * (registers != 1)}",
    }  # fmt: skip


def requests_page(sandbox: Sandbox, root: str, show: str, wanted: str, *, number: int) -> str:
    """Return the page of requests, with one of them opened if there is such a number."""
    log = sandbox.exchanges
    assert log is not None, "a sandbox on a port has a log"
    one = log.get(number)
    return render(
        "requests.html",
        **frame(sandbox, root, "Requests"),
        gauges=requests.gauges_of(sandbox),
        rows=requests.rows_of(log, show, wanted),
        filters=[(name, label) for name, (label, _) in requests.FILTERS.items()],
        filter_counts=requests.counts_of(log),
        show=show,
        wanted=wanted,
        routes=[_route(call) for call in ROUTES],
        opened=_exchange(sandbox, one, root) if one else None,
        number=number,
    )


def request_panel(sandbox: Sandbox, one: Exchange, root: str) -> str:
    """Return one exchange in full, as a part of the page."""
    return render("_request.html", opened=_exchange(sandbox, one, root))


def _exchange(sandbox: Sandbox, one: Exchange, root: str) -> dict[str, Any]:
    row = requests.row_of(one)
    deeds = [
        (deed, f"/office/{deed.kind}?id={deed.id}" if deed.kind in records.RECORD_PAGES else "")
        for deed in one.did.deeds
    ]
    return {
        "row": row, "story": story_of(one, sandbox.token), "deeds": deeds, "request_id": one.request_id,
        "agent": one.headers.get("user-agent", ""), "curl": shown.curl_line(one, root), "headers": one.headers,
        "body": shown.body_text(one.body), "body_note": shown.body_note(one.body), "status": one.status,
        "answer_headers": one.answer_headers, "answer": shown.body_text(one.answer),
        "answer_note": shown.body_note(one.answer), "broken": one.broken,
        "withheld": shown.body_text(one.withheld) if one.withheld else None,
        "time": clock_time(one.time_s),
    }  # fmt: skip


def records_page(sandbox: Sandbox, root: str, kind: str, show: str, wanted: str, *, row_id: str) -> str:
    """Return the page of products or of customers. Raises JournalError."""
    page = records.RECORD_PAGES[kind]
    rows, found = records.list_records(sandbox, page, show=show, wanted=wanted)
    opened = records.find_record(sandbox, page, row_id) if row_id else None
    return render(
        "records.html",
        **frame(sandbox, root, kind.capitalize()),
        page=page,
        rows=rows,
        found=found,
        filters=list(records.FILTERS.items()),
        show=show,
        wanted=wanted,
        opened=opened,
        row_id=row_id,
        document=json.dumps(opened.body, indent=2, ensure_ascii=False) if opened else "",
    )


def faults_page(sandbox: Sandbox, root: str) -> str:
    """Return the page of faults."""
    plan = sandbox.plan
    now = plan_json(plan)
    return render(
        "faults.html",
        **frame(sandbox, root, "Faults"),
        plan=json.dumps(now, indent=2),
        presets=[(name, does, _is_preset(plan, name)) for name, (does, _) in PRESETS.items()],
        kinds=[_switch(name, plan, sandbox.fired[name]) for name in FAULT_KINDS],
    )


def _route(call: tuple[str, str]) -> str:
    """Return a line of the list of routes: with its versions, where the base address names none of them."""
    line = f"{call[0]} {call[1].replace('{}', '{id}')}"
    versions = sorted(version for version in VERSIONS if has_call(version, call))
    return line if "2.0" in versions else f"{line}  in {', '.join(versions)}"


def _is_preset(plan: FaultPlan, name: str) -> bool:
    return bool(plan_json(plan)["faults"] == preset_plan(name)["faults"])


def _switch(name: str, plan: FaultPlan, fired: int) -> dict[str, Any]:
    kind = FAULT_KINDS[name]
    rules = [rule for rule in plan.rules if rule.fault.kind == name]
    return {
        "name": name, "does": kind.does, "on": kind.on, "layer": kind.layer, "rules": len(rules), "fired": fired,
        "percent": round(100 * rules[0].probability) if rules else 10,
    }  # fmt: skip
