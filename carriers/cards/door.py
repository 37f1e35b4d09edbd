"""The [[service.door]] entries of a card: who pays duty in which country, and what handling it costs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carriers.files.amounts import micro
from routing.reason import Reason
from routing.services.door_terms import Arrangement, DoorTerms
from routing.services.service import MICRO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carriers.files.tables import Table


def door_terms(tables: Iterable[Table], currency: str, source: str = "") -> tuple[DoorTerms, ...]:
    """The entries of one service, in the card's currency; a country stands in one of them, and one may name none.

    `source` is the card's, for entries that name none of their own.
    """
    entries: list[DoorTerms] = []
    for table in tables:
        entry = _entry(table, currency, source)
        twice = sorted(country for country in entry.countries if any(country in known.countries for known in entries))
        if twice:
            table.fault("countries", Reason("door.country_twice", countries=tuple(twice)))
        elif not entry.countries and any(not known.countries for known in entries):
            table.fault("countries", Reason("door.rest_twice"))
        entries.append(entry)
    return tuple(entries)


def _entry(table: Table, currency: str, card_source: str) -> DoorTerms:
    duty = Arrangement(table.choice("duty", tuple(arrangement.value for arrangement in Arrangement)))
    handling = Fraction(table.read("handling", micro, "0") or 0, MICRO)
    countries = table.countries("countries")
    source = table.text("source", card_source)
    table.text("note", "")
    if handling and duty is not Arrangement.PREPAID:
        table.fault("handling", Reason("door.handling_without_prepaid"))
    table.finish()
    return DoorTerms(duty, handling, currency, countries, source)
