"""The clocks a deadline is counted with: the seller's schedule, and a marketplace's own rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Attribute, field, frozen
from attrs.validators import and_, ge, le

from routing.deadlines.localtime import DAY_S, zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from routing.deadlines.workdays import WorkDays

_OF_DAY = and_(ge(0), le(DAY_S))


@frozen(eq=False)
class PlatformClock:
    """A marketplace's dispatch rule: so many of its business days after the order, by a wall time in its zone.

    An order at or after the cutoff of a business day counts as one of the next business day.  With
    `counts_from_business_day` an order of a day off does so too; without, counting begins on the day off itself,
    so that one day after a Saturday is Monday.

    Raises:
        ReadError: no such zone.
        ValueError: a second outside the day, or handling days outside 0-60.
    """

    name: str
    zone: str = field()
    days: WorkDays
    handling_days: int = field(validator=and_(ge(0), le(60)))  # 0: on the day of the order
    cutoff_s: int = field(default=DAY_S, validator=_OF_DAY)  # seconds after the beginning of the platform's day
    ends_s: int = field(default=DAY_S - 1, validator=_OF_DAY)  # seconds after midnight of the last day
    day_begins_s: int = field(default=0, validator=_OF_DAY)  # Amazon Japan's order day begins at 06:00
    counts_from_business_day: bool = False
    source: str = ""

    @zone.validator
    def _exists(self, _attribute: Attribute[str], value: str) -> None:
        zone(value)


@frozen(eq=False)
class Schedule:
    """When a seller ships: the zone of the shop, its working days, and until when an order ships the same day.

    Cutoffs are seconds after midnight, 0 (nothing ships on its day) to 86400 (all of it does); a date's cutoff wins
    over a weekday's, and that over `cutoff_s`.  `platforms` are the marketplaces' clocks by name of the platform.

    Raises:
        ReadError: no such zone.
        ValueError: a cutoff outside the day.
    """

    zone: str = field()
    days: WorkDays
    cutoff_s: int = field(default=17 * 3600, validator=_OF_DAY)
    weekday_cutoff_s: Mapping[int, int] = field(factory=dict)  # 0 Monday to 6 Sunday
    date_cutoff_s: Mapping[date, int] = field(factory=dict)
    platforms: Mapping[str, PlatformClock] = field(factory=dict)

    @zone.validator
    def _exists(self, _attribute: Attribute[str], value: str) -> None:
        zone(value)

    @date_cutoff_s.validator
    def _in_the_day(self, _attribute: Attribute[Mapping[date, int]], value: Mapping[date, int]) -> None:
        wrong = [second for second in (*self.weekday_cutoff_s.values(), *value.values()) if not 0 <= second <= DAY_S]
        if wrong:
            raise ValueError(f"a cutoff of {wrong[0]} s is outside the day")

    def cutoff_of(self, day: date) -> int:
        """Seconds after midnight until which an order of that day still ships on it."""
        usual = self.weekday_cutoff_s.get(day.weekday(), self.cutoff_s)
        return self.date_cutoff_s.get(day, usual)
