"""Parcels: what merging and splitting the orders of a run would save, and the run of parcels made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cli.desk.serve.asked import Words, desk_of, jobs_of, run_named, run_of, taking_form
from cli.desk.serve.render import as_file, page, see
from cli.desk.work.lists import page_number
from cli.desk.work.parcels import file_of, proposals_of
from cli.parcels.picture import picture
from cli.parcels.proposals_file import PICTURE, TABLE, told_breaks
from cli.words import said
from cli.words.stored import told_again

if TYPE_CHECKING:
    from starlette.requests import Request

    from cli.desk.work.runs import Run

PROPOSE, VERIFY, APPLY = "parcels", "proof", "apply"
"""The kinds of jobs on parcels: what it may save, whether that holds, the run of it."""
_ROWS: Final = 100


def parcels(request: Request) -> Response:
    """The page."""
    run, asked, jobs = run_of(request), request.query_params, jobs_of(request)
    if run is None:
        return page(request, "no_run.html", run=None)
    job = jobs.get(asked.get("job", ""))
    job = job if job is not None and job.kind in {PROPOSE, VERIFY, APPLY} else jobs.working(run.name)
    found = proposals_of(run.path)
    proposals = found or []
    pages = max(1, -(-len(proposals) // _ROWS))
    number = min(page_number(asked.get("page", "1")), pages)
    proof = job.result() if job is not None and job.kind == VERIFY and job.succeeded else None
    return page(
        request,
        "parcels.html",
        run=run,
        runs=desk_of(request).runs.names(),
        job=job,
        proof=_proof(proof) if isinstance(proof, dict) else None,
        platforms=sorted(filter(None, run.table["platform"].cast(str).unique())),
        searched=found is not None,
        total=len(proposals),
        rows=[_row(one) for one in proposals[(number - 1) * _ROWS : number * _ROWS]],
        number=number,
        pages_n=pages,
        picture=PICTURE,
        table=TABLE,
    )


def _row(one: dict[str, Any]) -> dict[str, Any]:
    """A proposal as the page shows it."""
    saved = [(name, one[f"{name}_saving_cny"]) for name in ("freight", "duty", "fees", "packing")]
    return {
        **one,
        "breaks": told_breaks(one),
        "services": list(dict.fromkeys(one["services"])),
        "saved": [(name, text) for name, text in saved if text not in {None, "0.00"}],
    }


def _proof(told: dict[str, Any]) -> dict[str, Any]:
    """What the second program found, in the reader's language."""
    return {**told, "faults": [{**one, "what": told_again(one) or one["what"]} for one in told["faults"]]}


def propose(request: Request, words: Words) -> Response:
    """Searches a run for parcels that cost less."""
    run = _run(request, words)
    options = [f"--{name}" for name in ("door", "one-account") if words.get(name)]
    options += [f"--keep-whole={name}" for name in words.getlist("keep-whole")]
    line = ["parcels", "propose", str(run.path), *options, "--format=json"]
    return see("/parcels", run=run.name, job=jobs_of(request).start(PROPOSE, run.name, line).id)


def verify(request: Request, words: Words) -> Response:
    """Looks at the proposals of a run again by the second program."""
    run = _run(request, words)
    line = ["parcels", "verify", str(run.path), "--format=json"]
    return see("/parcels", run=run.name, job=jobs_of(request).start(VERIFY, run.name, line).id)


def apply(request: Request, words: Words) -> Response:
    """Makes a run of parcels of all proposals or of those that are ticked."""
    run, desk = _run(request, words), desk_of(request)
    known = {one["proposal_id"] for one in proposals_of(run.path) or []}
    chosen = [one for one in words.getlist("only") if one in known]
    if not known or not (chosen or words.get("all")):
        raise HTTPException(400, said("Tick at least one proposal, or take all of them."))
    only = [] if words.get("all") else [f"--only={one}" for one in chosen]
    name = desk.free_run(f"{run.name}-parcels")
    line = ["parcels", "apply", str(run.path), f"--out={desk.path / name}", *only, "--format=json"]
    return see("/parcels", run=run.name, job=jobs_of(request).start(APPLY, name, line).id)


def file(request: Request) -> Response:
    """The table or the picture."""
    run = run_of(request)
    path = file_of(run.path, request.query_params.get("file", "")) if run is not None else None
    if path is None:
        raise HTTPException(404, said("There is no file of that name."))
    if path.name == PICTURE and run is not None:
        return Response(picture(proposals_of(run.path) or []), media_type="image/svg+xml")
    return FileResponse(path, media_type="text/csv; charset=utf-8", headers=as_file(path.name))


def _run(request: Request, words: Words) -> Run:
    run = run_named(request, words.get("run", ""))
    if run is None:
        raise HTTPException(404, said("There is no run of that name."))
    return run


ROUTES: Final = (
    Route("/parcels", parcels),
    Route("/parcels/propose", taking_form(propose), methods=["POST"]),
    Route("/parcels/verify", taking_form(verify), methods=["POST"]),
    Route("/parcels/apply", taking_form(apply), methods=["POST"]),
    Route("/parcels/file", file),
)
