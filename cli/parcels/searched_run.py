"""A run as it is searched for parcels: its orders, what it decided about them, and the facts that it kept."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import evolve, frozen

from carriers.customs.door_facts import door_facts
from cli.options.facts import FactPaths
from cli.run.directory import ASSIGNMENTS, INPUTS, ORDERS, hashes
from cli.run.manifest import read_manifest
from cli.run.numbers import numbers_of
from cli.run.reader import intact, orders_of, products_of
from routing.errors import Fault, InputError
from routing.parcelling.check import Checker
from routing.parcelling.merge import Merges
from routing.parcelling.packed import Packer
from routing.parcelling.packed_orders import articles_of
from routing.parcelling.search import DECIDED, Search
from routing.parcelling.split import Splits
from routing.parcelling.value_bounds import ValueBounds
from routing.plan import Plan
from routing.reason import Reason
from routing.values.dates import day
from routing.values.formulas import unguarded
from routing.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from pathlib import Path

    from routing.facts import Facts
    from routing.parcelling.pieces import Articles
    from routing.parcelling.proposal import Proposal


@frozen(eq=False)
class SearchedRun:
    """One run directory; `door`: whether the cost at the door is counted although the run did not ask for it."""

    folder: Path
    door: bool = False
    one_account: bool = False
    kept_whole: Collection[str] = ()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the run says of itself."""
        return read_manifest(self.folder)

    @cached_property
    def facts(self) -> Facts:
        """By which the run was decided."""
        self.manifest  # noqa: B018 - a folder that is no run is told as that
        found = FactPaths.snapshot(self.folder / INPUTS).load()
        return evolve(found, door=door_facts()) if self.door and found.door is None else found

    @cached_property
    def on(self) -> date | None:
        """The run's day of hand-over."""
        return day(self.manifest["on"], iso=True) if self.manifest["on"] else None

    @cached_property
    def articles(self) -> Articles:
        """Of the product master that the run kept."""
        return articles_of(products_of(self.folder))

    @cached_property
    def decided(self) -> pl.DataFrame:
        """What the run decided about each of its orders: status, dispatch day, and latest time in the shop's zone.

        In the order of its orders, however a person sorted the lines.

        Raises:
            InputError: assignments.csv is missing or was edited.
        """
        lines = self._lines
        if lines["order_id"].to_list() != self.orders["order_id"].to_list():
            lines = self.orders.select("order_id").join(
                lines.unique("order_id", keep="none"), on="order_id", how="left", maintain_order="left"
            )
        if lines["status"].null_count():
            raise InputError([Fault(str(self.folder), "", Reason("parcels.lines_taken_out"))])
        try:
            latest = pl.col("latest_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", time_zone="UTC")
            return lines.with_columns(
                pl.col("dispatch_on").str.to_date("%Y-%m-%d"), latest.dt.convert_time_zone(self.manifest["zone"])
            )
        except pl.exceptions.PolarsError as error:
            raise self._unread(error) from None

    @cached_property
    def _lines(self) -> pl.DataFrame:
        """Of each line of assignments.csv the order and what was decided, as text."""
        path, columns = self.folder / ASSIGNMENTS, ["order_id", *DECIDED]
        try:
            lines = pl.read_csv(path, infer_schema=False, encoding="utf8", glob=False, columns=columns)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise self._unread(error) from None
        return lines.with_columns(
            pl.Series("order_id", [unguarded(name or "") for name in lines["order_id"]], pl.String)
        )

    def _unread(self, error: Exception) -> InputError:
        reason = Reason("run.not_read", fault=str(error).splitlines()[0])
        return InputError([Fault(str(self.folder / ASSIGNMENTS), "", reason)])

    @cached_property
    def orders(self) -> pl.DataFrame:
        """The run's orders.

        Raises:
            InputError: lines were taken out of assignments.csv, or the run's lines are parcels already.
        """
        with intact(self.folder):
            found = orders_of(self.folder).collect()
        if "order_ids" in found.columns:
            raise InputError([Fault(str(self.folder), "", Reason("parcels.are_parcels"))])
        if found.height != self._lines.height:
            raise InputError([Fault(str(self.folder), "", Reason("parcels.lines_taken_out"))])
        return found

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each order stands among the run's orders."""
        return {order_id: number for number, order_id in enumerate(self.orders["order_id"])}

    @cached_property
    def _days(self) -> pl.DataFrame:
        return self.decided.select("dispatch_on", "latest_at")

    def of_proposal(self, orders: Sequence[str]) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
        """The rows of some of the run's orders, and of each its dispatch day and latest time."""
        places = [self.place[order] for order in orders]
        return [self.orders.row(at, named=True) for at in places], [self._days.row(at) for at in places]

    @cached_property
    def numbered(self) -> frozenset[str]:
        """Orders that have a tracking number: their labels are made, so they go as they are."""
        return frozenset(numbers_of(self.folder)) & frozenset(self.orders["order_id"])

    def proposals(self) -> list[Proposal]:
        """What is proposed for the orders without a tracking number."""
        free = ~self.orders["order_id"].is_in(list(self.numbered))
        return self.search().proposals(self.orders.filter(free), self.decided.filter(free), self.numbered)

    def numbers_against(self, orders: Sequence[str]) -> list[Reason]:
        """Why orders go as they are, where some have a tracking number."""
        held = tuple(order for order in orders if order in self.numbered)
        return [Reason("parcels.have_numbers", orders=held)] if held else []

    @property
    def sha256(self) -> str:
        """Of the run's orders: proposals are of these and no others."""
        return str(hashes({ORDERS: self.folder / ORDERS})[0]["sha256"])

    def search(self) -> Search:
        """The search by the run's facts."""
        return Search(
            self.facts, self.on, self.facts.door or door_facts(), self.articles, self.one_account, self.kept_whole
        )

    def checker(self) -> Checker:
        """The second program, by the same facts."""
        plan, verifier, packer = Plan(self.facts, self.on), Verifier(self.facts, self.on), Packer(self.facts.packing)
        bounds = ValueBounds(self.facts, self.facts.door or door_facts())
        merges = Merges(plan, verifier, bounds, packer, self.articles)
        splits = Splits(plan, verifier, bounds, packer, self.articles, self.kept_whole)
        return Checker(verifier, merges, splits, self.one_account)
