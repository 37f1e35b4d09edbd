"""Documents of trackers and carriers to scans: 17TRACK, YunExpress and AfterShip, as pushed and as asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl
from attrs import define, evolve, field

from carriers.tracking.gathered import TEXTS, Gathered
from routing.errors import Fault, InputError, Problem
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Object: TypeAlias = "dict[str, Any]"

_DAY: Final = len("2026-11-20")
_INSIDE: Final = (
    "data", "accepted", "Items", "Item", "items", "result", "results", "msg", "tracking", "trackings", "payload",
    "body", "rows", "list", "content", "response",
)  # fmt: skip
"""Keys behind which parcels are looked for."""
_TOLD: Final = 20
"""Numbers that a remark names."""
_SHOWN: Final = 80
_STATE, _SUBSTATE = TEXTS.index("state"), TEXTS.index("substate")
_IDS: Final = ("tracking_number", "other_number", "order_id")
NO_SCAN: Final = "SCAN_INVALID"


class InexactError(Exception):
    """A number was read with fewer figures than it has."""


@define
class _Scans:
    """The scans of one form: the columns of TEXTS; for each the line, and where in the document it stands."""

    name: str
    form: str
    line: int = 0
    rows: list[list[Any]] = field(factory=list)
    """The texts of each scan, in the order of TEXTS."""
    places: list[tuple[int, str, int]] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    silent: list[str] = field(factory=list)
    """Numbers of which no scan is told."""

    def events(self, value: Any, place: str) -> Iterator[Object]:
        """The events of a list, of each of which one row is to be made; what is none is a problem."""
        line, places = self.line, self.places
        for index, event in enumerate(_list(value)):
            if isinstance(event, dict):
                places.append((line, place, index))
                yield event
            else:
                where, text = f"{place}[{index}]", str(event)[:_SHOWN]
                reason = Reason("tracking_read.no_scan")
                self.problems.append(Problem(self.name, line, "", where, text, NO_SCAN, reason))

    def gathered(self) -> Gathered:
        """The scans as columns."""
        places = self.places

        def place_of(index: int) -> tuple[int, str]:
            line, place, number = places[index]
            return line, f"{place}[{number}]"

        told = tuple(self.silent[:_TOLD])
        remarks = [Reason("tracking_read.silent", n=len(self.silent), numbers=told)] if told else []
        columns = zip(*self.rows, strict=True) if self.rows else ([] for _ in TEXTS)
        texts = pl.DataFrame(
            [_texts(name, column) for name, column in zip(TEXTS, columns, strict=True)]
        )  # fmt: skip
        form = self.form.removesuffix("_old")
        return Gathered(self.name, form, texts, place_of, tuple(self.problems), tuple(remarks))


def scans_of(name: str, documents: Iterable[tuple[int, Any]]) -> list[Gathered]:
    """The scans in documents, whichever form each of them has; one for each form.

    Raises:
        InputError: none of them tells of a parcel in a form that is known.
    """
    forms: dict[str, _Scans] = {}
    rejected: list[str] = []
    broken: list[Problem] = []
    for line, document in documents:
        if isinstance(document, Problem):
            broken.append(document)
            continue
        for path, parcel, form in _parcels(document, rejected):
            scans = forms.setdefault(form, _Scans(name, form))
            scans.line = line
            before = len(scans.rows) + len(scans.problems)
            _READERS[form](parcel, f"{path}." if path else "", scans)
            if len(scans.rows) + len(scans.problems) == before:
                scans.silent.append(_plain(parcel.get("number") or parcel.get("tracking_number")))
    found = [scans.gathered() for scans in forms.values()]
    if not found and not rejected:
        raise InputError([Fault(name, "", Reason("tracking_read.no_parcels"))])
    if rejected or broken:
        own = found[0] if found else _Scans(name, "17track").gathered()
        told = Reason("tracking_read.rejected", n=len(rejected), numbers=tuple(rejected[:_TOLD]))
        own = evolve(
            own, problems=(*broken, *own.problems), remarks=(*own.remarks, *([told] if rejected else []))
        )  # fmt: skip
        return [own, *found[1:]]
    return found


def _parcels(document: Any, rejected: list[str]) -> Iterator[tuple[str, Object, str]]:
    """Objects that tell of one parcel each, with the path to each and its form; numbers that a tracker refused."""
    left: list[tuple[str, Any]] = [("", document)]
    while left:
        here, one = left.pop()
        if isinstance(one, list):
            left += [(f"{here}[{at}]", each) for at, each in reversed(list(enumerate(one)))]
        elif isinstance(one, dict):
            form = _form(one)
            if form:
                yield here, one, form
                continue
            for row in map(_object, _list(one.get("rejected"))):
                error = row.get("error")
                why = error.get("message") if isinstance(error, dict) else error
                rejected.append(f"{_plain(row.get('number'))} ({_plain(why)})")
            dot = f"{here}." if here else ""
            left += [(f"{dot}{key}", one[key]) for key in reversed(_INSIDE) if isinstance(one.get(key), dict | list)]


def _form(parcel: Object) -> str:
    """The form of an object that tells of a parcel; "" for any other."""
    if "track_info" in parcel:
        return "17track"
    if "track_events" in parcel:
        return "yunexpress"
    if "OrderTrackingDetails" in parcel:
        return "yunexpress_old"
    return "aftership" if isinstance(parcel.get("checkpoints"), list) else ""


def _seventeen(parcel: Object, path: str, scans: _Scans) -> None:
    info = _object(parcel["track_info"])
    number, order = parcel.get("number"), parcel.get("order_no") or parcel.get("tag")
    other = _object(info.get("misc_info")).get("local_number")
    latest = _object(info.get("latest_status"))
    newest, newest_at, rows = -1, "", scans.rows
    for at, provider in enumerate(map(_object, _list(_object(info.get("tracking")).get("providers")))):
        carrier = _object(provider.get("provider")).get("name")
        place = f"{path}track_info.tracking.providers[{at}].events"
        for event in scans.events(provider.get("events"), place):
            get = event.get
            time, substate = _time(event), get("sub_status")
            if newest < 0 or (time or "") > newest_at:
                newest, newest_at = len(rows), time or ""
            state = substate.partition("_")[0] if isinstance(substate, str) else get("stage")
            rows.append([number, other, order, time, state, substate, get("description"), get("location"), carrier])
    if newest >= 0 and rows[newest][_SUBSTATE] is None and latest.get("sub_status"):
        rows[newest][_STATE : _SUBSTATE + 1] = latest.get("status"), latest.get("sub_status")
    last = _object(info.get("latest_event"))
    if newest < 0 and last:
        substate = last.get("sub_status") or latest.get("sub_status")
        scans.places.append((scans.line, f"{path}track_info.latest_event", 0))
        scans.rows.append(
            [number, other, order, _time(last), latest.get("status"), substate, last.get("description"),
             last.get("location"), None]
        )  # fmt: skip


def _time(event: Object) -> str | None:
    """The time of an event: with its own offset, else in UTC, else as the carrier wrote it (a text, or its parts)."""
    iso = event.get("time_iso")
    if isinstance(iso, str) and _has_offset(iso):
        return iso
    utc, raw = event.get("time_utc"), event.get("time_raw")
    if isinstance(utc, str) and utc:
        return _in_utc(utc)
    if isinstance(iso, str) and iso:
        return iso
    if isinstance(raw, dict):
        parts = (raw.get("date"), raw.get("time"), raw.get("timezone"))
        return " ".join(str(part) for part in parts if part) or None
    return None if raw is None else str(raw)


def _has_offset(text: str) -> bool:
    """Whether a time ends in Z, +08:00 or +0800; a mere day ends in no offset."""
    return len(text) > _DAY and (text[-1] == "Z" or text[-6] in "+-" or text[-5] in "+-")


def _in_utc(text: Any) -> str | None:
    """A time in UTC that need not say so."""
    return f"{text}Z" if text and not _has_offset(str(text)) else text


def _yunexpress(parcel: Object, path: str, scans: _Scans) -> None:
    own, last = parcel.get("waybill_number"), parcel.get("tracking_number")
    order, place = parcel.get("customer_order_number"), f"{path}track_events"
    for event in scans.events(parcel["track_events"], place):
        at = _in_utc(event.get("process_utc_time")) or event.get("process_time")
        where = event.get("process_location") or event.get("process_city") or event.get("process_country")
        words = event.get("process_content") or event.get("track_node_description")
        scans.rows.append(
            [last or own, own if last else None, order, at, None, event.get("track_node_code"), words,
            where, "YunExpress"]
        )  # fmt: skip


def _yunexpress_old(parcel: Object, path: str, scans: _Scans) -> None:
    """The answer of the older service: Item.OrderTrackingDetails."""
    own, last = parcel.get("WaybillNumber") or parcel.get("WayBillNumber"), parcel.get("TrackingNumber")
    order, place = parcel.get("CustomerOrderNumber"), f"{path}OrderTrackingDetails"
    for event in scans.events(parcel["OrderTrackingDetails"], place):
        scans.rows.append(
            [last or own, own if last and own != last else None, order, event.get("ProcessDate"), None,
            event.get("TrackNodeCode"), event.get("ProcessContent"), event.get("ProcessLocation"), "YunExpress"]
        )  # fmt: skip


def _aftership(parcel: Object, path: str, scans: _Scans) -> None:
    order = parcel.get("order_number") or parcel.get("order_id") or parcel.get("title")
    number, place = parcel.get("tracking_number"), f"{path}checkpoints"
    for event in scans.events(parcel["checkpoints"], place):
        where = event.get("location") or event.get("city") or event.get("country_region_name")
        words, carrier = event.get("message") or event.get("subtag_message"), event.get("slug") or parcel.get("slug")
        scans.rows.append(
            [number, None, order, event.get("checkpoint_time"), event.get("tag"), event.get("subtag"),
            words, where, carrier]
        )  # fmt: skip


_READERS: Final = {
    "17track": _seventeen,
    "yunexpress": _yunexpress,
    "yunexpress_old": _yunexpress_old,
    "aftership": _aftership,
}


def _texts(name: str, column: Iterable[Any]) -> pl.Series:
    """A column of texts; what is none is told as text.

    Raises:
        InexactError: a number of a parcel or order that was read as a float: its last figures are lost.
    """
    values = list(column)
    if name in _IDS and any(isinstance(value, float) for value in values):
        raise InexactError
    if not set(map(type, values)) <= {str, type(None)}:
        values = [value if isinstance(value, str) or value is None else _plain(value) for value in values]
    return pl.Series(name, values, pl.String)


def _object(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
