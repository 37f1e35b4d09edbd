"""Postcodes and their ranges."""

from typing import Final

SENTENCES: Final = {
    "postcode.range_reversed": "postcode_from {start} comes after postcode_to {end}.",
}
