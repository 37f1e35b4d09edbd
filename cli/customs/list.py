"""`sampan customs list`: the facts of the door that count in a place on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from carriers.customs.door_facts import door_facts
from cli.main import ALL_DONE
from cli.options.today import today
from cli.options.types import DAY, ReadParam
from cli.output.show import format_option, print_rows
from cli.words import said
from routing.landed.facts import Basis
from routing.values.countries import country_code
from routing.values.territories import territories, territory_code

if TYPE_CHECKING:
    from routing.landed.facts import Charge, Membership, VatRate
    from routing.services.service import Validity

_COLUMNS = ("fact", "amount", "goods", "since", "until", "sure", "source")


@click.command(name="list", epilog="Example: sampan customs list --to ES --postcode 35001 --on 2026-11-20")
@click.option("--to", "country", required=True, type=ReadParam("COUNTRY", country_code), help="Destination.")
@click.option("--postcode", help="Tells islands and exclaves of other rules apart.")
@click.option("--on", type=DAY, metavar="DATE", help="The day asked about.  [default: today]")
@format_option()
def command(country: str, postcode: str | None, on: date | None, output_format: str) -> int:
    """List what is charged at the door of a country, since when, and how sure that is.

    An amount that is not confirmed, or on which sources contradict each other, is told and never part of a sum.
    """
    day, facts = on or today(), door_facts()
    place = territory_code(country, postcode) or country
    rows = [
        *(_area(fact) for fact in facts.areas(place, day)),
        *(_charge(charge) for charge in facts.charges_of(place, day)),
    ]
    rate = facts.vat_rate(place, day)
    if rate is not None:
        rows.append(_rate(rate))
    name = territories()[place].name if place in territories() else place
    print_rows(
        rows,
        output_format,
        _COLUMNS,
        none=said("Nothing is recorded for {place} on {day}.", place=name, day=day),
        widths={"source": 50, "amount": 34},
    )
    return ALL_DONE


def _area(fact: Membership) -> dict[str, Any]:
    text = said("belongs to {area}", area=fact.area) if fact.member else said("is outside {area}", area=fact.area)
    return _row(text, "", "", fact.validity, fact.sure.value, fact.source, fact.source_date)


def _charge(charge: Charge) -> dict[str, Any]:
    limit = f"{charge.limit_e4 // 10_000} {charge.limit_currency}"
    edge = said("over {limit}", limit=limit) if charge.over else said("up to {limit}", limit=limit)
    goods = said("all") if charge.over and not charge.limit_e4 else edge
    figure = ""
    if charge.amount is not None:
        figure = f"{charge.amount} {charge.currency} " if charge.currency else f"{float(charge.amount * 100):g} % "
    row = _row(
        charge.code, figure + _per()[charge.basis], goods, charge.validity, charge.sure.value, charge.source,
        charge.source_date,
    )  # fmt: skip
    return row | {"kind": charge.kind.value, "note": charge.note}


def _rate(rate: VatRate) -> dict[str, Any]:
    text = f"{float(rate.share * 100):g} %"
    return _row("VAT_RATE", text, "", rate.validity, rate.sure.value, rate.source, rate.source_date)


def _row(
    fact: str, amount: str, goods: str, days: Validity, sure: str, source: str, source_date: str
) -> dict[str, Any]:
    return {
        "fact": fact,
        "amount": amount,
        "goods": goods,
        "since": days.start.isoformat(),
        "until": days.end.isoformat() if days.end else None,
        "sure": sure,
        "source": source,
        "source_date": source_date,
    }


def _per() -> dict[Basis, str]:
    """What an amount is for."""
    return {
        Basis.CLASS: said("per six-digit HS class"),
        Basis.CLASS_AND_ORIGIN: said("per HS class and origin"),
        Basis.LINE: said("per declaration line"),
        Basis.PARCEL: said("per parcel"),
        Basis.VALUE: said("of the goods' value"),
        Basis.TARIFF: said("by the tariff"),
        Basis.NOTHING: said("none"),
        Basis.VALUE_AT_SALE: said("on the goods, at the sale"),
        Basis.VALUE_AT_DOOR: said("on goods and duty, at the door"),
        Basis.ON_DUTY: said("on the duty"),
    }
