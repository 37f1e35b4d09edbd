"""What is wrong with a file of caps and rebates, or with allotting under it."""

from typing import Final

SENTENCES: Final = {
    "caps.see": "docs/ALLOTMENT.md shows a file of caps.",
    "caps.none": "states nothing. A file of caps has at least one [[cap]] or [[rebate]].",
    "caps.no_bound": "bounds nothing. Write most or least, or both.",
    "caps.least_above_most": "is above most. No day can keep both.",
    "caps.steps": "is not one to {most} [[rebate.step]] tables.",
    "caps.no_from": "is missing or nothing. Write the volume from which the rebate counts, as a whole number.",
    "caps.one_of_both": "write either percent or cny_per_parcel, as texts of digits.",
    "caps.percent_range": "is not above 0 and at most 100.",
    "caps.whole_range": "is out of range: a whole number from 0 to {most}.",
    "caps.amount_range": "is out of range: above nothing, at most {most}.",
    "caps.further": 'goes with cny_per_parcel and by = "parcels" alone.',
    "caps.unknown_near": "{name!r} is not loaded. {near}",
    "caps.unknown": "{name!r} is not loaded. There are {known:list}.",
    "caps.day": 'is neither a bare date like 2026-11-23 nor "each".',
}
