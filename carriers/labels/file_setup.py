"""All that is the same for every order of a file: the layout, the shop, the rates, and what follows from them."""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from attrs import field, frozen

from carriers.labels.layouts import cell
from carriers.labels.layouts.fields import source_of
from carriers.labels.shop import Shop
from routing.values.money import ExchangeRates

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, tzinfo

    from carriers.customs.customs import Declared
    from carriers.labels.layouts.fields import OrderFacts
    from carriers.labels.layouts.layout import Column, Layout
    from carriers.shipment import Shipment
    from routing.reason import Reason


@frozen
class FileSetup:
    """All that is the same for every order of a file."""

    layout: Layout
    on: date  # for an order without a dispatch day
    shop: Shop = field(factory=Shop)
    services: frozenset[str] = frozenset()  # named with --service; none: all
    checked: frozenset[str] = frozenset()  # orders that a person has looked at, flagged or not
    strict: bool = False  # whether what the layout has no column for holds an order too
    rates: ExchangeRates = field(factory=ExchangeRates)
    zone: tzinfo = field(factory=partial(ZoneInfo, "Asia/Shanghai"))  # in which the shop counts its days

    @cached_property
    def trusted(self) -> frozenset[str]:
        """Services the seller named for this layout: with --service, or by the carrier's name in the shop file."""
        return self.services | frozenset(self.shop.layouts.get(self.layout.name, {}).get("services", {}))

    def takes(self, shipment: Shipment) -> bool:
        """Whether the order is for this layout's carrier."""
        carriers = self.layout.carriers
        return not carriers or shipment.carrier in carriers or shipment.service in self.trusted

    @cached_property
    def sources(self) -> tuple[tuple[Column, Callable[[OrderFacts, Declared | None], str | None]], ...]:
        """Each column of the layout with what fills it."""
        return tuple((column, source_of(column)) for column in self.layout.columns)

    @cached_property
    def cell(self) -> Callable[[int, str, str], tuple[str, tuple[tuple[str, Reason], ...]]]:
        """A function of column, raw text and country: the cell's text and its faults; most cells repeat."""
        layout = self.layout

        @lru_cache(maxsize=16_384)
        def made(at: int, raw: str, country: str) -> tuple[str, tuple[tuple[str, Reason], ...]]:
            column = layout.columns[at]
            text = cell.make(raw, column, layout, country)
            return text, tuple(cell.faults(text, column, layout))

        return made
