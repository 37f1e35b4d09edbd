"""The parcels of a proposal made anew from the orders: by what lies in each, and how it is packed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from routing.parcelling.packed_orders import of_articles
from routing.parcelling.pieces import lines_of, pieces_of, whole
from routing.parcelling.proposal import SPLIT
from routing.parcelling.rows import merged, part_of, shares
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from routing.parcelling.packed import Packed, Packer
    from routing.parcelling.pieces import Articles, Piece
    from routing.parcelling.proposal import Contents

    Order = Mapping[str, Any]
    PackedRow = tuple[dict[str, Any], int]  # a row of an order table, and what its packing costs in fen


class ProposalError(Exception):
    """A proposal that does not fit the orders; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen
class StatedParcel:
    """A parcel as a file states it: an empty `packing` is none."""

    parcel_id: str
    contents: Contents
    packing: str


@frozen(eq=False)
class Rebuilder:
    """Makes rows of an order table from stated parcels, by the packing and articles of a run."""

    packer: Packer
    articles: Articles

    def rows(
        self, kind: str, orders: Sequence[Order], parcels: Sequence[StatedParcel], latest_at: Sequence[datetime | None]
    ) -> list[PackedRow]:
        """The row of each parcel, with its id, and what its packing costs in fen.

        Args:
            kind: merge or split.
            orders: the orders of the proposal.
            parcels: what lies in each.
            latest_at: of each order.

        Raises:
            ProposalError: some piece is left out or sent twice, or a parcel's packing does not take its pieces.
        """
        _all_sent(orders, parcels)
        if kind == SPLIT:
            return list(self._parts(orders[0], parcels))
        times = [time for time in latest_at if time is not None]
        if len(times) < len(orders) or len(parcels) > 1:
            raise ProposalError(Reason("parcels.no_latest_time"))
        packed = self._packed([piece for order in orders for piece in self._pieces(order)], parcels[0].packing)
        row = merged(orders, packed, min(times), self.articles) | {"order_id": parcels[0].parcel_id}
        return [(row, packed.cost_fen)]

    def _parts(self, order: Order, parcels: Sequence[StatedParcel]) -> Iterator[PackedRow]:
        known = pieces_of(order, self.articles)
        if not known:
            raise ProposalError(Reason("parcels.pieces_unknown", order_id=order["order_id"]))
        taken = [_taken(parcel, len(known)) for parcel in parcels]
        for parcel, some, value_e4 in zip(parcels, taken, shares(order, taken), strict=True):
            pieces = [(piece, number) for (piece, _), number in zip(known, some, strict=True) if number]
            packed = self._packed(pieces, parcel.packing)
            yield part_of(order, some, packed, value_e4) | {"order_id": parcel.parcel_id}, packed.cost_fen

    def _pieces(self, order: Order) -> Sequence[tuple[Piece, int]]:
        pieces = pieces_of(order, self.articles)
        if pieces and self.packer.table is not None and of_articles(order, self.packer.smallest(pieces)):
            return pieces
        return [(whole(order), 1)]

    def _packed(self, pieces: Sequence[tuple[Piece, int]], packing: str) -> Packed:
        found = next((one for one in self.packer.ways(pieces) if (one.packing or "") == packing), None)
        if found is None:
            raise ProposalError(Reason("parcels.does_not_fit", packing=packing))
        return found


def _taken(parcel: StatedParcel, lines: int) -> tuple[int, ...]:
    """Pieces of each line."""
    found = [0] * lines
    for _, line, number in parcel.contents:
        found[line] += number
    return tuple(found)


def _all_sent(orders: Sequence[Order], parcels: Sequence[StatedParcel]) -> None:
    """Holds the parcels to hold every piece once.

    Raises:
        ProposalError: naming the first order of which that is not so.
    """
    for order in orders:
        order_id = str(order["order_id"])
        for line, one in enumerate(lines_of(order)):
            held = [
                number for parcel in parcels for own, at, number in parcel.contents if (own, at) == (order_id, line)
            ]
            if sum(held) != (one["quantity"] or 1) or any(number < 1 for number in held):
                raise ProposalError(Reason("parcels.pieces_differ", order_id=order_id, line=line + 1))
    known = {(str(order["order_id"]), line) for order in orders for line in range(len(lines_of(order)))}
    stray = next((own for parcel in parcels for own, at, _ in parcel.contents if (own, at) not in known), None)
    if stray is not None:
        raise ProposalError(Reason("parcels.stray_pieces", order_id=stray))
