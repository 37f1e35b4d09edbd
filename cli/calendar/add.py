"""`sampan calendar add`: a year's notice into the seller's calendar file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from carriers.calendars.notices.notice import NoticeError
from carriers.calendars.notices.read import read_notice
from carriers.calendars.official_table import with_official
from carriers.calendars.shop_schedule import DEFAULT_HOLIDAYS, load_schedule
from cli.main import ALL_DONE
from cli.options.types import PATH
from cli.output.files import atomic_file
from cli.output.show import format_option, print_rows
from cli.words import said
from routing.deadlines.workdays import FIRST_DAY, LAST_DAY
from routing.errors import Fault, InputError
from routing.reason import Reason

if TYPE_CHECKING:
    from datetime import date

    from carriers.calendars.notices.notice import Notice

_COLUMNS = ("date", "weekday", "kind", "holiday")
_STDIN = "-"


@click.command(name="add", epilog="Example: sampan calendar add notice.txt")
@click.argument("file", metavar="FILE")
@click.option(
    "--calendar", "calendar_file", type=PATH, default="calendar.toml", show_default=True, metavar="FILE",
    help="The seller's calendar file that the year is written to; made when it is not there.",
)  # fmt: skip
@click.option(
    "--year", type=click.IntRange(FIRST_DAY.year + 1, LAST_DAY.year), metavar="YEAR",
    help="The notice's year, where it does not say so or holds several.",
)  # fmt: skip
@click.option("--source", metavar="TEXT", help="Where the notice can be read, like its address at www.gov.cn.")
@click.option("--dry-run", is_flag=True, help="Show what is read, and write nothing.")
@format_option()
def command(
    file: str, calendar_file: Path, year: int | None, source: str | None, dry_run: bool, output_format: str
) -> int:
    """Add a year's notice to the seller's calendar file, and show what was read day by day.

    FILE is the State Council's notice as pasted text in Chinese, a year's JSON of the project holiday-cn, or a calendar
    (.ics) whose events are marked 休 or 班; - reads it from stdin.  A sentence that is not understood is refused, never
    passed over, and so is a notice without all of the year's holidays.  A year that the file has already is replaced.
    """
    notice = _notice(file, year, source)
    print_rows([_row(day, kind, holiday) for day, kind, holiday in _days(notice)], output_format, _COLUMNS)
    click.echo(_sum(notice), err=True)
    text = _text(calendar_file, notice)
    _check(text, calendar_file)
    if dry_run:
        click.echo(said("{file} was left as it is.", file=calendar_file), err=True)
        return ALL_DONE
    with atomic_file(calendar_file) as stream:
        stream.write(text.encode("utf-8"))
    click.echo(said("Written to {file}. Use it: sampan route ... --calendar {file}", file=calendar_file), err=True)
    return ALL_DONE


def _notice(file: str, year: int | None, source: str | None) -> Notice:
    """The notice in the file.

    Raises:
        InputError: it cannot be read, or not all of it is understood.
    """
    from attrs import evolve  # noqa: PLC0415 - loaded with the notice

    name = said("the standard input") if file == _STDIN else file
    try:
        data = sys.stdin.buffer.read() if file == _STDIN else Path(file).read_bytes()
    except OSError as error:
        raise InputError([Fault(name, "", Reason("file.unreadable", why=error.strerror or str(error)))]) from None
    try:
        notice = read_notice(data, Path(file).name, year)
    except NoticeError as error:
        raise InputError([Fault(name, "", error.reason)]) from None
    return evolve(notice, source=source) if source else notice


def _text(calendar_file: Path, notice: Notice) -> str:
    """The calendar file with the notice in it."""
    if not calendar_file.exists():
        return with_official("", notice)
    holidays = load_schedule(calendar_file).days.calendar.name  # tells all its faults, before anything is put into it
    if holidays != DEFAULT_HOLIDAYS:
        raise InputError([Fault(str(calendar_file), "holidays", Reason("notice.other_holidays", holidays=holidays))])
    try:
        return with_official(calendar_file.read_text("utf-8-sig"), notice)
    except NoticeError as error:
        raise InputError([Fault(str(calendar_file), "", error.reason)]) from None


def _check(text: str, calendar_file: Path) -> None:
    """Reads the new text as every command will.

    Raises:
        InputError: with the notice in it the file could not be used: years that do not join.
    """
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / calendar_file.name
        trial.write_text(text, "utf-8")
        try:
            load_schedule(trial)
        except InputError as error:
            faults = [Fault(str(calendar_file), fault.place, fault.reason) for fault in error.faults]
            raise InputError(faults) from None


def _days(notice: Notice) -> list[tuple[date, str, str]]:
    days = [(day, "off", name) for day, name in notice.off.items()]
    return sorted(days + [(day, "work", name) for day, name in notice.work.items()])


def _row(day: date, kind: str, holiday: str) -> dict[str, Any]:
    return {"date": day.isoformat(), "weekday": f"{day:%a}", "kind": kind, "holiday": holiday}


def _sum(notice: Notice) -> str:
    return said(
        "{year}, {source}: {off:count day} off, {weekdays} of them from Monday to Friday, and"
        " {worked:count make-up working day}.",
        year=notice.year, source=notice.source, off=len(notice.off), worked=len(notice.work),
        weekdays=sum(day.weekday() < 5 for day in notice.off),
    )  # fmt: skip
