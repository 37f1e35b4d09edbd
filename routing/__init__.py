"""Decisions: which channel, at what price, by when.  Pure rules and arithmetic; start reading at `plan.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.lazy_names import lazy_names

if TYPE_CHECKING:
    from routing.deadlines.deadline import Deadline, deadline_of
    from routing.deadlines.schedule import Schedule
    from routing.deadlines.workdays import WorkCalendar, WorkDays
    from routing.errors import Fault, InputError, Problem, ReadError, SampanError
    from routing.exact.choice import Choice, decide
    from routing.exact.parcel import Parcel
    from routing.facts import Facts
    from routing.intake import read_orders, read_products
    from routing.orders import OrderTable
    from routing.plan import Plan
    from routing.reason import Reason
    from routing.values.countries import country_code
    from routing.values.dates import day
    from routing.values.moments import moment
    from routing.values.money import amount
    from routing.values.units import grams, size
    from routing.verify import Verifier

__all__ = [
    "Choice",
    "Deadline",
    "Facts",
    "Fault",
    "InputError",
    "OrderTable",
    "Parcel",
    "Plan",
    "Problem",
    "ReadError",
    "Reason",
    "SampanError",
    "Schedule",
    "Verifier",
    "WorkCalendar",
    "WorkDays",
    "amount",
    "country_code",
    "day",
    "deadline_of",
    "decide",
    "grams",
    "moment",
    "read_orders",
    "read_products",
    "size",
]

if not TYPE_CHECKING:  # the type checker reads the imports above, and tells names that are none
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "Choice": "routing.exact.choice",
            "Deadline": "routing.deadlines.deadline",
            "Facts": "routing.facts",
            "Fault": "routing.errors",
            "InputError": "routing.errors",
            "OrderTable": "routing.orders",
            "Parcel": "routing.exact.parcel",
            "Plan": "routing.plan",
            "Problem": "routing.errors",
            "ReadError": "routing.errors",
            "Reason": "routing.reason",
            "SampanError": "routing.errors",
            "Schedule": "routing.deadlines.schedule",
            "Verifier": "routing.verify",
            "WorkCalendar": "routing.deadlines.workdays",
            "WorkDays": "routing.deadlines.workdays",
            "amount": "routing.values.money",
            "country_code": "routing.values.countries",
            "day": "routing.values.dates",
            "deadline_of": "routing.deadlines.deadline",
            "decide": "routing.exact.choice",
            "grams": "routing.values.units",
            "moment": "routing.values.moments",
            "read_orders": "routing.intake",
            "read_products": "routing.intake",
            "size": "routing.values.units",
        },
    )
