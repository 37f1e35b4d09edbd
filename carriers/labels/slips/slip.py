"""Slips to print: what to pack, address, customs block and, with a number from the pool, its barcode.

A slip is a packing and address slip with the facts of a customs declaration; the postal label itself comes from the
carrier.  All is drawn in points; bars stand on whole dots of a 300 dpi printer.  Words for the packer are in Chinese,
those for customs and post in English.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from attrs import field, frozen

from carriers.customs.customs import INVOICE, Declared, hs_digits
from carriers.customs.rounded_up import money_text
from carriers.labels.consignee.postal import address_lines
from carriers.labels.layouts.fields import TaxNumbers, goods_of
from carriers.labels.numbers import code128
from carriers.labels.slips.marks import marks_of
from carriers.labels.slips.page import LINE, Page, Paper
from routing.services.packing import packing_of

if TYPE_CHECKING:
    from carriers.labels.shop import Shop
    from carriers.labels.slips.fonts import Letters
    from carriers.shipment import Article, Shipment

PAPERS = {
    "100x150": Paper.of_mm(100, 150),
    "4x6in": Paper.of_mm(101.6, 152.4),
    "100x100": Paper.of_mm(100, 100),
    "a4x4": Paper.of_mm(210, 297, 2, 2),
}
"""Name of a size -> its paper; a4x4: four slips on a sheet of A4."""
_BAR_HEIGHT_DOTS = 142  # 12.0 mm: China Post takes 10 to 15 mm (notice of 2018-04-20)
_ORDER_HEIGHT_DOTS = 77  # 6.5 mm: read by a scanner at the packing table
_ORDER_ROOM_MM = 52
_PIECES = 15.0
"""Size of the number of pieces."""
_TITLE_LINES = 2
"""Of the buyer's own title, where it stands for a variant."""


@frozen
class Slip:
    """What one slip says.  `form`: CN22, CN23, `invoice` for a courier, or "" where no SDR rate tells which."""

    shipment: Shipment
    declared: tuple[Declared, ...]
    form: str
    tracking: str
    numbers: TaxNumbers = field(factory=TaxNumbers)
    ask: tuple[str, ...] = ()
    """What to ask about before it is sent, in words."""


class SlipBook:
    """A PDF of slips, one or more pages each."""

    def __init__(self, size: str, shop: Shop, letters: Letters | None = None) -> None:
        """`size`: one of PAPERS; `letters`: of the books that are written with this one."""
        self._page = Page(PAPERS[size], letters=letters)
        self._shop = shop

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._page.pages

    def add(self, slip: Slip) -> None:
        """Draws one slip; what does not fit a page goes on the next."""
        page, shipment = self._page, slip.shipment
        first = page.pages
        page.banner = lambda: self._banner(slip)
        page.new()
        self._signs(slip)
        for article in shipment.articles:
            self._article(article)
        pieces = sum(article.quantity or 0 for article in shipment.articles)
        if len(shipment.articles) > 1:
            page.text(f"共 {len(shipment.articles)} 种 {pieces} 件", 9)
        packing = packing_of(shipment.flags)
        if packing:
            page.text(f"包材 {packing}", 10)
        if shipment.heavier_g and shipment.weight_g:
            page.text(f"Pack to {shipment.heavier_g} g (+{shipment.heavier_g - shipment.weight_g} g)", 9)
        page.rule()
        sender = sender_parts(self._shop)
        if sender:
            page.text("From: " + ", ".join(sender), 7)
        if slip.tracking:
            self._barcode(slip.tracking)
        for line in address_lines(shipment):
            page.text(line, 11, shipment.country)
        page.rule()
        self._customs(slip)
        page.banner = None
        page.number_pages(first, 12)

    def write(self, file: BinaryIO) -> None:
        """Writes the PDF."""
        self._page.write(file)

    def close(self) -> None:
        """Lets go of a book that is not written."""
        self._page.close()

    def printable(self, text: str) -> bool:
        """Whether the text can be printed in its own letters."""
        return self._page.printable(text)

    def _banner(self, slip: Slip) -> None:
        """The top of every page: the order's number as bars and in clear, its service, until when it leaves."""
        page, shipment, dot = self._page, slip.shipment, code128.POINTS_PER_DOT
        room = round(_ORDER_ROOM_MM * 300 / 25.4)
        module = code128.widest_module(shipment.order_id, room)
        top = page.y + 4
        if module:
            page.y = page.bars(shipment.order_id, round(page.margin / dot), top, _ORDER_HEIGHT_DOTS, module)
        page.text(shipment.order_id, 9, room=page.width * 0.56)
        foot = page.y
        x = page.width * 0.62
        page.y = top + 16
        for line in page.lines(shipment.service, 8, page.width - page.margin - x):
            page.at(line, 8, x)
            page.y += 8 * LINE
        if shipment.latest_at:
            page.at(f"最晚 {shipment.latest_at:%m-%d %H:%M}", 9, x)
        page.y = max(foot, page.y)
        page.rule()

    def _signs(self, slip: Slip) -> None:
        """What nobody may overlook: to ask first, batteries and other goods with rules of their own."""
        page = self._page
        marks = [*(["先问再发"] if slip.ask else []), *marks_of(slip.shipment)]
        x = page.margin
        for mark in marks:
            x = page.sign(mark, 10, x, page.y + 3) + 6
        if marks:
            page.y += 18
        for text in slip.ask:
            page.text(text, 8)

    def _article(self, article: Article) -> None:
        """One article: pieces, large, number and name, variant."""
        page = self._page
        what = article.name_zh or article.title or article.name_en or ""
        number = article.sku or what or "?"
        pieces = f"{article.quantity or '?'} ×"
        size = _PIECES if article.quantity != 1 else 11.0
        left = page.margin + 34
        page.need(size * LINE + 4)
        page.y += size * LINE
        page.at(pieces, size, left - 6, right=True)
        page.at(number, 11, left)
        room = page.width - page.margin - left
        told = [*(page.lines(what, 9, room) if what != number else ()), *self._variant(article, what, room)]
        for line in told:
            page.need(9 * LINE)
            page.y += 9 * LINE
            page.at(line, 9, left)

    def _variant(self, article: Article, what: str, room: float) -> list[str]:
        """The variant; where the order names none, the end of what the buyer saw, which often tells it."""
        text = article.variant or (article.title if article.title not in {what, article.name_en} else "") or ""
        lines = self._page.lines(text, 9, room) if text else []
        return lines if article.variant or len(lines) <= _TITLE_LINES else ["…", *lines[-_TITLE_LINES:]]

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
        """The carrier's number as bars, centred, with the number in clear under them."""
        page, dot = self._page, code128.POINTS_PER_DOT
        room = round(page.width / dot)
        module = code128.widest_module(number, room - 120)
        if module:
            page.need(_BAR_HEIGHT_DOTS * dot + 20)
            left = (room - code128.width_dots(number, module)) // 2
            page.y = page.bars(number, left, page.y + 6, _BAR_HEIGHT_DOTS, module)
        page.y += 11
        page.at(number, 10, page.width / 2 - page.width_of(number, 10) / 2)
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
