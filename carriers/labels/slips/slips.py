"""A run's orders as books of slips, and invoices for couriers; an order without the facts for customs is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field

from carriers.customs.customs import COURIER, INVOICE, customs_form, declare
from carriers.finding import HELD
from carriers.labels.gathered import Gathered
from carriers.labels.order_findings import ask_first, flag_findings, slip_findings
from carriers.labels.parts import Part
from carriers.labels.slips.fonts import Letters
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
    from routing.reason import Reason
    from routing.values.money import ExchangeRates

SLIPS_PER_FILE = 500
INVOICES = "invoices"
_BOOKS_TOGETHER: Final = 8
"""Books of slips that are drawn before the first of them is written, so that fonts are cut down once for all."""


def packing_order(shipment: Shipment) -> tuple[object, ...]:
    """By what the packer's papers are sorted: service, orders of one article first, article, deadline, order."""
    skus = sorted(article.sku or article.name_zh or article.title or "" for article in shipment.articles)
    deadline = shipment.latest_at.timestamp() if shipment.latest_at else float("inf")
    return shipment.service, len(skus) > 1, skus, deadline, shipment.order_id


@define
class SlipWriter:
    """Takes orders as they come, and writes their slips sorted for packing; it holds all of them until then."""

    size: str
    """One of `slip.PAPERS`."""
    shop: Shop
    rates: ExchangeRates
    on: date
    """For an order without a dispatch day."""
    report: Callable[[Finding], object]
    take_number: Callable[[Shipment], str | None]
    say: Callable[[Reason], str]
    """Writes a reason out, for the packer's eyes."""
    checked: Collection[str] = ()
    _slips: list[Slip] = field(factory=list)
    _tally: Tally = field(factory=Tally)
    _gathered: Gathered = field(init=False)
    _letters: Letters = field(factory=Letters)
    _book: SlipBook = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._gathered = Gathered(self.report)
        self._book = SlipBook(self.size, self.shop, self._letters)

    def add(self, shipment: Shipment) -> bool:
        """Takes one order; whether it gets a slip."""
        day = shipment.dispatch_on or self.on
        declared, findings = declare(shipment, None, self.rates, day)
        numbers, of_numbers = tax_numbers(shipment, declared, self.shop, self.rates, day, None)
        findings += of_numbers
        findings += slip_findings(shipment, self._book.printable, day)
        findings += flag_findings(shipment, self.checked)
        for finding in findings:
            self._gathered.add(finding)
        if self._tally.count(shipment, declared, findings):
            return False
        ask = tuple(self.say(one.reason) for one in findings if one.level != HELD and ask_first(one.rule))
        form = _form(shipment, declared, self.rates, day)
        self._slips.append(Slip(shipment, declared, form, self.take_number(shipment) or "", numbers, ask))
        return True

    def close(self) -> None:
        """Lets go of slips that are not written."""
        self._letters.close()

    @property
    def shipments(self) -> list[Shipment]:
        """The orders that get a slip, sorted for packing."""
        return [slip.shipment for slip in self._sorted()]

    def finish(self, open_part: Callable[[int, str], BinaryIO]) -> Result:
        """Writes the books, 500 slips each, and the invoices; what came of all orders.

        Args:
            open_part: gives the n-th file (1, 2, ...) of slips (""), or of invoices (INVOICES).
        """
        self._gathered.close()
        slips = self._sorted()
        billed = [slip for slip in slips if slip.form == INVOICE]
        parts: list[Part] = []
        together = SLIPS_PER_FILE * _BOOKS_TOGETHER
        for first in range(0, len(slips), together):
            letters = Letters() if first else self._letters
            books = []
            for start in range(first, min(first + together, len(slips)), SLIPS_PER_FILE):
                some = slips[start : start + SLIPS_PER_FILE]
                books.append((SlipBook(self.size, self.shop, letters), len(some)))
                for slip in some:
                    books[-1][0].add(slip)
            last = first + together >= len(slips)
            invoices = self._invoices(billed, letters) if last and billed else None
            for book, count in books:
                number = len(parts) + 1
                with open_part(number, "") as file:
                    book.write(file)
                parts.append(Part("slips", number, book.pages, count))
            if invoices is not None:
                with open_part(1, INVOICES) as file:
                    invoices.write(file)
                parts.append(Part(INVOICES, 1, invoices.pages, len(billed)))
            letters.close()
        self.close()
        return self._tally.result(parts)

    def _invoices(self, billed: Iterable[Slip], letters: Letters) -> InvoiceBook:
        book = InvoiceBook(self.shop, letters)
        for slip in billed:
            book.add(slip)
        return book

    def _sorted(self) -> list[Slip]:
        return sorted(self._slips, key=lambda slip: packing_order(slip.shipment))


def write_slips(shipments: Iterable[Shipment], writer: SlipWriter, open_part: Callable[[int, str], BinaryIO]) -> Result:
    """The result, after every order has a slip, and a courier's order its invoice, or was held back."""
    for shipment in shipments:
        writer.add(shipment)
    return writer.finish(open_part)


def _form(shipment: Shipment, declared: tuple[Declared, ...], rates: ExchangeRates, on: date) -> str:
    """The post's form, or the invoice for a courier, which takes none."""
    if shipment.service_class == COURIER:
        return INVOICE
    total = sum(line.total_e4 for line in declared)
    return customs_form(total, declared[0].currency, shipment.weight_g, rates, on)
