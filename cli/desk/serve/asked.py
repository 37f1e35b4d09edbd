"""What a request asks for: its run, and the words of its form."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException

from cli.words import said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from cli.desk.work.folder import DeskFolder
    from cli.desk.work.jobs import Jobs
    from cli.desk.work.runs import Run

Words = ImmutableMultiDict[str, str]
"""The fields of a form; `getlist` gives all of those that have one name."""
_FIELDS_MAX: Final = 500


def desk_of(request: Request) -> DeskFolder:
    """The folder that the desk works on."""
    desk: DeskFolder = request.app.state.desk
    return desk


def jobs_of(request: Request) -> Jobs:
    """The jobs of the desk."""
    jobs: Jobs = request.app.state.jobs
    return jobs


def run_of(request: Request) -> Run | None:
    """The run that the address names, the newest where it names none; None where there is none at all.

    Raises:
        HTTPException: there is no run of that name.
    """
    return run_named(request, request.query_params.get("run", ""))


def run_named(request: Request, name: str) -> Run | None:
    """The run of a name that came in a form; as `run_of`."""
    desk = desk_of(request)
    if not name:
        newest = desk.newest()
        return desk.runs.get(newest) if newest else None
    run = desk.runs.get(name)
    if run is None:
        raise HTTPException(404, said("There is no run of that name."))
    return run


def taking_form(handler: Callable[[Request, Words], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A page that takes a form without files: its fields are read first."""

    @wraps(handler)
    async def taken(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
            words = Words([(name, text) for name, text in form.multi_items() if isinstance(text, str)])
        return await run_in_threadpool(handler, request, words)

    return taken
