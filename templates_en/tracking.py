"""A scan as letters know it: one of the classes of the vocabulary, when, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import name

from attrs import field, frozen

from routing.errors import ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import datetime


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
