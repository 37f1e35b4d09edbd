"""Orders parted into several parcels: every content a parcel can have is priced, and the cheapest way taken."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from routing.parcelling.approximate import approximate
from routing.parcelling.bound import least_cost, limits_of, steps_of
from routing.parcelling.packed import bare
from routing.parcelling.packed_orders import of_articles
from routing.parcelling.partition import cheapest, contents, is_small, partitions
from routing.parcelling.pieces import pieces_of, value_shares
from routing.parcelling.prices import AT_ONCE, exact_price, prices_of
from routing.parcelling.proposal import SPLIT, Proof, Proposal, ProposedParcel
from routing.parcelling.rows import part_of, shares
from routing.parcelling.same_door import ASKED_FIRST, CASH
from routing.parcelling.value_bounds import crossed
from routing.reason import Reason
from routing.values.money import half_up
from routing.values.units import E9

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from routing.parcelling.packed import Packed, Packer
    from routing.parcelling.pieces import Articles, Piece
    from routing.parcelling.prices import Price
    from routing.parcelling.relaxed import Steps
    from routing.parcelling.value_bounds import Bounds, ValueBounds
    from routing.plan import Plan
    from routing.verify import Verifier

    Counts = tuple[int, ...]
    Order = Mapping[str, Any]

SEVERAL: Final = 2
"""So many pieces, or parcels, at least make a split."""


@frozen
class Way:
    """A parcel with some of an order's pieces, or the order as it is."""

    taken: Counts
    packed: Packed
    row: Order
    as_it_is: bool = False

    @property
    def packing_fen(self) -> int:
        """What its packing costs."""
        return self.packed.cost_fen


@define
class Splitting:
    """An order while its parts are priced: of each content the cheapest way, with what it costs."""

    order: Order
    on: date
    """The day whose facts price it."""
    pieces: tuple[tuple[Piece, int], ...]
    worth: tuple[int, ...]
    """What one piece of each line is worth, as so many parts of `all_worth`."""
    all_worth: int
    bounds: Bounds
    as_it_is: Way
    price: Price | None = None
    costs: dict[Counts, int] = field(factory=dict)
    ways: dict[Counts, Way] = field(factory=dict)

    @property
    def counts(self) -> Counts:
        """Pieces of each line."""
        return self.as_it_is.taken

    def parcels(self, taken: Counts, packer: Packer) -> Iterator[Way]:
        """A parcel with those pieces in every packing that takes them; none where it may not be."""
        if taken == self.counts:
            yield self.as_it_is
            return
        if not self.may_be(taken):
            return
        value_e4 = self._value_e4(taken)
        pieces = [(piece, number) for (piece, _), number in zip(self.pieces, taken, strict=True) if number]
        for packed in packer.ways(pieces):
            yield Way(taken, packed, part_of(self.order, taken, packed, value_e4))

    def may_be(self, taken: Counts) -> bool:
        """Whether no bound of value lies between those pieces and the order."""
        return not crossed(self.bounds, self.order["value_e4"], self._value_e4(taken))

    def cannot_gain(self) -> bool:
        """Whether two of the cheapest parts cost as much as the order does as it is."""
        parts = [cost for taken, cost in self.costs.items() if taken != self.counts]
        return not parts or 2 * min(parts) >= self.costs.get(self.counts, 2 * min(parts) + 1)

    def take(self, way: Way, price: Price) -> None:
        """Notes what a parcel costs, where that is known and less than in the packings before."""
        if way.as_it_is:
            self.price = price
        cost = price.sum_fen + way.packing_fen
        if price.sent and price.door_known and cost < self.costs.get(way.taken, cost + 1):
            self.costs[way.taken], self.ways[way.taken] = cost, way

    def _value_e4(self, taken: Counts) -> int | None:
        """The share that some pieces have of the order's value."""
        if self.order["value_e4"] is None:
            return None
        share = sum(own * number for own, number in zip(self.worth, taken, strict=True))
        return half_up(share * self.order["value_e4"], self.all_worth)


@frozen(eq=False)
class Splits:
    """Looks for splits by the facts of a run.

    `kept_whole` are marketplaces that take one tracking number an order.
    """

    plan: Plan
    verifier: Verifier
    bounds: ValueBounds
    packer: Packer
    articles: Articles
    kept_whole: Collection[str] = ()

    def of(self, orders: Iterable[tuple[Order, date]]) -> Iterator[Proposal]:
        """The splits that are cheaper than the order as it is, or send what no service takes whole.

        Each order comes with the day whose facts price it.
        """
        waiting: list[tuple[Splitting, Way]] = []
        for order, on in orders:
            splitting = self.splitting(order, on)
            if splitting is None:
                continue
            every = contents(splitting.counts) if is_small(splitting.counts) else [splitting.counts]
            waiting += [(splitting, way) for taken in every for way in splitting.parcels(taken, self.packer)]
            if len(waiting) >= AT_ONCE:
                yield from self._proposals(waiting)
                waiting = []
        yield from self._proposals(waiting)

    def splitting(self, order: Order, on: date) -> Splitting | None:
        """The order with what its parts need to be known; None for one that is not split."""
        flags = frozenset((order["flags"] or "").split(";"))
        if flags & (ASKED_FIRST | {CASH}) or order["platform"] in self.kept_whole:
            return None
        pieces = pieces_of(order, self.articles)
        shared = value_shares(order) if pieces else None
        if shared is None or sum(count for _, count in pieces) < SEVERAL:
            return None
        packed = bare(pieces) if self.packer.table is None else self.packer.smallest(pieces)
        if not of_articles(order, packed):
            return None
        counts = tuple(count for _, count in pieces)
        place = order["territory"] or order["country"]
        bounds = self.bounds.of_all(order["country"], place, order["currency"] or "CNY", on)
        all_worth = lcm(*(one.denominator for one in shared))
        worth = tuple(int(one * all_worth) for one in shared)
        return Splitting(order, on, pieces, worth, all_worth, bounds, Way(counts, packed, order, as_it_is=True))

    def _proposals(self, waiting: Sequence[tuple[Splitting, Way]]) -> Iterator[Proposal]:
        """Prices the parcels that wait, and proposes what comes of them; the parcels of an order wait together."""
        prices = prices_of(self.plan, [way.row for _, way in waiting])
        for (splitting, way), price in zip(waiting, prices, strict=True):
            splitting.take(way, price)
        for splitting in {id(splitting): splitting for splitting, _ in waiting}.values():
            proposal = self._proposal(splitting)
            if proposal is not None:
                yield proposal

    def _proposal(self, splitting: Splitting) -> Proposal | None:
        whole = splitting.price
        if whole is None or (whole.sent and not whole.door_known):
            return None
        exact = is_small(splitting.counts)
        if exact and splitting.cannot_gain():
            return None
        found = cheapest(splitting.counts, splitting.costs) if exact else self._nearly(splitting)
        if found is None or len(found[1]) < SEVERAL:
            return None
        parcels = self._parcels(splitting, found[1])
        after_fen = sum(one.sum_fen for one in parcels)
        proof = self._proof(splitting, exact=exact and after_fen == found[0], cost_fen=found[0])
        order_id = str(splitting.order["order_id"])
        breaks = [Reason("parcels.several_numbers", order_id=order_id, n=len(parcels))]
        if self.plan.facts.door is None:
            breaks.append(Reason("parcels.door_not_counted"))
        packing_fen = splitting.as_it_is.packing_fen
        proposal = Proposal(SPLIT, (order_id,), parcels, (whole,), packing_fen, proof, tuple(breaks))
        sent = all(one.price.sent and one.price.door_known for one in parcels)
        return proposal if sent and (proposal.saving_fen is None or proposal.saving_fen > 0) else None

    def _parcels(self, splitting: Splitting, parts: Sequence[Counts]) -> tuple[ProposedParcel, ...]:
        """The parcels of a way, with shares of the value that come to all of it, priced by the exact path."""
        order, found = splitting.order, []
        for taken, value_e4 in zip(parts, shares(order, parts), strict=True):
            way = splitting.ways[taken]
            row = part_of(order, taken, way.packed, value_e4)
            lies = tuple((str(order["order_id"]), line, number) for line, number in enumerate(taken) if number)
            price = exact_price(self.verifier, row)
            found.append(ProposedParcel.of(row, lies, price, way.packed.packing or "", way.packing_fen))
        return tuple(found)

    def _nearly(self, splitting: Splitting) -> tuple[int, tuple[Counts, ...]] | None:
        """A good way for an order of too many pieces to look at every one."""

        def cost(taken: Counts) -> int | None:
            for way in splitting.parcels(taken, self.packer):
                splitting.take(way, exact_price(self.verifier, way.row))
            return splitting.costs.get(taken)

        limits = limits_of(self.plan.facts.versions_on(splitting.on), splitting.order["country"])
        packings = () if self.packer.table is None else self.packer.table.packings
        limits |= {limit - packing.weight_g for limit in limits for packing in packings}
        limits |= {packing.most_g for packing in packings}
        weights = [-(-piece.weight_e9 // E9) for piece, _ in splitting.pieces]
        return approximate(splitting.counts, weights, limits, cost, self._steps(splitting, weights))

    def _proof(self, splitting: Splitting, *, exact: bool, cost_fen: int) -> Proof:
        if exact:
            return Proof(
                optimal=True, partitions=partitions(splitting.counts, list(splitting.costs)), bound_fen=cost_fen
            )
        bound_fen = self.bound(splitting)
        return Proof(optimal=bound_fen == cost_fen, partitions=len(splitting.costs), bound_fen=bound_fen)

    def bound(self, splitting: Splitting) -> int | None:
        """What the pieces cost at least, however they are parted."""
        weights = [piece.weight_e9 // E9 for piece, count in splitting.pieces for _ in range(count)]
        return least_cost(weights, self._steps(splitting, weights))

    def _steps(self, splitting: Splitting, weights: Sequence[int]) -> Steps:
        """The least price of every weight of the order's destination."""
        facts, day, country = self.plan.facts, splitting.on, splitting.order["country"]
        most_g = sum(weights) + sum(splitting.counts)
        return steps_of(facts.versions_on(day), country, facts.rates, day, most_g)
