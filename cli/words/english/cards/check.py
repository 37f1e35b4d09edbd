"""What loads but is probably not meant."""

from typing import Final

SENTENCES: Final = {
    "check.price_falls_in_zones": "{why} So it is in {zones} zones; this is the largest fall.",
    "check.volumetric_rule": "a volumetric rule",
    "check.surcharge": "the surcharge {name!r}",
    "check.fact_ended": "{what} ended on {end}, while the service goes on. Add what follows it.",
    "check.fact_ends": "{what} ends on {end}, while the service goes on.",
    "check.fuel_ends": "has no fuel percentage on {day}: no parcel has a price then. Add the one that follows.",
    "check.discount_whole": "a discount of 100 % leaves nothing of the price. It is what comes off.",
    "check.limits_not_served": "limits for {countries:words}, which it does not serve.",
    "check.days_not_served": "transit days for {countries:words}, which it does not serve.",
    "check.least_not_served": "a least billed weight for {countries:words}, which it does not serve.",
    "check.closed_not_served": "places in {countries:words} that are not served: it does not serve these countries at all.",
    "check.surcharge_not_served": "the surcharge {name!r} is for {countries:words}, which it does not serve.",
    "check.postcode_short": (
        "{n} of its postcodes lack a figure: {country} {start} to {end} is where postcodes begin so. Did a spreadsheet take "
        "the zero off {whole}?"
    ),
    "check.least_above": "a least billed weight of {grams} g lies above all rates, which end at {top} g.",
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
