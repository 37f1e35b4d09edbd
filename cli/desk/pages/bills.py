"""Bills: forwarders' bills dropped and checked line by line, with pictures, downloads and claims."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from carriers.bills.claims import opened
from cli.bill import outputs
from cli.bill.claims import STATES
from cli.bill.words import cause_name
from cli.desk.pictures.bars import Bar
from cli.desk.serve.asked import Words, desk_of, jobs_of, taking_form
from cli.desk.serve.render import as_file, page, see
from cli.desk.serve.uploads import received
from cli.desk.work.bills import FOLDER, Bills, Check
from cli.desk.work.folder import CARDS, FX
from cli.desk.work.lists import page_number
from cli.words import said
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from starlette.requests import Request

JOB: Final = "bill"
"""The kind of a job that checks bills."""
_ROWS: Final = 50
_MAP: Final = "bills.toml"
"""What a map of the forwarder's columns is called in the desk's folder."""
_FINE: Final = ("ok", "rounding")


def bills(request: Request) -> Response:
    """The page."""
    of_desk, asked = _bills(request), request.query_params
    checks = of_desk.checks()
    check = next((one for one in checks if one.name == asked.get("check")), checks[0] if checks else None)
    job = jobs_of(request).get(asked.get("job", ""))
    return page(
        request,
        "bills.html",
        run=None,
        dropped=[one.name for one in of_desk.tray.files()],
        gone=asked.get("gone", ""),
        runs=desk_of(request).runs.names(),
        job=job if job is not None and job.kind == JOB else jobs_of(request).working(FOLDER),
        checks=[one.name for one in checks],
        check=check,
        claims=_claims(of_desk),
        states=_states(),
        **(_found(check, asked.get("cause", ""), asked.get("page", "1")) if check else {}),
    )


def _states() -> list[tuple[str, str]]:
    """What may become of a claim, and how the page says it."""
    told = {
        "flagged": said("flagged"), "disputed": said("disputed"), "accepted": said("accepted"),
        "rejected": said("rejected"), "resolved": said("resolved"), "closed": said("closed"),
    }  # fmt: skip
    return [(name, told[name]) for name in STATES]


def _found(check: Check, cause: str, number: str) -> dict[str, Any]:
    """What the page tells of a check."""
    report, lines = check.report(), check.lines()
    chosen = pl.lit(value=True)
    if cause == "open":
        chosen = ~pl.col("cause").is_in(_FINE)
    elif cause:
        chosen = pl.col("cause") == cause
    rows = lines.filter(chosen)
    pages = max(1, -(-rows.height // _ROWS))
    at = min(page_number(number), pages)
    by_cause = [{**one, "title": cause_name(one["name"])} for one in report["by_cause"]]
    most = max((_micro(one["claimed"]) for one in by_cause), default=0)
    bars = [Bar(one["title"], _micro(one["claimed"]), most, f"{one['claimed']} {one['currency']}") for one in by_cause]
    return {
        "report": report,
        "by_cause": by_cause,
        "cause": cause,
        "bars": [one for one in bars if one.figure > 0],
        "rows": [
            {**row, "title": cause_name(row["cause"]) if row["cause"] else ""}
            for row in rows.slice((at - 1) * _ROWS, _ROWS).iter_rows(named=True)
        ],
        "total": rows.height,
        "number": at,
        "pages_n": pages,
        "words": {"check": check.name, "cause": cause},
        "files": [name for name in check.files() if name != outputs.MARK],
        "picture": outputs.PICTURE,
    }


def _micro(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole + part.ljust(6, "0")[:6])


def _claims(of_desk: Bills) -> list[dict[str, Any]]:
    """The claims of all bills."""
    if not of_desk.store.is_file():
        return []
    with opened(of_desk.store) as claims:
        found = claims.all()
    return [
        {
            "bill": one.bill,
            "number": one.number,
            "order_id": one.order_id,
            "title": cause_name(one.cause) if one.cause else "",
            "billed": decimal_text(one.billed_micro, 6),
            "expected": "" if one.expected_micro is None else decimal_text(one.expected_micro, 6),
            "currency": one.currency,
            "state": one.state,
            "note": one.note,
        }
        for one in found[: _ROWS * 10]
    ]


async def drop(request: Request) -> Response:
    """Takes bills."""
    sent = await received(request, _bills(request).tray.place)
    if not sent.files:
        raise HTTPException(400, said("No file came. Choose one, then send it."))
    return see("/bills")


def remove(request: Request, words: Words) -> Response:
    """Takes a dropped file out; it can be put back."""
    if not _bills(request).tray.remove(words.get("name", "")):
        raise HTTPException(404, said("There is no file of that name."))
    return see("/bills", gone=words["name"])


def restore(request: Request, words: Words) -> Response:
    """Puts a file back."""
    if not _bills(request).tray.restore(words.get("name", "")):
        raise HTTPException(404, said("There is no file of that name."))
    return see("/bills")


def check_them(request: Request, words: Words) -> Response:
    """Checks the dropped bills against the chosen runs."""
    desk, of_desk = desk_of(request), _bills(request)
    known = desk.runs.paths()
    runs = [known[name] for name in words.getlist("run") if name in known]
    dropped = of_desk.tray.files()
    if not dropped or not runs:
        raise HTTPException(400, said("Drop at least one bill, and choose at least one run."))
    name = of_desk.free_name()
    options = [*(f"--run={one}" for one in runs), f"--store={of_desk.store}"]
    for option, fact in (("cards", CARDS), ("fx", FX), ("map", _MAP)):
        path = desk.fact(fact)
        options += [f"--{option}={path}"] if path is not None else []
    line = ["bill", "check", *map(str, dropped), *options, f"--out={of_desk.folder / name}", "--format=json"]
    return see("/bills", job=jobs_of(request).start(JOB, FOLDER, line).id)


def claim(request: Request, words: Words) -> Response:
    """Sets what became of a claim."""
    of_desk, state = _bills(request), words.get("state", "")
    if state not in STATES or not of_desk.store.is_file():
        raise HTTPException(400, said("There is no such claim."))
    with opened(of_desk.store) as claims:
        done = claims.set(words.get("bill", ""), words.get("number", ""), state, None, words.get("note") or None)
    if not done:
        raise HTTPException(404, said("There is no such claim."))
    check = words.get("check", "")
    return see("/bills", **({"check": check} if check else {}))


def file(request: Request) -> Response:
    """A file of a check, by its name among those there are."""
    asked = request.query_params
    check = next((one for one in _bills(request).checks() if one.name == asked.get("check")), None)
    path = check.files().get(asked.get("file", "")) if check is not None else None
    if path is None:
        raise HTTPException(404, said("There is no file of that name."))
    if path.name == outputs.PICTURE and check is not None:
        path = check.picture()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, headers={} if kind == "image/svg+xml" else as_file(path.name))


def _bills(request: Request) -> Bills:
    return Bills(desk_of(request).path)


ROUTES: Final = (
    Route("/bills", bills),
    Route("/bills/files", drop, methods=["POST"]),
    Route("/bills/remove", taking_form(remove), methods=["POST"]),
    Route("/bills/restore", taking_form(restore), methods=["POST"]),
    Route("/bills/check", taking_form(check_them), methods=["POST"]),
    Route("/bills/claim", taking_form(claim), methods=["POST"]),
    Route("/bills/file", file),
)
