"""Late: what must leave, what no carrier has scanned, what will miss its date, and the marketplaces' figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from cli.desk.serve.asked import desk_of, jobs_of
from cli.desk.serve.render import as_file, page, see
from cli.desk.serve.uploads import received
from cli.desk.work.late import FOLDER, KeptLateness, Lateness
from cli.desk.work.lists import page_number
from cli.desk.work.runs import now
from cli.desk.work.told import told_problem
from cli.late.told import FIGURES, HEADS, LISTS, Told, as_csv, cell, figure_cell, shown_of, title
from cli.options.types import MOMENT
from cli.words import said
from cli.words.language import language

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from cli.desk.work.jobs import Job

JOB: Final = "track"
"""The kind of a job that adds scans to the store."""
_ROWS: Final = 50
_DATES: Final = ("dmy", "mdy")
_CODES: Final = ("letter", "last_event", "told_by")
"""Columns that hold a code."""
_TEXTS: Final = ("marketplace", "over")


def late(request: Request) -> Response:
    """The page."""
    asked, lateness = request.query_params, _lateness(request)
    job = jobs_of(request).get(asked.get("job", ""))
    job = job if job is not None and job.kind == JOB else jobs_of(request).working(FOLDER)
    runs = desk_of(request).runs.names()
    has_store = lateness.store.is_file()
    return page(
        request,
        "late.html",
        run=None,
        job=job,
        added=_added(job) if job is not None and job.succeeded else None,
        runs=runs,
        chosen=_chosen(request),
        at=asked.get("at", ""),
        has_store=has_store,
        **(_told(request) if runs and has_store else {"told": None}),
    )


def _added(job: Job) -> dict[str, Any] | None:
    """What came of files of scans, its refused rows told in the reader's language."""
    told = job.result()
    if not isinstance(told, dict) or job.language == language():
        return told if isinstance(told, dict) else None
    problems = [{**one, "message": told_problem(one["code"], one.get("reason"))} for one in told["problems"]]
    return {**told, "problems": problems}


def _told(request: Request) -> dict[str, Any]:
    """What the page tells of the lists and figures."""
    asked, told = request.query_params, _found(request)
    counts = {name: sum(row["list"] == name for row in told.rows) for name in LISTS}
    name = asked.get("list", "")
    if name not in LISTS:
        name = next((one for one in LISTS if counts[one]), LISTS[0])
    rows = [row for row in told.rows if row["list"] == name]
    pages = max(1, -(-len(rows) // _ROWS))
    number = min(page_number(asked.get("page", "1")), pages)
    chosen, shown = _chosen(request), shown_of(told, name)
    return {
        "told": told,
        "lists": [(one, title(one, counts[one])) for one in LISTS],
        "list": name,
        "heads": [(one, HEADS.get(one, one)) for one in shown],
        "rows": [
            [(one, cell(row, one), one in _CODES) for one in shown]
            for row in rows[(number - 1) * _ROWS : number * _ROWS]
        ],
        "of": chosen[0] if len(chosen) == 1 else "",
        "number": number,
        "pages_n": pages,
        "words": [*(("of", one) for one in asked.getlist("of")), ("at", asked.get("at", ""))],
        "figure_heads": [(HEADS.get(one, one), one not in _TEXTS) for one in FIGURES],
        "figures": [
            (row, [(figure_cell(row, one), one not in _TEXTS) for one in FIGURES]) for row in told.figures
        ],
    }  # fmt: skip


def _found(request: Request) -> Told:
    kept: KeptLateness = request.app.state.late
    paths = desk_of(request).runs.paths()
    runs = [paths[name] for name in _chosen(request)[::-1] if name in paths]
    return kept.told(_lateness(request), runs, _moment(request.query_params.get("at", "")))


def _chosen(request: Request) -> list[str]:
    """The runs that are asked for, all where none is; the newest first."""
    names, asked = desk_of(request).runs.names(), request.query_params.getlist("of")
    return [one for one in names if one in asked] or names


def _moment(text: str) -> datetime:
    """The moment that is asked for; the minute of the clock where none is."""
    if not text:
        return now().replace(second=0, microsecond=0)
    moment: datetime = MOMENT.convert(text, None, None)
    return moment


async def add(request: Request) -> Response:
    """Takes files of scans, and adds them to the store."""
    jobs, lateness = jobs_of(request), _lateness(request)
    if jobs.working(FOLDER) is not None:
        raise HTTPException(409, said("Scans are being read. Send the next files when that is done."))
    sent = await received(request, lateness.place)
    if not sent.files:
        raise HTTPException(400, said("No file came. Choose one, then send it."))
    files = dict.fromkeys(str(path) for _, path in sent.files)
    options = [f"--store={lateness.store}", "--format=json"]
    zone, dates = sent.fields.get("zone", "").strip(), sent.fields.get("dates", "")
    options += [f"--zone={zone}"] if zone else []
    options += [f"--dates={dates}"] if dates in _DATES else []
    return see("/late", job=jobs.start(JOB, FOLDER, ["track", "add", *options, *files]).id)


def table(request: Request) -> Response:
    """The three lists as CSV."""
    if not _chosen(request) or not _lateness(request).store.is_file():
        raise HTTPException(404, said("There is no file of that name."))
    content = as_csv(_found(request)).encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers=as_file("late.csv"))


def _lateness(request: Request) -> Lateness:
    return Lateness(desk_of(request).path)


ROUTES: Final = (
    Route("/late", late),
    Route("/late/files", add, methods=["POST"]),
    Route("/late/late.csv", table),
)
