"""Dated notes on what tax and customs will do with a parcel: by country, value and day."""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from attrs import frozen

from carriers.customs.customs import hs_digits, limit_in, rules
from carriers.customs.tax_area import areas_of_country, territory_of
from routing.reason import Reason
from routing.values.dates import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from carriers.customs.customs import Declared
    from carriers.shipment import Shipment
    from routing.values.money import ExchangeRates


@frozen
class Threshold:
    """One rule of one country or tax area, in force from one day to another (both included; None: no end known)."""

    country: str
    code: str
    limit_e4: int
    currency: str
    below_only: bool
    valid_from: date | None
    valid_to: date | None
    within: str
    beyond: str
    source: str

    def holds(self, country: str | None, areas: frozenset[str], on: date) -> bool:
        """Whether the rule is one of that country or of one of those areas, and in force on that day."""
        return self.country in {country, *areas} and (self.valid_from or on) <= on <= (self.valid_to or on)


@frozen
class Note:
    """One rule as it meets one order."""

    code: str
    reason: Reason
    source: str


def country_rules(shipment: Shipment) -> str | None:
    """The country whose own rules of tax hold where the consignee lives; None where only those of an area do.

    Jersey has rules of its own, the Isle of Man those of the United Kingdom; goods to Northern Ireland follow the EU's.
    """
    territory = territory_of(shipment)
    if territory is None:
        return shipment.country
    own = territory if len(territory) == len("XX") else shipment.country
    return rules()["country_rules"].get(territory, own) or None


def notes(
    country: str | None,
    declared: Sequence[Declared],
    rates: ExchangeRates,
    on: date,
    areas: frozenset[str] | None = None,
) -> list[Note]:
    """What the rules say of a parcel with these articles on that day; empty where none is recorded.

    Args:
        country: whose own rules hold where it goes; None: nobody's.
        declared: its articles with their values.
        rates: to compare the value with a limit.
        on: the day.
        areas: the tax areas the address lies in; None: those of the country's main part.
    """
    held = areas_of_country(country or "", on) if areas is None else areas
    return [_note(rule, declared, rates, on) for rule in _in_force(country, held, on)]


@lru_cache(maxsize=1024)
def _in_force(country: str | None, areas: frozenset[str], on: date) -> tuple[Threshold, ...]:
    return tuple(rule for rule in thresholds() if rule.holds(country, areas, on))


def _note(rule: Threshold, declared: Sequence[Declared], rates: ExchangeRates, on: date) -> Note:
    total = sum(line.total_e4 for line in declared)
    limit_e4 = limit_in(rule.limit_e4, rule.currency, declared[0].currency, rates, on)
    limit, currency = rule.limit_e4 // 10_000, rule.currency
    within = limit_e4 is not None and (total < limit_e4 or (total == limit_e4 and not rule.below_only))
    if rule.within == rule.beyond:
        what = Reason("customs.tax_always", rule=rule.within)
    elif limit_e4 is None:
        what = Reason(
            "customs.tax_by_unknown_rate", limit=limit, currency=currency, within=rule.within, beyond=rule.beyond
        )
    elif within and rule.below_only:
        what = Reason("customs.tax_below", limit=limit, currency=currency, rule=rule.within)
    elif within:
        what = Reason("customs.tax_up_to", limit=limit, currency=currency, rule=rule.within)
    else:
        what = Reason("customs.tax_above", limit=limit, currency=currency, rule=rule.beyond)
    if rule.code == "EU_DUTY_PER_HS_LINE" and within:
        lines = {hs_digits(line.article.hs_code)[:6] for line in declared}
        if "" not in lines:
            what = Reason("customs.tax_per_line", rule=what, n=len(lines), eur=3 * len(lines))
    reason = Reason("customs.tax_since", rule=what, since=rule.valid_from) if rule.valid_from else what
    return Note(rule.code, reason, rule.source)


@cache
def thresholds() -> tuple[Threshold, ...]:
    """What is taxed from which value, as recorded."""
    path = resources.files("carriers") / "data/customs/tax_thresholds.csv"
    with path.open(encoding="utf-8") as file:
        return tuple(
            Threshold(
                country=row["country"],
                code=row["code"],
                limit_e4=int(row["threshold"]) * 10_000,
                currency=row["currency"],
                below_only=row["edge"] == "below",
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                within=row["within"],
                beyond=row["beyond"],
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )


def _day(text: str) -> date | None:
    return day(text, iso=True) if text else None
