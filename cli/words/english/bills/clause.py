"""The clause of a card by which a parcel was priced."""

from typing import Final

SENTENCES: Final = {
    "clause.steps": "{card}, {service}, zone {zone}, {over_g} g to {upto_g} g: {base} {currency} for the first {covers_g} g, {per_step} {currency} each started {step_g} g",
    "clause.flat": "{card}, {service}, zone {zone}, {over_g} g to {upto_g} g: {base} {currency}",
    "clause.fuel": "fuel {percent} %",
    "clause.discount": "discount {percent} %",
    "clause.source": "valid from {start}; source: {source}",
}
