"""A service of a card."""

from typing import Final

SENTENCES: Final = {
    "service.takes_nothing": 'is empty: the service would take nothing. Name what it takes, like ["general"].',
    "service.transit_without_countries": "is missing. Name the countries these days are for.",
    "service.country_twice": "{countries:and} stands in another entry already. Keep one.",
    "service.limits_without_countries": "is missing. Name the countries these limits are for.",
}
