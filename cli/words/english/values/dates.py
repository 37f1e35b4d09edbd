"""Days from which and to which a fact holds."""

from typing import Final

SENTENCES: Final = {
    "dates.valid_to_before_from": "valid_to {end} lies before valid_from {start}.",
    "dates.end_before_from": "{end} lies before valid_from {start}.",
}
