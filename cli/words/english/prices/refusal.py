"""Why a service does not take a parcel."""

from typing import Final

SENTENCES: Final = {
    "refusal.zone_by_postcode": "its zone in {country} depends on the postcode, which is not known",
    "refusal.not_served": "{place} is in none of its zones",
    "refusal.closed_place": "{place} is among the places it does not serve",
    "refusal.no_postcode": "no postcode",
    "refusal.limit": "{measure} {measured} is not {operator} {limit}",
    "refusal.goods": "does not take {goods:names}",
    "refusal.address": "does not go to {places:list}",
    "refusal.po_box": "a post office box or parcel locker",
    "refusal.territory": "{name} ({code})",
    "refusal.untracked": "has no tracking number, which the order requires",
    "refusal.not_requested": "the order asks for {requested}",
    "refusal.rule": "closed by the rule: {rule:name}",
    "refusal.not_in_force": "no card is in force on {on}; {card!r} holds {held}",
    "refusal.held_from": "from {start} to further notice",
    "refusal.held_from_to": "from {start} to {end}",
    "refusal.no_bands": "zone {zone} has no rate on {on}",
    "refusal.no_fuel": "the fuel percentage is not known for {on}",
    "refusal.surcharge_by_postcode": "a surcharge depends on the postcode, which is not known",
    "refusal.rates_end": "chargeable weight {measured}; its rates end at {limit}",
    "refusal.rates_begin": "chargeable weight {measured}; its rates begin above {limit}",
    "refusal.size_unknown": "its limits or price need the size, which is not known",
    "refusal.value_unknown": "its limits, price or a rule need the value, which is not known",
    "refusal.no_rate_to_compare": "no exchange rate to compare {currency} on {on}",
    "refusal.no_rate_for_prices": "no exchange rate for its prices in {currency} on {on}",
    "refusal.items_unknown": "a fee counts the pieces or the customs codes in the parcel, which are not known",
}
