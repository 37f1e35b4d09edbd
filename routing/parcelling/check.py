"""A second, plain program: proposals looked at again without the search that made them.

Each parcel is made anew from the orders, priced by the exact path, and the ways to part the pieces are walked through
one content at a time; nothing of the columns' path, of its tables or of the search's numbers is used.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from attrs import frozen

from routing.parcelling.merge import Group
from routing.parcelling.partition import is_small
from routing.parcelling.prices import exact_price
from routing.parcelling.proposal import LETTERS, SPLIT, parcel_id
from routing.parcelling.rebuilt import ProposalError, Rebuilder
from routing.parcelling.same_door import door_key
from routing.parcelling.split import SEVERAL
from routing.reason import Reason
from routing.values.money import cny

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from routing.parcelling.merge import Merges
    from routing.parcelling.rebuilt import StatedParcel
    from routing.parcelling.split import Splits, Splitting
    from routing.verify import Verifier

    Days = Sequence[tuple[date | None, datetime | None]]

    Counts = tuple[int, ...]
    Order = Mapping[str, Any]


@frozen
class StatedProposal:
    """A proposal as a file states it; sums in fen.  `before_fen` is None where an order had no channel."""

    proposal_id: str
    kind: str
    orders: tuple[str, ...]
    parcels: tuple[StatedParcel, ...]
    before_fen: int | None
    after_fen: int | None
    optimal: bool
    bound_fen: int | None


@frozen(eq=False)
class Checker:
    """Checks stated proposals by the facts of a run; `merges` and `splits` tell what may travel together or apart."""

    verifier: Verifier
    merges: Merges
    splits: Splits
    one_account: bool = False

    def faults(self, stated: StatedProposal, orders: Sequence[Order], days: Days) -> list[Reason]:
        """What is wrong with a proposal; nothing where it holds.

        Args:
            stated: the proposal.
            orders: its orders, in its order.
            days: of each the day it leaves and its latest time, as the run decided.
        """
        rebuilder = Rebuilder(self.merges.packer, self.merges.articles)
        try:
            rows = rebuilder.rows(stated.kind, orders, stated.parcels, [latest for _, latest in days])
        except ProposalError as error:
            return [error.reason]
        after_fen = self._sum([(row, packing_fen) for row, packing_fen in rows])
        before_fen = self._sum([(order, self.merges.packing_fen(order)) for order in orders])
        faults = [*self.forbidden(stated, orders, days), *_differs("before_cny", stated.before_fen, before_fen)]
        faults += _differs("after_cny", stated.after_fen, after_fen)
        return faults or list(_differs("bound_cny", stated.bound_fen, self._least(stated, orders, days)))

    def _sum(self, parcels: Sequence[tuple[Order, int]]) -> int | None:
        """What parcels cost together; None where no service takes one of them."""
        prices = [exact_price(self.verifier, row) for row, _ in parcels]
        if not all(price.sent for price in prices):
            return None
        return sum(price.sum_fen for price in prices) + sum(packing_fen for _, packing_fen in parcels)

    def forbidden(self, stated: StatedProposal, orders: Sequence[Order], days: Days) -> Iterator[Reason]:
        """What speaks against sending the orders so, of a proposal that the rebuilder takes; arguments as above."""
        if stated.kind == SPLIT:
            splitting = self.splits.splitting(orders[0], self.verifier.pricing_day(orders[0]))
            allowed = splitting is not None and all(
                splitting.may_be(taken_of(one, splitting)) for one in stated.parcels
            )
            if len(orders) > 1 or len(stated.parcels) < SEVERAL or not allowed:
                yield Reason("parcels.stays_whole", order_id=stated.orders[0])
            return
        keys = [door_key(order, one_account=self.one_account) for order in orders]
        if keys[0] is None or len(set(keys)) > 1 or len(keys) < SEVERAL:
            yield Reason("parcels.not_one_door")
        group = Group(orders, days)  # type: ignore[arg-type]  # the rebuilder has refused orders without days
        if not self.merges.may_travel(group, group.counts):
            yield Reason("parcels.may_not_travel")

    def _least(self, stated: StatedProposal, orders: Sequence[Order], days: Days) -> int | None:
        """What the pieces cost at least: all ways walked through, or the bound worked out again."""
        splitting = (
            self.splits.splitting(orders[0], self.verifier.pricing_day(orders[0])) if stated.kind == SPLIT else None
        )
        group = Group(orders, days)  # type: ignore[arg-type]  # as above
        if not stated.optimal or not is_small(group.counts if splitting is None else splitting.counts):
            return self.merges.bound(group) if splitting is None else self.splits.bound(splitting)

        def cost(some: Counts) -> int | None:
            ways = self.merges.ways(group, some) if splitting is None else splitting.parcels(some, self.splits.packer)
            sums = [self._sum([(way.row, way.packing_fen)]) for way in ways]
            return min((one for one in sums if one is not None), default=None)

        return _walked(group.counts if splitting is None else splitting.counts, cost)


def wrong_ids(stated: StatedProposal, taken: set[str]) -> list[Reason]:
    """What is wrong with the ids of a proposal's parcels: each is made of its first order's, and is nobody else's.

    Args:
        stated: the proposal.
        taken: ids of the run's orders, and of the parcels of other proposals; those of this one are added.
    """
    faults = []
    for number, parcel in enumerate(stated.parcels, start=1):
        own = parcel.parcel_id
        more = own.removeprefix(parcel_id(stated.kind, stated.orders, number))
        if more == own or more.strip(LETTERS[stated.kind]) or own in taken:
            faults.append(Reason("parcels.id_taken", parcel_id=own))
        taken.add(own)
    return faults


def taken_of(parcel: StatedParcel, splitting: Splitting) -> Counts:
    """Pieces of each line in a parcel."""
    found = [0] * len(splitting.counts)
    for _, line, number in parcel.contents:
        found[line] += number
    return tuple(found)


def _differs(figure: str, stated: int | None, found: int | None) -> list[Reason]:
    if stated == found:
        return []
    return [Reason("parcels.wrong_figure", figure=figure, stated=_told(stated), found=_told(found))]


def _told(fen: int | None) -> str:
    return "-" if fen is None else cny(fen)


def _walked(counts: Counts, cost: Callable[[Counts], int | None]) -> int | None:
    """The least cost of all ways to part the pieces; None where there is no way."""
    known: dict[Counts, int | None] = {}
    costs: dict[Counts, int | None] = {}

    def least(left: Counts) -> int | None:
        if not any(left):
            return 0
        if left not in known:
            first = next(kind for kind, number in enumerate(left) if number)
            found: list[int] = []
            for some in product(*(range(number + 1) for number in left)):
                if not some[first]:
                    continue
                if some not in costs:
                    costs[some] = cost(some)
                own, rest = costs[some], None
                if own is not None:
                    rest = least(tuple(number - taken for number, taken in zip(left, some, strict=True)))
                if own is not None and rest is not None:
                    found.append(own + rest)
            known[left] = min(found, default=None)
        return known[left]

    return least(counts)
