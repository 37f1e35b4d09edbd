"""The numbers under which tax is settled on the way: IOSS, EORI, VOEC and their kin, each only where it counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from carriers.customs.customs import limit_in, rules
from carriers.customs.tax_area import EU_CUSTOMS, EU_VAT, is_member_part, lies_in, place_name, territory_of
from carriers.customs.thresholds import country_rules
from carriers.finding import WARNING, Finding
from carriers.labels.layouts.fields import TaxNumbers
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from carriers.customs.customs import Declared
    from carriers.labels.layouts.layout import Layout
    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment
    from routing.values.money import ExchangeRates

NORTHERN_IRELAND: Final = "GB-NIR"


def tax_numbers(
    shipment: Shipment, declared: Sequence[Declared], shop: Shop, rates: ExchangeRates, on: date, layout: Layout | None
) -> tuple[TaxNumbers, list[Finding]]:
    """The numbers, with a warning for each that was to be told and cannot.

    Args:
        shipment: the order.
        declared: its articles with their values; empty: no number is told.
        shop: the seller's numbers.
        rates: to compare the value with a limit.
        on: the day.
        layout: which columns there are; None: a paper, which has room for all.
    """
    if not declared:
        return TaxNumbers(), []
    ioss, findings = _ioss(shipment, declared, shop, rates, on)
    eori, of_eori = _eori(shipment, shop, on)
    (seller, seller_name), of_seller = _seller(shipment, declared, shop, rates, on)
    if layout is not None and not layout.people:
        if ioss and "ioss" not in layout.field_names:
            reason = Reason("customs.ioss_no_column", number=ioss)
            findings.append(_warning(shipment, "ioss", ioss, "IOSS_LEFT_OUT", reason))
        if "eori" not in layout.field_names:
            of_eori = []
        if seller and "seller_tax_number" not in layout.field_names:
            reason = Reason("customs.seller_number_no_column", name=seller_name, number=seller)
            of_seller.append(_warning(shipment, "seller_tax_number", seller, "SELLER_NUMBER_LEFT_OUT", reason))
    return TaxNumbers(ioss, eori, seller, seller_name), [*findings, *of_eori, *of_seller]


def _ioss(
    shipment: Shipment, declared: Sequence[Declared], shop: Shop, rates: ExchangeRates, on: date
) -> tuple[str, list[Finding]]:
    of_order = (shipment.ioss or "").replace(" ", "").upper()
    if not (shipment.vat_collected or (of_order and shipment.vat_collected is None)):
        return "", []
    number, limit = of_order or shop.ioss_of(shipment.platform), rules()["ioss"]["limit_eur"]
    if not lies_in(EU_VAT, shipment, on):
        if not is_member_part(EU_VAT, shipment, on):
            return "", []
        reason = Reason("customs.ioss_not_there", place=place_name(shipment))
    elif of_order and not re.fullmatch(rules()["ioss"]["pattern"], of_order):
        reason = Reason("customs.ioss_of_order_wrong", number=shipment.ioss)
    else:
        total, currency = sum(line.total_e4 for line in declared), declared[0].currency
        limit_e4 = limit_in(limit * 10_000, "EUR", currency, rates, on)
        if limit_e4 is None:
            reason = Reason("customs.ioss_no_rate", lacking=tuple(rates.lacking((currency, "EUR"), on)), limit=limit)
        elif total > limit_e4:
            reason = Reason("customs.ioss_above_limit", limit=limit)
        elif not number:
            reason = Reason("customs.ioss_no_number", platform=shipment.platform or "own")
        else:
            return number, []
    return "", [_warning(shipment, "ioss", "", "IOSS_LEFT_OUT", reason)]


def _eori(shipment: Shipment, shop: Shop, on: date) -> tuple[str, list[Finding]]:
    """The EORI number of the customs territory the parcel enters; one of Great Britain does not serve the EU."""
    if territory_of(shipment) == NORTHERN_IRELAND:
        key, area, prefixes = "eori_xi", "Northern Ireland (XI)", ("XI",)
    elif country_rules(shipment) == "GB":
        key, area, prefixes = "eori_gb", "Great Britain (GB)", ("GB",)
    elif lies_in(EU_CUSTOMS, shipment, on):
        key, area, prefixes = "eori_eu", "the EU", tuple(rules()["eu"]["countries"])
    else:
        return "", []
    number = shop.tax.get(key) or next((text for text in _eoris(shop) if text.startswith(prefixes)), "")
    others = _eoris(shop)
    if number or not others:
        return number, []
    reason = Reason("customs.eori_of_other_area", number=others[0], place=place_name(shipment), area=area, key=key)
    return "", [_warning(shipment, "eori", others[0], "EORI_LEFT_OUT", reason)]


def _eoris(shop: Shop) -> list[str]:
    return [shop.tax[key] for key in ("eori", "eori_eu", "eori_gb", "eori_xi") if shop.tax.get(key)]


def _seller(
    shipment: Shipment, declared: Sequence[Declared], shop: Shop, rates: ExchangeRates, on: date
) -> tuple[tuple[str, str], list[Finding]]:
    """The number of the country's own scheme for low values, and its name."""
    rule = next((rule for rule in rules()["seller_number"] if country_rules(shipment) in rule["countries"]), None)
    if rule is None or shipment.vat_collected is False:
        return ("", ""), []
    total, currency = sum(line.total_e4 for line in declared), declared[0].currency
    limit_e4 = limit_in(rule["limit"] * 10_000, rule["currency"], currency, rates, on)
    if limit_e4 is None or total > limit_e4:
        return ("", ""), []
    number = shop.seller_number(rule["key"], shipment.platform)
    if number:
        return (number, rule["name"]), []
    if not shipment.vat_collected:
        return ("", ""), []
    reason = Reason(
        "customs.seller_number_missing", name=rule["name"], platform=shipment.platform or "own", key=rule["key"]
    )
    return ("", ""), [_warning(shipment, "seller_tax_number", "", "SELLER_NUMBER_MISSING", reason)]


def _warning(shipment: Shipment, field: str, value: str, rule: str, reason: Reason) -> Finding:
    return Finding(shipment.order_id, field, value, rule, reason, WARNING)
