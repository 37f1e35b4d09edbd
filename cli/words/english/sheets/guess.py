"""A price sheet nobody has described yet."""

from typing import Final

SENTENCES: Final = {
    "guess.no_destination": 'names no destination. Write one as destination, like destination = "US".',
    "guess.code_differs": "{code} stands beside {name!r}, which is {country}. Ask which of them is meant.",
    "guess.currencies": "the heads name {named:and}. Give each currency a service of its own, or ask for one currency.",
    "guess.no_header": "no row looks like the header of a price table. Describe the sheet in a mapping of your own.",
}
