"""A law of transit: the chance that a parcel is delivered within so many days, in whole ten-thousandths."""

from __future__ import annotations

from typing import Final, Literal

from attrs import field, frozen

DAY_S: Final = 86_400
SURE: Final = 10_000
"""Every chance is a whole number of ten-thousandths: 9,500 is 95 %."""
Level = Literal["month", "country", "service", "card"]
LEVELS: Final[tuple[Level, ...]] = ("month", "country", "service", "card")
"""What a law is of: the service's parcels to the country in the months of that name; to the country; all of the
service's; none of them, but the days of its card."""


def _rising(_law: object, _attribute: object, chances: tuple[int, ...]) -> None:
    if not chances or list(chances) != sorted(chances) or not 0 <= chances[0] <= chances[-1] <= SURE:
        raise ValueError(f"chances do not rise within 0 and {SURE}: {chances}")


@frozen
class Law:
    """`chances[d]` is the chance to be delivered within d days (of 24 hours) of the start; beyond the last it stays.

    Between two days the chance rises evenly; where the law is `stepwise`, as the days of a card are, only with the
    whole day.
    """

    chances: tuple[int, ...] = field(validator=_rising)
    stepwise: bool = False

    @classmethod
    def of_card(cls, most_days: int) -> Law:
        """What a card says: delivered with its longest day, and nothing before."""
        return cls((*(0 for _ in range(most_days)), SURE), stepwise=True)

    def within(self, seconds: int) -> int:
        """The chance to be delivered within so many seconds of the start, rounded down; 0 before it.

        >>> Law((0, 1000, 9000)).within(DAY_S * 3 // 2)
        5000
        """
        if seconds < 0:
            return 0
        day, rest = divmod(seconds, DAY_S)
        if day >= len(self.chances) - 1:
            return self.chances[-1]
        here = self.chances[day]
        return here if self.stepwise else here + (self.chances[day + 1] - here) * rest // DAY_S

    def seconds_to(self, chance: int) -> int | None:
        """The least seconds within which a parcel is delivered with at least that chance; None: never so surely."""
        day = next((day for day, reached in enumerate(self.chances) if reached >= chance), None)
        if day is None or day == 0 or self.stepwise:
            return None if day is None else day * DAY_S
        before, reached = self.chances[day - 1], self.chances[day]
        return (day - 1) * DAY_S - (-(chance - before) * DAY_S // (reached - before))

    def still(self, seconds: int, by: int) -> int:
        """The chance to be delivered within `by` seconds for a parcel that is not within `seconds`, rounded down.

        0 where the law leaves no such parcel a chance.
        """
        before = self.within(seconds)
        after = self.within(by)
        return 0 if before >= SURE or after <= before else (after - before) * SURE // (SURE - before)
