"""Tracking events: what a carrier's scan says, as one of the classes that selection knows."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from unicodedata import name

from attrs import field, frozen

from routing.errors import Fault, InputError, ReadError
from routing.place import Place
from routing.reason import Reason
from templates_en.english import vocabulary
from templates_en.fact_types import is_placeholder, read

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

COLUMNS = ("order_id", "carrier", "tracking_no", "event", "place", "at")


@frozen
class Event:
    """One scan.  `at` is aware, in the zone the carrier gave; `kind` is an event class."""

    kind: str
    at: datetime = field()
    place: str | None = None
    carrier: str | None = None
    tracking_no: str | None = None

    @at.validator
    def _has_zone(self, _attribute: object, value: datetime) -> None:
        if value.tzinfo is None:
            raise ReadError(Reason("fact.no_zone", moment=str(value)), Reason("fact.give_offset"))

    @property
    def place_to_print(self) -> str | None:
        """The place, unless an English reader cannot read its letters: carriers in China write 广州."""
        latin = all("LATIN" in name(sign, "") for sign in self.place or "" if sign.isalpha())
        return self.place if latin else None


def event_kind(text: str) -> str:
    """The class of an event, from the class's own name or from a carrier's words.

    Raises:
        ReadError: the words fit no class; all classes are listed.
    """
    word = text.strip().lower()
    if word.replace(" ", "_") in vocabulary()["events"]:
        return word.replace(" ", "_")
    for kind, expression in _patterns():
        if expression.search(word):
            return kind
    raise ReadError(
        Reason("scan.unknown", text=text), Reason("scan.write_one_of", events=tuple(vocabulary()["events"]))
    )


def read_tracking(path: Path) -> dict[str, tuple[Event, ...]]:
    """The events of a tracking file by order id, oldest first.

    Raises:
        InputError: no such file, a missing column, or every row that cannot be used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
            header = rows[0].keys() if rows else ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), "", Reason("scan.no_file", error=str(error)))]) from None
    missing = [column for column in COLUMNS if rows and column not in header]
    if missing:
        raise InputError([Fault(str(path), Place(row=1), Reason("scan.no_column", column=missing[0], columns=COLUMNS))])
    found: dict[str, list[Event]] = {}
    faults = []
    for number, row in enumerate(rows, start=2):
        try:
            found.setdefault((row["order_id"] or "").strip(), []).append(_event(row))
        except ReadError as error:
            faults.append(
                Fault(str(path), Place(row=number), Reason("scan.unreadable", what=error.reason, way_out=error.way_out))
            )
    if faults:
        raise InputError(faults)
    return {order_id: tuple(sorted(events, key=lambda event: event.at)) for order_id, events in found.items()}


def _event(row: dict[str, str]) -> Event:
    place, carrier, tracking_no = ((row[column] or "").strip() for column in ("place", "carrier", "tracking_no"))
    return Event(
        kind=event_kind(row["event"] or ""),
        at=read("moment", (row["at"] or "").strip()),
        place=None if is_placeholder(place) else place,
        carrier=None if is_placeholder(carrier) else carrier,
        tracking_no=None if is_placeholder(tracking_no) else tracking_no,
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = resources.files("templates_en").joinpath("data/events.toml").read_text(encoding="utf-8")
    return tuple((row["class"], re.compile(row["pattern"])) for row in tomllib.loads(text)["event"])
