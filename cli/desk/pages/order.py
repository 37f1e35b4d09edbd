"""Order: one order before every service, its deadline, its door, its label, and the rule behind every number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from carriers.cards.catalogue import card_folders
from cli.day.explain import Explained
from cli.desk.pages.answers import answers_of
from cli.desk.pictures.timeline import timeline
from cli.desk.serve.asked import desk_of, run_of
from cli.desk.serve.render import page
from cli.desk.work.lists import Asked, found
from cli.desk.work.runs import now
from cli.desk.work.scans import scans_of
from cli.labels.files import answers_of as numbers_of
from cli.labels.reports import held_before, reasons_of, way_out
from cli.options.facts import FactPaths
from cli.output.answers import parcel_json, travelling
from cli.output.on_time import on_time_page
from cli.run.directory import INPUTS
from cli.run.kept_facts import changed_facts, remark
from cli.run.reader import parcel_rows
from cli.words import said
from routing.exact.parcel import parcel_of
from routing.values.dates import day
from routing.verify import Verifier

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from cli.desk.work.runs import Run

_ADDRESS: Final = (
    "name", "company", "address1", "address2", "city", "state", "postcode", "country", "phone", "email",
)  # fmt: skip


def order(request: Request) -> Response:
    """The page."""
    run = run_of(request)
    if run is None:
        return page(request, "no_run.html", run=None)
    order_id = request.query_params.get("id", "")
    row = run.orders([order_id]).get(order_id)
    if row is None:
        if parcels := parcel_rows(run.path, order_id):
            told = f"/order?{urlencode({'run': run.name, 'id': parcels[0]['order_id']})}"
            among = f"/orders?{urlencode({'run': run.name, 'q': order_id})}"
            return RedirectResponse(told if len(parcels) == 1 else among, 303)
        raise HTTPException(404, said("The run has no order of that number. Look for it among the orders."))
    explained = _explained(run, row, door="door" in request.query_params)
    label = _label(run, order_id)
    place = run.at(order_id)
    asked = Asked.of(request.query_params)
    return page(
        request,
        "order.html",
        run=run,
        order=row,
        order_id=order_id,
        travelling=travelling(row),
        address=[str(row[name]) for name in _ADDRESS if row[name]],
        parcel=parcel_json(parcel_of(row)),
        items=row["items"] or [],
        line=run.table.row(place, named=True) if place is not None else None,
        flags=_flags(run, place),
        on=explained.day,
        due=explained.due,
        on_time=on_time_page(explained.choice, explained.by),
        timeline=timeline(explained.due, run.verifier.facts.schedule.days, run.moment(now())),
        label=label,
        scans=scans_of(desk_of(request).path, (label["number"], order_id, *(row.get("order_ids") or ()))),
        changed=_changed(run),
        words={"run": run.name, **asked.words()},
        around=_around(run, place, asked),
        **answers_of(explained.choice, _cards(run)),
    )


def _explained(run: Run, row: dict[str, Any], *, door: bool) -> Explained:
    """The order before every service, by the facts that the run kept; of the door by today's where it kept none."""
    verifier = run.verifier
    if door and verifier.facts.door is None:
        verifier = run.once("verifier with door", lambda: _with_door(run))
    due = verifier.deadline(row)
    return Explained(run.path, row, verifier, verifier.choice(row, due), due)


def _with_door(run: Run) -> Verifier:
    on = run.manifest["on"]
    facts = FactPaths.snapshot(run.path / INPUTS).with_door().load()
    return Verifier(facts, day(on, iso=True) if on else None)


def _cards(run: Run) -> list[Any]:
    return run.once("cards", lambda: list(card_folders(run.path / INPUTS / "cards")))


def _changed(run: Run) -> str:
    changed = run.once("changed", lambda: changed_facts(run.path, run.manifest))
    return remark(changed) if changed else ""


def _flags(run: Run, place: int | None) -> list[str]:
    flags = run.table["flags"][place] if place is not None else None
    return [flag for flag in (flags or "").split(";") if flag]


def _label(run: Run, order_id: str) -> dict[str, Any]:
    """What stands of the order in the label files: held back and why, and its tracking number."""
    labels = run.path / "labels"
    if not labels.is_dir():
        return {"written": False, "held": [], "number": ""}
    answer = numbers_of(run.path).get(order_id)
    held = held_before(labels).get(order_id, [])
    reasons = reasons_of(labels) if held else {}
    return {
        "written": True,
        "held": [{**one, "way out": way_out(one, reasons) or one["way out"]} for one in held],
        "number": answer.tracking if answer else "",
    }


def _around(run: Run, place: int | None, asked: Asked) -> dict[str, str]:
    """The orders before and behind in the list from which the reader came."""
    told = {"before": "", "next": ""}
    if place is None:
        return told
    places = found(run, asked, now())
    at = (places == place).arg_true()
    if not len(at):
        return told
    ids, here = run.table["id"], int(at[0])
    if here > 0:
        told["before"] = str(ids[int(places[here - 1])])
    if here + 1 < len(places):
        told["next"] = str(ids[int(places[here + 1])])
    return told


ROUTES: Final = (Route("/order", order),)
