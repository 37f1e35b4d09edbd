"""What `sampan late` finds, and how it is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from carriers.tracking.late_rules import late_rules, steps
from cli.late.gathered import gathered
from cli.output.files import atomic_file
from cli.output.show import csv_text, json_text, table
from cli.promise.observed import services_of_runs
from cli.words import said
from routing.deadlines.late.figures import figures, with_deadlines
from routing.deadlines.late.lists import must_leave, not_scanned, will_miss
from routing.promise.promise import Promise
from routing.values.money import decimal_text, half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    import polars as pl

    from routing.deadlines.late.figures import Figure
    from routing.services.service import Service

LISTS: Final = ("must_leave", "not_scanned", "will_miss")
COLUMNS: Final = (
    "list", "order_id", "tracking_number", "platform", "country", "service", "dispatch_on", "due_at", "hours_left",
    "first_scan_at", "deliver_by", "days_gone", "chance_percent", "told_by", "last_event", "why", "step", "letter",
    "parcel_id",
)  # fmt: skip
"""A line of the lists, as CSV; the keys of JSON are the same."""
FIGURES: Final = (
    "marketplace", "days", "counted", "late", "percent", "limit_percent", "over", "undecided", "percent_if_all_late",
    "tips_at", "unknown",
)  # fmt: skip
HEADS: Final = {
    "tracking_number": "number", "dispatch_on": "dispatch", "due_at": "due", "hours_left": "hours left",
    "deliver_by": "deliver by", "days_gone": "days gone", "chance_percent": "chance %", "told_by": "told by",
    "last_event": "last scan", "parcel_id": "parcel", "step": "to do", "percent": "late %", "limit_percent": "limit %",
    "percent_if_all_late": "% if all late", "tips_at": "tips at", "unknown": "not known", "days": "window",
}  # fmt: skip
"""Columns -> how tables for people head them, where that is not their name."""
SHOWN: Final = {
    "must_leave": ("order_id", "platform", "service", "dispatch_on", "due_at", "why"),
    "not_scanned": ("order_id", "tracking_number", "platform", "dispatch_on", "due_at", "hours_left", "letter"),
    "will_miss": (
        "order_id", "tracking_number", "service", "country", "deliver_by", "days_gone", "chance_percent", "told_by",
        "last_event", "step", "letter",
    ),
}  # fmt: skip
"""List -> its columns that people are shown."""
_SHOWN: Final = 15
_HOUR, _DAY = 3600, 86_400
_NAMED: Final = 10
_SURE: Final = 100


@frozen(eq=False)
class Told:
    """The lines of the lists, the figures, and remarks."""

    rows: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    remarks: list[str]
    over: bool
    now: datetime


def tell(runs: Sequence[Path], store: Path, now: datetime, promise: Path | None, below: int, ahead: timedelta) -> Told:
    """What is late or will be.

    Raises:
        InputError: a run, the store or the promise cannot be used.
    """
    found = gathered(store, runs, now)
    local = now.astimezone(found.zone)
    today, now_s = local.date(), int(now.timestamp())
    tomorrow = datetime.combine(today + timedelta(days=1), datetime.min.time(), found.zone)
    parcels = with_deadlines(found.parcels, late_rules())
    shown = _Shown(found.zone, now_s)
    missing = will_miss(parcels, today, now_s, _promise(promise), _card_days(runs), below * _SURE)
    rows = [
        *(
            shown.row(LISTS[0], row)
            for row in must_leave(parcels, today, int(tomorrow.timestamp())).iter_rows(named=True)
        ),
        *(shown.row(LISTS[1], row) for row in not_scanned(parcels, today).iter_rows(named=True)),
        *(shown.row(LISTS[2], row) for row in missing.iter_rows(named=True)),
    ]
    judged = figures(parcels, late_rules(), now, ahead.days)
    remarks = []
    if found.strangers:
        remarks.append(
            said(
                "The store names {n:count order} that no run has: {orders:list}.",
                n=len(found.strangers), orders=found.strangers[:_NAMED],
            )
        )  # fmt: skip
    if found.numbers_alone:
        remarks.append(
            said("The store has {n:count parcel} that belong to no order of the runs.", n=found.numbers_alone)
        )
    return Told(rows, [_figure(one) for one in judged], remarks, any(one.over for one in judged), local)


def _promise(path: Path | None) -> Promise:
    if path is None:
        return Promise((), datetime.now(UTC))
    from carriers.promise import load_promise  # noqa: PLC0415 - needed only with --promise

    return load_promise(path)


class _CardDays:
    """The longest day of a service's card to a country, each looked up once."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = services

    def __call__(self, service: str, country: str) -> int | None:
        found = self._services.get(service)
        return None if found is None else found.transit_to(country)[1]


def _card_days(runs: Sequence[Path]) -> _CardDays:
    return _CardDays(services_of_runs(runs))


@frozen
class _Shown:
    """Writes rows for people: moments by the shop's clock."""

    zone: ZoneInfo
    now_s: int

    def at(self, second: int | None) -> str:
        """A moment; "" where there is none."""
        if second is None:
            return ""
        return datetime.fromtimestamp(second, UTC).astimezone(self.zone).isoformat(timespec="seconds")

    def row(self, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """A line of a list."""
        event = row["last_event"] or ""
        step = steps().get(event or "label_created")
        chance = row.get("chance")
        begun = row["scanned_s"] if row["scanned_s"] is not None else row["dispatched_s"]
        told = name == LISTS[2]
        here = row["tracking_number"] is None and row["label_s"] is None and not event  # nothing shows that it left
        leaves = name == LISTS[0] or here
        return {
            "list": name,
            "order_id": row["order_id"],
            "tracking_number": row["tracking_number"] or "",
            "platform": row["platform"] or "",
            "country": row["country"],
            "service": row["service"],
            "dispatch_on": row["dispatch_on"].isoformat(),
            "due_at": self.at(row["due_s"]),
            "hours_left": None if row["due_s"] is None else (row["due_s"] - self.now_s) // _HOUR,
            "first_scan_at": self.at(row["scanned_s"]),
            "deliver_by": self.at(row["by_s"]),
            "days_gone": (0 if here else max(0, (self.now_s - begun) // _DAY)) if told else None,
            "chance_percent": None if chance is None else decimal_text(chance, 2, 0),
            "told_by": row.get("by") or "",
            "last_event": event,
            "why": row.get("why") or ("past" if told and row["by_s"] < self.now_s else ""),
            "step": "hand_over" if leaves else step.code if step else "",
            "letter": "" if leaves else step.letter if step else "",
            "parcel_id": row["parcel_id"] or "",
        }


def _figure(figure: Figure) -> dict[str, Any]:
    """A figure as JSON shows it."""
    rule, rest = figure.rule, figure.undecided.height
    tips = figure.tips_at
    return {
        "marketplace": rule.title,
        "rule": rule.name,
        "days": figure.days,
        "counted": figure.counted,
        "late": figure.late,
        "percent": _percent(figure.late, figure.counted),
        "limit_percent": ("<" if rule.under else "<=") + decimal_text(int(rule.limit * 10_000), 2, 0),
        "over": figure.over,
        "undecided": rest,
        "percent_if_all_late": _percent(figure.late + rest, figure.counted + rest),
        "tips_at": tips,
        "unknown": figure.unknown,
        "tipping_orders": _ids(figure.undecided) if tips is not None and not figure.over else [],
        "source": rule.source,
    }


def _ids(frame: pl.DataFrame) -> list[str]:
    return frame["order_id"].to_list()


def _percent(late: int, counted: int) -> str | None:
    """A share in percent, rounded to two decimals."""
    return decimal_text(half_up(late * 10_000, counted), 2) if counted else None


def _shape(told: Told) -> dict[str, Any]:
    return {
        "now": told.now.isoformat(timespec="seconds"),
        **{name: [_bare(row) for row in told.rows if row["list"] == name] for name in LISTS},
        "figures": told.figures,
        "remarks": told.remarks,
    }


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "list"}


def written(told: Told, out: Path, output_format: str) -> None:
    """Writes the lists to a file: JSON with the figures, else CSV."""
    text = json_text(_shape(told)) + "\n" if output_format == "json" else as_csv(told)
    with atomic_file(out) as file:
        file.write(text.encode("utf-8" if output_format == "json" else "utf-8-sig"))


def as_csv(told: Told) -> str:
    """The lines of the lists as CSV."""
    return csv_text([[row[name] for name in COLUMNS] for row in told.rows], COLUMNS)


def printed(told: Told, output_format: str) -> None:
    """Prints the lists and the figures."""
    if output_format == "json":
        click.echo(json_text(_shape(told)))
        return
    if output_format == "csv":
        click.echo(as_csv(told), nl=False)
        return
    for name in LISTS:
        _print_list(title(name, _count(told, name)), told, name, shown_of(told, name))
    click.echo(said("Marketplaces' own figures"))
    cells = [[figure_cell(row, name) for name in FIGURES] for row in told.figures]
    right = [at for at, name in enumerate(FIGURES) if name not in {"marketplace", "over"}]
    none = said("None: no order is of one of them.")
    click.echo(table(cells, [HEADS.get(name, name) for name in FIGURES], right) + "\n" if cells else none)
    for row in told.figures:
        if row["tips_at"] is not None and not row["over"]:
            click.echo(
                said(
                    "{marketplace:name}, {days} days: {n} late of these {of} break the limit: {orders:list}.",
                    marketplace=row["marketplace"], days=row["days"], n=row["tips_at"], of=row["undecided"],
                    orders=row["tipping_orders"][:_NAMED],
                )
            )  # fmt: skip
    for remark in told.remarks:
        click.echo(remark, err=True)


def shown_of(told: Told, name: str) -> tuple[str, ...]:
    """The columns of a list that people are shown: the parcel, too, where orders travel together or in parts."""
    together = any(row["parcel_id"] for row in told.rows if row["list"] == name)
    first, *rest = SHOWN[name]
    return (first, "parcel_id", *rest) if together else (first, *rest)


def figure_cell(row: Mapping[str, Any], name: str) -> object:
    """What people are shown of a column of a figure."""
    value = row[name]
    if name == "over":
        return said("over") if value else ""
    return "" if value is None else value


def title(name: str, count: int) -> str:
    """The title of a list with how many lines it has."""
    return {
        LISTS[0]: said("Must leave today: {n}", n=count),
        LISTS[1]: said("Left, but no carrier has scanned it: {n}", n=count),
        LISTS[2]: said("Will probably miss its date: {n}", n=count),
    }[name]


def _count(told: Told, name: str) -> int:
    return sum(row["list"] == name for row in told.rows)


def _print_list(head: str, told: Told, name: str, columns: Sequence[str]) -> None:
    rows = [row for row in told.rows if row["list"] == name]
    click.echo(head)
    if rows:
        shown = [[cell(row, column) for column in columns] for row in rows[:_SHOWN]]
        click.echo(table(shown, [HEADS.get(name, name) for name in columns]))
        if len(rows) > _SHOWN:
            click.echo(said("... and {n} more; --format csv lists all.", n=len(rows) - _SHOWN))
    click.echo("")


def cell(row: Mapping[str, Any], column: str) -> object:
    """What people are shown of a column of a line."""
    value = row[column]
    if column == "step" and value:
        return {
            "ask_carrier": said("Ask the carrier"),
            "call_buyer": said("Tell the buyer"),
            "hand_over": said("Hand it over"),
            "open_claim": said("Open a claim"),
            "send_documents": said("Send the papers"),
            "settle_duty": said("Settle the duty"),
            "settle_return": said("Settle the return"),
            "wait_for_customs": said("Wait for customs"),
            "wait_for_delivery": said("Wait for the delivery"),
        }[value]
    if column == "why" and value:
        return {
            "today": said("its dispatch day"),
            "ship_by": said("the marketplace's deadline"),
            "overdue": said("overdue, without any sign"),
        }[value]
    return "" if value is None else value
