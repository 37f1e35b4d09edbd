"""Hand-over lists (交接单), one for each carrier, and tags for the bags that go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import Factory, define, frozen

from carriers.customs.rounded_up import rounded_up
from carriers.labels.papers.table import A4, MARGIN, PaperTable, TableColumn
from carriers.labels.slips.page import Page, Paper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment

_TAG: Final = Paper.of_mm(100, 100)


@frozen
class HandedParcel:
    """One parcel of a list; "" and None are not known."""

    order_id: str
    tracking: str
    service: str
    country: str
    weight_g: int | None


@frozen
class Bag:
    """Some parcels of one service that travel in one bag: the n-th of so many."""

    carrier: str
    service: str
    number: int
    bags: int
    parcels: tuple[HandedParcel, ...]

    @property
    def weight_g(self) -> int:
        """What its parcels weigh, as far as that is known."""
        return sum(parcel.weight_g or 0 for parcel in self.parcels)


@define
class HandoverList:
    """The day's parcels by carrier, in the order in which they were added."""

    shop: Shop
    on: date
    by_carrier: dict[str, list[HandedParcel]] = Factory(dict)

    def add(self, shipment: Shipment, tracking: str) -> None:
        """Adds one parcel."""
        parcel = HandedParcel(
            shipment.order_id, tracking, shipment.service, shipment.country, shipment.weight_g
        )  # fmt: skip
        self.by_carrier.setdefault(shipment.carrier or shipment.service, []).append(parcel)

    def bags(self, most_g: int | None = None) -> list[Bag]:
        """The parcels of each service in bags of at most that weight, filled one after another; None: one bag each."""
        found = []
        for carrier, parcels in sorted(self.by_carrier.items()):
            for service in sorted({parcel.service for parcel in parcels}):
                full = _split([one for one in parcels if one.service == service], most_g)
                found += [Bag(carrier, service, at, len(full), tuple(some)) for at, some in enumerate(full, 1)]
        return found

    def write(self, file: BinaryIO) -> int:
        """Writes the lists as a PDF on A4, each carrier's from a page of its own; how many pages."""
        page = Page(A4, MARGIN)
        for carrier, parcels in sorted(self.by_carrier.items()):
            first = page.pages
            self._list(page, carrier, parcels)
            page.number_pages(first, 9, foot=True)
        page.write(file)
        pages = page.pages
        page.close()
        return pages

    def write_tags(self, file: BinaryIO, bags: Sequence[Bag]) -> int:
        """Writes a tag for each bag, 100 x 100 mm; how many."""
        page = Page(_TAG)
        for bag in bags:
            page.new()
            page.text(bag.carrier, 22)
            page.text(bag.service, 16)
            page.rule()
            page.text(f"袋号 bag {bag.number} / {bag.bags}", 20)
            page.text(f"{len(bag.parcels)} 件 parcels，{_kg(bag.parcels)} kg", 16)
            page.text(self.on.isoformat(), 14)
            page.rule()
            page.text(self._sender(), 10)
            page.text("封袋人 sealed by ____________", 11)
        page.write(file)
        page.close()
        return len(bags)

    def _sender(self) -> str:
        sender = self.shop.sender
        return self.shop.name or sender.get("company", "") or sender.get("name", "")

    def _list(self, page: Page, carrier: str, parcels: Sequence[HandedParcel]) -> None:
        table = PaperTable(
            page,
            (
                TableColumn("序号", 0.06),
                TableColumn("订单号 order", 0.28),
                TableColumn("运单号 tracking", 0.26),
                TableColumn("渠道 service", 0.2),
                TableColumn("国家", 0.08),
                TableColumn("重量 kg", 0.12, right=True),
            ),
        )
        page.new()
        page.text(f"交接单 Hand-over list：{carrier}", 15)
        page.text(f"日期 date {self.on.isoformat()}，寄件人 from {self._sender() or '____________'}", 10)
        for service in sorted({parcel.service for parcel in parcels}):
            some = [parcel for parcel in parcels if parcel.service == service]
            page.text(f"{service}：{len(some)} 件 parcels，{_kg(some)} kg", 10)
        table.heads()
        page.banner = table.heads
        for number, parcel in enumerate(parcels, 1):
            weight = rounded_up(parcel.weight_g, 3, 1000) if parcel.weight_g else "—"
            table.row((str(number), parcel.order_id, parcel.tracking, parcel.service, parcel.country, weight))
        page.banner = None
        page.need(100)
        page.y += 10
        page.text(f"合计 total：{len(parcels)} 件 parcels，{_kg(parcels)} kg", 13)
        page.y += 10
        for left, right in (
            ("交件人 handed over by ______________", "收件人 received by ______________"),
            ("实收件数 counted ______________", "日期时间 date, time ______________"),
            ("车牌 vehicle ______________", "备注 remarks ______________"),
        ):
            page.y += 22
            page.at(left, 11, page.margin)
            page.at(right, 11, page.width / 2)


def _kg(parcels: Sequence[HandedParcel]) -> str:
    """What they weigh in kilograms; with how many of them are not known."""
    total = rounded_up(sum(parcel.weight_g or 0 for parcel in parcels), 3, 1000)
    unknown = sum(parcel.weight_g is None for parcel in parcels)
    return f"{total} (+{unknown} ?)" if unknown else total


def _split(parcels: Sequence[HandedParcel], most_g: int | None) -> list[list[HandedParcel]]:
    bags: list[list[HandedParcel]] = [[]]
    weight = 0
    for parcel in parcels:
        if most_g is not None and bags[-1] and weight + (parcel.weight_g or 0) > most_g:
            bags.append([])
            weight = 0
        bags[-1].append(parcel)
        weight += parcel.weight_g or 0
    return bags
