"""Where a check found something."""

from typing import Final

SENTENCES: Final = {
    "finding_place.file": "{file}, {place}",
    "finding_place.whole_file": "{file}",
    "finding_place.service": "{service}",
    "finding_place.card": "{service}, card {card!r}",
    "finding_place.zone": "{service}, zone {zone}",
    "finding_place.zone_from": "{service}, zone {zone}, from {day}",
    "finding_place.tier": "tier {number} {tier!r}",
    "finding_place.rule": "rule '{rule:name}'",
}
