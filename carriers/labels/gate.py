"""The gate before the label: everything that customs of the destination asks for and an order lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from carriers.customs.customs import declare
from carriers.customs.demands import Lack, lacks
from carriers.customs.numbers import is_valid
from carriers.finding import HELD
from carriers.labels.tax_numbers import tax_numbers
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment
    from routing.values.money import ExchangeRates

_NUMBER_LACKS: Final = frozenset(
    {
        "customs.ioss_no_number",
        "customs.ioss_of_order_wrong",
        "customs.seller_number_missing",
        "customs.eori_of_other_area",
    }
)
"""Why a tax number is left out that the parcel needs: others say that it has no use there."""


def gate(shipment: Shipment, shop: Shop, rates: ExchangeRates, on: date) -> Iterator[Lack]:
    """What the order lacks on that day: facts of its articles, values, the consignee's and the seller's numbers.

    Args:
        shipment: the order with its articles as the product master completes them.
        shop: the seller's tax numbers.
        rates: real rates, to compare values with limits.
        on: the day it is handed over.
    """
    yield from lacks(shipment, on)
    declared, wrong = declare(shipment, None, rates, on)
    for finding in wrong:
        if finding.level == HELD:
            column = "quantity" if finding.field == "quantity" else "declared_unit_value"
            yield Lack(finding.rule, column, finding.value, finding.reason)
    _, left_out = tax_numbers(shipment, declared, shop, rates, on, None)
    for finding in left_out:
        if finding.reason.code in _NUMBER_LACKS:
            yield Lack(finding.rule, finding.field, finding.value, finding.reason)
    number = (shipment.ioss or "").replace(" ", "").upper()
    if number and not is_valid("ioss", number):
        yield Lack("IOSS_WRONG", "ioss", number, Reason("customs.ioss_wrong", number=number))
