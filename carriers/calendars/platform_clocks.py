"""The marketplaces' dispatch clocks, from `data/platform_clocks.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from carriers.calendars.official import bundled
from routing.deadlines.day_text import clock
from routing.deadlines.schedule import PlatformClock
from routing.deadlines.workdays import WorkDays
from routing.errors import ReadError
from routing.reason import Reason
from routing.values.nearest import suggestion


@lru_cache(maxsize=1)
def platform_rules() -> dict[str, dict[str, Any]]:
    """The rules as the data file holds them, by name of the clock."""
    return tomllib.loads((Path(__file__).parents[1] / "data" / "platform_clocks.toml").read_text("utf-8"))


def platform_clock(
    name: str, shop_zone: str, handling_days: int | None = None, cutoff_s: int | None = None
) -> PlatformClock:
    """The clock of that name, with what the seller has set at the marketplace.

    Args:
        name: a table of the data file, like ebay-us.
        shop_zone: the seller's zone, for the clocks that run in it.
        handling_days: business days the seller has; None where the marketplace fixes them.
        cutoff_s: the cutoff set there, seconds after midnight; rounded down where the marketplace does so.

    Raises:
        ReadError: no such clock, or handling days neither fixed nor given.
    """
    rules = platform_rules()
    rule = rules.get(name)
    if rule is None:
        longer = [known for known in rules if known.startswith(name.casefold())]
        near = None if longer else suggestion(name, rules)
        known = near or Reason("platform_clock.known", names=tuple(longer or rules))
        raise ReadError(Reason("platform_clock.unknown", name=name), known)
    days = handling_days if handling_days is not None else rule.get("handling_days")
    if days is None:
        raise ReadError(
            Reason("platform_clock.no_handling_days", name=name), Reason("platform_clock.give_handling_days")
        )
    cutoff = clock(rule.get("cutoff", "24:00")) if cutoff_s is None else cutoff_s
    return PlatformClock(
        name=rule["title"],
        zone=shop_zone if rule["zone"] == "shop" else rule["zone"],
        days=WorkDays(bundled(rule["holidays"])),
        handling_days=days,
        cutoff_s=cutoff - cutoff % (60 * rule.get("cutoff_step_minutes", 1)),
        ends_s=_second(rule["ends"]),
        day_begins_s=clock(rule.get("day_begins", "00:00")),
        counts_from_business_day=rule.get("counts_from_business_day", False),
        source=rule["source"],
    )


def _second(text: str) -> int:
    """Seconds after midnight of 23:59 or 23:59:59."""
    return clock(text[:5]) + int(text[6:] or 0)
