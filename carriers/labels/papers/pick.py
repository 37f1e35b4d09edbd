"""The pick list: which article lies where, and how many pieces of it the day's orders need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

from attrs import Factory, define, frozen

from carriers.labels.papers.table import A4, MARGIN, PaperTable, TableColumn
from carriers.labels.slips.marks import marks_of, marks_of_goods
from carriers.labels.slips.page import LINE, Page
from routing.services.packing import packing_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from carriers.shipment import Article, Shipment

COLUMNS: Final = ("group", "shelf", "sku", "name", "variant", "marks", "pieces", "orders", "pieces_in_all")
SINGLE, SEVERAL = "single", "several"
"""Orders of one article, which are packed as they are picked; orders of several, which are sorted first."""
PACKING: Final = "packing"
"""Bags and cartons, where the run says which each order is packed in."""
_TITLES: Final = {SINGLE: "单品单 Orders of one article", SEVERAL: "多品单 Orders of several articles"}


@frozen
class Ask:
    """An order that does not go as it is.

    `held`: it is in no file and not packed; `first`: the buyer or the office is asked before it is sent.
    """

    order_id: str
    service: str
    why: tuple[str, ...]
    held: bool
    first: bool


@define
class PickLine:
    """What is taken off one shelf for one group of orders."""

    shelf: str
    sku: str
    name: str
    variant: str
    marks: str = ""
    pieces: int = 0
    orders: int = 0


@define
class PickList:
    """The day's orders, added up by article."""

    shelves: Mapping[str, str]
    """Article number -> where it lies, as far as the product master says."""
    orders: int = 0
    pieces: int = 0
    unknown: int = 0
    """Lines whose pieces the order does not tell."""
    _packings: dict[str, int] = Factory(dict)
    _lines: dict[tuple[str, str, str, str], PickLine] = Factory(dict)
    _all: dict[tuple[str, str, str], int] = Factory(dict)

    def add(self, shipment: Shipment) -> None:
        """Adds the articles of one order."""
        self.orders += 1
        packing = packing_of(shipment.flags)
        if packing:
            self._packings[packing] = self._packings.get(packing, 0) + 1
        keys = {_key(article) for article in shipment.articles}
        group = SINGLE if len(keys) == 1 else SEVERAL
        counted = set()
        for article in shipment.articles:
            key = _key(article)
            line = self._lines.get((group, *key))
            if line is None:
                line = self._lines[group, *key] = PickLine(self.shelves.get(article.sku or "", ""), *key)
            line.marks = line.marks or _marks(article, shipment)
            line.pieces += article.quantity or 0
            line.orders += key not in counted
            counted.add(key)
            self.unknown += article.quantity is None
            self.pieces += article.quantity or 0
            self._all[key] = self._all.get(key, 0) + (article.quantity or 0)

    def rows(self) -> list[dict[str, Any]]:
        """The list as a table, group by group, in the order in which the shelves are walked; the packings come last."""
        empty = dict.fromkeys(COLUMNS, "")
        packings = [
            {**empty, "group": PACKING, "sku": name, "pieces": number, "orders": number, "pieces_in_all": number}
            for name, number in sorted(self._packings.items())
        ]
        return self._articles() + packings

    def _articles(self) -> list[dict[str, Any]]:
        return [
            {
                "group": group,
                "shelf": line.shelf,
                "sku": line.sku,
                "name": line.name,
                "variant": line.variant,
                "marks": line.marks,
                "pieces": line.pieces,
                "orders": line.orders,
                "pieces_in_all": self._all[line.sku, line.name, line.variant],
            }
            for group in (SINGLE, SEVERAL)
            for line in self._of(group)
        ]

    def write(self, file: BinaryIO, on: date, asks: Sequence[Ask] = ()) -> int:
        """Writes the list as a PDF on A4; how many pages.

        What is to be asked first stands on top, then come the groups; what is held back for other reasons ends it.
        """
        first = [ask for ask in asks if ask.first]
        held = [ask for ask in asks if not ask.first]
        page = Page(A4, MARGIN)
        page.new()
        page.text(f"拣货单 Pick list {on.isoformat()}", 15)
        page.text(f"共 {self.orders} 单 orders，{self.pieces} 件 pieces", 10)
        if self.unknown:
            page.text(f"{self.unknown} 行件数不明，请查订单 lines without a number of pieces", 10)
        if self._packings:
            told = "，".join(f"{name} × {number}" for name, number in sorted(self._packings.items()))
            page.text(f"包材 packing: {told}", 10)
        if held:
            page.text(f"另有 {len(held)} 单暂不发，见末页 held back, see the last page", 10)
        _asked(page, first, "先问再发 ASK BEFORE YOU SEND")
        for group, title in _TITLES.items():
            lines = self._of(group)
            if lines:
                self._section(page, title, lines)
        if held:
            page.new()
            _asked(page, held, "暂不发，不拣不包 HELD BACK, DO NOT PACK")
        page.number_pages(0, 9, foot=True)
        page.write(file)
        pages = page.pages
        page.close()
        return pages

    def _of(self, group: str) -> list[PickLine]:
        lines = [line for key, line in self._lines.items() if key[0] == group]
        return sorted(lines, key=lambda line: (not line.shelf, line.shelf, line.sku, line.name, line.variant))

    def _section(self, page: Page, title: str, lines: Sequence[PickLine]) -> None:
        table = PaperTable(
            page,
            (
                TableColumn("货位 shelf", 0.13, size=11),
                TableColumn("货号 SKU", 0.2, size=10),
                TableColumn("品名 / 规格 name, variant", 0.34),
                TableColumn("件数 pieces", 0.11, right=True, size=12),
                TableColumn("单数 orders", 0.1, right=True),
                TableColumn("全部 in all", 0.08, right=True),
                TableColumn("", 0.04, size=12),
            ),
        )
        page.need(60)
        page.y += 12
        pieces = sum(line.pieces for line in lines)
        page.text(f"{title}：{len(lines)} 种 {pieces} 件", 11)
        table.heads()
        page.banner = table.heads
        for line in lines:
            what = "  ".join(part for part in (line.name if line.name != line.sku else "", line.variant) if part)
            marked = f"【{line.marks}】{what}" if line.marks else what
            in_all = self._all[line.sku, line.name, line.variant]
            table.row((line.shelf or "—", line.sku, marked, str(line.pieces), str(line.orders), str(in_all), "□"))
        page.banner = None


def _asked(page: Page, asks: Sequence[Ask], title: str) -> None:
    """Orders that do not go as they are, and why."""
    if not asks:
        return
    page.need(50)
    page.y += 8
    page.sign(f"{title}: {len(asks)}", 11, page.margin, page.y)
    page.y += 20
    for ask in asks:
        packed = "" if ask.held else "（有面单 has a slip）"
        page.text(f"□ {ask.order_id}{packed}，{ask.service}：{' '.join(ask.why)}", 9)
        page.y += 9 * LINE * 0.2


def _key(article: Article) -> tuple[str, str, str]:
    name = article.name_zh or article.title or article.name_en or ""
    return article.sku or name or "?", name, article.variant or ""


def _marks(article: Article, shipment: Shipment) -> str:
    """The marks of one article: of its own goods, else of the parcel's where it is alone in it."""
    marks = marks_of_goods((article.goods or "").split(";"))
    if not article.goods and len(shipment.articles) == 1:
        marks = marks_of(shipment)
    return " ".join(mark.partition(" ")[0] for mark in marks)
