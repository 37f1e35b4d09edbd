"""Figures of cards and rate tables."""

from typing import Final

SENTENCES: Final = {
    "figure.no_grams": "{text!r} is not a whole number of grams.",
    "figure.write_grams": "Write it like 500.",
    "figure.write_grams_for_kg": "Write {grams} for {kg} kg.",
    "figure.six_decimals": "{text!r} has more than six decimals.",
    "figure.too_much": "{text!r} is more than 100 million.",
    "figure.no_number": "{text!r} is not a number from zero up.",
    "figure.write_number": "Write it like 12.50.",
    "figure.no_ratio": "{text!r} is no ratio from 0.001 to 1000 with up to three decimals.",
    "figure.write_ratio": "Write it like 1.3.",
    "figure.no_percentage": "{text!r} is no percentage.",
    "figure.write_percentage": "Write it with its sign, like 15 %.",
    "figure.percentage_too_high": "{text!r} is more than 1000 %.",
    "figure.check": "Check the figure.",
    "figure.grams_too_many": "{text!r} is more than {grams_max} g; no parcel is.",
    "figure.write_heaviest": "Write the heaviest weight with a price.",
}
