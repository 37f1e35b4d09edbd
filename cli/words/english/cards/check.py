"""What loads but is probably not meant."""

from typing import Final

SENTENCES: Final = {
    "check.surcharge_gone": "the surcharge {name!r} of card {card!r} is gone. Add it, or make sure it was dropped.",
    "check.fuel_gone": "card {card!r} had fuel, this one has none. Add it, or make sure it is included.",
    "check.volumetric_gone": (
        "card {card!r} had volumetric weight, this one has none. Add it, or make sure it was dropped."
    ),
    "check.expired": "ended on {end}. Load the sheet that follows it.",
    "check.not_yet": "begins on {start}.",
    "check.countries_gone": "no longer served: {gone:list}.",
    "check.expires_soon": "ends on {end}.",
    "check.no_rate": "has no rate on {day}.",
    "check.price_falls": (
        "one gram more costs less: from {upto_g} g to {next_g} g the price falls from {price} to {less} {currency}."
    ),
    "check.split_cheaper": (
        "two parcels cost less than one: {whole} g cost {price} {currency}, {part} g and {rest} g together {together}."
    ),
    "check.limit_above_rates": "the limit of {most} g ({country}) is out of reach: its rates end at {top} g.",
    "check.limit_below_rates": "weights from {least} g ({country}) are allowed, but its rates begin above {bottom} g.",
}
