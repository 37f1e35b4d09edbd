"""What is known of duty and tax at a buyer's door: only what is certain, for the two letters that speak of it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carriers.customs.door_facts import door_facts, read_door
from carriers.exchange import bundled_rates, load_rates
from cli.options.facts import FactPaths
from cli.run.directory import INPUTS
from routing.landed.door import door_charges
from routing.landed.facts import Basis, Charge, Kind, Sure
from routing.landed.order import COLUMNS, consignment_of
from routing.services.door_terms import Arrangement
from routing.values.money import E4, ExchangeRates
from templates_en.fact_types import Money

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from routing.landed.consignment import Consignment
    from routing.landed.facts import DoorFacts
    from routing.services.service import Service


def duty_known(
    run: Path | None, row: Mapping[str, Any], destination: str | None, service: Service | None, on: date
) -> dict[str, Any]:
    """The facts of the letters on duty; empty where nothing is certain.

    Args:
        run: whose facts of the door and rates count; None: the bundled ones.
        row: the order's; empty where there is none.
        destination: its country.
        service: the service that takes it.
        on: the day asked about.
    """
    if destination is None:
        return {}
    facts, rates = _facts(run)
    sent = consignment_of({**dict.fromkeys(COLUMNS), **row, "country": destination})
    duties = [one for one in facts.charges_of(sent.place, on) if one.kind is Kind.DUTY and one.sure is Sure.SOLID]
    if any(not fact.sure.counts for fact in facts.areas(sent.place, on)):
        return {}
    known = _by_value(sent, duties, facts, rates, on) if sent.value_e4 is not None else _by_limit(duties)
    if sent.vat_collected and any(one.basis is Basis.VALUE_AT_SALE for one in facts.charges_of(sent.place, on)):
        known["tax_paid"] = True
    if service is not None and "duty_each" in known:
        payer = service.door_terms_of(destination).arrangement
        known["duty_ours"] = payer in {Arrangement.PREPAID, Arrangement.INCLUDED} or None
    return {name: value for name, value in known.items() if value is not None}


def _by_value(
    sent: Consignment, duties: list[Charge], facts: DoorFacts, rates: ExchangeRates, on: date
) -> dict[str, Any]:
    """What the one charge that speaks of an order of that value says."""
    applying = []
    for charge in duties:
        value = sent.value_in(charge.limit_currency, rates, on)
        if value is None:
            return _by_limit(duties)
        if (value > charge.limit_e4) == charge.over:
            applying.append(charge)
    if [charge.basis for charge in applying] == [Basis.NOTHING]:
        return {"duty_free": True}
    if [charge.basis for charge in applying] != [Basis.CLASS]:
        return {}
    total = next((step for step in door_charges(sent, facts, rates, on).steps if step.code == applying[0].code), None)
    return {**_each(applying[0]), "duty_total": total and _money(total.amount, total.currency)}


def _by_limit(duties: list[Charge]) -> dict[str, Any]:
    """What holds for goods up to the limit, where the value is not known."""
    low = [charge for charge in duties if not charge.over]
    if [charge.basis for charge in low] == [Basis.NOTHING]:
        return {"free_limit": _limit(low[0])}
    return _each(low[0]) if [charge.basis for charge in low] == [Basis.CLASS] else {}


def _each(charge: Charge) -> dict[str, Any]:
    each = _money(charge.amount, charge.currency) if charge.amount and charge.currency else None
    return {"duty_each": each, "duty_limit": _limit(charge), "duty_since": charge.validity.start}


def _limit(charge: Charge) -> Money:
    return Money.of_e4(charge.limit_e4, charge.limit_currency)


def _money(amount: Fraction, currency: str) -> Money:
    return Money.of_e4(int(amount * E4), currency)


@cache
def _facts(run: Path | None) -> tuple[DoorFacts, ExchangeRates]:
    """Facts of the door and real rates of exchange, as the run kept them; else the bundled ones."""
    kept = FactPaths.snapshot(run / INPUTS) if run is not None else None
    door = read_door(kept.door) if kept is not None and kept.door is not None else door_facts()
    rates = load_rates(kept.fx if kept is not None and kept.fx.is_file() else bundled_rates()).rates
    # What a buyer is told may rest on a real rate only: the bundled round figures are good enough to compare prices.
    return door, ExchangeRates(tuple(rate for rate in rates if not rate.source.startswith("illustrative")))
