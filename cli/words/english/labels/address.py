"""What is odd about an address for its country."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "address.part_missing": "Addresses in {country} usually have a {part}. Ask the buyer for it.",
    "address.unusual_postcode": "{postcode!r} is no usual postcode of {country}{like}. Check it.",
    "address.like": ", like {example}",
}
