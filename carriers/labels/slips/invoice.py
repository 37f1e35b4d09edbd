"""Commercial invoices for couriers, which take no postal form: one for each parcel, on A4."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from carriers.customs.customs import Declared, hs_digits
from carriers.customs.pieces import priced_by_piece
from carriers.customs.rounded_up import decimals_of, rounded_up
from carriers.labels.consignee.postal import address_lines
from carriers.labels.slips.page import Page, Paper
from carriers.labels.slips.slip import about_parcel, sender_parts, total_text

if TYPE_CHECKING:
    from carriers.labels.shop import Shop
    from carriers.labels.slips.fonts import Letters
    from carriers.labels.slips.slip import Slip

_WIDTH_MM: Final = 210
_HEIGHT_MM: Final = 297
_MARGIN: Final = 42.0
_SIZE: Final = 9.0


class InvoiceBook:
    """A PDF of commercial invoices."""

    def __init__(self, shop: Shop, letters: Letters | None = None) -> None:
        """`letters`: of the books that are written with this one."""
        self._page = Page(Paper.of_mm(_WIDTH_MM, _HEIGHT_MM), _MARGIN, letters)
        self._shop = shop
        self.invoices = 0

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._page.pages

    def add(self, slip: Slip) -> None:
        """Draws one invoice: who sells, who buys, what, of which code and origin, for how much."""
        page, shipment = self._page, slip.shipment
        page.new()
        self.invoices += 1
        page.head = f"Commercial invoice {shipment.order_id}"
        page.text("COMMERCIAL INVOICE", 16)
        page.text(f"Invoice {shipment.order_id}   Date {shipment.dispatch_on or '-'}", _SIZE)
        way = f"{shipment.carrier} {shipment.service}".strip()
        page.text(f"Sent by {way or '-'}   Waybill {slip.tracking or '-'}", _SIZE)
        page.rule()
        page.text("Seller and exporter", _SIZE)
        for part in sender_parts(self._shop) or ("-",):
            page.text(part, _SIZE)
        page.rule()
        page.text("Buyer and importer", _SIZE)
        for line in address_lines(shipment):
            page.text(line, _SIZE, shipment.country)
        if shipment.email:
            page.text(shipment.email, _SIZE)
        page.rule()
        for number, item in enumerate(priced_by_piece(slip.declared, decimals_of(slip.declared[0].currency)), 1):
            self._line(number, item)
        page.rule()
        net_g = sum((line.article.weight_g or 0) * (line.article.quantity or 0) for line in slip.declared)
        pieces = sum(line.article.quantity or 0 for line in slip.declared)
        page.text(f"Total {total_text(slip.declared)}", 12)
        gross = f"{shipment.weight_g} g" if shipment.weight_g else "-"
        page.text(f"{pieces} pieces in 1 parcel   Net weight {net_g or '-'} g   Gross weight {gross}", _SIZE)
        page.text(f"Reason for export: {self._shop.category}", _SIZE)
        for about in about_parcel(slip):
            page.text(about, _SIZE)
        page.text("I declare that all of this is true and correct.", _SIZE)
        page.y += 30
        page.text("Date, name and signature: ", _SIZE)

    def write(self, file: BinaryIO) -> None:
        """Writes the PDF."""
        self._page.write(file)

    def close(self) -> None:
        """Lets go of a book that is not written."""
        self._page.close()

    def _line(self, number: int, item: Declared) -> None:
        """One line: the goods with their facts, pieces and price, and the sum at the right."""
        page, article, currency = self._page, item.article, item.currency
        facts = (
            f"{number}  {article.name_en}",
            article.sku or "",
            article.material or "",
            f"HS {hs_digits(article.hs_code) or '-'}",
            f"origin {article.origin or '-'}",
        )
        page.text("; ".join(fact for fact in facts if fact), _SIZE)
        decimals = decimals_of(currency)
        price, total = (rounded_up(amount, decimals, 10_000) for amount in (item.unit_e4, item.told_e4))
        page.text(f"    {article.quantity} x {price} {currency}", _SIZE)
        page.at(f"{total} {currency}", _SIZE, page.width - _MARGIN, right=True)
