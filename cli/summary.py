"""What a run tells people at its end: where the orders go, what it costs, what needs a person, what to mind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cli.show import counted, table
from routing.deadlines import standing
from routing.money import cny

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from routing.assignments import Assigned
    from routing.facts import Facts

_REASONS_SHOWN = 5


class Tally:
    """Figures of a run that its files do not hold: they depend on the moment of the run."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.urgency: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.saving_fen = 0

    def add(self, assigned: Assigned, facts: Facts) -> None:
        """Counts a chunk."""
        due = standing(assigned.due, int(self.now.timestamp()), facts.schedule)
        self.urgency += Counter(
            due_today=int(due.due_today.sum()),
            overdue=int(due.overdue.sum()),
            past_latest=int(due.past_latest.sum()),
            uncovered=int(due.uncovered.sum()),
        )
        choices = assigned.choices
        beaten = choices.runner_up_fen >= 0
        self.saving_fen += int((choices.runner_up_fen - choices.price_fen)[beaten].sum())
        self.reasons += Counter(reason.split(" ", 1)[0] for reason in assigned.lines["reason"].drop_nulls())

    def absorb(self, part: dict[str, Any]) -> None:
        """Adds the tally of a part, as `as_json` gave it."""
        self.urgency += Counter(part["urgency"])
        self.reasons += Counter(part["reasons"])
        self.saving_fen += part["saving_fen"]

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON takes it."""
        return {
            "now": int(self.now.timestamp()),
            "urgency": self.urgency,
            "reasons": self.reasons,
            "saving_fen": self.saving_fen,
        }

    def warnings(self, facts: Facts, used: frozenset[str]) -> list[str]:
        """What a person should mind about the facts; of the services only those used, that is with an order."""
        found = []
        for basis, said in (("published", "list prices published long ago"), ("illustrative", "illustrative figures")):
            codes = sorted({service.code for service in facts.services if service.basis == basis} & used)
            if codes:
                found.append(f"{said}: {', '.join(codes)}")
        if found:
            found = [f"prices are not your contract's ({'; '.join(found)}). Load your own with --cards DIR."]
        if self.urgency["uncovered"]:
            found.append(
                f"{counted(self.urgency['uncovered'], 'order')} with a deadline beyond the calendar, which ends"
                f" {facts.schedule.days.calendar.last}: see deadline_note."
            )
        return found


def summary(manifest: dict[str, Any], tally: Tally, out: Path | None) -> str:
    """The summary as text: the account, where the orders go, and a line for each thing to know."""
    remarks = _remarks(manifest, tally)
    if out is not None:
        remarks.append(f"Written to {out}: assignments.csv, problems.csv, run.json, orders.parquet, inputs/.")
    return "\n\n".join(filter(None, (_headline(manifest), _services(manifest), "\n".join(remarks))))


def _services(manifest: dict[str, Any]) -> str:
    rows = [(one["service"], one["orders"], one["price_cny"], one["basis"]) for one in manifest["services"]]
    if not rows:
        return ""
    total = sum(int(one["price_cny"].replace(".", "")) for one in manifest["services"])
    rows.append(("total", manifest["counts"]["assigned"], cny(total), ""))
    return table(rows, ("service", "orders", "CNY", "prices"), right=(1, 2))


def _remarks(manifest: dict[str, Any], tally: Tally) -> list[str]:
    counts, urgency = manifest["counts"], tally.urgency
    found = []
    if counts["assigned"]:
        found.append(f"Against the next cheapest service of the same tier this saves {cny(tally.saving_fen)} CNY.")
    found.append(
        f"Dispatch: {urgency['due_today']} due today, {urgency['overdue']} overdue,"
        f" {urgency['past_latest']} past the latest time, {urgency['uncovered']} with an unknown date."
    )
    if counts["no_channel"]:
        told = ", ".join(f"{code} {count}" for code, count in tally.reasons.most_common(_REASONS_SHOWN))
        found.append(f"No channel for {counted(counts['no_channel'], 'order')}, by nearest miss: {told}.")
    if counts["rejected"]:
        told = ", ".join(f"{code} {count}" for code, count in manifest["problems"].items())
        rows = counted(counts["rejected"], "row")
        found.append(f"Rejected {rows}: {told}. See problems.csv for row, column and way out.")
    if counts["skipped"]:
        told = ", ".join(f"{reason} {count}" for reason, count in manifest["skipped"].items())
        found.append(f"Skipped {counted(counts['skipped'], 'row')} not to be shipped: {told}.")
    return found + [f"Note: {warning}" for warning in manifest["warnings"]]


def _headline(manifest: dict[str, Any]) -> str:
    counts = manifest["counts"]
    return (
        f"{counted(counts['rows_read'], 'row')} read: {counted(counts['orders'], 'order')}, of which"
        f" {counts['assigned']} assigned and {counts['no_channel']} without a channel;"
        f" {counted(counts['rejected'], 'row')} rejected, {counts['skipped']} skipped."
    )
