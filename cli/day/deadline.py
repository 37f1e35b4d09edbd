"""`sampan deadline`: by when a parcel must leave, for one payment time or many, with the reason of every shift."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from carriers.calendars.platform_clocks import platform_clock
from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.schedule import ZONE, schedule_of, schedule_options
from cli.options.types import ReadParam
from cli.output.show import format_option, print_rows
from cli.words import said, sentence
from cli.words.cells import ljust
from cli.words.sentences import beside
from routing.deadlines.day_text import clock, week
from routing.deadlines.deadline import deadline_of
from routing.deadlines.localtime import clock_change, zone
from routing.deadlines.pickup import pickup_date
from routing.deadlines.workdays import WorkDays
from routing.errors import ReadError
from routing.values.moments import NoZoneError, moment

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from routing.deadlines.schedule import PlatformClock, Schedule


@click.command(
    epilog="Example: sampan deadline 2026-11-20T17:20+08:00",
)
@click.argument("times", nargs=-1, required=True, metavar="TIME...")
@schedule_options
@click.option("--input-zone", type=ZONE, help="Zone of times written without an offset.")
@click.option(
    "--platform",
    metavar="NAME",
    help="Count a marketplace's clock beside the own one; `sampan calendar clocks` lists them.",
)
@click.option("--handling-days", type=click.IntRange(0, 60), metavar="N", help="Business days set at the marketplace.")
@click.option("--platform-cutoff", type=ReadParam("HH:MM", clock), help="Cutoff set at the marketplace.")
@click.option(
    "--pickup", type=ReadParam("week", week), help="Days the carrier collects, like Mon,Wed,Fri: shows the hand-over."
)
@click.option("--ship-by", metavar="TIME", help="The marketplace's own deadline for the order.")
@format_option()
def command(times: tuple[str, ...], *, output_format: str, **options: Any) -> int:
    """Tell by when a parcel must leave: dispatch day, target, latest, and the reason of every shift.

    TIME is when the order was paid, with its offset (2026-11-20T17:20+08:00); - reads times from stdin, one a line.
    A date that no calendar covers is unknown, never guessed; those before it are told all the same.  The exit code is
    then 1.
    """
    answers = deadlines(_checked(times, options["input_zone"]), **options)
    if output_format == "table":
        click.echo(_table(answers), nl=False)
    else:
        columns = [key for key in _no_answer("", "") if key != "known_dates"]
        print_rows([_flat(answer) for answer in answers] if output_format == "csv" else answers, output_format, columns)
    return NEEDS_A_PERSON if any(answer["status"] != "known" for answer in answers) else ALL_DONE


def deadlines(
    times: tuple[str, ...], *, input_zone: str | None = None, platform: str | None = None,
    handling_days: int | None = None, platform_cutoff: int | None = None, pickup: tuple[bool, ...] | None = None,
    ship_by: str | None = None, **options: Any,
) -> list[dict[str, Any]]:  # fmt: skip
    """What `sampan deadline` tells of each time: the stable keys of its JSON, and a few more.

    A text that is no time is answered so.

    Args:
        times: when the orders were paid, as text.
        input_zone: where times without an offset were taken.
        platform: the marketplace whose clock counts beside the own one.
        handling_days: business days set there.
        platform_cutoff: its cutoff, in seconds after midnight.
        pickup: the days on which the carrier collects, Monday first.
        ship_by: the marketplace's own deadline for the order.
        options: those of `schedule_of`.

    Raises:
        click.BadParameter: a marketplace that is not known, or a deadline of it that is no time.
        InputError: with all faults of the calendar.
    """
    schedule = schedule_of(**options)
    where = zone(input_zone) if input_zone else None
    due = _moment_option(ship_by, where) if ship_by else None
    marketplace = _marketplace(platform, schedule, handling_days, platform_cutoff)
    pickups = WorkDays(schedule.days.calendar, pickup) if pickup else None
    return [_answer(text, schedule, marketplace, due, where, pickups) for text in times]


def _checked(times: tuple[str, ...], input_zone: str | None) -> tuple[str, ...]:
    """The times of the command line and of stdin.  One on the command line that is no time at all is wrong use."""
    where = zone(input_zone) if input_zone else None
    texts: list[str] = []
    for text in times:
        if text == "-":
            if sys.stdin is None:
                raise click.UsageError(
                    said("the standard input is closed. Write the times as arguments, or pipe them in.")
                )
            # Bytes that are no UTF-8 spoil their own line, which is then answered as no time, and no other.
            lines = sys.stdin.buffer.read().decode("utf-8-sig", "replace").splitlines()
            texts += [line.strip() for line in lines if line.strip()]
            continue
        try:
            moment(text, where)
        except NoZoneError:
            pass  # answered as unknown, with the way out
        except ReadError as error:
            raise click.BadParameter(sentence(error), param_hint="TIME") from None
        texts.append(text)
    return tuple(texts)


def _moment_option(text: str, where: ZoneInfo | None) -> datetime:
    try:
        return moment(text, where)
    except ReadError as error:
        raise click.BadParameter(sentence(error), param_hint="--ship-by") from None


def _marketplace(
    name: str | None, schedule: Schedule, handling_days: int | None, cutoff_s: int | None
) -> PlatformClock | None:
    if name is None:
        if handling_days is not None or cutoff_s is not None:
            raise click.UsageError(
                said("--handling-days and --platform-cutoff belong to a marketplace. Name it: --platform.")
            )
        return None
    if name.casefold() in schedule.platforms and handling_days is None and cutoff_s is None:
        return schedule.platforms[name.casefold()]
    try:
        return platform_clock(name, schedule.zone, handling_days, cutoff_s)
    except ReadError as error:
        raise click.BadParameter(sentence(error), param_hint="--platform") from None


def _answer(
    text: str,
    schedule: Schedule,
    platform: PlatformClock | None,
    ship_by: datetime | None,
    where: ZoneInfo | None,
    pickups: WorkDays | None,
) -> dict[str, Any]:
    """The stable keys of one time, and a few more."""
    try:
        paid_at = moment(text, where)
    except NoZoneError as error:
        return _no_answer(text, beside(sentence(error), said("Or say with --input-zone where such times were taken.")))
    except ReadError as error:
        return _no_answer(text, sentence(error))
    found = deadline_of(paid_at, schedule, platform, ship_by)
    dates = {
        "dispatch_on": _iso(found.dispatch_on),
        "target_at": _iso(found.target_at),
        "latest_at": _iso(found.latest_at),
    }
    collected = pickup_date(found.dispatch_on, pickups) if pickups and found.dispatch_on else None
    change = clock_change(paid_at)
    aside = []
    if change == "skipped":
        aside = [said("the clock skipped {text}: read with the offset before the change", text=text)]
    elif change == "repeated":
        aside = [said("the clock showed {text} twice: the first is taken", text=text)]
    return {
        "paid_at": _iso(found.paid_at),
        "status": found.status,
        **dates,
        "clock_24h": _iso(found.clock_24h),
        "clock_48h": _iso(found.clock_48h),
        "clock_48h_before_dispatch": found.clock_48h_before_dispatch,
        "reasons": [*aside, *map(sentence, found.reasons)],
        "own_latest_at": _iso(found.own_latest_at),
        "ship_by_at": _iso(found.ship_by_at),
        "handover_on": _iso(collected),
        "known_dates": {key: value for key, value in dates.items() if value is not None},
    }


def _no_answer(text: str, why: str) -> dict[str, Any]:
    empty = ("dispatch_on", "target_at", "latest_at", "clock_24h", "clock_48h", "clock_48h_before_dispatch")
    last: dict[str, Any] = {
        "reasons": [said("UNKNOWN: {why}", why=why)],
        "own_latest_at": None,
        "ship_by_at": None,
        "handover_on": None,
        "known_dates": {},
    }
    return {"paid_at": text, "status": "unknown", **dict.fromkeys(empty), **last}


def _iso(moment_or_day: datetime | date | None) -> str | None:
    return moment_or_day.isoformat() if moment_or_day is not None else None


def _flat(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer as cells of CSV."""
    return answer | {"reasons": "; ".join(answer["reasons"])}


def _table(answers: list[dict[str, Any]]) -> str:
    """A block for each time: what people read."""
    return "\n".join("".join(f"{ljust(label, 9)}{text}\n" for label, text in _lines(answer)) for answer in answers)


def _lines(answer: dict[str, Any]) -> list[tuple[str, str]]:
    from datetime import datetime  # noqa: PLC0415 - only here is it more than a type

    def with_weekday(text: str) -> str:
        return said("{weekday:weekday} {text}", weekday=datetime.fromisoformat(text), text=text)

    dates = answer["known_dates"]
    lines = [(said("paid"), with_weekday(answer["paid_at"]) if answer["clock_24h"] else answer["paid_at"])]
    labels = {"dispatch_on": said("ships"), "target_at": said("target"), "latest_at": said("latest")}
    for key, label in labels.items():
        lines.append((label, with_weekday(dates[key]) if key in dates else said("UNKNOWN")))
    if answer["handover_on"]:
        lines.insert(2, (said("handover"), with_weekday(answer["handover_on"])))
    if answer["ship_by_at"]:
        at = said("{moment} at the marketplace", moment=with_weekday(answer["ship_by_at"]))
        lines.append((said("ship-by"), at))
    if answer["clock_24h"]:
        end = with_weekday(answer["clock_48h"])
        if answer["clock_48h_before_dispatch"]:
            end = said("{moment}, before the dispatch day's cutoff", moment=end)
        lines += [(said("24 h"), with_weekday(answer["clock_24h"])), (said("48 h"), end)]
    return lines + [("" if number else said("why"), reason) for number, reason in enumerate(answer["reasons"])]
