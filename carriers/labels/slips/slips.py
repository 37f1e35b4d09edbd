"""A run's orders as books of slips, and invoices for couriers; an order without the facts for customs is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.customs.customs import COURIER, INVOICE, customs_form, declare
from carriers.labels.gathered import Gathered
from carriers.labels.order_findings import flag_findings, slip_findings
from carriers.labels.parts import Part
from carriers.labels.slips.invoice import InvoiceBook
from carriers.labels.slips.slip import Slip, SlipBook
from carriers.labels.tally import Tally
from carriers.labels.tax_numbers import tax_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date
    from typing import BinaryIO

    from carriers.customs.customs import Declared
    from carriers.finding import Finding
    from carriers.labels.shop import Shop
    from carriers.labels.tally import Result
    from carriers.shipment import Shipment
    from routing.values.money import ExchangeRates

SLIPS_PER_FILE = 500
INVOICES = "invoices"


def write_slips(
    shipments: Iterable[Shipment],
    size: str,
    shop: Shop,
    rates: ExchangeRates,
    on: date,
    open_part: Callable[[int, str], BinaryIO],
    report: Callable[[Finding], object],
    take_number: Callable[[Shipment], str | None],
    checked: Collection[str] = (),
) -> Result:
    """The result, after every order has a slip, and a courier's order its invoice, or was held back.

    Args:
        shipments: the run's orders.
        size: 100x150 or 100x100 (mm), of the slips.
        shop: the sender and the category of the goods.
        rates: of the day of dispatch, else of `on`; XDR among them tells CN22 from CN23.
        on: the day for an order without a dispatch day.
        open_part: gives the n-th file (1, 2, ...) of slips (""), or of invoices (INVOICES).
        report: is told every finding.
        take_number: gives an order's tracking number, or None.
        checked: orders that a person has looked at: they are not held for a flag.
    """
    parts: list[Part] = []
    tally, gathered = Tally(), Gathered(report)
    book, slips, books = SlipBook(size, shop), 0, 0
    invoices = InvoiceBook(shop)

    def close() -> None:
        with open_part(books + 1, "") as file:
            book.write(file)
        parts.append(Part("slips", books + 1, book.pages, slips))

    for shipment in shipments:
        day = shipment.dispatch_on or on
        declared, findings = declare(shipment, None, rates, day)
        numbers, of_numbers = tax_numbers(shipment, declared, shop, rates, day, None)
        findings += of_numbers
        findings += slip_findings(shipment, book.printable, day)
        findings += flag_findings(shipment, checked)
        for finding in findings:
            gathered.add(finding)
        if tally.count(shipment, declared, findings):
            continue
        slip = Slip(shipment, declared, _form(shipment, declared, rates, day), take_number(shipment) or "", numbers)
        if slips == SLIPS_PER_FILE:
            close()
            book, slips, books = SlipBook(size, shop), 0, books + 1
        book.add(slip)
        slips += 1
        if slip.form == INVOICE:
            invoices.add(slip)
    if slips:
        close()
    if invoices.invoices:
        with open_part(1, INVOICES) as file:
            invoices.write(file)
        parts.append(Part(INVOICES, 1, invoices.pages, invoices.invoices))
    book.close()
    invoices.close()
    gathered.close()
    return tally.result(parts)


def _form(shipment: Shipment, declared: tuple[Declared, ...], rates: ExchangeRates, on: date) -> str:
    """The post's form, or the invoice for a courier, which takes none."""
    if shipment.service_class == COURIER:
        return INVOICE
    total = sum(line.total_e4 for line in declared)
    return customs_form(total, declared[0].currency, shipment.weight_g, rates, on)
