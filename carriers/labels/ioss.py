"""The IOSS number on a parcel to the EU: only where VAT was collected, and only up to the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.customs.customs import limit_in, rules
from carriers.finding import WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from carriers.customs.customs import Declared
    from carriers.labels.setting import Setting
    from carriers.shipment import Shipment


def ioss_number(
    shipment: Shipment, declared: Sequence[Declared], setting: Setting, on: date
) -> tuple[str, list[Finding]]:
    """The number, or "" with a warning where VAT was collected and it may not be told; "" alone elsewhere."""
    column = next((column for column in setting.layout.columns if column.field == "ioss"), None)
    if column is None or not declared or not shipment.vat_collected:
        return "", []
    if shipment.country not in rules()["eu"]["countries"]:
        return "", []
    number, limit = setting.shop.ioss_of(shipment.platform), rules()["ioss"]["limit_eur"]
    total, currency = sum(line.total_e4 for line in declared), declared[0].currency
    limit_e4 = limit_in(limit * 10_000, "EUR", currency, setting.rates, on)
    if limit_e4 is None:
        lacking = " and ".join(setting.rates.lacking((currency, "EUR"), on))
        text = f"No rate of {lacking} tells whether the value is within {limit} EUR: no number. Give one with --fx."
    elif total > limit_e4:
        text = f"Above {limit} EUR the IOSS number may not be used: import VAT and duty are charged on arrival."
    elif not number:
        text = f"VAT was collected, but the shop file has no IOSS number for {shipment.platform or 'own'!r} ([ioss])."
    else:
        return number, []
    return "", [Finding(shipment.order_id, column.header, "", "IOSS_LEFT_OUT", text, WARNING)]
