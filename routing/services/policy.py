"""The seller's tiers and the marketplaces' value rules: which services are candidates for a parcel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import field, frozen

if TYPE_CHECKING:
    from datetime import date

    from routing.services.condition import Condition
    from routing.services.service import Service, Validity

Rank = Literal["freight", "door"]
Since = Literal["payment", "dispatch"]
SINCE: Final[tuple[Since, ...]] = ("payment", "dispatch")
RANKS: Final[tuple[Rank, ...]] = ("freight", "door")


@frozen
class Selection:
    """Some of the services: those of a class, of a code, or with a tag; `everything` is every one."""

    classes: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    untracked: bool = False
    everything: bool = False

    def has(self, service: Service) -> bool:
        """Whether the service belongs to the selection."""
        return (
            self.everything
            or service.service_class in self.classes
            or service.code in self.services
            or not self.tags.isdisjoint(service.tags)
            or (self.untracked and not service.tracked)
        )


@frozen
class Tier:
    """A kind of parcel and the services that compete for it.  Every condition given must hold; none given: any parcel.

    `bulky`: volumetric weight (by the policy's divisor) above actual.  `goods`: holds any of these.
    """

    name: str
    allow: Selection
    when: tuple[Condition, ...] = ()
    bulky: bool | None = None
    countries: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    goods: frozenset[str] = frozenset()
    tracked: bool | None = None

    def meets(self, platform: str | None) -> bool:
        """Whether it speaks of orders of that platform."""
        return not self.platforms or platform in self.platforms


@frozen
class Rule:
    """A marketplace's hard limit: of orders it speaks of, only `allow` may be used, or `forbid` may not.

    An order with a value that the rule needs and nobody knows is not let through: the answer is VALUE_UNKNOWN.
    """

    name: str
    validity: Validity
    source: str
    platforms: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    when: tuple[Condition, ...] = ()
    allow: Selection | None = None
    forbid: Selection | None = None

    def covers(self, platform: str | None, country: str, on: date) -> bool:
        """Whether the rule speaks of orders of that platform to that country on that day, whatever their value."""
        return (
            self.validity.holds(on)
            and (not self.platforms or platform in self.platforms)
            and (not self.countries or country in self.countries)
        )

    def permits(self, service: Service) -> bool:
        """Whether the rule leaves the service open to the orders it speaks of."""
        if self.forbid is not None and self.forbid.has(service):
            return False
        return self.allow is None or self.allow.has(service)


@frozen
class DeliveryDays:
    """By when parcels of some marketplaces to some countries are to be delivered: the end of a day, in the shop's zone.

    `days` are counted from the day of payment or of dispatch; none named: any platform, any country.
    """

    days: int
    since: Since
    source: str
    platforms: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def covers(self, platform: str | None, country: str) -> bool:
        """Whether it speaks of orders of that platform to that country."""
        return (not self.platforms or platform in self.platforms) and (not self.countries or country in self.countries)


@frozen
class Policy:
    """Tiers in the order in which they are tried, and the rules that hold whatever the tier."""

    name: str
    tiers: tuple[Tier, ...]
    rules: tuple[Rule, ...] = ()
    bulky_divisor: int = field(default=6000)
    source: str = ""
    rank: Rank = "freight"
    """By what the candidates of a tier are compared: the price, or with it what the seller pays at the door."""
    delivery: tuple[DeliveryDays, ...] = ()
    """By when parcels are to be delivered where an order's file does not say; the first that covers it counts."""
    _covering: dict[tuple[str | None, str, date], tuple[int, ...]] = field(
        init=False, factory=dict, eq=False, repr=False
    )
    _closing: dict[tuple[Service, tuple[int, ...]], tuple[Rule, ...]] = field(
        init=False, factory=dict, eq=False, repr=False
    )

    def closing(self, service: Service, platform: str | None, country: str, on: date) -> tuple[Rule, ...]:
        """The rules that close the service to orders of that platform to that country, if of the value they name."""
        order = (platform, country, on)
        if order not in self._covering:
            self._covering[order] = tuple(
                number for number, rule in enumerate(self.rules) if rule.covers(platform, country, on)
            )
        key = (service, self._covering[order])  # few orders differ in the rules that speak of them
        if key not in self._closing:
            self._closing[key] = tuple(
                self.rules[number] for number in key[1] if not self.rules[number].permits(service)
            )
        return self._closing[key]
