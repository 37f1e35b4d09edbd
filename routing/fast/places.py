"""Destinations as small numbers: one for each country, and more for countries where a card asks for the postcode."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from attrs import frozen

from routing.values.countries import COUNTRY_CODES
from routing.values.postcode import comparable, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from routing.fast.parcels import Int32s, Parcels
    from routing.services.service import Service, Zone

_LAST: Final = "\U0010ffff"
"""Sorts after every character of a postcode: "995" + _LAST lies behind all that starts with 995."""


@frozen
class Place:
    """A country, or a span of its postcodes: from `at` to the next boundary.  `at` None: the postcode is not known."""

    country: str
    at: str | None


@frozen(eq=False)
class Places:
    """All places that a set of services tells apart; the first are the countries, in the order of their codes."""

    boundaries: dict[str, list[str]]

    @classmethod
    def of(cls, services: Iterable[Service]) -> Places:
        """The places these services tell apart."""
        found: dict[str, set[str]] = {}
        for service in services:
            lines = [*service.zones, *service.not_served]
            lines += [place for one in service.surcharges for place in one.places]
            for line in lines:
                if line.postcode_from:
                    found.setdefault(line.country, set()).update(_ends(line))
        return cls({country: sorted(ends) for country, ends in found.items()})

    @cached_property
    def table(self) -> tuple[Place, ...]:
        """Number -> place."""
        split = [Place(country, at) for country, ends in self.boundaries.items() for at in ("\x01", *ends)]
        return (*(Place(country, None) for country in COUNTRY_CODES), *split)

    @cached_property
    def _first(self) -> dict[int, int]:
        """Country index -> the place of its lowest postcodes."""
        first, found = len(COUNTRY_CODES), {}
        for country, ends in self.boundaries.items():
            found[COUNTRY_CODES.index(country)] = first
            first += len(ends) + 1
        return found

    def __len__(self) -> int:
        return len(self.table)

    def covered(self, line: Zone) -> list[slice]:
        """The places that a line of a zone table covers; one with postcodes never covers an unknown postcode."""
        country = COUNTRY_CODES.index(line.country)
        own = [slice(country, country + 1)]
        if country not in self._first:
            return own
        first, ends = self._first[country], self.boundaries[line.country]
        if not line.postcode_from:
            return [*own, slice(first, first + len(ends) + 1)]
        start, stop = (first + bisect_left(ends, end) + 1 for end in _ends(line))
        return [slice(start, stop)]

    def index(self, parcels: Parcels) -> Int32s:
        """Each parcel's place, int32."""
        if not self.boundaries:
            return parcels.country
        places = parcels.country.copy()
        for country, first in self._first.items():
            rows = np.flatnonzero(parcels.country == country)
            if rows.size:
                texts = parcels.postcode.gather(pl.Series(rows))
                places[rows] = self._numbers(texts, country, first)
        return places

    def _numbers(self, postcodes: pl.Series, country: int, first: int) -> Sequence[int]:
        ends = self.boundaries[COUNTRY_CODES[country]]
        known: dict[str, int] = {}
        for text in postcodes.drop_nulls().unique():
            folded = fold(text)
            key = comparable(folded, COUNTRY_CODES[country])
            known[text] = first + bisect_right(ends, key) if folded else country
        return [country if text is None else known[text] for text in postcodes]


def _ends(line: Zone) -> tuple[str, str]:
    """Where the postcodes of a line begin, and where those behind it do."""
    start, end = line.span
    return start, end + _LAST
