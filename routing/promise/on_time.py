"""One parcel and its date: how likely a service is to deliver it in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from routing.promise.law import Level
    from routing.promise.promise import Target
    from routing.services.service import Service


@frozen
class OnTime:
    """The chance to be on time, in ten-thousandths, and what it is told by."""

    chance: int
    level: Level


@frozen
class Due:
    """When a parcel is due: so many seconds after the first moment of its dispatch day, which lies in that month."""

    target: Target
    seconds: int
    month: int

    def on_time(self, service: Service, country: str) -> OnTime:
        """How likely the service is to deliver the parcel to that country in time."""
        told = self.target.promise.told(service, country, self.month)
        return OnTime(told.law.within(self.seconds), told.level)

    def shortfall(self, service: Service, country: str) -> int:
        """By how much the chance misses the target, by which services are compared before prices; 0: not at all."""
        return max(self.target.chance - self.on_time(service, country).chance, 0)
