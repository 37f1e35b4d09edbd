"""What a run counts while it goes on."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from carriers.calendars.shop_schedule import DEFAULT_HOLIDAYS
from cli.words import said
from routing.deadlines.localtime import zone
from routing.deadlines.urgency import urgency
from routing.deadlines.workdays import ONE_DAY

if TYPE_CHECKING:
    from datetime import datetime

    from routing.assignments import Assigned
    from routing.facts import Facts

_WARNED_BEFORE: Final = timedelta(days=30)
"""How long before its last day a calendar is said to end."""


class Tally:
    """Figures of a run that its files do not hold: they depend on the moment of the run."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.urgency: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.saving_fen = 0
        self.heavier: Counter[str] = Counter()

    def add(self, assigned: Assigned, facts: Facts) -> None:
        """Counts a chunk."""
        due = urgency(assigned.due, int(self.now.timestamp()), facts.schedule)
        self.urgency += Counter(
            due_today=int(due.due_today.sum()),
            overdue=int(due.overdue.sum()),
            past_latest=int(due.past_latest.sum()),
            uncovered=int(due.uncovered.sum()),
        )
        choices = assigned.choices
        self.saving_fen += int(choices.saving_fen[choices.saving_fen > 0].sum())
        self.reasons += assigned.misses
        self.heavier += Counter(
            orders=int((choices.heavier_g > 0).sum()), saving_fen=int(choices.heavier_saving_fen.sum())
        )

    def absorb(self, part: dict[str, Any]) -> None:
        """Adds the tally of a part, as `as_json` gave it."""
        self.urgency += Counter(part["urgency"])
        self.reasons += Counter(part["reasons"])
        self.saving_fen += part["saving_fen"]
        self.heavier += Counter(part["heavier"])

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON takes it."""
        return {
            "now": int(self.now.timestamp()),
            "urgency": self.urgency,
            "reasons": self.reasons,
            "saving_fen": self.saving_fen,
            "heavier": self.heavier,
        }

    def warnings(self, facts: Facts, used: frozenset[str]) -> list[str]:
        """What a person should mind about the facts; of the services only those used, that is with an order."""
        found = []
        bases = {
            "published": said("list prices published long ago"),
            "illustrative": said("illustrative figures"),
        }
        for basis, what in bases.items():
            codes = sorted({service.code for service in facts.services if service.basis == basis} & used)
            if codes:
                found.append(said("{what}: {services:list}", what=what, services=codes))
        if found:
            found = [
                said("prices are not your contract's ({which:parts}). Load your own with --cards DIR.", which=found)
            ]
        if facts.door is not None and not any(service.door for service in facts.services):
            silent = said(
                "no loaded card says who pays duty ([[service.door]]): door_cny is empty wherever something is charged."
            )
            found.append(silent)
        if self.urgency["uncovered"]:
            beyond = said(
                "{n:count order} with a deadline beyond the calendar, which ends {last}: see deadline_note.",
                n=self.urgency["uncovered"],
                last=facts.schedule.days.calendar.last,
            )
            found.append(beyond)
        calendar = facts.schedule.days.calendar
        today = self.now.astimezone(zone(facts.schedule.zone)).date()
        if calendar.name == DEFAULT_HOLIDAYS and calendar.last - today <= _WARNED_BEFORE:
            year = (calendar.last + ONE_DAY).year
            ending = said(
                "working days are known to {last} only. As soon as the notice for {year} is out, add it:"
                " sampan calendar add FILE, and route with --calendar.",
                last=calendar.last,
                year=year,
            )
            found.append(ending)
        return found
