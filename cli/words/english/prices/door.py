"""What cards say wrongly of duty, and what is missing to tell the cost at the door."""

from typing import Final

SENTENCES: Final = {
    "door.area_not_confirmed": "whether {place} belongs to {area} is not confirmed",
    "door.buyer_is_asked": "the consignee is asked for it",
    "door.country_twice": "{countries:and} stands in another [[service.door]] already. Keep one.",
    "door.handling_without_prepaid": 'a handling fee goes with duty = "prepaid" alone. Leave it out.',
    "door.hs_code_missing": (
        "no HS code of six digits or more for {articles:and}: fill column hs_code of the product master"
    ),
    "door.no_fact": "no fact on {kind} in {place} on that day is recorded",
    "door.no_rate": "no rate of exchange for {currencies:and} on that day: give one with --fx",
    "door.no_vat_rate": "the rate of VAT in {place} on that day is not recorded",
    "door.not_counted": "{rule} is not certain and not in the sum",
    "door.payer_unknown": "the card does not say who pays duty: set duty = prepaid, collected or included in it",
    "door.rest_twice": "two [[service.door]] name no countries. One of them may stand for all others.",
    "door.tariff_unknown": "duty in {place} goes by the tariff of each article, which sampan does not hold",
    "door.value_unknown": "the value of an article is not known: give what the buyer paid",
    "door.vat_payer_unknown": "whether the buyer paid VAT at the sale is not said: fill column vat_collected",
}
