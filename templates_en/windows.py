"""Delivery windows: how many days a service usually takes to a destination, each with its source and date.

There is no window without a row that says so: a destination that no row covers has none.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import field, frozen, validators

from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS, WORKING_DAYS = "days", "working days"
CLASSES = ("economy", "registered", "express_post", "courier")


def _codes(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(codes)


@frozen
class Window:
    """The usual time from dispatch to delivery, both ends included, in days or working days of the destination.

    `service` or `service_class` says what it holds for; `destinations` are country codes, empty for every country
    but those in `not_to`.
    """

    least: int = field(validator=validators.ge(1))
    most: int = field()
    unit: str = field(validator=validators.in_((DAYS, WORKING_DAYS)))
    source: str = field(validator=validators.min_len(3))
    read_on: date = field(validator=validators.instance_of(date))
    service: str | None = None
    service_class: str | None = field(default=None, validator=validators.optional(validators.in_(CLASSES)))
    destinations: frozenset[str] = field(default=frozenset(), converter=_codes)
    not_to: frozenset[str] = field(default=frozenset(), converter=_codes)

    @most.validator
    def _in_order(self, _attribute: object, value: int) -> None:
        if value < self.least:
            raise ReadError(Reason("delivery_window.reversed", most=value, least=self.least))

    def __attrs_post_init__(self) -> None:
        if (self.service is None) == (self.service_class is None):
            raise ReadError(Reason("delivery_window.service_or_class"))
        unknown = sorted((self.destinations | self.not_to) - set(COUNTRY_CODES))
        if unknown:
            raise ReadError(Reason("delivery_window.no_country", code=unknown[0]))

    @property
    def words(self) -> str:
        """The range as it stands in a letter: "8 to 25 days"."""
        if self.least == self.most:
            return f"{self.most} {self.unit if self.most > 1 else self.unit[:-1]}"
        return f"{self.least} to {self.most} {self.unit}"

    @property
    def calendar_days_most(self) -> int:
        """The upper end in calendar days; a working day counts as 7/5 of a day, rounded up, holidays not counted."""
        return self.most if self.unit == DAYS else -(-self.most * 7 // 5)

    def first_day(self, dispatched_on: date) -> date:
        """The first day of the window; working days are not counted longer than they are."""
        return dispatched_on + timedelta(days=self.least)

    def last_day(self, dispatched_on: date) -> date:
        """The last day of the window."""
        return dispatched_on + timedelta(days=self.calendar_days_most)

    def serves(self, service: str | None, service_class: str | None, destination: str | None) -> bool:
        """Whether the window holds for that service and destination."""
        if destination is None or destination in self.not_to:
            return False
        if self.destinations and destination not in self.destinations:
            return False
        return self.service == service if self.service is not None else self.service_class == service_class


@frozen
class Windows:
    """All windows; the first that serves wins, so a shop's own rows stand before the bundled ones."""

    rows: tuple[Window, ...] = ()

    def find(self, service: str | None, service_class: str | None, destination: str | None) -> Window | None:
        """The window for that service and destination, rows for the very service first; None where none is known."""
        serving = [row for row in self.rows if row.serves(service, service_class, destination)]
        return min(serving, key=lambda row: row.service is None, default=None)


@cache
def bundled() -> Windows:
    """The windows of `data/windows.toml`."""
    text = resources.files("templates_en").joinpath("data/windows.toml").read_text(encoding="utf-8")
    return Windows(read(tomllib.loads(text).get("window", []), "windows.toml"))


def read(rows: list[dict[str, Any]], file: str) -> tuple[Window, ...]:
    """The windows of `[[window]]` tables.

    Raises:
        InputError: every row that is no window, with what is wrong in it.
    """
    good, faults = [], []
    for number, row in enumerate(rows, start=1):
        try:
            good.append(_window(row))
        except (TypeError, ValueError) as error:
            what = error.reason if isinstance(error, ReadError) else str(error.args[0])
            faults.append(Fault(file, f"window[{number}]", Reason("delivery_window.fault", what=what)))
    if faults:
        raise InputError(faults)
    return tuple(good)


_KEYS = {"min_days", "max_days", "unit", "source", "read_on", "service", "class", "to", "not_to"}


def _window(row: dict[str, Any]) -> Window:
    unknown = sorted(set(row) - _KEYS)
    if unknown:
        raise ReadError(Reason("delivery_window.unknown_key", key=unknown[0]))
    missing = sorted({"min_days", "max_days", "unit", "source", "read_on"} - set(row))
    if missing:
        raise ReadError(Reason("delivery_window.key_missing", key=missing[0]))
    return Window(
        least=row["min_days"],
        most=row["max_days"],
        unit=row["unit"],
        source=row["source"],
        read_on=row["read_on"],
        service=row.get("service"),
        service_class=row.get("class"),
        destinations=row.get("to", ()),
        not_to=row.get("not_to", ()),
    )
