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
from routing.fast.parcels import UNKNOWN
from routing.promise.law import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from routing.assignments import Assigned
    from routing.facts import Facts
    from routing.promise.promise import Target

_WARNED_BEFORE: Final = timedelta(days=30)
"""How long before its last day a calendar is said to end."""
_OLD_AFTER_DAYS: Final = 60
"""Days after which a promise is said to be old."""


class Tally:
    """Figures of a run that its files do not hold: they depend on the moment of the run."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.urgency: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.saving_fen = 0
        self.heavier: Counter[str] = Counter()
        self.on_time: Counter[str] = Counter()
        """Orders of which a chance to be on time is told, those below the one asked for, those told by their card."""

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

        if facts.target is not None:
            told = choices.on_time != UNKNOWN
            self.on_time += Counter(
                told=int(told.sum()),
                below=int((told & (choices.on_time < facts.target.chance)).sum()),
                by_card=int((choices.on_time_level == LEVELS.index("card")).sum()),
            )

    def absorb(self, part: dict[str, Any]) -> None:
        """Adds the tally of a part, as `as_json` gave it."""
        self.urgency += Counter(part["urgency"])
        self.reasons += Counter(part["reasons"])
        self.saving_fen += part["saving_fen"]
        self.heavier += Counter(part["heavier"])
        self.on_time += Counter(part["on_time"])

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON takes it."""
        return {
            "now": int(self.now.timestamp()),
            "urgency": self.urgency,
            "reasons": self.reasons,
            "saving_fen": self.saving_fen,
            "heavier": self.heavier,
            "on_time": self.on_time,
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
        if facts.target is not None:
            found += self._of_promise(facts.target)
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

    def _of_promise(self, target: Target) -> Iterator[str]:
        """What to mind about the chance to be on time."""
        if not self.on_time["told"]:
            yield said(
                "no order says by when it is to be delivered, so --promise changed nothing: give deliver_by, or"
                " [[deliver_by]] in the policy."
            )
        age = (self.now - target.promise.as_of).days
        if age > _OLD_AFTER_DAYS:
            yield said(
                "the promise is of {day}, {n:count day} ago. Learn it anew.", day=target.promise.as_of.date(), n=age
            )
