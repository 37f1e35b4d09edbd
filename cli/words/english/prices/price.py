"""The steps of a price."""

from typing import Final

SENTENCES: Final = {
    "price.first_grams": "zone {zone}: first {grams} g",
    "price.fee": "zone {zone}: fee",
    "price.band": "zone {zone}: over {over_g} g up to {upto_g} g",
    "price.started_steps": "{count} x {amount} each started {step_g} g",
    "price.discount": "discount {percent} %",
    "price.surcharge": "{name}",
    "price.fuel": "fuel {percent} % of {amount}",
    "price.minimum": "up to the minimum charge",
    "price.rounding": "rounding",
    "price.exchange": "at {rate} CNY for 1 {currency}",
    "price.surcharge_of": "{name}: {how}",
    "price.pieces": "{count} x {amount} {currency} a piece",
    "price.items": "{count} x {amount} {currency} an item declared",
    "price.share_of": "{percent} % of {value} {currency}",
    "price.amount": "{amount} {currency} a {per}",
}
