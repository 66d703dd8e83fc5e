"""The pages over HTTP: `/` and what lies below `/office/`; every other path goes on to the sandbox.

Only reads: other methods get a 405. What the pages show is no client's request, so it is in no log and costs no quota.
"""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router

from pipeline.errors import JournalError
from pipeline.sandbox.office import pages, records, requests, shown
from pipeline.sandbox.serve.app import SandboxApp
from pipeline.sandbox.serve.connections import Receive, Scope, Send
from pipeline.sandbox.serve.exchanges import ExchangeLog
from pipeline.sandbox.serve.local_only import App
from pipeline.sandbox.serve.sandbox import Sandbox

PREFIX = "/office/"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FILES = {"office.css": "text/css", "office.js": "text/javascript", "icon.svg": "image/svg+xml"}
_MOST_DIGITS = 15
_LONGEST_SEARCH = 200

View = Callable[[Request], Response]


def create_office(app: SandboxApp) -> App:
    """Return the sandbox with its pages in front."""
    sandbox = app.sandbox
    log = sandbox.exchanges or sandbox.log_exchanges()
    views: dict[str, View] = {
        "/": lambda asked: _html(_requests(sandbox, asked)),
        "/office/poll": lambda asked: JSONResponse(_poll(sandbox, log, asked)),
        "/office/requests.csv": lambda asked: _csv(log, asked),
        "/office/requests/{number:int}": lambda asked: _request(sandbox, log, asked),
        "/office/faults": lambda asked: _html(pages.faults_page(sandbox, _root(asked))),
        **{f"/office/{kind}": _records(sandbox, kind) for kind in records.RECORD_PAGES},
        **{f"/office/{name}": _file(name) for name in _FILES},
    }
    routes = [Route(path, _endpoint(sandbox, view), methods=["GET"]) for path, view in views.items()]
    router = Router(routes, default=_unknown)

    async def office(scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and (scope["path"] == "/" or f"{scope['path']}/".startswith(PREFIX))
        await (router if own else app)(scope, receive, send)

    return office


def _endpoint(sandbox: Sandbox, view: View) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        sandbox.saved.catch_up(sandbox.clock())
        try:
            response = view(request)
        except JournalError as stop:
            response = PlainTextResponse(f"{stop.message}\n{stop.hint or ''}\nReload the page.", 503)
        response.headers.update(HEADERS)
        return response

    return endpoint


async def _unknown(scope: Scope, receive: Receive, send: Send) -> None:
    response = PlainTextResponse("There is no such page. The pages begin at /.", 404, HEADERS)
    await response(scope, receive, send)


def _root(request: Request) -> str:
    return f"http://{request.headers['host']}"


def _number(request: Request, name: str) -> int:
    """Return a whole number of the query, 0 for anything else."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def _asked(request: Request) -> tuple[str, str]:
    """Return the filter and the text that are asked for."""
    return request.query_params.get("show", "all"), request.query_params.get("q", "")[:_LONGEST_SEARCH]


def _html(text: str) -> Response:
    return Response(text.encode("utf-8", "replace"), media_type="text/html; charset=utf-8")


def _requests(sandbox: Sandbox, request: Request) -> str:
    return pages.requests_page(sandbox, _root(request), *_asked(request), number=_number(request, "request"))


def _poll(sandbox: Sandbox, log: ExchangeLog, request: Request) -> dict[str, Any]:
    """Return what a page that is open needs once a second: figures, and on the page of requests its new rows."""
    told: dict[str, Any] = {
        "run": log.run,
        "change": log.change,
        "newest": log.total,
        "counts": pages.counts(sandbox),
    }
    if "seen" in request.query_params:
        rows = requests.rows_of(log, *_asked(request), after=_number(request, "after"))
        told |= {
            "rows": pages.render("_rows.html", rows=rows) if rows else "",
            "gauges": pages.render("_gauges.html", gauges=requests.gauges_of(sandbox), counts=told["counts"]),
            "filters": requests.counts_of(log),
            "missed": requests.missed(log, _number(request, "seen")),
        }
    return told


def _request(sandbox: Sandbox, log: ExchangeLog, request: Request) -> Response:
    one = log.get(request.path_params["number"])
    if one is None:
        return PlainTextResponse("This request has left the log, which holds the newest 500.", 404)
    return _html(pages.request_panel(sandbox, one, _root(request)))


def _csv(log: ExchangeLog, request: Request) -> Response:
    wanted = requests.chosen(log, *_asked(request))
    headers = {"Content-Disposition": 'attachment; filename="requests.csv"'}
    return Response(
        shown.as_csv(wanted).encode("utf-8", "replace"), headers=headers, media_type="text/csv; charset=utf-8"
    )


def _records(sandbox: Sandbox, kind: str) -> View:
    def view(request: Request) -> Response:
        row_id = request.query_params.get("id", "")[:100]
        return _html(pages.records_page(sandbox, _root(request), kind, *_asked(request), row_id=row_id))

    return view


def _file(name: str) -> View:
    data = files("pipeline.sandbox.office").joinpath("static").joinpath(name).read_bytes()
    return lambda _: Response(data, media_type=_FILES[name])
