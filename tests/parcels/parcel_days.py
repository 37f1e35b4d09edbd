"""Days of orders that are small enough to part by hand: articles, services, packings, and the search over them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import evolve
from handmade import EVERYTHING, RATES

from carriers.calendars.shop_schedule import load_schedule
from carriers.customs.door_facts import door_facts
from routing.facts import Facts
from routing.intake.products import SCHEMA as MASTER
from routing.orders import OrderTable
from routing.parcelling.check import Checker, StatedProposal
from routing.parcelling.merge import Merges
from routing.parcelling.packed import Packer
from routing.parcelling.packed_orders import PackedOrders
from routing.parcelling.rebuilt import Rebuilder, StatedParcel
from routing.parcelling.search import DECIDED, Search
from routing.parcelling.split import Splits
from routing.parcelling.value_bounds import ValueBounds
from routing.plan import Plan
from routing.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.parcelling.pieces import Articles
    from routing.parcelling.proposal import Proposal
    from routing.services.service import Service

Row = dict[str, Any]


def article(weight_g: int | None, *sides_mm: int, **more: Any) -> Row:
    """A row of the product master."""
    length, width, height = sides_mm or (None, None, None)
    sides = {"length_mm": length, "width_mm": width, "height_mm": height}
    return dict.fromkeys(MASTER.names()) | {"weight_g": weight_g, **sides, **more}


def facts(services: Sequence[Service], **more: Any) -> Facts:
    """All services compete by price; other facts as said."""
    return evolve(Facts(tuple(services), EVERYTHING, RATES, load_schedule()), **more)


def order(order_id: str = "1", **more: Any) -> Row:
    """An order of one line to one buyer in the US, worth 12 USD, paid on Thursday morning."""
    buyer = {"name": "Ann Example", "address1": "1 Main St", "city": "New York", "postcode": "10001"}
    paid = {"paid_at": datetime(2026, 11, 19, 2, tzinfo=UTC), "country": "US", "source": "orders.csv", "row": 2}
    return {"order_id": order_id, **paid, **buyer, "value_e4": 12_0000, "currency": "USD", "quantity": 1, **more}


def of_article(articles: Articles, order_id: str = "1", **more: Any) -> Row:
    """An order of one line whose weight and size are those of its articles, stacked, as intake makes them."""
    row = order(order_id, **more)
    listed = articles[row["sku"]]
    row["weight_g"] = listed["weight_g"] * row["quantity"]
    sides = [listed[f"{side}_mm"] for side in ("length", "width", "height")]
    if None not in sides:
        longest, second, shortest = sorted(sides, reverse=True)
        row |= {"length_mm": longest, "width_mm": second, "height_mm": shortest * row["quantity"]}
    return row


class Day:
    """Orders with what a run decides about them."""

    def __init__(self, rows: Sequence[Row], by: Facts, articles: Articles | None = None) -> None:
        self.facts, self.articles = by, articles or {}
        table = OrderTable.of(list(rows))
        if by.packing is not None:
            table = PackedOrders(self.articles, Packer(by.packing))(table)
        self.orders = table.frame
        lines = Plan(by).route(table).lines
        latest = pl.col("latest_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", time_zone="UTC")
        self.decided = lines.select(DECIDED).with_columns(
            pl.col("dispatch_on").str.to_date("%Y-%m-%d"), latest.dt.convert_time_zone(by.schedule.zone)
        )

    def search(self, **how: Any) -> Search:
        """The search by the day's facts."""
        return Search(self.facts, None, self.facts.door or door_facts(), self.articles, **how)

    def proposals(self, **how: Any) -> list[Proposal]:
        """What is proposed, after the second program has found nothing wrong with it."""
        found = self.search(**how).proposals(self.orders, self.decided)
        for one in found:
            assert self.faults(stated(one), **how) == [], one
        return found

    def rows(self, one: Proposal) -> list[Row]:
        """The parcels of a proposal as rows of an order table, as a run of parcels gets them."""
        orders, days = self._of(one.orders)
        rebuilder = Rebuilder(Packer(self.facts.packing), self.articles)
        return [row for row, _ in rebuilder.rows(one.kind, orders, stated(one).parcels, [latest for _, latest in days])]

    def _of(self, orders: Sequence[str]) -> tuple[list[Row], list[tuple[Any, ...]]]:
        place = {order_id: number for number, order_id in enumerate(self.orders["order_id"])}
        rows = [self.orders.row(place[order_id], named=True) for order_id in orders]
        return rows, [self.decided.row(place[order_id])[1:] for order_id in orders]

    def faults(self, one: StatedProposal, *, one_account: bool = False, kept_whole: Sequence[str] = ()) -> list[str]:
        """What the second program finds wrong with a proposal, as codes."""
        verifier, packer = Verifier(self.facts, None), Packer(self.facts.packing)
        bounds = ValueBounds(self.facts, self.facts.door or door_facts())
        merges = Merges(Plan(self.facts), verifier, bounds, packer, self.articles)
        splits = Splits(Plan(self.facts), verifier, bounds, packer, self.articles, kept_whole)
        rows, days = self._of(one.orders)
        reasons = Checker(verifier, merges, splits, one_account).faults(one, rows, days)
        return [reason.code.partition(".")[2] for reason in reasons]


def stated(one: Proposal) -> StatedProposal:
    """A proposal as its file states it."""
    return StatedProposal(
        one.proposal_id,
        one.kind,
        one.orders,
        tuple(StatedParcel(parcel.parcel_id, parcel.contents, parcel.packing) for parcel in one.parcels),
        None if one.unsent else one.before_fen,
        one.after_fen,
        one.proof.optimal,
        one.proof.bound_fen,
    )
