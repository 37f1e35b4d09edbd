"""Score: a log of chats dropped, its figures, the weighted card, who waits and whom to write to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from cli.desk.serve.asked import Words, desk_of, taking_form
from cli.desk.serve.render import as_file, fault_text, page, see
from cli.desk.serve.uploads import received
from cli.desk.work.score import Chats
from cli.options.schedule import ZONE
from cli.options.types import MOMENT
from cli.output.show import csv_text
from cli.score import rows
from cli.score.picture import drawn
from cli.score.score import LISTS, remarks, title
from cli.words import said
from routing.errors import SampanError

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from cli.desk.work.tray import Tray
    from cli.score.report import Report

_ROWS: Final = 200
"""Lines of a list that the page shows; the download has all."""
_TRAYS: Final = ("logs", "sheets")


def score(request: Request) -> Response:
    """The page."""
    asked, chats = request.query_params, Chats(desk_of(request).path)
    log, sheet = _chosen(request)
    fault, found = "", None
    if log is not None:
        try:
            found = _report(request, log, sheet)
        except SampanError as error:
            fault = fault_text(error)
    return page(
        request,
        "score.html",
        run=None,
        trays=[(name, [one.name for one in _tray(chats, name).files()]) for name in _TRAYS],
        gone=asked.get("gone", ""),
        gone_from=asked.get("tray", ""),
        log=log.name if log else "",
        sheet=sheet.name if sheet else "",
        zone=asked.get("zone", ""),
        at=asked.get("at", ""),
        fault=fault,
        found=found,
        words=_words(request, log, sheet),
        tables=_tables(found) if found else [],
        remarks=remarks(found) if found else [],
    )


def _tables(found: Report) -> list[dict[str, Any]]:
    """The lists as the page shows them: name, title, columns, lines."""
    told = []
    for name, (keys, make) in LISTS.items():
        lines, columns = rows.card_table(found) if name == "card" else (rows.for_people(make(found)), keys)
        parts = (rows.ENQUIRIES, rows.ANSWERS) if name == "figures" else (columns,)
        told += [
            {
                "name": name if at == 0 else "",
                "title": title(name) if at == 0 else "",
                "columns": part,
                "lines": [[line[key] for key in part] for line in lines[:_ROWS]],
                "more": max(0, len(lines) - _ROWS),
            }
            for at, part in enumerate(parts)
        ]
    return told


def _chosen(request: Request) -> tuple[Path | None, Path | None]:
    """The log and the sheet that are asked for; the last ones dropped where none is."""
    asked, chats = request.query_params, Chats(desk_of(request).path)
    log = chats.logs.get(asked.get("log", "")) or chats.logs.newest()
    sheet = chats.sheets.get(asked["team"]) if "team" in asked else chats.sheets.newest()
    return log, sheet


def _report(request: Request, log: Path, sheet: Path | None) -> Report:
    zone, at = request.query_params.get("zone", "").strip(), request.query_params.get("at", "").strip()
    return Chats(desk_of(request).path).report(
        log, sheet, ZONE.convert(zone, None, None) if zone else None, MOMENT.convert(at, None, None) if at else None
    )


def _words(request: Request, log: Path | None, sheet: Path | None) -> list[tuple[str, object]]:
    """The words of an address that asks for the same report."""
    asked = request.query_params
    own = [("log", log.name if log else ""), ("zone", asked.get("zone", "")), ("at", asked.get("at", ""))]
    return [*((name, text) for name, text in own if text), ("team", sheet.name if sheet else "-")]


def _tray(chats: Chats, name: str) -> Tray:
    return chats.sheets if name == "sheets" else chats.logs


async def drop(request: Request) -> Response:
    """Takes logs, or a team sheet."""
    tray = _tray(Chats(desk_of(request).path), request.path_params["tray"])
    sent = await received(request, tray.place)
    if not sent.files:
        raise HTTPException(400, said("No file came. Choose one, then send it."))
    return see("/score")


def remove(request: Request, words: Words) -> Response:
    """Takes a file out; it can be put back."""
    name, tray = words.get("name", ""), words.get("tray", "")
    if not _tray(Chats(desk_of(request).path), tray).remove(name):
        raise HTTPException(404, said("There is no file of that name."))
    return see("/score", gone=name, tray=tray)


def restore(request: Request, words: Words) -> Response:
    """Puts a file back."""
    if not _tray(Chats(desk_of(request).path), words.get("tray", "")).restore(words.get("name", "")):
        raise HTTPException(404, said("There is no file of that name."))
    return see("/score")


def picture(request: Request) -> Response:
    """Answers and cards as a picture."""
    return Response(drawn(_found(request)), media_type="image/svg+xml")


def table(request: Request) -> Response:
    """A list as CSV."""
    name = request.query_params.get("list", "")
    if name not in LISTS:
        raise HTTPException(404, said("There is no file of that name."))
    columns, make = LISTS[name]
    cells = [[row[key] for key in columns] for row in make(_found(request))]
    content = csv_text(cells, columns).encode("utf-8-sig")
    return Response(content, media_type="text/csv; charset=utf-8", headers=as_file(f"{name}.csv"))


def _found(request: Request) -> Report:
    log, sheet = _chosen(request)
    if log is None:
        raise HTTPException(404, said("There is no file of that name."))
    return _report(request, log, sheet)


ROUTES: Final = (
    Route("/score", score),
    Route("/score/files/{tray}", drop, methods=["POST"]),
    Route("/score/remove", taking_form(remove), methods=["POST"]),
    Route("/score/restore", taking_form(restore), methods=["POST"]),
    Route("/score/score.svg", picture),
    Route("/score/list.csv", table),
)
