"""Orders: the list of a run's orders, and the same as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from starlette.routing import Route

from cli.desk.serve.asked import run_of
from cli.desk.serve.render import as_file, page
from cli.desk.work.lists import SORTS, Asked, choices, found, listed, queue_counts
from cli.desk.work.runs import now
from cli.run.reader import line_table
from cli.words import sentence
from cli.words.language import language
from routing.line import NO_CHANNEL

if TYPE_CHECKING:
    from starlette.requests import Request

    from cli.desk.work.runs import Run
    from routing.reason import Reason


def orders(request: Request) -> Response:
    """The page."""
    run = run_of(request)
    if run is None:
        return page(request, "no_run.html", run=None)
    clock = now()
    asked = Asked.of(request.query_params)
    rows = listed(run, asked, clock)
    return page(
        request,
        "orders.html",
        run=run,
        rows=rows,
        asked=rows.asked,
        words={"run": run.name, **rows.asked.words()},
        sorts=SORTS,
        choices=choices(run),
        queues=queue_counts(run, clock),
        moment=run.moment(clock),
        why=_reasons(run, rows.rows),
    )


def _reasons(run: Run, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Order -> why no channel takes it, in the reader's language, of those of the rows that have none."""
    held = {str(row["id"]): row["reason"] or "" for row in rows if row["status"] == NO_CHANNEL}
    if run.language == language():
        return held
    known: dict[str, Reason | None] = run.once("reasons", dict)
    for name, order in run.orders([one for one in held if one not in known]).items():
        known[name] = run.verifier.choice(order).reason
    return {name: sentence(reason) for name in held if (reason := known.get(name)) is not None}


def orders_csv(request: Request) -> Response:
    """The lines of assignments.csv that the list is asked for, all pages of it."""
    run = run_of(request)
    if run is None:
        return page(request, "no_run.html", 404, run=None)
    places = found(run, Asked.of(request.query_params), now())
    lines = line_table(run.path)[places]  # its cells are guarded against formulas as they stand
    text = lines.write_csv(include_bom=True)
    return Response(text, media_type="text/csv; charset=utf-8", headers=as_file(f"orders-{run.name}.csv"))


ROUTES: Final = (
    Route("/orders", orders),
    Route("/orders.csv", orders_csv),
)
