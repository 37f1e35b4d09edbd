"""The change of a parcel that would make a service take it."""

from typing import Final

SENTENCES: Final = {
    "remedy.street_address": "give an address with a door",
    "remedy.lighter": "{margin} lighter",
    "remedy.heavier": "{margin} heavier",
    "remedy.shorter": "{side} {margin} shorter",
    "remedy.longer": "{side} {margin} longer",
    "remedy.charged_less": "chargeable weight {margin} less",
    "remedy.charged_more": "chargeable weight {margin} more",
    "remedy.give_postcode": "give the postcode",
    "remedy.give_size": "give the size",
    "remedy.give_value": "give the value and its currency",
    "remedy.load_rate": "load a rate for {currency}",
    "remedy.together": "{changes:all}",
    "remedy.give_items": "give the pieces and the customs code of every article",
}
