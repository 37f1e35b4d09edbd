"""What has been found out about a workbook while it is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from carriers.sheets.guess.propose import Assumed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carriers.sheets.guess.found import Found
    from carriers.sheets.guess.postal_zones import PostalZones
    from carriers.sheets.guess.propose import Service
    from carriers.sheets.guess.zone_lists import ZoneList
    from carriers.sheets.workbook import Sheet
    from routing.errors import Fault
    from routing.place import Place
    from routing.reason import Reason


@frozen
class PricedRow:
    """A row with a price of one destination."""

    service: str
    row: int
    name: str
    """The destination as the sheet has it."""
    codes: tuple[str, ...]
    over_g: int
    upto_g: int | None


@frozen
class Guessing:
    """What has been found out so far."""

    sheets: tuple[Sheet, ...]
    """Those that a person sees."""
    lists: Sequence[ZoneList]
    postal: Sequence[PostalZones] = ()
    """Zones by postcodes, as sentences and tables without a column of countries have them."""
    services: dict[str, Service] = field(factory=dict)
    assumed: list[Assumed] = field(factory=list)
    faults: list[Fault] = field(factory=list)
    passed: list[Reason] = field(factory=list)
    tabled: set[str] = field(factory=set)
    """The sheets with a table of prices."""
    aside: list[Found] = field(factory=list)
    """Tables that hold no prices of parcels."""

    least: dict[tuple[str, str], tuple[int, Place]] = field(factory=dict)
    """(service, country) -> the least weight that a column says, and its cell."""

    ranges: dict[tuple[str, str], tuple[int, int]] = field(factory=dict)
    """(service, country) -> from where to where its prices reach, in grams."""

    rows: dict[tuple[str, int, int], list[PricedRow]] = field(factory=dict)
    """(sheet, row of the heads, column of destinations or -1) -> the rows with a price."""
    answered: set[tuple[str, int, int]] = field(factory=set)
    """(sheet, row, column) of cells beside the prices that are read by their column, and no sentences."""

    read_beside: set[tuple[str, str]] = field(factory=set)
    """(sheet, head) of their columns."""

    def reach(self, service: str, country: str, over_g: int, upto_g: int) -> None:
        """Notes that a country has a price for these weights."""
        low, high = self.ranges.get((service, country), (over_g, upto_g))
        self.ranges[service, country] = min(low, over_g), max(high, upto_g)

    def suppose(self, said: Reason, cell: Place, service: str) -> None:
        """Notes what a person has to confirm; the same thing once."""
        one = Assumed(said, cell, (service,))
        if one not in self.assumed:
            self.assumed.append(one)
