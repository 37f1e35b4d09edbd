"""How a dispute or complaint may be settled."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "resolution.band": "{name}: {least} to {most}, above it with approval",
    "resolution.bands": "{bands:parts}",
    "resolution.by_handbook": (
        "the handbook's order; give return_freight and resend_freight in the shop file to compare amounts"
    ),
    "resolution.by_loss": "loss, the item counted at what the buyer paid",
    "resolution.exchange_days": (
        "exchange of the same item: {days:count day} after delivery; a longer time of the platform wins"
    ),
    "resolution.exchange_until": (
        "exchange of the same item: {days:count day}, until {until}; a longer time of the platform wins"
    ),
    "resolution.needs_approval": "{amount} is above {limit} {currency} and needs approval",
    "resolution.no_band": "no band is in {currency}, so {amount} needs approval; nothing is converted",
    "resolution.return_days": (
        "return for a change of mind: {days:count day} after delivery; a longer time of the platform wins"
    ),
    "resolution.return_until": (
        "return for a change of mind: {days:count day}, until {until}; a longer time of the platform wins"
    ),
    "resolution.within_band": "{amount} is within the band up to {limit} {currency}",
}
