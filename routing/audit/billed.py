"""What a bill says of one parcel, as far as its price hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

EXTRAS: Final = ("surcharge", "remote", "oversize", "special", "handling", "other", "duty")
"""Kinds of charges that a card may not have."""


@frozen
class BilledParcel:
    """One parcel on a bill.  Amounts are millionths of the bill's currency, weights grams; unknown is None.

    `charges` is kind -> amount, without what the state takes; `service` and `zone` are what the bill's own words
    stand for among the cards.
    """

    total_micro: int
    currency: str
    charges: Mapping[str, int] = field(factory=dict)
    charged_g: int | None = None
    scale_g: int | None = None
    volumetric_g: int | None = None
    pieces: int = 1
    service: str | None = None
    zone: str | None = None
    least_weights: frozenset[int] | None = None
    """Weights that the bill charges many lighter parcels of the service by; None: too few lines to tell."""

    @property
    def sum_micro(self) -> int:
        """All charges together."""
        return sum(self.charges.values())

    @property
    def extras(self) -> tuple[tuple[str, int], ...]:
        """The charges that a card may not have, with their amounts."""
        return tuple((kind, self.charges[kind]) for kind in EXTRAS if self.charges.get(kind, 0) > 0)
