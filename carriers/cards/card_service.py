"""One [[service]] of a card, with its zones and bands, to a `Service`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from carriers.cards.charges import billed_minimums, check_dates, fuel, rounding, surcharge, volumetric_rule
from carriers.cards.door import door_terms
from carriers.cards.zones import listed_places
from carriers.files.amounts import discount, micro
from carriers.files.tables import LIMITED, Table
from routing.errors import Fault, ReadError
from routing.reason import Reason
from routing.services.service import (
    CLASSES,
    Basis,
    CountryLimits,
    RateBand,
    Rounding,
    Service,
    TransitDays,
    Validity,
    Zone,
)
from routing.values import money
from routing.values.address_traits import address_words
from routing.values.goods import GOODS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@frozen
class Card:
    """What the services of a card have in common."""

    folder: Path
    name: str
    currency: str
    basis: Basis
    validity: Validity
    source: str


def read_service(
    table: Table, card: Card, zones: dict[str, list[Zone]], bands: dict[str, list[RateBand]]
) -> Service | None:
    """The service of a [[service]] table; None when anything is wrong, which is noted in the table's faults."""
    before = len(table.faults)
    code = table.text("code")
    validity = table.validity(card.validity)
    currency = table.read("currency", money.currency, "") or card.currency
    table.text("limits_source", "")
    table.flag("free", default=False)
    table.text("refuses_source", "")
    table.text("note", "")
    facts: dict[str, Any] = {
        "code": code,
        "carrier": table.text("carrier"),
        "name": table.text("name"),
        "service_class": table.choice("class", CLASSES),
        "tracked": table.flag("tracked"),
        "transit_days": table.pair("transit_days"),
        "goods": table.words("goods", GOODS, None),
        "currency": currency,
        "basis": card.basis,
        "card": card.name,
        "validity": validity,
        "source": table.text("source", card.source),
        "zones": tuple(zones.get(code, ())),
        "bands": tuple(bands.get(code, ())),
        "tags": frozenset(table.texts("tags")),
        "refuses": table.words("refuses", address_words()),
        "not_served": listed_places(table, "not_served", card.folder),
        "transit_for": transit_days(table.tables("transit_for")),
        "limits": table.conditions("limits", LIMITED),
        "limits_for": tuple(_country_limits(part) for part in table.tables("limits_for")),
        "volumetric": tuple(filter(None, (volumetric_rule(part, validity) for part in table.tables("volumetric")))),
        "surcharges": tuple(
            filter(None, (surcharge(part, validity, card.folder) for part in table.tables("surcharge"))),
        ),
        "fuel": tuple(filter(None, (fuel(part, validity) for part in table.tables("fuel")))),
        "discount": 1 - (table.read("discount", discount, "0 %") or 0),
        "minimum_micro": table.read("minimum", micro, "0") or 0,
        "billed_minimums": billed_minimums(table),
        "rounding": table.read("rounding", rounding, "0.01 half_up") or Rounding(),
        "pickup_weekmask": table.read("pickup_days", _week, "") or "",
        "door": door_terms(table.tables("door"), currency, card.source),
    }
    if table.values.get("goods") == []:
        table.fault("goods", Reason("service.takes_nothing"))
    table.finish()
    _check_tables(table, card.folder, code, zones.get(code, []), bands.get(code, []))
    check_dates(table, facts["volumetric"], facts["fuel"])
    if len(table.faults) > before:
        return None
    return Service(**facts)


def transit_days(tables: Iterable[Table]) -> tuple[TransitDays, ...]:
    """The days of [[service.transit_for]]; a country stands in one of them."""
    entries: list[TransitDays] = []
    for table in tables:
        entry = TransitDays(table.countries("countries"), table.pair("days"))
        table.text("source", "")
        table.text("note", "")
        twice = sorted(country for country in entry.countries if any(country in one.countries for one in entries))
        if not table.values.get("countries"):
            table.fault("countries", Reason("service.transit_without_countries"))
        elif twice:
            table.fault("countries", Reason("service.country_twice", countries=tuple(twice)))
        table.finish()
        entries.append(entry)
    return tuple(entries)


def _country_limits(table: Table) -> CountryLimits:
    goods = table.words("goods", GOODS) if table.has("goods") else None
    table.text("source", "")
    table.text("note", "")
    found = CountryLimits(table.countries("countries"), table.conditions("limits", LIMITED), goods)
    if not table.values.get("countries"):
        table.fault("countries", Reason("service.limits_without_countries"))
    table.finish()
    return found


def _week(text: str) -> str:
    if not re.fullmatch(r"[01]{7}", text) or "1" not in text:
        raise ReadError(Reason("week.unreadable", text=text), Reason("week.write_digits"))
    return text


def _check_tables(table: Table, folder: Path, code: str, zones: list[Zone], bands: list[RateBand]) -> None:
    """Notes zones without rates and rates without countries; a table with faults of its own has rows that are lost."""
    named, priced = {zone.zone for zone in zones}, {band.zone for band in bands}
    broken = {fault.file for fault in table.faults}
    zones_file, rates_file = str(folder / "zones.csv"), str(folder / "rates.csv")
    if not zones and zones_file not in broken:
        table.faults.append(Fault(zones_file, "", Reason("zones.none_for_service", code=code)))
    if not bands and rates_file not in broken:
        table.faults.append(Fault(rates_file, "", Reason("rates.none_for_service", code=code)))
    if not zones or not bands or broken & {zones_file, rates_file}:
        return
    for zone in sorted(named - priced):
        message = Reason("zones.no_rates", zone=zone, code=code)
        table.faults.append(Fault(rates_file, "", message))
    for zone in sorted(priced - named):
        message = Reason("zones.no_country", zone=zone, code=code)
        table.faults.append(Fault(zones_file, "", message))
