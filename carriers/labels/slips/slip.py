"""Slips to print: address, packing list, customs block and, with a number from the pool, its barcode.

A slip is a packing and address slip with the facts of a customs declaration; the postal label itself comes from the
carrier.  All is drawn in points; bars stand on whole dots of a 300 dpi printer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from attrs import field, frozen

from carriers.customs.customs import INVOICE, Declared, hs_digits
from carriers.customs.rounded_up import money_text
from carriers.labels.consignee.postal import address_lines
from carriers.labels.layouts.fields import TaxNumbers, goods_of
from carriers.labels.numbers import code128
from carriers.labels.slips.page import Page

if TYPE_CHECKING:
    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment

SIZES_MM = {"100x150": (100, 150), "100x100": (100, 100)}
POINTS_PER_MM = 72 / 25.4
_BAR_HEIGHT_DOTS = 142  # 12.0 mm: China Post takes 10 to 15 mm (notice of 2018-04-20)


@frozen
class Slip:
    """What one slip says.  `form`: CN22, CN23, `invoice` for a courier, or "" where no SDR rate tells which."""

    shipment: Shipment
    declared: tuple[Declared, ...]
    form: str
    tracking: str
    numbers: TaxNumbers = field(factory=TaxNumbers)


class SlipBook:
    """A PDF of slips, one or more pages each."""

    def __init__(self, size: str, shop: Shop) -> None:
        """`size`: one of SIZES_MM."""
        width_mm, height_mm = SIZES_MM[size]
        self._page = Page(width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM)
        self._shop = shop

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._page.pages

    def add(self, slip: Slip) -> None:
        """Draws one slip; what does not fit a page goes on the next."""
        page, shipment = self._page, slip.shipment
        page.new()
        page.head = f"{shipment.order_id}   {shipment.service}"
        page.text(page.head, 7)
        sender = sender_parts(self._shop)
        if sender:
            page.text("From: " + ", ".join(sender), 7)
        if slip.tracking:
            self._barcode(slip.tracking)
        page.rule()
        for line in address_lines(shipment):
            page.text(line, 11, shipment.country)
        page.rule()
        self._customs(slip)
        page.rule()
        for article in shipment.articles:
            what = article.name_zh or article.title or article.name_en or ""
            parts = (f"{article.quantity} x", article.sku or "", what, article.variant or "")
            page.text("  ".join(part for part in parts if part), 8)

    def write(self, file: BinaryIO) -> None:
        """Writes the PDF."""
        self._page.write(file)

    def close(self) -> None:
        """Lets go of a book that is not written."""
        self._page.close()

    def printable(self, text: str) -> bool:
        """Whether the text can be printed in its own letters."""
        return self._page.printable(text)

    def _customs(self, slip: Slip) -> None:
        page, shipment = self._page, slip.shipment
        page.text(f"{_title(slip.form)}   {self._shop.category}", 8)
        for line in slip.declared:
            article = line.article
            weight_g = (article.weight_g or 0) * (article.quantity or 0)
            facts = [
                f"{article.quantity} x {article.name_en}",
                f"HS {hs_digits(article.hs_code) or '-'}",
                f"origin {article.origin or '-'}",
                f"{weight_g} g" if weight_g else "weight -",
                money_text(line.told_e4, line.currency),
            ]
            page.text("; ".join(facts), 7)
        weight = f"{shipment.weight_g} g gross" if shipment.weight_g else ""
        page.text(f"Total {total_text(slip.declared)}   {weight}", 8)
        for about in about_parcel(slip):
            page.text(about, 8)
        page.text("Date and signature: ", 7)

    def _barcode(self, number: str) -> None:
        """The bars on whole dots, centred, with the number in clear under them."""
        page, dot = self._page, code128.POINTS_PER_DOT
        room = round(page.width / dot)
        left = (room - code128.width_dots(number)) // 2
        top = round((page.y + 4) / dot) * dot
        for first, dots in code128.bars(number):
            page.pdf.rect((left + first) * dot, top, dots * dot, _BAR_HEIGHT_DOTS * dot, style="F")
        page.y = top + _BAR_HEIGHT_DOTS * dot + 10
        page.at(number, 10, page.width / 2 - 40)
        page.y += 4


def _title(form: str) -> str:
    if form == INVOICE:
        return "CONTENTS (the commercial invoice goes with it)"
    return f"CUSTOMS DECLARATION {form}" if form else "CUSTOMS DECLARATION (CN22 or CN23: no SDR rate)"


def sender_parts(shop: Shop) -> list[str]:
    """The sender as the shop file says it."""
    keys = ("name", "company", "address1", "address2", "city", "state", "postcode", "country", "phone")
    return [shop.sender[key] for key in keys if shop.sender.get(key)]


def total_text(declared: tuple[Declared, ...]) -> str:
    """The sum of all lines with its currency."""
    return money_text(sum(line.told_e4 for line in declared), declared[0].currency)


def about_parcel(slip: Slip) -> list[str]:
    """What customs and carrier look for besides the lines: goods that need a mark, tax numbers."""
    goods = (goods_of(slip.shipment) or frozenset()) - {"general"}
    numbers = slip.numbers
    facts = [
        f"Goods: {', '.join(sorted(goods)).replace('_', ' ')}" if goods else "",
        f"Recipient's tax number: {slip.shipment.tax_id}" if slip.shipment.tax_id else "",
    ]
    ours = [
        f"IOSS {numbers.ioss}" if numbers.ioss else "",
        f"EORI {numbers.eori}" if numbers.eori else "",
        f"{numbers.seller_name} {numbers.seller}" if numbers.seller else "",
    ]
    lines = ("; ".join(filter(None, facts)), "; ".join(filter(None, ours)))
    return [line for line in lines if line]
