"""A rate card as a whole."""

from typing import Final

SENTENCES: Final = {
    "card.stray_services": "service {services:list} is not in card.toml. {near:words}",
    "card.in_force_twice": "service {code} is in force twice from {begin} on: card {card!r} has it too. Set valid_to.",
    "card.no_service": "is missing. A card has at least one [[service]].",
    "card.none_in_folder": "holds no card. A card is a folder with card.toml, zones.csv and rates.csv.",
}
