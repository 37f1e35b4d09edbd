"""What a run tells people at its end: where the orders go, what it costs, what needs a person, what to mind."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

from cli.output.show import counted, table
from routing.values.money import cny

if TYPE_CHECKING:
    from pathlib import Path

    from cli.run.tally import Tally


_REASONS_SHOWN = 5
_WIDTH = 120
"""Characters after which a remark goes on in the next line; a fixed number, so that two runs print the same."""


def summary(manifest: dict[str, Any], tally: Tally, out: Path | None) -> str:
    """The summary as text: the account, where the orders go, and a line for each thing to know."""
    remarks = _remarks(manifest, tally)
    if out is not None:
        remarks.append(f"Written to {out}: assignments.csv, problems.csv, run.json, orders.parquet, inputs/.")
    return "\n\n".join(filter(None, (_headline(manifest), _services(manifest), "\n".join(map(_wrapped, remarks)))))


def _wrapped(remark: str) -> str:
    return fill(remark, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


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
