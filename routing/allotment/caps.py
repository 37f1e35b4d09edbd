"""Caps, least volumes and rebates as sellers agree on them with carriers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

Measure = Literal["parcels", "kg", "value_cny", "freight_cny"]
MEASURES: Final[tuple[Measure, ...]] = ("parcels", "kg", "value_cny", "freight_cny")
UNIT: Final[dict[Measure, int]] = {"parcels": 1, "kg": 1_000, "value_cny": 100, "freight_cny": 100}
"""What one of each is inside: parcels, grams, fen."""


@frozen
class Scope:
    """Which parcels count: by service or carrier, by country, by dispatch day.  Nothing named: every one.

    `each_day`: every dispatch day is counted by itself.
    """

    services: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    day: date | None = None
    each_day: bool = False

    def names(self, service: str, carrier: str) -> bool:
        """Whether it speaks of the service."""
        named = service in self.services or carrier in self.carriers
        return named or not (self.services or self.carriers)


@frozen
class Cap:
    """What the parcels of a scope may come to: parcels, grams of actual weight, fen of value or of freight."""

    name: str
    by: Measure
    scope: Scope
    least: int = 0
    most: int | None = None


@frozen
class Step:
    """From `at_least` on each parcel costs less: by a share of its price, or by fen.

    `further`: only parcels beyond `at_least` do.
    """

    at_least: int
    share: Fraction | None = None
    fen: int = 0
    further: bool = False


@frozen
class Rebate:
    """What a volume earns: the steps of one agreement, of which the one that is reached counts."""

    name: str
    by: Measure
    scope: Scope
    steps: tuple[Step, ...]


@frozen
class Agreements:
    """All that a file of caps states."""

    caps: tuple[Cap, ...] = ()
    rebates: tuple[Rebate, ...] = ()
