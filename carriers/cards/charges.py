"""What a card adds to the band price or does to the weight: volumetric rules, surcharges, fuel, minimums, rounding."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from carriers.cards.zones import listed_places
from carriers.files.amounts import micro, percent, share
from carriers.files.tables import BILLED, Table
from routing.errors import ReadError
from routing.reason import Reason
from routing.services.condition import Condition, condition
from routing.services.service import PER, BilledMinimum, Fuel, Rounding, Surcharge, Validity, VolumetricRule
from routing.values import money
from routing.values.address_traits import address_words
from routing.values.goods import GOODS
from routing.values.units import grams

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PER_KG_MAX_MICRO = 100_000 * 1_000_000


def volumetric_rule(table: Table, span: Validity) -> VolumetricRule | None:
    """The rule of a [[service.volumetric]]; None when it has none that could be used."""
    divisor = table.divisor("divisor")
    side = table.read("side", condition, "")
    if side is not None and (side.measure != "longest_side" or side.upper):
        table.fault("side", Reason("volumetric.write_side"))
    rule: dict[str, Any] = {
        "validity": table.validity(span),
        "source": table.text("source"),
        "side": side,
        "ratio": table.read("ratio", share, ""),
        "above": table.read("above", share, ""),
        "share": table.read("share", percent, ""),
        "difference_g": table.read("difference", grams, "") or 0,
        "weight": table.conditions("weight", frozenset({"weight"})),
        "value": table.conditions("value", frozenset({"value"})),
        "countries": table.countries("countries"),
    }
    over = table.read("ratio_over", share, "")
    if over is not None:
        if rule["ratio"] is not None:
            table.fault("ratio_over", Reason("volumetric.two_ratios"))
        rule |= {"ratio": over, "strict": True}
    if rule["share"] is not None and (rule["above"] is not None or rule["share"] > 1):
        table.fault("share", Reason("volumetric.share_unfit"))
    table.text("note", "")
    table.finish()
    return VolumetricRule(divisor, **rule) if divisor > 0 else None


def surcharge(table: Table, span: Validity, folder: Path) -> Surcharge | None:
    """The surcharge of a [[service.surcharge]]; lists of places lie in the card's folder."""
    step = table.read("step", grams, "") or 1
    per: Any = table.choice("per", PER)
    share = table.read("amount", percent) if per == "value" else None
    amount = 0 if per == "value" else table.read("amount", micro)
    facts: dict[str, Any] = {
        "validity": table.validity(span),
        "source": table.text("source"),
        "step_g": step,
        "minimum_micro": table.read("minimum", micro, "0") or 0,
        "maximum_micro": table.read("maximum", micro, ""),
        "fuel_applies": table.flag("fuel_applies", default=True),
        "every": table.conditions("every", BILLED),
        "some": _alternatives(table),
        "countries": table.countries("countries"),
        "places": listed_places(table, "places", folder),
        "goods": table.words("goods", GOODS),
        "address": table.words("address", address_words()),
        "group": table.text("group", ""),
        "share": share or Fraction(0),
        "currency": table.read("currency", money.currency, "") or "",
    }
    name = table.text("name")
    table.text("note", "")
    table.finish()
    if facts["maximum_micro"] is not None and facts["maximum_micro"] < facts["minimum_micro"]:
        table.fault("maximum", Reason("surcharge.maximum_below_minimum"))
    if share is not None and not 0 < share <= 1:
        table.fault("amount", Reason("surcharge.share_unfit"))
    if amount is None:
        return None
    if per == "kg" and amount > _PER_KG_MAX_MICRO:
        table.fault("amount", Reason("surcharge.too_dear"))
    if per == "kg" and amount * step % 1000:
        table.fault("amount", Reason("surcharge.too_fine"))
    return Surcharge(name, amount, per, **facts)


def fuel(table: Table, span: Validity) -> Fuel | None:
    """The percentage of a [[service.fuel]]."""
    rate = table.read("percent", percent)
    found = (table.validity(span), table.text("source"))
    table.text("note", "")
    table.finish()
    return None if rate is None else Fuel(rate, *found)


def billed_minimums(table: Table) -> tuple[BilledMinimum, ...]:
    """The least billed weights of a service: `minimum_billed`, and those of [[service.minimum_billed_when]]."""
    found = []
    plain = table.read("minimum_billed", grams, "")
    if plain:
        found.append(BilledMinimum(plain))
    for part in table.tables("minimum_billed_when"):
        least = part.read("weight", grams)
        every, countries = part.conditions("every"), part.countries("countries")
        part.text("source")
        part.text("note", "")
        part.finish()
        if least:
            found.append(BilledMinimum(least, every, countries))
    return tuple(found)


def check_dates(table: Table, rules: Iterable[VolumetricRule], fuels: Iterable[Fuel]) -> None:
    """Notes percentages and volumetric rules of which two hold on one day."""
    for one, other in combinations(fuels, 2):
        if one.validity.overlaps(other.validity):
            table.fault("fuel", Reason("fuel.two_hold", start=max(one.validity.start, other.validity.start)))
    for first, second in combinations(rules, 2):
        shared = first.countries & second.countries or not (first.countries or second.countries)
        if first.validity.overlaps(second.validity) and shared and not first.value and not second.value:
            begin = max(first.validity.start, second.validity.start)
            table.fault("volumetric", Reason("volumetric.two_hold", begin=begin))


def rounding(text: str) -> Rounding:
    """The rounding a text states.

    >>> rounding("1 up")
    Rounding(step_micro=1000000, mode='up')
    """
    step, _, mode = text.partition(" ")
    match mode.strip():
        case "half_up" | "half-up" | "half up":
            return Rounding(_step(step), "half_up")
        case "up":
            return Rounding(_step(step), "up")
        case _:
            raise ReadError(Reason("rounding.unreadable", text=text), Reason("rounding.write_it"))


def _step(text: str) -> int:
    value = micro(text)
    if not value:
        raise ReadError(Reason("rounding.no_step", text=text), Reason("rounding.write_step"))
    return value


def _alternatives(table: Table) -> tuple[Condition, ...]:
    found = []
    for text in table.texts("some"):
        try:
            stated = condition(text)
        except ReadError as error:
            table.fault("some", Reason("toml_key.unreadable", error=error))
            continue
        if stated.measure not in BILLED:
            table.fault("some", Reason("toml_key.measures_allowed", text=text, measures=tuple(sorted(BILLED))))
        found.append(stated)
    return tuple(found)
