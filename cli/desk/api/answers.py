"""What programs ask the desk: each verb by JSON, files to route, label files; every refusal is JSON too."""

from __future__ import annotations

import json
import shutil
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from cli.desk.api.openapi import address, document
from cli.desk.serve.asked import desk_of, jobs_of
from cli.desk.serve.guard import API
from cli.desk.serve.uploads import FormError, received
from cli.desk.work.folder import CALENDAR, CARDS, FX, POLICY, SHOP
from cli.desk.work.inbox import TEXTS, TRACKING
from cli.desk.work.runs import now
from cli.verbs import VERBS, Problem, VerbError, route
from cli.verbs.place import Place
from cli.verbs.problem import OWN_FAULT, UNUSABLE_INPUT, WRONG_USE
from cli.words import said, sentence

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from cli.desk.work.folder import DeskFolder
    from cli.desk.work.jobs import Job
    from cli.verbs import Verb

_STATUS: Final = {WRONG_USE: 400, UNUSABLE_INPUT: 422, OWN_FAULT: 500}
_LABELS: Final = "labels"
_PAUSE_S: Final = 0.05
_FILES: Final = "files"
_YES: Final = {"true": True, "false": False}


def openapi(_: Request) -> Response:
    """The document."""
    return JSONResponse(document())


def runs(request: Request) -> Response:
    """The names of the runs."""
    return JSONResponse({"runs": list(place_of(request).runs())})


async def answer(request: Request, verb: Verb) -> Response:
    """What a verb answers to a JSON object of its parameters."""
    try:
        arguments = _arguments(await request.body())
        told = await run_in_threadpool(verb.ask, arguments, place_of(request))
    except VerbError as error:
        return refused(error.problem)
    return JSONResponse(_named(told) if verb.name.startswith(_LABELS) else told)


async def routed(request: Request) -> Response:
    """Routes the files that came into a new run: its name and its manifest."""
    desk = desk_of(request)
    name = desk.free_run(f"api-{now().astimezone():%Y-%m-%d}")
    folder = desk.path / f".{name}.files"
    try:
        folder.mkdir()
        sent = await received(request, lambda file: folder / file)
        arguments = {key: _YES.get(text, text) for key, text in sent.fields.items() if text}
        paths = [path for _, path in sent.files]
        job = await run_in_threadpool(_route, request, arguments, paths, name)
    except VerbError as error:
        return refused(error.problem)
    except FormError as error:
        return refused(Problem(WRONG_USE, sentence(error), _FILES, error.reason.code))
    finally:
        await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)
    manifest = job.result()
    if not job.succeeded or manifest is None:
        return refused(Problem(UNUSABLE_INPUT, job.told or said("It was not done.")))
    return JSONResponse({"run": name, **manifest})


def _route(request: Request, arguments: dict[str, Any], paths: list[Path], name: str) -> Job:
    """Runs the command beside the desk, and waits for its end."""
    desk = desk_of(request)
    looks = {path: desk.look(path).kind for path in paths}
    orders = [str(path) for path, kind in looks.items() if kind != "products"]
    products = [str(path) for path, kind in looks.items() if kind == "products"]
    if not orders or len(products) > 1:
        told = said("send at least one order file, and at most one product master.")
        raise VerbError(Problem(WRONG_USE, told, _FILES))
    settled = {**place_of(request).files, "out": str(desk.path / name), "files": orders, "output_format": "json"}
    line = route.line(arguments, settled | ({"products": products[0]} if products else {}))
    job = jobs_of(request).start("route", name, line)
    while not job.ended:
        time.sleep(_PAUSE_S)
    return job


def label_file(request: Request) -> Response:
    """A label file of a run, by its name among those there are."""
    words = request.path_params
    run = place_of(request).runs().get(words["run"])
    folder = run / _LABELS if run is not None else None
    files = {one.name: one for one in folder.iterdir() if one.is_file()} if folder and folder.is_dir() else {}
    path = files.get(words["file"])
    if path is None or path.name.startswith(".") or path.is_symlink():
        return refused(Problem(WRONG_USE, said("There is no such file."), "file"), 404)
    return FileResponse(path, filename=path.name)


def nothing(_: Request) -> Response:
    """Any other address below the programs' own."""
    told = said("There is nothing at this address. {document} tells what there is.", document=f"{API}openapi.json")
    return refused(Problem(WRONG_USE, told), 404)


def refused(problem: Problem, status: int | None = None) -> Response:
    """A problem as an answer."""
    return JSONResponse(problem.shape(), status or _STATUS[problem.code])


def place_of(request: Request) -> Place:
    """What programs may reach: the runs of the desk's folder, and the seller's own facts in it."""
    desk: DeskFolder = desk_of(request)
    own = {name: desk.fact(name) for name in (CARDS, POLICY, FX, CALENDAR, SHOP, TRACKING, TEXTS)}
    cards = (str(own[CARDS]),) if own[CARDS] else ()
    files = {
        "cards": cards, "folders": cards, "policy": str(own[POLICY]) if own[POLICY] else None, "fx": own[FX],
        "calendar": own[CALENDAR], "calendar_file": own[CALENDAR], "shop": own[SHOP], "shop_file": own[SHOP],
        "tracking": own[TRACKING], "texts": own[TEXTS],
    }  # fmt: skip
    return Place((desk.path,), {name: file for name, file in files.items() if file})


def _arguments(body: bytes) -> dict[str, Any]:
    """The JSON object of a request; an empty body is one without parameters."""
    try:
        found = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        raise VerbError(Problem(WRONG_USE, said("The request is no JSON text in UTF-8."))) from None
    if not isinstance(found, dict):
        raise VerbError(Problem(WRONG_USE, said("The request is no JSON object of parameters.")))
    return found


def _named(told: dict[str, Any]) -> dict[str, Any]:
    """Label files by their names, not by where they lie."""
    return told | {"files": [one | {"file": one["file"].rpartition("/")[2]} for one in told["files"]]}


ROUTES: Final = (
    Route(f"{API}openapi.json", openapi),
    Route(f"{API}runs", runs),
    Route(f"{API}runs/{{run}}/labels/{{file}}", label_file),
    Route(address(route), routed, methods=["POST"]),
    *(Route(address(one), partial(answer, verb=one), methods=["POST"]) for one in VERBS.values() if one is not route),
    Route(f"{API}{{rest:path}}", nothing, methods=["GET", "POST"]),
)
