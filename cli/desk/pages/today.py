"""Today: the files that were dropped, the run, its progress, and what came of it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import Route

from cli.day.demo import NOW as DEMO_NOW
from cli.day.route import command as route_command
from cli.desk.pictures.bars import Bar
from cli.desk.serve.asked import Words, desk_of, jobs_of, run_of, taking_form
from cli.desk.serve.render import fragment, page, see
from cli.desk.serve.uploads import received
from cli.desk.work.folder import CALENDAR, CARDS, FX, POLICY
from cli.desk.work.inbox import Inbox
from cli.desk.work.lists import page_number, queue_counts
from cli.desk.work.runs import now
from cli.output.files import remove_left_parts
from cli.words import said
from routing.errors import SampanError
from routing.values.money import cny

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from cli.desk.work.folder import DeskFolder
    from cli.desk.work.jobs import Job
    from cli.desk.work.runs import Run

ROUTE: Final = "route"
"""The kind of a job that makes a run."""
BILL: Final = "bill"
"""The kind of a job that checks bills."""
TRACK: Final = "track"
"""The kind of a job that adds scans to the store."""
PARCELS: Final = ("parcels", "proof")
"""The kinds of jobs that search a run for parcels, and check what was found."""
APPLY: Final = "apply"
"""The kind of a job that makes a run of parcels."""
DEMO: Final = "demo"
"""The name of the run of the bundled day."""
_PROBLEMS_SHOWN: Final = 10
_PROBLEMS_A_PAGE: Final = 100


def today(request: Request) -> Response:
    """The page."""
    desk, jobs = desk_of(request), jobs_of(request)
    dropped = desk.dropped()
    run = run_of(request)
    return page(
        request,
        "today.html",
        run=run,
        runs=desk.runs.names(),
        dropped=dropped,
        removed=desk.removed(),
        ready=any(one.look.kind == "orders" for one in dropped),
        own={name: desk.fact(name) is not None for name in (CARDS, POLICY, FX, CALENDAR)},
        job=jobs.get(request.query_params.get("job", "")) or jobs.working(),
        gone=request.query_params.get("gone", ""),
        **(_result(run) if run else {}),
    )


def _result(run: Run) -> dict[str, Any]:
    """What the page tells of a run."""
    services = run.manifest["services"]
    fen = {one["service"]: _fen(one["price_cny"]) for one in services}
    most_orders = max((one["orders"] for one in services), default=0)
    most_fen = max(fen.values(), default=0)
    clock = now()
    saved = int(run.table["saving_fen"].clip(0).sum())
    return {
        "counts": run.manifest["counts"],
        "queues": queue_counts(run, clock),
        "messages": _waiting(run),
        "moment": run.moment(clock),
        "total_cny": cny(sum(fen.values())),
        "saving_cny": cny(saved),
        "order_bars": [Bar(one["service"], one["orders"], most_orders, str(one["orders"])) for one in services],
        "money_bars": [Bar(name, one, most_fen, cny(one)) for name, one in fen.items()],
        "problems": run.told_problems(0, _PROBLEMS_SHOWN),
        "problem_count": run.problems.height,
        "skipped": run.manifest["skipped"],
        "warnings": run.warnings(),
    }


def _waiting(run: Run) -> int:
    """Messages of the inbox that nobody has answered; a sheet that was damaged is told on its own page."""
    try:
        return sum(not one.copied for one in Inbox(run, {}).entries())
    except SampanError:
        return 0


def _fen(text: str) -> int:
    return int(text.replace(".", ""))


async def drop(request: Request) -> Response:
    """Takes files that were dropped."""
    desk = desk_of(request)
    desk.dropped_folder.mkdir(parents=True, exist_ok=True)
    remove_left_parts(desk.dropped_folder)
    await received(request, desk.place)
    return see("/")


def remove(request: Request, words: Words) -> Response:
    """Takes a dropped file out; it can be put back."""
    name = words.get("name", "")
    if not desk_of(request).remove(name):
        raise HTTPException(404, said("There is no file of that name."))
    return see("/", gone=name)


def restore(request: Request, words: Words) -> Response:
    """Puts back a file that was taken out."""
    if not desk_of(request).restore(words.get("name", "")):
        raise HTTPException(404, said("There is no file of that name."))
    return see("/")


def route(request: Request, words: Words) -> Response:
    """Routes the dropped files into a new run."""
    desk, jobs = desk_of(request), jobs_of(request)
    working = jobs.working()
    if working is not None:
        return see("/", job=working.id)
    dropped = desk.dropped()
    orders = [one.path for one in dropped if one.look.kind == "orders"]
    products = [one.path for one in dropped if one.look.kind == "products"]
    if not orders:
        raise HTTPException(400, said("There is no order file yet. Drop one, then route."))
    if len(products) > 1:
        raise HTTPException(400, said("There are several product masters. Take out all but one, then route."))
    name = desk.free_run(now().astimezone().date().isoformat())
    arguments = [*map(str, orders), *([f"--products={products[0]}"] if products else []), *_settings(desk, words)]
    arguments += [f"--out={desk.path / name}", "--format=json"]
    route_command.make_context("route", list(arguments))  # what a setting has of wrong use is told at once
    job = jobs.start(ROUTE, name, ["route", *arguments])
    return see("/", job=job.id)


def _settings(desk: DeskFolder, words: Words) -> list[str]:
    """The options of `sampan route` that the form and the folder ask for."""
    found = []
    cards, policy = words.get("cards", "own"), words.get("policy", "own")
    if (own := desk.fact(CARDS)) is not None and cards != "bundled":
        found.append(f"--cards={own}")
        if cards == "both":
            found.append("--cards=bundled")
    if policy == "cheapest":
        found.append("--policy=cheapest")
    elif policy == "own" and (path := desk.fact(POLICY)) is not None:
        found.append(f"--policy={path}")
    for option, fact in (("fx", FX), ("calendar", CALENDAR)):
        if (path := desk.fact(fact)) is not None:
            found.append(f"--{option}={path}")
    found += [f"--{name}={words[name]}" for name in ("on", "currency", "input-zone") if words.get(name)]
    found += [f"--{name}" for name in ("door", "cash-on-delivery") if words.get(name)]
    return found


def demo(request: Request, words: Words) -> Response:
    """Drops the bundled day's files and routes them for the day they are of."""
    del words
    desk, jobs = desk_of(request), jobs_of(request)
    data = Path(str(resources.files("carriers"))) / "data" / "demo"
    files = [data / "orders.csv", data / "products.csv"]
    desk.bring(files)
    orders, products = (desk.dropped_folder / file.name for file in files)
    name = desk.free_run(DEMO)
    arguments = ["route", str(orders), f"--products={products}", f"--now={DEMO_NOW}", "--door"]
    job = jobs.start(ROUTE, name, [*arguments, f"--out={desk.path / name}", "--format=json"])
    return see("/", job=job.id)


def problems(request: Request) -> Response:
    """All rows that were refused."""
    run = run_of(request)
    if run is None:
        return page(request, "no_run.html", run=None)
    shown = max(1, -(-run.problems.height // _PROBLEMS_A_PAGE))
    number = min(page_number(request.query_params.get("page", "1")), shown)
    rows = run.told_problems((number - 1) * _PROBLEMS_A_PAGE, _PROBLEMS_A_PAGE)
    return page(
        request,
        "problems.html",
        run=run,
        problems=rows,
        problem_count=run.problems.height,
        number=number,
        pages_n=shown,
    )


def job_state(request: Request) -> Response:
    """How far a job has come: the part of a page that its script puts anew."""
    job = jobs_of(request).get(request.path_params["job"])
    if job is None:
        raise HTTPException(404)
    return HTMLResponse(fragment(request, "job.html", job=job, then=_then(job), run=None))


def _then(job: Job) -> str:
    """Where to go once it has done its work."""
    to_run = f"/?{urlencode({'run': job.target})}"
    own = {ROUTE: to_run, APPLY: to_run, BILL: "/bills", TRACK: f"/late?job={job.id}"}
    own |= dict.fromkeys(PARCELS, f"/parcels?{urlencode({'run': job.target, 'job': job.id})}")
    return own.get(job.kind, f"/labels?{urlencode({'run': job.target})}")


def stop(request: Request, words: Words) -> Response:
    """Ends a job as Ctrl-C does."""
    job = jobs_of(request).get(words.get("job", ""))
    if job is not None:
        job.stop()
    return see("/")


ROUTES: Final = (
    Route("/", today),
    Route("/files", drop, methods=["POST"]),
    Route("/files/remove", taking_form(remove), methods=["POST"]),
    Route("/files/restore", taking_form(restore), methods=["POST"]),
    Route("/route", taking_form(route), methods=["POST"]),
    Route("/demo", taking_form(demo), methods=["POST"]),
    Route("/jobs/stop", taking_form(stop), methods=["POST"]),
    Route("/jobs/{job}", job_state),
    Route("/problems", problems),
)
