"""Labels: files for each service, slips, pick list and hand-over list; what is held back; the carriers' answers."""

from __future__ import annotations

import csv
import mimetypes
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.routing import Route

from carriers.finding import HELD
from carriers.labels.layouts.read import load
from carriers.labels.layouts.read import names as layout_names
from cli.desk.serve.asked import Words, desk_of, jobs_of, run_named, run_of, taking_form
from cli.desk.serve.render import as_file, page, see
from cli.desk.serve.uploads import received
from cli.desk.work.folder import FX, SHOP
from cli.labels.options import SIZES, shop_of
from cli.labels.reports import COLUMNS, NOTES, PROBLEMS, reasons_of, way_out
from cli.words import said
from cli.words.catalogue import NAME, translated
from routing.errors import SampanError

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from carriers.labels.layouts.layout import Layout
    from carriers.labels.shop import Shop
    from cli.desk.work.folder import DeskFolder
    from cli.desk.work.runs import Run

LABELS: Final = "labels"
"""The kind of a job that writes label files."""
_SHOWN: Final = 100
_PAPERS: Final = {"slips": ("pdf",), "pick": ("pick",), "handover": ("handover",), "day": ("day",)}
"""What a form asks for -> the words of the command."""
_FOR_ALL: Final = "address-list"
"""The layout that suits every carrier."""
_ANSWERS: Final = ".answers"
"""Folder, in that of the desk, of the replies of carriers that were read in."""


def labels(request: Request) -> Response:
    """The page."""
    run = run_of(request)
    if run is None:
        return page(request, "no_run.html", run=None)
    desk, jobs = desk_of(request), jobs_of(request)
    folder = run.path / LABELS
    held = sorted(_report(folder / PROBLEMS), key=lambda one: one["level"] != HELD)
    shop, fault = _shop(desk)
    return page(
        request,
        "labels.html",
        run=run,
        services=run.manifest["services"],
        layouts=[(one.name, translated(NAME, one.title)) for one in _layouts()],
        chosen={one["service"]: _layout_for(run, one["service"], shop) for one in run.manifest["services"]},
        shop=shop,
        shop_fault=fault,
        sizes=SIZES,
        files=_files(folder),
        held=_told(held[:_SHOWN], folder),
        held_count=len(held),
        job=jobs.get(request.query_params.get("job", "")) or jobs.working(run.name),
        last=jobs.last(run.name, LABELS),
    )


@cache
def _layouts() -> tuple[Layout, ...]:
    """The layouts that make a file of their own: neither beside another one nor only in a carrier's workbook."""
    known = [load(name) for name in layout_names()]
    beside = {one.companion for one in known}
    return tuple(one for one in known if one.name not in beside and not one.template)


def _layout_for(run: Run, service: str, shop: Shop | None) -> str:
    """The layout that is offered first: the shop file's, else one of the service's carrier, else a plain list."""
    choice = shop.choice(service) if shop else None
    if choice is not None:
        return choice.layout
    carrier = next((one.carrier for one in run.verifier.facts.services if one.code == service), "")
    return next((one.name for one in _layouts() if carrier in one.carriers), _FOR_ALL)


def _shop(desk: DeskFolder) -> tuple[Shop | None, SampanError | None]:
    path = desk.fact(SHOP)
    if path is None:
        return None, None
    try:
        return shop_of(path), None
    except SampanError as error:
        return None, error


def _files(folder: Path) -> list[dict[str, Any]]:
    """The files of the labels folder that a person takes, the newest first."""
    try:
        found = [one for one in folder.iterdir() if one.is_file() and not one.is_symlink()]
    except OSError:
        return []
    shown = [one for one in found if not one.name.startswith(".")]
    shown.sort(key=lambda one: (-one.stat().st_mtime, one.name))
    return [{"name": one.name, "bytes": one.stat().st_size, "what": _what(one.name)} for one in shown]


def _what(name: str) -> str:
    """What a file of the labels folder is, by the name that the commands give it."""
    told = {
        "slips.pdf": said("slips: packing and address, one for each parcel"),
        "slips-invoices.pdf": said("commercial invoices, for the couriers' parcels"),
        "pick.pdf": said("pick list"),
        "pick.csv": said("pick list as a table"),
        "handover.pdf": said("hand-over lists"),
        "handover-bags.pdf": said("tags for the bags"),
        PROBLEMS: said("what is held back, or doubtful"),
        NOTES: said("what tax and customs will do"),
        "answers.csv": said("tracking numbers that carriers answered"),
        "tracking.csv": said("tracking numbers that were given"),
    }
    return told.get(name) or said("file to upload")


def _report(path: Path) -> list[dict[str, str]]:
    """The lines of the report of problems."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [line for line in csv.DictReader(file, restval="") if set(COLUMNS) <= line.keys()]
    except (OSError, ValueError, csv.Error):
        return []


def _told(lines: list[dict[str, str]], folder: Path) -> list[dict[str, str]]:
    """Lines of the report with their ways out in the reader's language, in the report's own where none is kept."""
    reasons = reasons_of(folder)
    return [{**one, "way out": way_out(one, reasons) or one["way out"]} for one in lines]


def write(request: Request, words: Words) -> Response:
    """Writes what the form asks for, beside the desk."""
    run, desk = _run(request, words), desk_of(request)
    what, service, layout = words.get("what", ""), words.get("service", ""), words.get("layout", "")
    common = [str(run.path), "--format=json", *_shop_and_rates(desk)]
    if what == "file":
        if layout not in {one.name for one in _layouts()}:
            raise HTTPException(400, said("Choose a layout for the file."))
        known = {one["service"] for one in run.manifest["services"]}
        if service not in known:
            raise HTTPException(400, said("There is no such service in this run."))
        name = f"{layout}.{service}"
        ending = load(layout).types[0]
        target = run.path / LABELS / f"{name}.{ending}"
        arguments = ["write", *common, f"--layout={layout}", f"--service={service}", f"--out={target}"]
    elif what in _PAPERS:
        arguments = [*_PAPERS[what], *common]
        if what in {"slips", "day"} and words.get("size") in SIZES:
            arguments.append(f"--size={words['size']}")
    else:
        raise HTTPException(400)
    (run.path / LABELS).mkdir(exist_ok=True)
    job = jobs_of(request).start(LABELS, run.name, ["labels", *arguments])
    return see("/labels", run=run.name, job=job.id)


def _run(request: Request, words: Words) -> Run:
    run = run_named(request, words.get("run", ""))
    if run is None:
        raise HTTPException(404, said("There is no run of that name."))
    return run


def _shop_and_rates(desk: DeskFolder) -> list[str]:
    found = []
    for option, name in (("shop", SHOP), ("fx", FX)):
        if (path := desk.fact(name)) is not None:
            found.append(f"--{option}={path}")
    return found


def download(request: Request) -> Response:
    """A file of the labels folder, by its name among those that are there."""
    run = run_of(request)
    name = request.query_params.get("name", "")
    if run is None or name not in {one["name"] for one in _files(run.path / LABELS)}:
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(run.path / LABELS / name, media_type=kind, headers=as_file(f"{run.name}-{name}"))


async def answer(request: Request) -> Response:
    """Reads a carrier's answer, order numbers with tracking numbers, into the run."""
    desk = desk_of(request)
    folder = desk.path / _ANSWERS
    folder.mkdir(exist_ok=True)
    form = await received(request, lambda name: folder / name)
    run = desk.runs.get(form.fields.get("run", ""))
    if run is None or not form.files:
        raise HTTPException(400, said("Choose the carrier's file first."))
    path = form.files[0][1]
    arguments = ["labels", "answer", str(run.path), str(path), "--format=json"]
    if (shop := desk.fact(SHOP)) is not None:
        arguments.append(f"--shop={shop}")
    job = jobs_of(request).start(LABELS, run.name, arguments)
    return see("/labels", run=run.name, job=job.id)


async def shop(request: Request) -> Response:
    """Takes the shop file: sender, tax numbers, layouts of services."""
    desk = desk_of(request)
    form = await received(request, lambda _: desk.path / f".{SHOP}.new")
    if not form.files:
        raise HTTPException(400, said("Choose the shop file first."))
    path = form.files[0][1]
    try:
        shop_of(path)
    except SampanError:
        path.unlink()
        raise
    path.replace(desk.path / SHOP)
    return see("/labels", run=form.fields.get("run", ""))


ROUTES: Final = (
    Route("/labels", labels),
    Route("/labels/file", download),
    Route("/labels/write", taking_form(write), methods=["POST"]),
    Route("/labels/answer", answer, methods=["POST"]),
    Route("/labels/shop", shop, methods=["POST"]),
)
