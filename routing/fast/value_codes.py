"""What an order's value closes: refusal codes by country and platform, currency, and span of value."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import field, frozen

from routing.fast.code_table import WORD, CodeTable, packed
from routing.fast.conditions import value_edge
from routing.fast.parcels import UNKNOWN
from routing.services.refusal import ELIGIBLE, LIMIT_CODES, NUMBER, TIER_NOT_APPLICABLE
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import numpy.typing as npt

    from routing.fast.code_table import Words64
    from routing.fast.parcels import Int32s, Int64s
    from routing.services.condition import Condition
    from routing.services.in_force import ServiceVersion
    from routing.services.policy import Policy, Rule, Tier
    from routing.values.money import ExchangeRates

_SMALL: Final = int(np.iinfo(np.int32).max)


@frozen(eq=False)
class ValueCodes:
    """Codes by value for services in their order, then tiers.

    Countries and platforms that meet the same conditions share them.
    """

    versions: tuple[ServiceVersion, ...]
    policy: Policy
    rates: ExchangeRates
    on: date
    limits: tuple[Condition, ...]
    words: int
    _classes: dict[object, int] = field(init=False, factory=dict)
    _class_of: dict[tuple[str, str | None], int] = field(init=False, factory=dict)
    _samples: list[tuple[str, str | None]] = field(init=False, factory=list)
    _codes: dict[tuple[int, str], Words64] = field(init=False, factory=dict)
    _tables: dict[object, ValueTable] = field(init=False, factory=dict)

    def class_of(self, country: str, platform: str | None) -> int:
        """The class of orders that meet the same conditions on value."""
        known = self._class_of.get((country, platform))
        if known is not None:
            return known
        facts = (
            *(
                (self._limits_of(version, country), self.policy.closing(version.service, platform, country, self.on))
                for version in self.versions
            ),
            *(tier.meets(platform) for tier in self.policy.tiers),
        )
        number = self._classes.setdefault(facts, len(self._samples))
        if number == len(self._samples):
            self._samples.append((country, platform))
        self._class_of[country, platform] = number
        return number

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition on value that some limit, tier or rule states."""
        rules = [one for rule in self.policy.rules if rule.validity.holds(self.on) for one in rule.when]
        return tuple(dict.fromkeys([*self.limits, *rules]))

    @cached_property
    def silent(self) -> bool:
        """Whether nothing that hangs on the value or the platform speaks against any service or tier."""
        rules = any(rule.validity.holds(self.on) for rule in self.policy.rules)
        tiers = any(tier.platforms or any(one.measure == "value" for one in tier.when) for tier in self.policy.tiers)
        return not self.limits and not rules and not tiers

    def edges(self, currency: str) -> tuple[int, ...]:
        """The ten-thousandths of a currency at which some condition on value turns, in order."""
        edges = (value_edge(one, currency, self.rates, self.on) for one in self.conditions)
        return tuple(sorted({edge for edge in edges if edge is not None}))

    def table(self, platforms: tuple[str | None, ...], currencies: tuple[str, ...]) -> ValueTable:
        """The value codes for a chunk with these platforms and currencies."""
        key = (platforms, currencies)
        if key not in self._tables:
            self._tables[key] = ValueTable(self, platforms, currencies)
        return self._tables[key]

    def codes(self, value_class: int, currency: str) -> Words64:
        """Codes for the unknown value, then for each span between the currency's edges; shape (words, spans + 1)."""
        known = self._codes.get((value_class, currency))
        if known is None:
            country, platform = self._samples[value_class]
            edges = self.edges(currency)
            samples = (None, *edges, edges[-1] + 1 if edges else 0)
            codes = np.full((len(samples), self.words * WORD), ELIGIBLE, np.uint8)
            for column, version in enumerate(self.versions):
                limits = self._limits_of(version, country)
                rules = self.policy.closing(version.service, platform, country, self.on)
                for row, value in zip(codes, samples, strict=True):
                    row[column] = self._code(limits, rules, value, currency)
            for column, tier in enumerate(self.policy.tiers, start=len(self.versions)):
                for row, value in zip(codes, samples, strict=True):
                    row[column] = self._tier_code(tier, platform, value, currency)
            known = self._codes[value_class, currency] = packed(codes)
        return known

    def _code(self, limits: Sequence[Condition], rules: Sequence[Rule], value: int | None, currency: str) -> int:
        holds = {one: self._holds(one, value, currency) for rule in rules for one in rule.when}
        holds |= {one: self._holds(one, value, currency) for one in limits}
        broken = [NUMBER[LIMIT_CODES["value", one.upper]] for one in limits if holds[one] is False]
        if any(all(holds[one] is True for one in rule.when) for rule in rules):
            broken.append(NUMBER["PLATFORM_RULE"])
        if None in holds.values():
            broken.append(NUMBER["VALUE_UNKNOWN" if value is None else "NO_EXCHANGE_RATE"])
        return min(broken, default=ELIGIBLE)

    def _tier_code(self, tier: Tier, platform: str | None, value: int | None, currency: str) -> int:
        holds = [self._holds(one, value, currency) for one in tier.when if one.measure == "value"]
        if not tier.meets(platform) or False in holds:
            return TIER_NOT_APPLICABLE
        missing = "VALUE_UNKNOWN" if value is None else "NO_EXCHANGE_RATE"
        return NUMBER[missing] if None in holds else ELIGIBLE

    def _holds(self, condition: Condition, value: int | None, currency: str) -> bool | None:
        if value is None:
            return None
        edge = value_edge(condition, currency, self.rates, self.on)
        return None if edge is None else (value <= edge) is condition.upper

    def _limits_of(self, version: ServiceVersion, country: str) -> tuple[Condition, ...]:
        return tuple(one for one in version.service.limits_of(country) if one.measure == "value")


class ValueTable:
    """Value codes by (class of country and platform) x currency x span, learnt as pairs of them come up.

    Currency 0 stands for none said, platform None for none.  Span 0 is the unknown value.
    """

    def __init__(self, codes_of: ValueCodes, platforms: tuple[str | None, ...], currencies: tuple[str, ...]) -> None:
        self.codes_of, self.platforms, self.currencies = codes_of, platforms, currencies
        edges = [(), *(codes_of.edges(word) for word in currencies)]
        self.width = max(map(len, edges)) + 2
        padded = [[*own, *[np.iinfo(np.int64).max] * (self.width - 2 - len(own))] for own in edges]
        self.edges = np.array(padded, np.int64).reshape(len(edges), self.width - 2)
        self.class_of_pair = np.full(len(COUNTRY_CODES) * len(platforms), UNKNOWN, np.int32)
        self._numbers: dict[int, int] = {}
        self.codes = CodeTable(np.empty((codes_of.words, 0), np.uint64))

    def learn(self, pairs: npt.NDArray[np.int32]) -> None:
        """Adds the classes of pairs of country and platform."""
        for pair in pairs.tolist():
            country, platform = divmod(pair, len(self.platforms))
            value_class = self.codes_of.class_of(COUNTRY_CODES[country], self.platforms[platform])
            if value_class not in self._numbers:
                self._numbers[value_class] = len(self._numbers)
                unsaid = np.repeat(self.codes_of.codes(value_class, "")[:, :1], self.width, axis=1)
                said = [self._padded(self.codes_of.codes(value_class, word)) for word in self.currencies]
                self.codes.append(np.concatenate([unsaid, *said], axis=1))
            self.class_of_pair[pair] = self._numbers[value_class]

    def _padded(self, codes: Words64) -> Words64:
        return np.pad(codes, ((0, 0), (0, self.width - codes.shape[1])), mode="edge")

    def spans(self, value_e4: Int64s, currency: Int32s) -> Int32s:
        """1 + the number of the currency's edges below each value, int32."""
        small = self.width < np.iinfo(np.int8).max
        span: npt.NDArray[Any] = np.ones(len(value_e4), np.int8 if small else np.int32)
        edges: npt.NDArray[Any] = self.edges
        if value_e4.max(initial=0) < _SMALL:
            value_e4, edges = value_e4.astype(np.int32), np.minimum(edges, _SMALL).astype(np.int32)
        for column in edges.T:
            span += (value_e4 > column.take(currency)).view(np.int8)
        return span.astype(np.int32)
