"""Slips to print: address, packing list, customs block and, with a number from the pool, its barcode.

A slip is a packing and address slip with the facts of a customs declaration; the postal label itself comes from the
carrier.  All is drawn in points; bars stand on whole dots of a 300 dpi printer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from carriers.customs.customs import Declared, hs_digits
from carriers.customs.rounded_up import money_text
from carriers.labels.consignee.country import country_text
from carriers.labels.consignee.latin import fold
from carriers.labels.layouts.fields import goods_of
from carriers.labels.numbers import code128

if TYPE_CHECKING:
    from fpdf import FPDF

    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment

SIZES_MM = {"100x150": (100, 150), "100x100": (100, 100)}
_POINTS_PER_MM = 72 / 25.4
_MARGIN = 12.0  # points
_BAR_HEIGHT_DOTS = 142  # 12.0 mm: China Post takes 10 to 15 mm (notice of 2018-04-20)
_FONT = "wqy-microhei-labels.ttf"


@frozen
class Slip:
    """What one slip says.  `form`: CN22, CN23, or "" where no SDR rate tells which."""

    shipment: Shipment
    declared: tuple[Declared, ...]
    form: str
    tracking: str


class SlipBook:
    """A PDF of slips, one or more pages each."""

    def __init__(self, size: str, shop: Shop) -> None:
        """`size`: one of SIZES_MM."""
        from fpdf import FPDF  # noqa: PLC0415 - costs 0.3 s, and only slips are PDF

        width_mm, height_mm = SIZES_MM[size]
        self._width, self._height = width_mm * _POINTS_PER_MM, height_mm * _POINTS_PER_MM
        self._shop = shop
        self._pdf: FPDF = FPDF(unit="pt", format=(self._width, self._height))
        self._pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # the same input gives the same bytes
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.add_font("slip", "", str(resources.files("carriers") / "data/fonts" / _FONT))
        font = self._pdf.fonts["slip"]
        self._signs = frozenset(getattr(font, "cmap", ()))  # a core font has no such table; this one is embedded
        self._y = 0.0
        self._head = ""
        self.pages = 0

    def add(self, slip: Slip) -> None:
        """Draws one slip; what does not fit a page goes on the next."""
        self._page()
        shipment = slip.shipment
        self._head = f"{shipment.order_id}   {shipment.service}"
        self._small(self._head)
        sender = self._sender()
        if sender:
            self._small("From: " + ", ".join(sender))
        if slip.tracking:
            self._barcode(slip.tracking)
        self._rule()
        for line in self._address(shipment):
            self._text(line, 11, shipment.country)
        self._rule()
        self._customs(slip)
        self._rule()
        for article in shipment.articles:
            what = article.name_zh or article.title or article.name_en or ""
            parts = (f"{article.quantity} x", article.sku or "", what, article.variant or "")
            self._text("  ".join(part for part in parts if part), 8, "")

    def write(self, file: BinaryIO) -> None:
        """Writes the PDF."""
        file.write(bytes(self._pdf.output()))

    def _sender(self) -> list[str]:
        keys = ("name", "company", "address1", "address2", "city", "state", "postcode", "country", "phone")
        return [self._shop.sender[key] for key in keys if self._shop.sender.get(key)]

    @staticmethod
    def _address(shipment: Shipment) -> list[str]:
        """The consignee's lines; the country in full and in capitals, alone on the last."""
        town = " ".join(part for part in (shipment.postcode, shipment.city) if part)
        lines = [
            shipment.name,
            shipment.company,
            shipment.address1,
            shipment.address2,
            ", ".join(part for part in (town, shipment.state) if part),
            f"Tel. {shipment.phone}" if shipment.phone else None,
            country_text(shipment.country, "en").upper(),
        ]
        return [line for line in lines if line]

    def _customs(self, slip: Slip) -> None:
        title = f"CUSTOMS DECLARATION {slip.form}" if slip.form else "CUSTOMS DECLARATION (CN22 or CN23: no SDR rate)"
        self._text(f"{title}   {self._shop.category}", 8, "")
        total = sum(line.told_e4 for line in slip.declared)
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
            self._text("; ".join(facts), 7, "")
        weight = f"{slip.shipment.weight_g} g gross" if slip.shipment.weight_g else ""
        self._text(f"Total {money_text(total, slip.declared[0].currency)}   {weight}", 8, "")
        goods = goods_of(slip.shipment) or frozenset()
        about = [f"Goods: {', '.join(sorted(goods - {'general'})).replace('_', ' ')}"] if goods - {"general"} else []
        if slip.shipment.tax_id:
            about.append(f"Recipient's tax number: {slip.shipment.tax_id}")
        if about:
            self._text("; ".join(about), 8, "")
        self._text("Date and signature: ", 7, "")

    def _barcode(self, number: str) -> None:
        """The bars on whole dots, centred, with the number in clear under them."""
        dot = code128.POINTS_PER_DOT
        room = round(self._width / dot)
        left = (room - code128.width_dots(number)) // 2
        top = round((self._y + 4) / dot) * dot
        for first, dots in code128.bars(number):
            self._pdf.rect((left + first) * dot, top, dots * dot, _BAR_HEIGHT_DOTS * dot, style="F")
        self._y = top + _BAR_HEIGHT_DOTS * dot + 10
        self._pdf.set_font("slip", size=10)
        self._pdf.text((self._width - self._pdf.get_string_width(number)) / 2, self._y, number)
        self._y += 4

    def _small(self, text: str) -> None:
        self._text(text, 7, "")

    def _text(self, text: str, size: float, country: str) -> None:
        """The text on as many lines as it needs, on a further page when this one is full."""
        self._pdf.set_font("slip", size=size)
        for line in self._wrapped(self._shown(text, country)):
            if self._y + size * 1.25 > self._height - _MARGIN:
                self._page()
                self._y += 7 * 1.25
                self._pdf.set_font("slip", size=7)
                self._pdf.text(_MARGIN, self._y, self._shown(f"{self._head}   (continued)"))
                self._pdf.set_font("slip", size=size)
            self._y += size * 1.25
            self._pdf.text(_MARGIN, self._y, line)

    def _shown(self, text: str, country: str = "") -> str:
        """The text as the font can print it: in its own letters, else spelt in Latin ones."""
        if self.printable(text):
            return text
        return "".join(char if ord(char) in self._signs else "?" for char in fold(text, country))

    def printable(self, text: str) -> bool:
        """Whether the font has every sign of the text (it has no Arabic, Hebrew, Thai or Indic letters)."""
        return all(ord(char) in self._signs for char in text)

    def _wrapped(self, text: str) -> list[str]:
        """Lines no wider than the page, broken on spaces, or inside a word (Chinese has no spaces)."""
        room, lines, line = self._width - 2 * _MARGIN, [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if self._pdf.get_string_width(longer) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            line = word
            while self._pdf.get_string_width(line) > room:
                cut = next(n for n in range(len(line) - 1, 0, -1) if self._pdf.get_string_width(line[:n]) <= room)
                lines.append(line[:cut])
                line = line[cut:]
        return [*lines, line]

    def _rule(self) -> None:
        self._y += 5
        self._pdf.set_line_width(0.5)
        self._pdf.line(_MARGIN, self._y, self._width - _MARGIN, self._y)
        self._y += 1

    def _page(self) -> None:
        self._pdf.add_page()
        self.pages += 1
        self._y = _MARGIN - 4
