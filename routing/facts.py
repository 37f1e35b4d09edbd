"""The facts by which orders are routed: services, policy, rates of exchange and the seller's schedule."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from routing.services.in_force import ServiceVersion, versions_on
from routing.services.requested import NO_NAMES, OptionNames

if TYPE_CHECKING:
    from datetime import date

    from routing.deadlines.schedule import Schedule
    from routing.landed.facts import DoorFacts
    from routing.promise.promise import Target
    from routing.services.packing import PackingTable
    from routing.services.policy import Policy
    from routing.services.service import Service
    from routing.values.money import ExchangeRates


@frozen(eq=False)
class Facts:
    """All that decides, besides the orders themselves."""

    services: tuple[Service, ...]
    policy: Policy
    rates: ExchangeRates
    schedule: Schedule
    options: OptionNames = NO_NAMES
    """Which service each marketplace's shipping options promise."""
    door: DoorFacts | None = None
    """What is charged at the door; None where nobody asks."""
    packing: PackingTable | None = None
    """What the seller packs with; None where no file says."""
    target: Target | None = None
    """The promise, and the least chance to be on time; None where nobody asks."""
    _versions: dict[date, tuple[ServiceVersion, ...]] = field(init=False, factory=dict, repr=False)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every service code, sorted: the place of a code is the number a column of choices holds."""
        return tuple(sorted({service.code for service in self.services}))

    def versions_on(self, on: date) -> tuple[ServiceVersion, ...]:
        """The services as they stand on a day, gathered once."""
        if on not in self._versions:
            self._versions[on] = versions_on(self.services, on)
        return self._versions[on]
