"""Scans for replies: a store of scans, or any file of tracking, as the events that letters know."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from carriers.bills.lines import order_key, tracking_key
from carriers.tracking.events import UNKNOWN
from carriers.tracking.gathered import Clock
from carriers.tracking.meanings import with_events
from carriers.tracking.read import read_tracking
from carriers.tracking.store import merged, read_store
from carriers.tracking.words import events_of
from routing.errors import Fault, InputError, ReadError
from routing.place import Place
from routing.reason import Reason
from templates_en.english import vocabulary
from templates_en.fact_types import is_placeholder
from templates_en.tracking import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_KINDS: Final = {
    "label_created": "none", "not_found": "none", "cancelled": "none", "expired": "none", UNKNOWN: "none",
    "first_scan": "origin", "in_transit": "transit", "departed": "export", "arrived": "arrive_dest",
    "customs": "transit", "customs_released": "arrive_dest", "customs_documents": "customs_docs",
    "customs_held": "customs_hold", "duty_due": "duty_due", "delayed": "transit", "exception": "transit",
    "damaged": "transit", "out_for_delivery": "out", "attempt_failed": "attempt_failed",
    "available_for_pickup": "pickup", "delivered": "delivered", "returning": "return", "returned": "return",
    "lost": "lost", "destroyed": "lost",
}  # fmt: skip
"""Event of a scan -> the class that letters know; "none" is no scan that a buyer could see."""
_PARQUET: Final = b"PAR1"


def event_kind(text: str) -> str:
    """The class of an event, from the class's own name or from a carrier's words.

    Raises:
        ReadError: the words are not known; all classes are listed.
    """
    word = text.strip().lower().replace(" ", "_")
    if word in vocabulary()["events"]:
        return word
    found = events_of(pl.Series([text]))[0] or UNKNOWN
    if found == UNKNOWN:
        raise ReadError(
            Reason("scan.unknown", text=text), Reason("scan.write_one_of", events=tuple(vocabulary()["events"]))
        )
    return _KINDS[found]


def scans_by_order(path: Path, numbers: Mapping[str, str] | None = None) -> dict[str, tuple[Event, ...]]:
    """The events of a store or of a file of tracking by order, as orders are compared; the oldest first.

    A scan whose words nobody knows stays out of the letters and stops none of them.

    Args:
        path: the store, or a file that `sampan track add` reads.
        numbers: order -> tracking number, for scans that name no order.

    Raises:
        InputError: the file cannot be read, or holds rows that cannot be used.
    """
    with path.open("rb") if path.is_file() else _no_file(path) as file:
        is_store = file.read(len(_PARQUET)) == _PARQUET
    if is_store:
        scans = read_store(path)
    else:
        files = list(read_tracking([path], Clock()))
        problems = [problem for one in files for problem in one.problems]
        if problems:
            raise InputError(
                Fault(one.file, Place(row=one.row or None, column="" if one.row else one.column), one.reason)
                for one in problems
            )
        scans = merged(*(with_events(one.scans) for one in files))
    kinds = {"of_number": pl.String, "number": pl.String}
    given = pl.DataFrame(list((numbers or {}).items()), kinds, orient="row")
    given = given.select(of_number=order_key(pl.col("of_number")), number=tracking_key(pl.col("number")))
    given = given.drop_nulls().unique("number", keep="last", maintain_order=True)
    named = scans.join(given, left_on="tracking_number", right_on="number", how="left")
    named = named.join(given.rename({"of_number": "of_other"}), left_on="other_number", right_on="number", how="left")
    named = named.with_columns(of_order=pl.coalesce(order_key(pl.col("order_id")), "of_number", "of_other"))
    named = named.drop_nulls("of_order")
    found: dict[str, list[Event]] = {}
    for row in named.iter_rows(named=True):
        found.setdefault(row["of_order"], []).append(_event(row))
    return {order: tuple(sorted(events, key=lambda event: event.at)) for order, events in found.items()}


def _event(row: dict[str, Any]) -> Event:
    number, carrier, place = (
        None if text is None or is_placeholder(text) else text
        for text in (row["tracking_number"], row["carrier"], row["place"])
    )
    at = row["at"]
    if row["offset_s"] is not None:
        at = at.astimezone(timezone(timedelta(seconds=row["offset_s"])))
    known = None if number is None or number.startswith("#") else number
    return Event(kind=_KINDS[row["event"]], at=at, place=place, carrier=carrier, tracking_no=known)


def _no_file(path: Path) -> Any:
    raise InputError([Fault(str(path), "", Reason("file.missing"))])
