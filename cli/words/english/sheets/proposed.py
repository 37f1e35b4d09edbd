"""Rules that were read from a sheet's notes."""

from typing import Final

SENTENCES: Final = {
    "proposed.unconfirmed": (
        "is not confirmed ({cell} {sentence!r}). Read it, and set confirmed = true to take it over; or remove the entry."
    ),
    "proposed.no_weight": 'is missing. Write the least billed weight, like weight = "50 g".',
    "proposed.no_steps": 'is missing. Write the steps, like steps = ["10 g", "over 2 kg: 500 g"].',
    "proposed.lacks": "is missing. A rule {rule} says it.",
    "proposed.no_countries": 'is missing. Write the countries of these postcodes, like countries = ["GB"].',
    "proposed.column_contradicts": "{cell}: a least weight of {grams} g",
    "proposed.other_sentence": "{cell}: {sentence}",
    "proposed.contradicts": "{sentence!r} contradicts {other!r} ({cell}). Keep the one that holds.",
}
