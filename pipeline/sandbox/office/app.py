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
from pipeline.sandbox.office.pages import PageQuery
from pipeline.sandbox.serve.app import SandboxApp
from pipeline.sandbox.serve.connections import Receive, Scope, Send
from pipeline.sandbox.serve.local_only import App

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

View = Callable[[PageQuery, Request], Response]


def create_office(app: SandboxApp) -> App:
    """Return the sandbox with its pages in front."""
    sandbox = app.sandbox
    log = sandbox.exchanges or sandbox.log_exchanges()

    def endpoint(view: View) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            sandbox.saved.catch_up(sandbox.clock())
            root, query = f"http://{request.headers['host']}", request.query_params
            asked = PageQuery(
                sandbox, log, root, query.get("show", "all"), query.get("q", "")[:_LONGEST_SEARCH]
            )
            try:
                response = view(asked, request)
            except JournalError as stop:
                response = PlainTextResponse(f"{stop.message}\n{stop.hint or ''}\nReload the page.", 503)
            response.headers.update(HEADERS)
            return response

        return answer

    views: dict[str, View] = {
        "/": lambda asked, request: _text(pages.requests_page(asked, _number(request, "request"))),
        "/office/poll": _poll,
        "/office/requests.csv": _csv,
        "/office/requests/{number:int}": _request,
        "/office/faults": lambda asked, _: _text(pages.faults_page(asked)),
        **{f"/office/{kind}": _records(kind) for kind in records.RECORD_PAGES},
        **{f"/office/{name}": _file(name) for name in _FILES},
    }
    routes = [Route(path, endpoint(view), methods=["GET"]) for path, view in views.items()]
    router = Router(routes, default=_unknown)

    async def office(scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and (scope["path"] == "/" or f"{scope['path']}/".startswith(PREFIX))
        await (router if own else app)(scope, receive, send)

    return office


async def _unknown(scope: Scope, receive: Receive, send: Send) -> None:
    response = PlainTextResponse("There is no such page. The pages begin at /.", 404, HEADERS)
    await response(scope, receive, send)


def _number(request: Request, name: str) -> int:
    """Return a whole number of the query, 0 for anything else."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def _text(text: str, kind: str = "html") -> Response:
    return Response(text.encode("utf-8", "replace"), media_type=f"text/{kind}; charset=utf-8")


def _poll(asked: PageQuery, request: Request) -> Response:
    is_list = "seen" in request.query_params
    told = pages.rows_since(asked, _number(request, "after"), _number(request, "seen")) if is_list else {}
    return JSONResponse(pages.figures(asked) | told)


def _request(asked: PageQuery, request: Request) -> Response:
    one = asked.log.get(request.path_params["number"])
    if one is None:
        return PlainTextResponse(
            "This request is not in the log, which holds the newest 500 since the sandbox began.", 404
        )
    return _text(pages.render(asked, "_request.html", one=one))


def _csv(asked: PageQuery, _: Request) -> Response:
    response = _text(shown.as_csv(requests.chosen(asked.log, asked.show, asked.wanted)), "csv")
    response.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
    return response


def _records(kind: str) -> View:
    return lambda asked, request: _text(
        pages.records_page(asked, kind, request.query_params.get("id", "")[:100])
    )


def _file(name: str) -> View:
    data = files("pipeline.sandbox.office").joinpath("static").joinpath(name).read_bytes()
    return lambda _, __: Response(data, media_type=_FILES[name])
