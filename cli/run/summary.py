"""What a run tells people at its end: where the orders go, what it costs, what needs a person, what to mind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.output.show import table
from cli.run.directory import PARTS
from cli.words import said
from cli.words.wrapping import wrapped
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
    if out is not None and PARTS in manifest:
        n = len(manifest[PARTS])
        remarks.append(
            said("Written to {out}: run.json, inputs/, and in parts/ {n:count part}, each a run.", out=out, n=n)
        )
    elif out is not None:
        remarks.append(
            said("Written to {out}: assignments.csv, problems.csv, run.json, orders.parquet, inputs/.", out=out)
        )
    return "\n\n".join(filter(None, (_headline(manifest), _services(manifest), "\n".join(map(_wrapped, remarks)))))


def _wrapped(remark: str) -> str:
    return "\n".join(wrapped(remark, _WIDTH, indent="  "))


def _services(manifest: dict[str, Any]) -> str:
    rows = [(one["service"], one["orders"], one["price_cny"], one["basis"]) for one in manifest["services"]]
    if not rows:
        return ""
    total = sum(int(one["price_cny"].replace(".", "")) for one in manifest["services"])
    rows.append((said("total"), manifest["counts"]["assigned"], cny(total), ""))
    return table(rows, ("service", "orders", "CNY", "prices"), right=(1, 2))


def _remarks(manifest: dict[str, Any], tally: Tally) -> list[str]:
    counts, urgency = manifest["counts"], tally.urgency
    found = []
    if counts["assigned"]:
        found.append(
            said(
                "Against the next cheapest service of the same tier this saves {saving} CNY.",
                saving=cny(tally.saving_fen),
            )
        )
    if tally.heavier["orders"]:
        found.append(
            said(
                "{n:count order} would cost {saving} CNY less if somewhat heavier: see the flag HEAVIER_COSTS_LESS, and"
                " sampan explain, slips or address list for the weight.",
                n=tally.heavier["orders"],
                saving=cny(tally.heavier["saving_fen"]),
            )
        )
    if tally.on_time["told"]:
        found.append(
            said(
                "On time: {told:count order} with a chance told, {below} of them below the one asked for"
                " (ON_TIME_BELOW_TARGET), {by_card} told by the days of a card (ON_TIME_BY_CARD).",
                **{name: tally.on_time[name] for name in ("told", "below", "by_card")},
            )
        )
    found.append(
        said(
            "Dispatch: {due_today} due today, {overdue} overdue, {past_latest} past the latest time, {uncovered} with"
            " an unknown date.",
            **{name: urgency[name] for name in ("due_today", "overdue", "past_latest", "uncovered")},
        )
    )
    if counts["no_channel"]:
        told = [f"{code} {count}" for code, count in tally.reasons.most_common(_REASONS_SHOWN)]
        n = counts["no_channel"]
        found.append(said("No channel for {n:count order}, by nearest miss: {codes:list}.", n=n, codes=told))
    if counts["rejected"]:
        told = [f"{code} {count}" for code, count in manifest["problems"].items()]
        n = counts["rejected"]
        said_so = said(
            "Rejected {n:count row}: {codes:list}. See problems.csv for row, column and way out.", n=n, codes=told
        )
        found.append(said_so)
    if counts["skipped"]:
        told = [f"{reason} {count}" for reason, count in manifest["skipped"].items()]
        n = counts["skipped"]
        found.append(said("Skipped {n:count row} not to be shipped: {reasons:list}.", n=n, reasons=told))
    return found + [said("Note: {warning}", warning=warning) for warning in manifest["warnings"]]


def _headline(manifest: dict[str, Any]) -> str:
    counts = manifest["counts"]
    return said(
        "{rows_read:count row} read: {orders:count order}, of which {assigned} assigned and {no_channel} without a"
        " channel; {rejected:count row} rejected, {skipped} skipped.",
        **{name: counts[name] for name in ("rows_read", "orders", "assigned", "no_channel", "rejected", "skipped")},
    )
