"""Plans by which one service alone takes what comes: its prices and lines by the fast path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from routing.plan import Plan
from routing.services.policy import Selection, Tier

if TYPE_CHECKING:
    from datetime import date

    from routing.facts import Facts
    from routing.reason import Words

ANY: Final = -1
"""Stands for no tier: the service takes whatever it can."""


@frozen(eq=False)
class Alone:
    """The plans of single services, each made when first asked for; see `Plan`."""

    facts: Facts
    on: date | None = None
    words: Words = str
    _plans: dict[tuple[str, int], Plan] = field(init=False, factory=dict)

    def plan(self, service: str, tier: int = ANY) -> Plan:
        """The plan by which that service alone takes what the tier, by its place in the policy, speaks of."""
        if (service, tier) not in self._plans:
            only = Selection(services=frozenset({service}))
            tiers = self.facts.policy.tiers
            speaks = Tier("any", only) if tier == ANY else evolve(tiers[tier], allow=only)
            policy = evolve(self.facts.policy, tiers=(speaks,), rank="freight")
            own = tuple(one for one in self.facts.services if one.code == service)
            self._plans[service, tier] = Plan(evolve(self.facts, services=own, policy=policy), self.on, self.words)
        return self._plans[service, tier]
