"""Which parcel a tracking number was given to: it belongs to that one for ever, and the parcel keeps it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from carriers.shipment import Shipment

OWN: Final = "own"
_MARK_DIGITS: Final = 10


@frozen
class ParcelKey:
    """By what a parcel is known again: marketplace, shop and order id, the moment of payment, and where it goes.

    Two shops may both have an order #1001.  Where the shop file names no shop, payment and consignee tell them apart;
    an order whose address was corrected is still the same, as long as its country and either its name or its postcode
    stay.  "" is not known.
    """

    order_id: str
    platform: str = ""
    shop: str = ""
    paid_at: str = ""
    country: str = ""
    name_mark: str = ""
    postcode_mark: str = ""

    def is_same(self, other: ParcelKey) -> bool:
        """Whether both are one parcel, as far as both say."""
        if self.order_id != other.order_id:
            return False
        for mine, theirs in (
            (self.platform, other.platform),
            (self.shop, other.shop),
            (self.paid_at, other.paid_at),
            (self.country, other.country),
        ):
            if mine and theirs and mine != theirs:
                return False
        marks = ((self.name_mark, other.name_mark), (self.postcode_mark, other.postcode_mark))
        known = [(mine, theirs) for mine, theirs in marks if mine and theirs]
        return not known or any(mine == theirs for mine, theirs in known)


def key_of(shipment: Shipment, shop: str = "") -> ParcelKey:
    """The key of an order's parcel; name and postcode as marks, so that the ledger holds no buyer's data."""
    return ParcelKey(
        shipment.order_id,
        shipment.platform or OWN,
        shop,
        shipment.paid_at.isoformat() if shipment.paid_at else "",
        shipment.country,
        _mark(shipment.name),
        _mark(shipment.postcode),
    )


def _mark(text: str | None) -> str:
    plain = "".join(char for char in (text or "").casefold() if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()[:_MARK_DIGITS] if plain else ""
