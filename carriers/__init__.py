"""Facts about carriers: rate cards, holiday tables and label layouts, with their loading and checking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.lazy_names import lazy_names

if TYPE_CHECKING:
    from carriers.calendars.platform_clocks import platform_clock
    from carriers.calendars.shop_schedule import load_schedule
    from carriers.cards.catalogue import load_services
    from carriers.exchange import load_rates
    from carriers.facts import load_facts
    from carriers.policies.policies import load_policy

__all__ = [
    "load_facts",
    "load_policy",
    "load_rates",
    "load_schedule",
    "load_services",
    "platform_clock",
]

if not TYPE_CHECKING:  # the type checker reads the imports above, and tells names that are none
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "load_facts": "carriers.facts",
            "load_policy": "carriers.policies.policies",
            "load_rates": "carriers.exchange",
            "load_schedule": "carriers.calendars.shop_schedule",
            "load_services": "carriers.cards.catalogue",
            "platform_clock": "carriers.calendars.platform_clocks",
        },
    )
