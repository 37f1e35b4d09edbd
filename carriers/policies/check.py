"""A policy held against real orders: what each tier and rule decides, what never speaks, what cannot work."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import evolve, field, frozen

from carriers.cards.findings import Finding, ordered
from carriers.policies.faults import impossible
from routing.exact.answer import holds
from routing.exact.choice import matches
from routing.exact.parcel import Parcel, parcel_of
from routing.line import REQUESTED
from routing.orders import OrderTable
from routing.plan import Plan
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.facts import Facts
    from routing.fast.choose import Choices

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
    concerned: Counter[int] = field(init=False, factory=Counter)
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
            self.concerned[number] += len(rows)
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
        found = list(impossible(self.facts))
        for number, tier in enumerate(self.facts.policy.tiers):
            place = Reason("finding_place.tier", number=number + 1, tier=tier.name)
            if not self.matched[number]:
                found.append(Finding("warning", "TIER_NEVER_MET", place, Reason("policy.tier_never_met")))
            elif not self.decided[number]:
                found.append(Finding("warning", "TIER_DECIDES_NOTHING", place, self._shadow(number)))
        for number, rule in enumerate(self.facts.policy.rules):
            place = Reason("finding_place.rule", rule=rule.name)
            if not self.concerned[number]:
                found.append(Finding("info", "RULE_NEVER_MET", place, Reason("policy.rule_never_met")))
            elif not self.changed[number]:
                message = Reason("policy.rule_changes_nothing", orders=self.concerned[number])
                found.append(Finding("info", "RULE_CHANGES_NOTHING", place, message))
        return ordered(found)

    def _shadow(self, number: int) -> Reason:
        before = {one: self.taken_before[number, one] for one in range(number) if self.taken_before[number, one]}
        left = self.matched[number] - sum(before.values())
        why = []
        if before:
            tiers = tuple(
                Reason("policy.tier_and_orders", tier=self.facts.policy.tiers[one].name, orders=count)
                for one, count in before.items()
            )
            why.append(Reason("policy.in_shadow_of", tiers=tiers))
        if left or not before:
            why.append(Reason("policy.none_takes_other", left=left) if before else Reason("policy.none_takes_them"))
        return Reason("policy.tier_decides_nothing", orders=self.matched[number], why=tuple(why))
