"""The table of countries of a card."""

from typing import Final

SENTENCES: Final = {
    "zones.no_rates": "zone {zone} of service {code} has countries but no rates. Add its rates or drop the zone.",
    "zones.no_country": "zone {zone} of service {code} has rates but no country. Add its countries or drop the rates.",
    "zones.none_for_service": "has no country for service {code}.",
    "zones.range_one_end": "a postcode range needs both ends: postcode_from and postcode_to.",
    "zones.claimed_twice": "{country} is claimed twice: {place} has it too. Keep one.",
}
