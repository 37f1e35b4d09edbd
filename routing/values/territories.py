"""Parts of countries where other rules of tax, customs or transport hold: islands, exclaves, forces' post offices.

`territories.csv` says for each by which postcode, state or town it is known, with its source.  A territory that has an
ISO 3166-1 code of its own (Réunion, Jersey, Puerto Rico) is called by it, whether an address names it as the country or
not; the others by their ISO 3166-2 code or by their country and name.
"""

from __future__ import annotations

import csv
import re
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from routing.values.postcode import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = Path(__file__).with_name("territories.csv")
_FORCES = {"34": "US-AA", "09": "US-AE", "96": "US-AP"}
FORCES_TOWNS = frozenset({"APO", "FPO", "DPO"})
_FORCES_UNKNOWN = "US-AA"
NO_POSTCODE = "(?!)"
"""The pattern of a territory that no postcode tells."""


@frozen
class Territory:
    """One part of a country.  `postcode` is a pattern for the whole postcode without spaces and hyphens.

    A postcode of `not_postcode` is one of the main part, whose towns may have the same names.
    """

    code: str
    name: str
    country: str
    postcode: str
    not_postcode: str
    states: frozenset[str]
    towns: frozenset[str]
    source: str

    def has(self, folded: str) -> bool:
        """Whether a postcode is one of it."""
        return bool(folded) and self._has.fullmatch(folded) is not None

    def denies(self, folded: str) -> bool:
        """Whether a postcode is one of the main part."""
        return bool(folded) and self._denies.fullmatch(folded) is not None

    @cached_property
    def _has(self) -> re.Pattern[str]:
        return re.compile(self.postcode)

    @cached_property
    def _denies(self) -> re.Pattern[str]:
        return re.compile(self.not_postcode)


@lru_cache(maxsize=65_536)
def territory_code(country: str, postcode: str | None, state: str | None = None, town: str | None = None) -> str | None:
    """The code of the territory in which an address lies; None where it is the country's main part, or nobody can tell.

    Args:
        country: ISO 3166 alpha-2; one that is itself a territory of another is its own answer.
        postcode: as written; spaces and hyphens do not matter.
        state: name or code of state or province, where the country's addresses have one; or the name of a territory
            that stood in the country's place.
        town: as written.

    >>> territory_code("ES", "35001"), territory_code("ES", "28001"), territory_code("GB", "BT1 1AA")
    ('ES-CN', None, 'GB-NIR')
    """
    if country in _own_countries():
        return country
    known = _territories().get(country)
    if known is None:
        return None
    folded, of_state, of_town = fold(postcode or ""), (state or "").strip().upper(), (town or "").strip().upper()
    for territory in known:
        if territory.has(folded):
            return territory.code
    for territory in known:
        named = of_state in territory.states or of_town in territory.towns
        if named and not territory.denies(folded):
            return territory.code
    if country == "US" and of_town in FORCES_TOWNS:
        return _FORCES.get(folded[:2], _FORCES_UNKNOWN)
    return None


def territories() -> Mapping[str, Territory]:
    """Every territory by its code."""
    return {territory.code: territory for known in _territories().values() for territory in known}


@cache
def _own_countries() -> frozenset[str]:
    """The territories that have an ISO 3166-1 code of their own."""
    return frozenset(code for code in territories() if len(code) == len("XX"))


@cache
def _territories() -> Mapping[str, tuple[Territory, ...]]:
    """The territories of each country."""
    found: dict[str, list[Territory]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            territory = Territory(
                row["code"],
                row["name"],
                row["country"],
                row["postcode"] or NO_POSTCODE,
                row["not_postcode"] or NO_POSTCODE,
                frozenset(filter(None, row["states"].split(";"))),
                frozenset(filter(None, row["towns"].split(";"))),
                row["source"],
            )
            found.setdefault(territory.country, []).append(territory)
    return {country: tuple(known) for country, known in found.items()}
