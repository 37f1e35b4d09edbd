"""A proposal: which orders go in which parcels, what that saves, how sure it is, and what it breaks."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.parcelling.prices import Price
    from routing.reason import Reason

    Contents = tuple[tuple[str, int, int], ...]  # order id, place of its line, pieces of it

MERGE: Final = "merge"
SPLIT: Final = "split"
LETTERS: Final = {MERGE: "M", SPLIT: "P"}
"""What in the id of a parcel tells its kind."""


def parcel_id(kind: str, orders: Sequence[str], number: int) -> str:
    """The id of a parcel of a proposal, before what is taken gets its letter once more: `7001-M2`, `7001-P1`.

    Args:
        kind: merge or split.
        orders: the proposal's orders.
        number: of the parcel, from 1.
    """
    return f"{orders[0]}-{LETTERS[kind]}{number if kind == SPLIT else len(orders)}"


@frozen(eq=False)
class ProposedParcel:
    """One parcel; `contents` tell which pieces of which orders lie in it.

    Its row of an order table is made of them again (`routing.parcelling.rebuilt`), so that days of many proposals
    need not hold it.
    """

    parcel_id: str
    """Unique within the run that is made of it; at first that of its first order."""
    country: str
    weight_g: int
    contents: Contents
    price: Price
    packing: str
    packing_fen: int

    @classmethod
    def of(
        cls, row: Mapping[str, Any], contents: Contents, price: Price, packing: str, packing_fen: int
    ) -> ProposedParcel:
        """A parcel of that row of an order table."""
        return cls(row["order_id"], row["country"], row["weight_g"], contents, price, packing, packing_fen)

    @property
    def sum_fen(self) -> int:
        """Freight, duty and fees, and the packing."""
        return self.price.sum_fen + self.packing_fen


@frozen
class Proof:
    """How sure it is that no way to part the pieces is cheaper.

    `partitions` is the number of ways looked at; `bound_fen` is what every way costs at least.  Both are equal to the
    proposal's cost, and `optimal` is true, where all ways were looked at.
    """

    optimal: bool
    partitions: int
    bound_fen: int | None

    def gap(self, cost_fen: int) -> Fraction | None:
        """By which share of its cost a proposal may lie above the cheapest way; None where no bound is known."""
        if self.optimal:
            return Fraction(0)
        if self.bound_fen is None or not cost_fen:
            return None
        return Fraction(cost_fen - self.bound_fen, cost_fen)


@frozen(eq=False)
class Proposal:
    """What is proposed for some orders.

    `before` are the prices of the orders as the run sends them, one each, and `before_packing_fen` what their packing
    costs; an order that no service takes is not sent before.
    """

    kind: Literal["merge", "split"]
    orders: tuple[str, ...]
    parcels: tuple[ProposedParcel, ...]
    before: tuple[Price, ...]
    before_packing_fen: int
    proof: Proof
    breaks: tuple[Reason, ...] = ()

    @property
    def proposal_id(self) -> str:
        """Its id: each order stands in one proposal at most."""
        return f"{self.kind}-{self.orders[0]}"

    @property
    def unsent(self) -> bool:
        """Whether some order has no channel as it is."""
        return not all(one.sent for one in self.before)

    @property
    def before_fen(self) -> int:
        """What the orders cost as they are."""
        return sum(one.sum_fen for one in self.before) + self.before_packing_fen

    @property
    def after_fen(self) -> int:
        """What the parcels cost."""
        return sum(one.sum_fen for one in self.parcels)

    @property
    def saving_fen(self) -> int | None:
        """By how much the parcels are cheaper; None where some order could not be sent before."""
        return None if self.unsent else self.before_fen - self.after_fen
