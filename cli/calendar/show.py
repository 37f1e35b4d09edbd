"""`sampan calendar show`: a year as the shop works it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click
from wcwidth import center

from cli.main import NEEDS_A_PERSON
from cli.options.schedule import schedule_of, schedule_options
from cli.output.show import format_option, print_rows
from cli.words import said, sentence
from cli.words.dates import clock_text
from cli.words.sentences import beside
from routing.deadlines.reasons import cause_of
from routing.deadlines.workdays import FIRST_DAY, LAST_DAY, ONE_DAY, Day, Kind, SetBy, WorkDays

if TYPE_CHECKING:
    from routing.deadlines.schedule import Schedule


@click.command(name="show", epilog="Example: sampan calendar show 2026")
@click.argument("year", type=click.IntRange(FIRST_DAY.year, LAST_DAY.year))
@schedule_options
@format_option()
def command(year: int, output_format: str, **options: Any) -> int:
    """Print a year: holidays, make-up working days, the shop's closures, the counts, and where it is announced."""
    schedule = schedule_of(**options)
    days = _year(schedule.days, year)
    if output_format == "table":
        click.echo(_poster(schedule, year, days))
    else:
        rows = [_row(day, found, schedule) for day, found in days]
        print_rows(rows, output_format, list(rows[0]))
    return NEEDS_A_PERSON if any(found.kind is Kind.UNKNOWN for _, found in days) else 0


def _year(days: WorkDays, year: int) -> list[tuple[date, Day]]:
    begin = date(year, 1, 1)
    count = (date(year, 12, 31) - begin).days + 1
    return [(day, days.day(day)) for day in (begin + ONE_DAY * step for step in range(count))]


def _mark(day: date, found: Day, days: WorkDays) -> str:
    if found.kind is Kind.UNKNOWN:
        return "?"
    if day in days.closed:
        return "x"
    if day in days.opened:
        return "o"
    if found.kind is Kind.OFF:
        return "*" if found.set_by is SetBy.OFFICIAL else "."
    return "+" if found.make_up else " "


def _row(day: date, found: Day, schedule: Schedule) -> dict[str, Any]:
    worked = found.kind is Kind.WORK
    return {
        "date": day.isoformat(),
        "weekday": f"{day:%a}",
        "kind": found.kind.name.lower(),
        "cause": said("{cause:name}", cause=cause_of(found)),
        "make_up": found.make_up,
        "cutoff": clock_text(schedule.cutoff_of(day)) if worked else None,
        "source": schedule.days.calendar.notices.get(day),
    }


def _poster(schedule: Schedule, year: int, days: list[tuple[date, Day]]) -> str:
    """Twelve months, three abreast, and below them the counts, the holidays and the sources."""
    marks = {day: _mark(day, found, schedule.days) for day, found in days}
    months = [_month(year, month, marks) for month in range(1, 13)]
    calendar = schedule.days.calendar
    shop = said(
        "{year}, holidays {holidays}, week {week:week}, cutoff {cutoff:clock} in {zone}",
        year=year, holidays=calendar.name, week=schedule.days.weekmask, cutoff=schedule.cutoff_s, zone=schedule.zone,
    )  # fmt: skip
    lines = [shop, ""]
    for row in range(0, 12, 3):
        lines += ["   ".join(parts).rstrip() for parts in zip(*months[row : row + 3], strict=True)]
    lines += [_legend(), "", _counts(schedule.days, days), *_causes(days)]
    sources = sorted({calendar.notices[day] for day, _ in days if day in calendar.notices})
    lines += [said("Source: {source}", source=source) for source in sources]
    if sources and calendar.version:
        told = {"version": calendar.version, "first": calendar.first, "last": calendar.last}
        lines.append(said("Table of {version}, {first} to {last}.", **told))
    if any(found.kind is Kind.UNKNOWN for _, found in days):
        known = said("Workdays are known from {first} to {last}.", first=calendar.first, last=calendar.last)
        way_out = said("Add the notice of the year to your calendar file under [[official]].")
        lines.append(beside(known, way_out if days[-1][0] > calendar.last else ""))
    return "\n".join(lines)


def _legend() -> str:
    return said(". off by the week   * official day off   + make-up working day   x closed   o open   ? not known")


def _month(year: int, month: int, marks: dict[date, str]) -> list[str]:
    first, length = monthrange(year, month)
    cells = [" " * 4] * first + [f"{day:>3}{marks[date(year, month, day)]}" for day in range(1, length + 1)]
    cells += [" " * 4] * (42 - len(cells))
    weeks = ["".join(cells[begin : begin + 7]) for begin in range(0, 42, 7)]
    name = said("{month:month}", month=date(year, month, 1))
    return [center(name, 28), said("  Mo  Tu  We  Th  Fr  Sa  Su"), *weeks]


def _counts(days: WorkDays, year: list[tuple[date, Day]]) -> str:
    """Working days of the shop, and of these years' notices the two figures people compare."""
    calendar = days.calendar
    worked = sum(found.kind is Kind.WORK for _, found in year)
    off = sum(day in calendar.off and day.weekday() < 5 for day, _ in year)
    made_up = sum(day in calendar.work and day.weekday() > 4 for day, _ in year)
    unknown = sum(found.kind is Kind.UNKNOWN for _, found in year)
    if unknown == len(year):
        return said("Not one of its days is known.")
    parts = [
        said("{n:count working day}", n=worked),
        said("officially {off} weekdays off and {worked} weekend days worked", off=off, worked=made_up),
    ]
    closed, opened = sum(day in days.closed for day, _ in year), sum(day in days.opened for day, _ in year)
    if unknown:
        parts.append(said("{n:count day} not known", n=unknown))
    if closed or opened:
        parts.append(said("of the shop's own {closed} closed and {opened} open", closed=closed, opened=opened))
    return said("{parts:parts}.", parts=parts)


def _causes(year: list[tuple[date, Day]]) -> list[str]:
    """Each holiday or closure as a span, and each make-up day."""
    lines = []
    for (cause, kind), group in groupby(year, key=lambda pair: (sentence(cause_of(pair[1])), pair[1].kind)):
        if not cause:
            continue
        span = [day for day, _ in group]
        first, last = span[0], span[-1]
        when = (
            said("{day:weekday day}", day=first)
            if len(span) == 1
            else said("{first:weekday day} to {last:weekday day}", first=first, last=last)
        )
        worked = said("{when}: {cause:name} (worked)", when=when, cause=cause)
        lines.append(f"  {worked if kind is Kind.WORK else said('{when}: {cause:name}', when=when, cause=cause)}")
    return lines
