"""A run's orders as books of slips; an order without the facts of a customs declaration is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.customs.customs import customs_form, declare
from carriers.labels.gathered import Gathered
from carriers.labels.order_findings import flag_findings, slip_findings
from carriers.labels.parts import Part
from carriers.labels.slips.slip import Slip, SlipBook
from carriers.labels.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
    from typing import BinaryIO

    from carriers.finding import Finding
    from carriers.labels.shop import Shop
    from carriers.labels.tally import Result
    from carriers.shipment import Shipment
    from routing.values.money import ExchangeRates

SLIPS_PER_FILE = 500


def write_slips(
    shipments: Iterable[Shipment],
    size: str,
    shop: Shop,
    rates: ExchangeRates,
    on: date,
    open_part: Callable[[int], BinaryIO],
    report: Callable[[Finding], object],
    take_number: Callable[[Shipment], str | None],
    checked: Collection[str] = (),
) -> Result:
    """The result, after every order has a slip or was held back.

    Args:
        shipments: the run's orders.
        size: 100x150 or 100x100 (mm).
        shop: the sender and the category of the goods.
        rates: of the day of dispatch, else of `on`; XDR among them tells CN22 from CN23.
        on: the day for an order without a dispatch day.
        open_part: gives the n-th file (1, 2, ...).
        report: is told every finding.
        take_number: gives an order's tracking number, or None.
        checked: orders that a person has looked at: they are not held for a flag.
    """
    parts: list[Part] = []
    tally, book, slips = Tally(), SlipBook(size, shop), 0

    gathered = Gathered(report)

    def close() -> None:
        with open_part(len(parts) + 1) as file:
            book.write(file)
        parts.append(Part("slips", len(parts) + 1, book.pages, slips))

    for shipment in shipments:
        day = shipment.dispatch_on or on
        declared, findings = declare(shipment, None, rates, day)
        findings += slip_findings(shipment, book.printable, day)
        findings += flag_findings(shipment, checked)
        for finding in findings:
            gathered.add(finding)
        if tally.count(shipment, declared, findings):
            continue
        total = sum(line.total_e4 for line in declared)
        form = customs_form(total, declared[0].currency, shipment.weight_g, rates, day)
        if slips == SLIPS_PER_FILE:
            close()
            book, slips = SlipBook(size, shop), 0
        book.add(Slip(shipment, declared, form, take_number(shipment) or ""))
        slips += 1
    if slips:
        close()
    gathered.close()
    return tally.result(parts)
