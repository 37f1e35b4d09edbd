"""Orders to one door put into one parcel: every way to group them is looked at, and the cheapest taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from routing.parcelling.approximate import approximate
from routing.parcelling.bound import least_cost, limits_of, steps_of
from routing.parcelling.packed import bare
from routing.parcelling.packed_orders import of_articles
from routing.parcelling.partition import cheapest, contents, is_small, partitions
from routing.parcelling.pieces import lines_of, pieces_of, whole
from routing.parcelling.prices import AT_ONCE, exact_price, prices_of
from routing.parcelling.proposal import MERGE, Proof, Proposal, ProposedParcel
from routing.parcelling.rows import joined, merged
from routing.parcelling.value_bounds import crossed
from routing.reason import Reason
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from routing.parcelling.packed import Packed, Packer
    from routing.parcelling.pieces import Articles, Piece
    from routing.parcelling.prices import Price
    from routing.parcelling.value_bounds import ValueBounds
    from routing.plan import Plan
    from routing.verify import Verifier

    Counts = tuple[int, ...]
    Counted = Sequence[tuple[Piece, int]]
    Order = Mapping[str, Any]

ALONE: Final = 1


@frozen
class Way:
    """Some orders in one parcel, or one as it is: then `packing` is not told."""

    orders: Counts
    row: Order
    packing: str
    packing_fen: int


@define
class Group:
    """Orders to one door while the ways to put them together are priced."""

    orders: Sequence[Order]
    days: Sequence[tuple[date, datetime]]
    """When each leaves, and by when at the latest."""
    pieces: dict[int, Counted] = field(factory=dict)
    """Of each order, by its place, what is packed of it where several travel together."""
    prices: dict[int, Price] = field(factory=dict)
    costs: dict[Counts, int] = field(factory=dict)
    ways: dict[Counts, tuple[Way, Price]] = field(factory=dict)

    @property
    def counts(self) -> Counts:
        """One of each."""
        return (1,) * len(self.orders)

    def chosen(self, some: Counts) -> list[int]:
        """The places of some of the orders."""
        return [place for place, taken in enumerate(some) if taken]

    def take(self, way: Way, price: Price) -> None:
        """Notes what a parcel costs, where that is less than in the packings before."""
        if sum(way.orders) == ALONE:
            self.prices[way.orders.index(1)] = price
        cost = price.sum_fen + way.packing_fen
        if price.sent and cost < self.costs.get(way.orders, cost + 1):
            self.costs[way.orders], self.ways[way.orders] = cost, (way, price)


@frozen(eq=False)
class Merges:
    """Looks for merges by the facts of a run."""

    plan: Plan
    verifier: Verifier
    bounds: ValueBounds
    packer: Packer
    articles: Articles

    def of(self, groups: Iterable[Group]) -> Iterator[Proposal]:
        """The parcels that are cheaper than their orders alone."""
        waiting: list[tuple[Group, Way]] = []
        complete: list[Group] = []
        for group in groups:
            small = is_small(group.counts)
            some = contents(group.counts) if small else [_alone(group, at) for at in range(len(group.orders))]
            for way in (way for orders in some for way in self.ways(group, orders, lines=self.plan.asks_lines)):
                if len(waiting) >= AT_ONCE:
                    self._price(waiting)
                    yield from self._all_proposals(complete)
                waiting.append((group, way))
            complete.append(group)
        self._price(waiting)
        yield from self._all_proposals(complete)

    def _price(self, waiting: list[tuple[Group, Way]]) -> None:
        """Prices the parcels that wait, and empties the list."""
        for (group, way), price in zip(waiting, prices_of(self.plan, [way.row for _, way in waiting]), strict=True):
            group.take(way, price)
        waiting.clear()

    def _all_proposals(self, complete: list[Group]) -> Iterator[Proposal]:
        """What comes of groups whose parcels are priced, all of them; empties the list."""
        for group in complete:
            yield from self._proposals(group)
        complete.clear()

    def ways(self, group: Group, some: Counts, *, lines: bool = True) -> Iterator[Way]:
        """Some orders in one parcel, in every packing that takes them; none where they may not travel together.

        `lines`: whether the parcel tells its lines, too, and all else that does not price it.
        """
        orders = [group.orders[place] for place in group.chosen(some)]
        if len(orders) == ALONE:
            yield Way(some, orders[0], "", self.packing_fen(orders[0]))
        elif self.may_travel(group, some):
            latest_at = min(group.days[place][1] for place in group.chosen(some))
            for packed in self._packed(group, some):
                row = merged(orders, packed, latest_at, self.articles) if lines else joined(orders, packed, latest_at)
                yield Way(some, row, packed.packing or "", packed.cost_fen)

    def may_travel(self, group: Group, some: Counts) -> bool:
        """Whether some orders can leave on one day that suits them all, as goods of one regime of customs."""
        places = group.chosen(some)
        leaves = max(group.days[place][0] for place in places)
        if not all(self._in_time(leaves, *group.days[place]) for place in places):
            return False
        first = group.orders[places[0]]
        place, currency = first["territory"] or first["country"], first["currency"] or "CNY"
        bounds = self.bounds.of_customs(first["country"], place, currency, leaves)
        values = [group.orders[place]["value_e4"] for place in places]
        together = None if None in values else sum(values)
        return not any(crossed(bounds, value, together) for value in values)

    def _in_time(self, leaves: date, own: date, latest_at: datetime) -> bool:
        """Whether an order of a dispatch day of its own may leave on another: by the cutoff of that day at the latest.

        One that leaves on its own day is as much in time as it is alone.
        """
        if leaves == own or leaves != latest_at.date():
            return leaves <= latest_at.date()
        seconds = latest_at.hour * 3600 + latest_at.minute * 60 + latest_at.second
        return self.plan.facts.schedule.cutoff_of(leaves) <= seconds

    def _packed(self, group: Group, some: Counts) -> Sequence[Packed]:
        """What holds the orders: their pieces in every packing, or without packings the parcels as they are."""
        for place in group.chosen(some):
            if place not in group.pieces:
                group.pieces[place] = self._pieces(group.orders[place])
        pieces = [piece for place in group.chosen(some) for piece in group.pieces[place]]
        return [bare(pieces)] if self.packer.table is None else self.packer.ways(pieces)

    def _pieces(self, order: Order) -> Counted:
        """The pieces of an order; all of it as one without packings, or where its weight or size is its own."""
        pieces = () if self.packer.table is None else pieces_of(order, self.articles)
        if pieces and of_articles(order, self.packer.smallest(pieces)):
            return pieces
        return [(whole(order), 1)]

    def packing_fen(self, order: Order) -> int:
        """What the packing of an order costs that stays alone."""
        if self.packer.table is None:
            return 0
        pieces = pieces_of(order, self.articles)
        return self.packer.smallest(pieces).cost_fen if pieces else 0

    def _proposals(self, group: Group) -> Iterator[Proposal]:
        exact = is_small(group.counts)
        found = cheapest(group.counts, group.costs) if exact else self._nearly(group)
        if found is None:
            return
        seen = partitions(group.counts, list(group.costs)) if exact else len(group.costs)
        for some in found[1]:
            proposal = self._proposal(group, some, seen, exact=exact)
            if proposal is not None:
                yield proposal

    def _proposal(self, group: Group, some: Counts, seen: int, *, exact: bool) -> Proposal | None:
        places = group.chosen(some)
        if len(places) == ALONE:
            return None
        way, price = group.ways[some]
        orders = [group.orders[place] for place in places]
        lies = tuple(
            (str(order["order_id"]), line, one["quantity"] or 1)
            for order in orders
            for line, one in enumerate(lines_of(order))
        )
        parcel = ProposedParcel.of(way.row, lies, price, way.packing, way.packing_fen)
        before = tuple(group.prices[place] for place in places)
        packing_fen = sum(self.packing_fen(order) for order in orders)
        proof = Proof(optimal=True, partitions=seen, bound_fen=parcel.sum_fen)
        if not exact:
            bound_fen = self.bound(Group([group.orders[place] for place in places], []))
            proof = Proof(optimal=bound_fen == parcel.sum_fen, partitions=seen, bound_fen=bound_fen)
        ids = tuple(str(order["order_id"]) for order in orders)
        proposal = Proposal(MERGE, ids, (parcel,), before, packing_fen, proof, tuple(self._breaks(group, places)))
        return proposal if proposal.saving_fen is not None and proposal.saving_fen > 0 else None

    def _breaks(self, group: Group, places: Sequence[int]) -> Iterator[Reason]:
        """What a person should know before orders are put together."""
        leaves = max(group.days[place][0] for place in places)
        yield Reason("parcels.one_number", n=len(places))
        for place in places:
            own, latest_at = group.days[place]
            if own < leaves:
                order_id = str(group.orders[place]["order_id"])
                yield Reason("parcels.leaves_later", order_id=order_id, own=own, leaves=leaves, latest_at=latest_at)
        noted = tuple(str(group.orders[place]["order_id"]) for place in places if group.orders[place]["note"])
        if noted:
            yield Reason("parcels.notes", orders=noted)

    def _nearly(self, group: Group) -> tuple[int, tuple[Counts, ...]] | None:
        """A good way for more orders than can be grouped in every way."""

        def cost(some: Counts) -> int | None:
            if some not in group.costs and sum(some) > ALONE:
                for way in self.ways(group, some):
                    group.take(way, exact_price(self.verifier, way.row))
            return group.costs.get(some)

        first = group.orders[0]
        limits = limits_of(self.plan.facts.versions_on(self.verifier.pricing_day(first)), first["country"])
        weights = [order["weight_g"] for order in group.orders]
        return approximate(group.counts, weights, limits, cost)

    def bound(self, group: Group) -> int | None:
        """What the orders cost at least, put together in whatever way."""
        facts, first = self.plan.facts, group.orders[0]
        day = self.verifier.pricing_day(first)
        weights = [self._least_g(order) for order in group.orders]
        steps = steps_of(facts.versions_on(day), first["country"], facts.rates, day, sum(weights) + len(weights))
        return least_cost(weights, steps)

    def _least_g(self, order: Order) -> int:
        """What the order weighs without its packing, rounded down."""
        return sum(piece.weight_e9 * number for piece, number in self._pieces(order)) // E9


def _alone(group: Group, at: int) -> Counts:
    return tuple(int(place == at) for place in range(len(group.orders)))
