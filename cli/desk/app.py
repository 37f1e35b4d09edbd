"""The desk as a program that answers requests: its pages, its static files, its faults."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from importlib import resources
from threading import Thread
from traceback import extract_tb
from typing import TYPE_CHECKING, Final

import click
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from cli.desk.api import answers
from cli.desk.pages import bills, inbox, labels, late, order, orders, parcels, prices, quote, score, today
from cli.desk.serve.guard import UPLOAD_BYTES, Guard, TooLargeError, too_large
from cli.desk.serve.render import refusal
from cli.desk.work.jobs import Jobs
from cli.desk.work.late import KeptLateness
from cli.desk.work.lists import warm
from cli.desk.work.prices import PriceBooks
from cli.words import said
from routing.errors import SampanError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from cli.desk.serve.gate import Gate
    from cli.desk.work.folder import DeskFolder

_STATIC: Final = {
    "desk.svg": "image/svg+xml",
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "inbox.js": "text/javascript; charset=utf-8",
    "work.css": "text/css; charset=utf-8",
}
"""The static files, with their kinds; there are no others."""
_KEPT: Final = "max-age=86400"
_ICON: Final = "desk.svg"


def navigation() -> list[tuple[str, str]]:
    """The pages that every page leads to: address and name."""
    return [
        ("/", said("Today")),
        ("/orders", said("Orders")),
        ("/labels", said("Labels")),
        ("/inbox", said("Inbox")),
        ("/prices", said("Prices")),
        ("/bills", said("Bills")),
        ("/late", said("Late")),
        ("/score", said("Score")),
        ("/parcels", said("Parcels")),
        ("/quote", said("Quote")),
    ]


ROUTES: Final = (
    *today.ROUTES,
    *orders.ROUTES,
    *order.ROUTES,
    *labels.ROUTES,
    *inbox.ROUTES,
    *prices.ROUTES,
    *bills.ROUTES,
    *late.ROUTES,
    *score.ROUTES,
    *parcels.ROUTES,
    *quote.ROUTES,
    *answers.ROUTES,
)


def application(folder: DeskFolder, gate: Gate, language: str, upload_bytes: int = UPLOAD_BYTES) -> Guard:
    """The desk of a folder.

    Args:
        folder: what it works on.
        gate: what a request must show.
        language: of readers who have chosen none.
        upload_bytes: the most that a form with files may hold.
    """
    jobs = Jobs(folder.path)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        Thread(target=_warm, args=(folder,), daemon=True).start()
        yield
        jobs.stop()

    app = Starlette(
        routes=[*ROUTES, Route("/static/{name}", _static), Route("/favicon.ico", _icon)],
        lifespan=lifespan,
        exception_handlers={
            SampanError: _faulty,
            click.ClickException: _faulty,
            HTTPException: _missing,
            TooLargeError: _too_large,
            Exception: _own_fault,
        },
    )
    app.state.prices = PriceBooks(folder.path)
    app.state.late = KeptLateness()
    app.state.desk, app.state.jobs, app.state.pages = folder, jobs, navigation
    return Guard(app, gate, language, upload_bytes)


def _warm(folder: DeskFolder) -> None:
    """Reads the newest run before anybody asks for it."""
    with suppress(SampanError, OSError):
        run = folder.runs.get(folder.newest())
        if run is not None:
            warm(run)
            run.verifier  # noqa: B018 - read now, and kept


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404)
    content = (resources.files("cli.desk") / "static" / name).read_bytes()
    return Response(content, media_type=_STATIC[name], headers={"cache-control": _KEPT})


def _icon(_: Request) -> Response:
    """The sign of the desk, for browsers that ask for it at the root."""
    content = (resources.files("cli.desk") / "static" / _ICON).read_bytes()
    return Response(content, media_type=_STATIC[_ICON], headers={"cache-control": _KEPT})


def _faulty(request: Request, error: Exception) -> Response:
    return refusal(request, error)


def _too_large(request: Request, error: Exception) -> Response:
    return too_large(error.limit if isinstance(error, TooLargeError) else UPLOAD_BYTES, request.url.path)


def _missing(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (404, "")
    told = {
        404: said("There is nothing at this address. Choose a page above."),
        405: said("This address takes no such request. Choose a page above."),
    }
    own = detail and detail != HTTPStatus(status).phrase
    return refusal(request, detail if own else told.get(status, detail), status)


def _own_fault(request: Request, error: Exception) -> Response:
    """A fault of sampan's own, on one line that can be reported."""
    at = extract_tb(error.__traceback__)[-1]
    where = f"{at.filename.rpartition('/')[2]} line {at.lineno}"
    told = said(
        "The desk met a fault of its own: {kind} ({where}). Nothing of the day is lost. Report this line.",
        kind=type(error).__name__,
        where=where,
    )
    click.echo(f"{told} {error}", err=True, file=sys.stderr)
    return refusal(request, told, 500)
