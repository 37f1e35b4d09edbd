"""What cannot work in a policy, whatever the orders: tiers that exclude their services, rules that close all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.cards.findings import Finding
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.facts import Facts
    from routing.services.condition import Condition
    from routing.services.policy import Rule, Tier


def impossible(facts: Facts) -> Iterator[Finding]:
    """Tiers whose services cannot take what the tier describes, and rules that leave nothing open."""
    for number, tier in enumerate(facts.policy.tiers):
        place = Reason("finding_place.tier", number=number + 1, tier=tier.name)
        allowed = [service for service in facts.services if tier.allow.has(service)]
        if not allowed:
            yield Finding("error", "TIER_EMPTY", place, Reason("policy.tier_empty"))
        else:
            open_to = {country for service in allowed for country in service.zones_of
                       if (not tier.countries or country in tier.countries)
                       and not _excluded(tier, service.limits_of(country))}  # fmt: skip
            if not open_to:
                yield Finding("error", "TIER_IMPOSSIBLE", place, Reason("policy.tier_impossible"))
            elif not tier.countries and all(_excluded(tier, service.limits) for service in allowed):
                only = Reason("policy.tier_possible_to", countries=tuple(sorted(open_to)))
                yield Finding("warning", "TIER_IMPOSSIBLE", place, only)
    for rule in facts.policy.rules:
        if not any(rule.permits(service) for service in facts.services):
            message = Reason("policy.rule_closes_all")
            yield Finding("warning", "RULE_CLOSES_ALL", Reason("finding_place.rule", rule=rule.name), message)
    rules = facts.policy.rules
    for at, one in enumerate(rules):
        for other in rules[at + 1 :]:
            if _meet(one, other) and _close_all(facts, one, other):
                message = Reason("policy.rules_contradict", name=other.name)
                yield Finding("warning", "RULES_CONTRADICT", Reason("finding_place.rule", rule=one.name), message)


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
