"""A policy held against real orders: what each tier and rule decides, what never speaks, what cannot work."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import evolve, field, frozen

from carriers.findings import Finding, ordered
from routing.choice import REQUESTED, matches
from routing.explain import holds
from routing.orders import OrderTable
from routing.parcel import Parcel, parcel_of
from routing.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.choose import Choices
    from routing.condition import Condition
    from routing.facts import Facts
    from routing.policy import Rule, Tier
    from routing.service import Service

_EPOCH: Final = date(1970, 1, 1)


@frozen(eq=False)
class PolicyCheck:
    """Counts chunk by chunk.  Tiers and rules by their place in the policy, since two may bear one name."""

    facts: Facts
    on: date | None = None
    counts: Counter[str] = field(init=False, factory=Counter)
    """orders, assigned, no_channel, requested."""
    matched: Counter[int] = field(init=False, factory=Counter)
    """Tier -> orders it speaks of."""
    decided: Counter[int] = field(init=False, factory=Counter)
    """Tier -> orders whose channel it decides."""
    taken_before: Counter[tuple[int, int]] = field(init=False, factory=Counter)
    """(tier, earlier tier) -> orders the tier speaks of that the earlier one decided."""
    spoken: Counter[int] = field(init=False, factory=Counter)
    """Rule -> orders it speaks of."""
    changed: Counter[int] = field(init=False, factory=Counter)
    """Rule -> orders that would go otherwise without it."""

    def add(self, table: OrderTable) -> None:
        """Counts a chunk."""
        choices, days = Plan(self.facts, self.on).choices(table)
        said: dict[int, list[int]] = {number: [] for number in range(len(self.facts.policy.rules))}
        for row, order in enumerate(table.frame.iter_rows(named=True)):
            on = _EPOCH + timedelta(days=int(days[row]))
            parcel = parcel_of(order)
            decided = int(choices.tier[row])
            self.counts["orders"] += 1
            self.counts["assigned" if choices.service[row] >= 0 else "no_channel"] += 1
            if decided == len(self.facts.policy.tiers):
                self.counts[REQUESTED] += 1
            elif decided >= 0:
                self.decided[decided] += 1
            self._tiers(parcel, on, decided)
            for number in self._rules(parcel, on):
                said[number].append(row)
        for number, rows in said.items():
            self.spoken[number] += len(rows)
            self.changed[number] += self._without(number, table, rows, choices)

    def _tiers(self, parcel: Parcel, on: date, decided: int) -> None:
        if parcel.requested is not None:
            return
        for number, tier in enumerate(self.facts.policy.tiers):
            if matches(tier, parcel, self.facts.policy, self.facts.rates, on) is True:
                self.matched[number] += 1
                if 0 <= decided < number:
                    self.taken_before[number, decided] += 1

    def _rules(self, parcel: Parcel, on: date) -> Iterator[int]:
        for number, rule in enumerate(self.facts.policy.rules):
            if rule.covers(parcel.platform, parcel.country, on) and all(
                holds(when, parcel, on, self.facts.rates) is True for when in rule.when
            ):
                yield number

    def _without(self, number: int, table: OrderTable, rows: list[int], choices: Choices) -> int:
        """How many of the rows would go otherwise if the rule were not."""
        if not rows:
            return 0
        policy = self.facts.policy
        fewer = evolve(policy, rules=tuple(rule for at, rule in enumerate(policy.rules) if at != number))
        part = OrderTable(table.frame.select(pl.all().gather(rows)))
        free, _ = Plan(evolve(self.facts, policy=fewer), self.on).choices(part)
        return int((free.service != choices.service[rows]).sum())

    def findings(self) -> list[Finding]:
        """What a person should look at."""
        found = list(_impossible(self.facts))
        for number, tier in enumerate(self.facts.policy.tiers):
            place = f"tier {number + 1} {tier.name!r}"
            if not self.matched[number]:
                found.append(Finding("warning", "TIER_NEVER_MET", place, "no order is such as it describes."))
            elif not self.decided[number]:
                found.append(Finding("warning", "TIER_DECIDES_NOTHING", place, self._shadow(number)))
        for number, rule in enumerate(self.facts.policy.rules):
            place = f"rule {rule.name!r}"
            if not self.spoken[number]:
                found.append(Finding("info", "RULE_NEVER_MET", place, "speaks of none of these orders."))
            elif not self.changed[number]:
                message = f"speaks of {self.spoken[number]} orders and changes none: they would go the same way anyway."
                found.append(Finding("info", "RULE_CHANGES_NOTHING", place, message))
        return ordered(found)

    def _shadow(self, number: int) -> str:
        before = {one: self.taken_before[number, one] for one in range(number) if self.taken_before[number, one]}
        named = ", ".join(f"{self.facts.policy.tiers[one].name!r} ({count})" for one, count in before.items())
        left = self.matched[number] - sum(before.values())
        parts = [f"it lies in the shadow of {named}"] if named else []
        parts += [f"none of its services takes the other {left}" if named else "none of its services takes them"]
        return f"{self.matched[number]} orders are such, but {' and '.join(parts if left else parts[:1])}."


def _impossible(facts: Facts) -> Iterator[Finding]:
    """Tiers whose services cannot take what the tier describes, and rules that leave nothing open."""
    for number, tier in enumerate(facts.policy.tiers):
        place = f"tier {number + 1} {tier.name!r}"
        allowed = [service for service in facts.services if tier.allow.has(service)]
        if not allowed:
            yield Finding("error", "TIER_EMPTY", place, "allows no service that is loaded.")
        elif all(_excluded(tier, limits) for service in allowed for limits in _limit_sets(service)):
            message = "describes parcels that none of its services takes: their limits lie on the other side."
            yield Finding("error", "TIER_IMPOSSIBLE", place, message)
    for rule in facts.policy.rules:
        if not any(rule.permits(service) for service in facts.services):
            message = "leaves no loaded service open: its orders have no channel. Give your services the tags it names."
            yield Finding("warning", "RULE_CLOSES_ALL", f"rule {rule.name!r}", message)
    rules = facts.policy.rules
    for at, one in enumerate(rules):
        for other in rules[at + 1 :]:
            if _meet(one, other) and _close_all(facts, one, other):
                message = f"together with {other.name!r} it leaves no loaded service open."
                yield Finding("warning", "RULES_CONTRADICT", f"rule {one.name!r}", message)


def _limit_sets(service: Service) -> list[tuple[Condition, ...]]:
    return [service.limits_of(country) for country in service.zones_of]


def _excluded(tier: Tier, limits: tuple[Condition, ...]) -> bool:
    """Whether a condition of the tier and a limit exclude each other."""
    for when in tier.when:
        for limit in limits:
            if (when.measure, when.currency) != (limit.measure, limit.currency) or when.upper == limit.upper:
                continue
            top, bottom = (when, limit) if when.upper else (limit, when)
            if top.edge <= bottom.edge:
                return True
    return False


def _meet(one: Rule, other: Rule) -> bool:
    """Whether some order may be spoken of by both."""
    if not one.validity.overlaps(other.validity):
        return False
    for left, right in ((one.platforms, other.platforms), (one.countries, other.countries)):
        if left and right and left.isdisjoint(right):
            return False
    return not any(
        low.currency == high.currency and high.edge <= low.edge
        for low in (*one.when, *other.when)
        for high in (*one.when, *other.when)
        if high.upper and not low.upper
    )


def _close_all(facts: Facts, one: Rule, other: Rule) -> bool:
    alone = all(any(rule.permits(service) for service in facts.services) for rule in (one, other))
    return alone and not any(one.permits(service) and other.permits(service) for service in facts.services)
