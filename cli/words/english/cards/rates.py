"""The table of rates of a card."""

from typing import Final

SENTENCES: Final = {
    "rates.price_zero": (
        "costs 0, and would win over every other service. Take the row out where nothing is offered; if it is meant, "
        "write free = true in the [[service]]."
    ),
    "rates.bands_overlap": (
        "zone {zone}: the band over {over_g} g overlaps the band up to {upto_g} g. Bands must meet."
    ),
    "rates.bands_gap": (
        "zone {zone}: the band over {over_g} g leaves a gap: {upto_g} g to {over_g} g has no price. Bands must meet."
    ),
    "rates.zone_empty": "column zone is empty.",
    "rates.upto_not_above_over": "upto_g {upto} is not above over_g {over}.",
    "rates.step_zero": "step_g is 0. Write the grams of one step; 1 where the price goes by the gram.",
    "rates.too_dear": "comes to more than 1000 million for its heaviest parcel. Check step_g and per_step.",
    "rates.none_for_service": "has no rate for service {code}.",
}
