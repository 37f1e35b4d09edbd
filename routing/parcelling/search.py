"""The search through a run's orders for parcels that cost less: merges and splits, each order in one of them."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import evolve, frozen

from routing.parcelling.merge import Group, Merges
from routing.parcelling.packed import Packer
from routing.parcelling.proposal import LETTERS, parcel_id
from routing.parcelling.same_door import same_doors
from routing.parcelling.split import SEVERAL, Splits
from routing.parcelling.value_bounds import ValueBounds
from routing.plan import Plan
from routing.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from routing.facts import Facts
    from routing.landed.facts import DoorFacts
    from routing.parcelling.pieces import Articles
    from routing.parcelling.proposal import Proposal, ProposedParcel

    Order = Mapping[str, Any]

SLICE: Final = 4_096
"""Orders that are held as rows at once."""


DECIDED: Final = ("status", "dispatch_on", "latest_at")
"""What a run decided about an order: whether it has a service, the day it leaves, and its latest time in the shop's
zone."""


@frozen(eq=False)
class Search:
    """How a run's orders are searched.

    `customs` are the facts of the door, whose limits no proposal may cross, whether or not its cost is asked for.
    `one_account`: the run's files are of one account at each marketplace; `kept_whole`: marketplaces that take one
    tracking number an order.
    """

    facts: Facts
    on: date | None
    customs: DoorFacts
    articles: Articles
    one_account: bool = False
    kept_whole: Collection[str] = ()

    def proposals(self, orders: pl.DataFrame, decided: pl.DataFrame, others: Collection[str] = ()) -> list[Proposal]:
        """Every proposal, the greatest saving first; what sends an order that has no channel comes before.

        Args:
            orders: the run's orders, with the columns of an order table.
            decided: what the run decided about each, with the columns of DECIDED.
            others: ids of the run's orders that are left as they are: no parcel gets one of them.
        """
        plan, verifier = Plan(self.facts, self.on), Verifier(self.facts, self.on)
        bounds, packer = ValueBounds(self.facts, self.customs), Packer(self.facts.packing)
        groups = self._groups(orders, decided)
        merges = list(Merges(plan, verifier, bounds, packer, self.articles).of(groups))
        several = orders.filter(pl.col("quantity") >= SEVERAL)
        days = decided["dispatch_on"].filter(orders["quantity"] >= SEVERAL)
        splits = Splits(plan, verifier, bounds, packer, self.articles, self.kept_whole)
        found = list(splits.of(self._with_days(several, days, verifier)))
        ids = {*orders["order_id"].to_list(), *others}
        return [_named(one, ids) for one in sorted(_each_order_once(merges, found), key=_by_saving)]

    def _with_days(self, orders: pl.DataFrame, days: pl.Series, verifier: Verifier) -> Iterator[tuple[Order, date]]:
        """The orders as rows, each with the day whose facts price it."""
        for start in range(0, orders.height, SLICE):
            rows = orders.slice(start, SLICE).iter_rows(named=True)
            for order, day in zip(rows, days.slice(start, SLICE), strict=True):
                yield order, self.on or day or verifier.pricing_day(order)

    def _groups(self, orders: pl.DataFrame, decided: pl.DataFrame) -> Iterator[Group]:
        """The orders that share a door, with the days that are known of each; read some SLICE of orders at a time."""
        known = decided.select(DECIDED[1:])
        for doors in _slices(same_doors(orders, decided, one_account=self.one_account)):
            places = [place for door in doors for place in door]
            rows, days = orders[places].iter_rows(named=True), iter(known[places].rows())
            for door in doors:
                yield Group(list(islice(rows, len(door))), list(islice(days, len(door))))


def _slices(doors: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    """The orders of doors, by lists of some SLICE of orders."""
    some: list[list[int]] = []
    count = 0
    for door in doors:
        some.append(door)
        count += len(door)
        if count >= SLICE:
            yield some
            some, count = [], 0
    if some:
        yield some


def _each_order_once(merges: Iterable[Proposal], splits: Iterable[Proposal]) -> list[Proposal]:
    """Of a merge and the splits of its orders, what saves more; of equal ones the merge."""
    split = {one.orders[0]: one for one in splits}
    kept = []
    for merge in merges:
        others = [split[order] for order in merge.orders if order in split]
        if sum(one.saving_fen or 0 for one in others) <= (merge.saving_fen or 0):
            kept.append(merge)
            for one in others:
                del split[one.orders[0]]
    return [*kept, *split.values()]


def _by_saving(one: Proposal) -> tuple[bool, int, str]:
    return not one.unsent, -(one.saving_fen or 0), one.proposal_id


def _named(one: Proposal, ids: set[str]) -> Proposal:
    """The proposal with the ids of its parcels, which no order and no other parcel has."""
    parcels: list[ProposedParcel] = []
    for number, parcel in enumerate(one.parcels, start=1):
        own = parcel_id(one.kind, one.orders, number)
        while own in ids:
            own += LETTERS[one.kind]
        ids.add(own)
        parcels.append(evolve(parcel, parcel_id=own))
    return evolve(one, parcels=tuple(parcels))


def counted(proposals: Iterable[Proposal]) -> Counter[str]:
    """Proposals, orders and fen saved by kind; `unsent` are orders that have no channel as they are."""
    found: Counter[str] = Counter()
    for one in proposals:
        if one.saving_fen is None:
            found["unsent"] += 1
            continue
        found[one.kind] += 1
        found[f"{one.kind}_orders"] += len(one.orders)
        found[f"{one.kind}_fen"] += one.saving_fen
    return found
