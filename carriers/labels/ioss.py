"""The IOSS number on a parcel to the EU: only where VAT was collected, and only up to the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.customs.customs import limit_in, rules
from carriers.finding import WARNING, Finding
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from carriers.customs.customs import Declared
    from carriers.labels.file_setup import FileSetup
    from carriers.shipment import Shipment


def ioss_number(
    shipment: Shipment, declared: Sequence[Declared], setup: FileSetup, on: date
) -> tuple[str, list[Finding]]:
    """The number, or "" with a warning where VAT was collected and it may not be told; "" alone elsewhere."""
    column = next((column for column in setup.layout.columns if column.field == "ioss"), None)
    if column is None or not declared or not shipment.vat_collected:
        return "", []
    if shipment.country not in rules()["eu"]["countries"]:
        return "", []
    number, limit = setup.shop.ioss_of(shipment.platform), rules()["ioss"]["limit_eur"]
    total, currency = sum(line.total_e4 for line in declared), declared[0].currency
    limit_e4 = limit_in(limit * 10_000, "EUR", currency, setup.rates, on)
    if limit_e4 is None:
        lacking = tuple(setup.rates.lacking((currency, "EUR"), on))
        reason = Reason("customs.ioss_no_rate", lacking=lacking, limit=limit)
    elif total > limit_e4:
        reason = Reason("customs.ioss_above_limit", limit=limit)
    elif not number:
        reason = Reason("customs.ioss_no_number", platform=shipment.platform or "own")
    else:
        return number, []
    return "", [Finding(shipment.order_id, column.header, "", "IOSS_LEFT_OUT", reason, WARNING)]
