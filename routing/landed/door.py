"""Duty, tax and fees of one parcel, step by step: the page of arithmetic of the door.

Every step names its rule, its amount in the rule's own currency and in CNY.  What hangs on a fact that nobody gave
(the HS code of an item, a rate of exchange, who pays the duty) leaves the sum open, and a reason says what is missing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from routing.landed.facts import Basis, Charge, Kind
from routing.reason import Reason
from routing.services.door_terms import Arrangement
from routing.values.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from routing.landed.consignment import Consignment
    from routing.landed.facts import DoorFacts
    from routing.services.door_terms import DoorTerms
    from routing.values.money import ExchangeRates

_E4: Final = 10_000
_FEN: Final = 100
NO_CLASS: Final = "door.hs_code_missing"
"""The reason of a sum that hangs on the class of an article without one; `articles` names them."""
HANDLING_FEE: Final = "HANDLING_FEE"
"""The step of what a service asks for paying duty in advance; its card is the source."""


@frozen
class DoorStep:
    """One amount: by which rule, in the rule's currency, and in CNY.  `doubtful`: told, not part of the sum.

    `since`, `source` and `source_date` are those of the rule; `share` is of `taxed_cny` where it is a share of an
    amount, and `share_source` where a rate of tax is from.  `count` is of the classes or lines that are charged for.
    """

    kind: Kind
    code: str
    amount: Fraction
    currency: str
    cny: Fraction
    source: str
    doubtful: bool = False
    since: date | None = None
    source_date: str = ""
    share: Fraction | None = None
    taxed_cny: Fraction | None = None
    share_source: str = ""
    count: int | None = None


@frozen
class DoorCharges:
    """All amounts at a parcel's door, whoever pays them; `open` says what is missing to tell them all."""

    steps: tuple[DoorStep, ...]
    open: tuple[Reason, ...] = ()

    @property
    def counted(self) -> tuple[DoorStep, ...]:
        """The steps that are part of the sum."""
        return tuple(step for step in self.steps if not step.doubtful)

    @property
    def sum_cny(self) -> Fraction | None:
        """All that is charged, whoever pays; None where something is missing."""
        return None if self.open else sum((step.cny for step in self.counted), Fraction(0))


@frozen
class DoorCost:
    """What the door costs.  `duty_cny` (duty, and tax owed with it) and `fees_cny` are the seller's; None: not known.

    `steps` are all amounts, whoever pays; `buyer_cny` what the consignee is asked for; `open` says what is missing.
    """

    steps: tuple[DoorStep, ...] = ()
    duty_cny: Fraction | None = None
    fees_cny: Fraction | None = None
    buyer_cny: Fraction = Fraction(0)
    open: tuple[Reason, ...] = ()

    @property
    def duty_fen(self) -> int | None:
        """The seller's duty and tax in whole fen, halves up; None: not known."""
        return None if self.duty_cny is None else whole_fen(self.duty_cny)

    @property
    def fees_fen(self) -> int | None:
        """The seller's fees in whole fen, halves up; None: not known."""
        return None if self.fees_cny is None else whole_fen(self.fees_cny)

    @property
    def sum_fen(self) -> int | None:
        """Both together; None: not known."""
        return None if self.duty_fen is None or self.fees_fen is None else self.duty_fen + self.fees_fen

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What a person should know of the sums: what is missing, who is asked, what is told and not counted."""
        asked = (Reason("door.buyer_is_asked"),) if self.buyer_cny else ()
        doubtful = dict.fromkeys(step.code for step in self.steps if step.doubtful)
        return (*self.open, *asked, *(Reason("door.not_counted", rule=code) for code in doubtful))


def door_cost(consignment: Consignment, terms: DoorTerms, facts: DoorFacts, rates: ExchangeRates, on: date) -> DoorCost:
    """What the parcel costs at its door when it is handed over on that day.

    Args:
        consignment: what lies in the parcel.
        terms: what the service's card says of the door.
        facts: areas, charges and rates of tax.
        rates: rates of exchange.
        on: the day whose rules count.
    """
    return shared_out(door_charges(consignment, facts, rates, on), terms, rates, on)


def door_charges(consignment: Consignment, facts: DoorFacts, rates: ExchangeRates, on: date) -> DoorCharges:
    """What is charged at the parcel's door on that day, by whatever service it comes."""
    charged, missing = _charges(consignment, facts, rates, on)
    steps: list[DoorStep] = []
    for charge in charged:
        amount = _amount(charge, consignment, facts, rates, on, steps)
        if isinstance(amount, Reason):
            missing.append(amount)
        elif amount is not None and amount.amount:
            steps.append(amount)
    return DoorCharges(tuple(steps), tuple(dict.fromkeys(missing)))


def shared_out(charges: DoorCharges, terms: DoorTerms, rates: ExchangeRates, on: date) -> DoorCost:
    """Who pays the charges, by the service's terms."""
    steps, counted, nothing = charges.steps, charges.counted, Fraction(0)
    if charges.open:
        return DoorCost(steps, open=charges.open)
    if not counted or terms.arrangement is Arrangement.INCLUDED:
        return DoorCost(steps, nothing, nothing)
    if terms.arrangement is Arrangement.COLLECTED:
        return DoorCost(steps, nothing, nothing, buyer_cny=charges.sum_cny or nothing)
    if terms.arrangement is Arrangement.NONE:
        return DoorCost(steps, open=(Reason("door.payer_unknown"),))
    worth = rates.cny(terms.currency, on)
    if worth is None:
        return DoorCost(steps, open=(Reason("door.no_rate", currencies=(terms.currency,)),))
    handling = terms.handling * worth
    duty = sum((step.cny for step in counted if step.kind is not Kind.FEE), nothing)
    fees = sum((step.cny for step in counted if step.kind is Kind.FEE), handling)
    handled = DoorStep(Kind.FEE, HANDLING_FEE, terms.handling, terms.currency, handling, terms.source)
    return DoorCost((*steps, handled) if handling else steps, duty, fees)


def _charges(
    consignment: Consignment, facts: DoorFacts, rates: ExchangeRates, on: date
) -> tuple[list[Charge], list[Reason]]:
    """The charges that speak of this parcel, duties first, and what is missing to tell."""
    missing: list[Reason] = []
    if consignment.value_e4 is None:
        return [], [Reason("door.value_unknown")]
    charged: list[Charge] = []
    doubtful = [fact for fact in facts.areas(consignment.place, on) if not fact.sure.counts]
    missing += [Reason("door.area_not_confirmed", place=fact.place, area=fact.area) for fact in doubtful]
    for charge in facts.charges_of(consignment.place, on):
        value = _value_to_compare(charge, consignment, rates, on)
        if value is None:
            lacking = rates.lacking((str(consignment.currency), charge.limit_currency), on)
            missing.append(Reason("door.no_rate", currencies=tuple(lacking)))
        elif (value > charge.limit_e4) == charge.over:
            charged.append(charge)
    kinds = {charge.kind for charge in charged}
    if not missing:
        missing += [
            Reason("door.no_fact", kind=kind.value, place=consignment.place)
            for kind in (Kind.DUTY, Kind.VAT)
            if kind not in kinds
        ]
    order: Mapping[Kind, int] = {Kind.DUTY: 0, Kind.VAT: 1, Kind.FEE: 2}
    return sorted(charged, key=lambda charge: order[charge.kind]), missing


def _value_to_compare(
    charge: Charge, consignment: Consignment, rates: ExchangeRates, on: date
) -> int | Fraction | None:
    """The goods' value in the currency of the limit; from the first cent on no rate of exchange is needed."""
    return consignment.value_in(charge.limit_currency, rates, on) if charge.limit_e4 else consignment.value_e4


def _amount(  # noqa: PLR0911 - a line for each basis
    charge: Charge,
    consignment: Consignment,
    facts: DoorFacts,
    rates: ExchangeRates,
    on: date,
    before: Iterable[DoorStep],
) -> DoorStep | Reason | None:
    """What one charge comes to, after the steps before it; a reason where that cannot be told."""
    per_class = {Basis.CLASS, Basis.CLASS_AND_ORIGIN, Basis.LINE}
    if charge.basis in per_class and (nameless := consignment.without_class()):
        return Reason("door.hs_code_missing", articles=nameless)
    if charge.basis is Basis.NOTHING:
        return None
    if charge.basis is Basis.TARIFF:
        return Reason("door.tariff_unknown", place=consignment.place)
    if charge.basis in {Basis.CLASS, Basis.LINE}:
        return _step(charge, consignment.classes(), rates, on)
    if charge.basis is Basis.PARCEL:
        return _step(charge, 1, rates, on)
    if charge.basis is Basis.CLASS_AND_ORIGIN:
        pairs = consignment.classes_and_origins()
        return _step(charge, pairs, rates, on) if pairs > consignment.classes() else None
    return _on_value(charge, consignment, facts, rates, on, before)


def _on_value(
    charge: Charge,
    consignment: Consignment,
    facts: DoorFacts,
    rates: ExchangeRates,
    on: date,
    before: Iterable[DoorStep],
) -> DoorStep | Reason | None:
    """A share of the goods' value, or VAT on it and on the duty before it."""
    goods = consignment.value_in("CNY", rates, on)
    if goods is None:
        return Reason("door.no_rate", currencies=tuple(rates.lacking((str(consignment.currency),), on)))
    goods /= _E4
    duty = sum((step.cny for step in before if step.kind is Kind.DUTY and not step.doubtful), Fraction(0))
    if charge.basis is Basis.VALUE:
        share, taxed, source = charge.amount or Fraction(0), goods, ""
    else:
        rate = facts.vat_rate(consignment.place, on)
        if charge.basis is Basis.VALUE_AT_SALE:
            if consignment.vat_collected:
                return None
            if consignment.vat_collected is None:
                return Reason("door.vat_payer_unknown")
        if rate is None:
            return Reason("door.no_vat_rate", place=consignment.place)
        share, source = rate.share, f"{rate.source} ({rate.source_date})"
        taxed = {Basis.ON_DUTY: duty, Basis.VALUE_AT_SALE: goods}.get(charge.basis, goods + duty)
    return _made(charge, taxed * share, "CNY", taxed * share, share, taxed, source)


def _step(charge: Charge, times: int, rates: ExchangeRates, on: date) -> DoorStep | Reason:
    """So many times the charge's amount, with its worth in CNY."""
    currency, amount = charge.currency or "CNY", (charge.amount or Fraction(0)) * times
    worth = rates.cny(currency, on)
    if worth is None:
        return Reason("door.no_rate", currencies=(currency,))
    return evolve(_made(charge, amount, currency, amount * worth), count=times)


def _made(
    charge: Charge,
    amount: Fraction,
    currency: str,
    cny: Fraction,
    share: Fraction | None = None,
    taxed_cny: Fraction | None = None,
    share_source: str = "",
) -> DoorStep:
    return DoorStep(
        charge.kind, charge.code, amount, currency, cny, charge.source, not charge.sure.counts,
        charge.validity.start, charge.source_date, share, taxed_cny, share_source,
    )  # fmt: skip


def whole_fen(cny: Fraction) -> int:
    """Whole fen, halves up."""
    return half_up(cny.numerator * _FEN, cny.denominator)
