"""The seller's calendar."""

from typing import Final

SENTENCES: Final = {
    "calendar.see_help": "Compare `sampan calendar --help`.",
}
