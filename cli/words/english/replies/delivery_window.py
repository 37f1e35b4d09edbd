"""Faults of a table of delivery windows."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "delivery_window.fault": (
        "{what}. A window has min_days, max_days, unit (days or working days), source, read_on (a date), "
        "service or class, and may have to or not_to (lists of country codes)."
    ),
    "delivery_window.key_missing": "{key} is missing",
    "delivery_window.no_country": "{code!r} is not a country code",
    "delivery_window.reversed": "max_days {most} is below min_days {least}",
    "delivery_window.service_or_class": "a window names either a service or a class",
    "delivery_window.unknown_key": "{key!r} is not known here",
}
