"""The seller's calendar file: what it can say, and every fault of it by place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from told import refused

from carriers.calendars.platform_clocks import platform_clock, platform_rules
from carriers.calendars.remarks import remarks
from carriers.calendars.shop_schedule import Options, bundled, load_schedule
from cli.words import sentence
from routing.deadlines.pickup import pickup_date
from routing.deadlines.workdays import Kind, SetBy, WorkCalendar, WorkDays
from routing.errors import InputError, ReadError

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
zone = "America/New_York"
cutoff = "14:00"
weekmask = "Mon-Sat"
holidays = "cn"
closed = ["2026-02-09..2026-02-25", { days = "2026-12-24", why = "stocktaking" }, 2026-12-25]
open = ["2026-10-03"]

[cutoffs]
Sat = "12:00"
2026-11-11 = "20:00"

[[official]]
year = 2027
source = "an invented notice"
off = [{ days = "2026-12-31..2027-01-03", why = "New Year" }]
work = ["2027-01-09"]

[platforms.eBay]
clock = "ebay-us"
handling_days = 1
cutoff = "13:00"
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "shop.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as error:
        load_schedule(_file(folder, text))
    return [f"{fault.place}: {sentence(fault.reason)}" for fault in error.value.faults]


def test_without_a_file_it_is_the_shop_of_the_handbook() -> None:
    """Shanghai, 17:00, Monday to Friday, Chinese holidays, no marketplace's clock."""
    schedule = load_schedule()
    assert (schedule.zone, schedule.cutoff_s) == ("Asia/Shanghai", 61_200)
    assert schedule.days.weekmask == (True,) * 5 + (False,) * 2
    assert schedule.days.calendar is bundled("CN")
    assert schedule.platforms == {}


def test_a_file_says_everything(tmp_path: Path) -> None:
    """Each key of the file is in the schedule."""
    schedule = load_schedule(_file(tmp_path, FULL))
    assert (schedule.zone, schedule.cutoff_s) == ("America/New_York", 50_400)
    assert schedule.days.weekmask == (True,) * 6 + (False,)
    assert (schedule.weekday_cutoff_s, schedule.date_cutoff_s) == ({5: 43_200}, {date(2026, 11, 11): 72_000})
    days = {
        "2026-02-25": (Kind.OFF, "", SetBy.OWN),
        "2026-12-24": (Kind.OFF, "stocktaking", SetBy.OWN),
        "2026-12-25": (Kind.OFF, "", SetBy.OWN),
        "2026-10-03": (Kind.WORK, "", SetBy.OWN),
        "2026-12-31": (Kind.OFF, "New Year", SetBy.OFFICIAL),  # a notice may begin in the December before
        "2027-01-04": (Kind.WORK, "", SetBy.WEEK),
        "2027-01-09": (Kind.WORK, "", SetBy.OFFICIAL),
        "2027-12-31": (Kind.WORK, "", SetBy.WEEK),
        "2028-01-03": (Kind.UNKNOWN, "", SetBy.WEEK),
    }
    found = {text: schedule.days.day(date.fromisoformat(text)) for text in days}
    assert {text: (day.kind, day.cause, day.set_by) for text, day in found.items()} == days
    assert schedule.days.calendar.notices[date(2027, 1, 9)] == "an invented notice"
    ebay = schedule.platforms["ebay"]
    assert (ebay.name, ebay.handling_days, ebay.cutoff_s) == ("eBay US", 1, 46_800)


def test_options_win_over_the_file_and_days_add_up(tmp_path: Path) -> None:
    """An option replaces the file's word; closures, open days and cutoffs are added to the file's."""
    options = Options(
        zone="Europe/London", cutoff_s=0, weekmask=(True,) * 7, holidays="none",
        closed={date(2026, 11, 30): "closed"}, opened={date(2026, 10, 4): "open"},
        cutoffs=((date(2026, 11, 11), 3600), (4, 7200)),
    )  # fmt: skip
    schedule = load_schedule(_file(tmp_path, FULL), options)
    assert (schedule.zone, schedule.cutoff_s, schedule.days.weekmask) == ("Europe/London", 0, (True,) * 7)
    assert schedule.days.calendar.name == "none"
    assert {date(2026, 11, 30), date(2026, 12, 24)} <= set(schedule.days.closed)
    assert set(schedule.days.opened) == {date(2026, 10, 3), date(2026, 10, 4)}
    assert schedule.weekday_cutoff_s == {5: 43_200, 4: 7200}
    assert schedule.date_cutoff_s == {date(2026, 11, 11): 3600}


def test_a_year_can_be_announced_anew(tmp_path: Path) -> None:
    """A notice for a covered year replaces that year's days, as in the springs of 2019 and 2020."""
    text = '[[official]]\nyear = 2026\nsource = "invented"\noff = ["2026-01-01"]\n'
    days = load_schedule(_file(tmp_path, text)).days
    assert days.day(date(2026, 1, 1)).kind is Kind.OFF
    assert days.day(date(2026, 10, 1)).kind is Kind.WORK  # no longer off
    assert days.day(date(2026, 10, 10)).kind is Kind.OFF  # no longer made up
    assert days.day(date(2025, 10, 1)).kind is Kind.OFF  # other years stay
    assert days.calendar.last == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('zone = "Asia/Shangai"', ["zone: 'Asia/Shangai' is no time zone. Did you mean Asia/Shanghai"]),
        ("zone = 8", ["zone: '8' is no time zone. Write an IANA name such as Asia/Shanghai."]),
        ('zone = ""', ["zone: is empty. Say it, or leave the key out."]),
        ("weekmask = 1111100", ['weekmask: 1111100 is not a text in quotes. Write weekmask = "1111100".']),
        ('cutoff = "25:00"', ["cutoff: '25:00' is no wall-clock time."]),
        ('weekmask = "0000000"', ["weekmask: '0000000' is a week without a working day."]),
        ('holidays = "DE"', ["holidays: 'DE' is no calendar of holidays. Choose CN, US or none."]),
        ("colsed = []", ["colsed: is no key that is known here. Did you mean closed?"]),
        ("opne = []", ["opne: is no key that is known here. Did you mean open?"]),
        ("x = 1", ["x: is no key that is known here. Known here: closed, cutoff, "]),
        ('closed = "2026-12-24"', ["closed: is not a list of days."]),
        ("closed = [7]", ["closed[1]: is no day."]),
        (
            'closed = [{ day = "2026-12-24" }]',
            ["closed[1].day: is no key that is known here. Did you mean days?", "closed[1]: is no day."],
        ),
        ('closed = ["2026-12-24", "2026-12-25..2026-12-20"]', ["closed[2]: '2026-12-25..2026-12-20' ends before"]),
        ("open = [2026-12-24T10:00:00]", ["open[1]: '2026-12-24 10:00:00' is no day."]),
        ('cutoffs = ["12:00"]', ["cutoffs: ['12:00'] is not a table. Write [cutoffs] and its keys below."]),
        ('[cutoffs]\nSaturn = "12:00"', ["cutoffs.Saturn: 'Saturn' is no weekday."]),
        ('[cutoffs]\nSat = "noon"', ["cutoffs.Sat: 'noon' is no wall-clock time."]),
        ("official = 2027", ["official: 2027 is not a list of tables. Write it with two brackets, [[official]]."]),
        ("[[official]]", ["official[1].year: is missing. Write a whole number.", "official[1].source: is missing."]),
        (
            "[[official]]\nyear = 2027",
            ["official[1].source: is missing.", "official[1].off: is empty: a year without a holiday is no notice."],
        ),
        (
            '[[official]]\nyear = "2027"\nsource = "x"\n[[official]]\nyear = 27\nsource = "x"',
            [
                "official[1].year: '2027' is not a whole number. Write year = 2027.",
                "official[2].year: 27 is no year from",
            ],
        ),
        (
            '[[official]]\nyear = 2027\nsource = "x"\noff = ["2026-10-01", "2027-01-01"]\nwork = ["2027-01-01"]',
            ["official[1]: 2026-10-01 is not in 2027.", "official[1]: 2027-01-01 is both off and worked."],
        ),
        (
            '[[official]]\nyear = 2028\nsource = "x"\noff = ["2028-01-01"]',
            ["official: 2028 does not join the years known to 2026-12-31. Add 2027 first."],
        ),
        ("platforms = 1", ["platforms: 1 is not a table. Write [platforms] and its keys below."]),
        ("[platforms]\nebay = 1", ["platforms.ebay: 1 is not a table. Write [platforms.ebay] and its keys below."]),
        ("[platforms.ebay]", ["platforms.ebay.clock: is missing."]),
        (
            '[platforms.ebay]\nclock = "ebay"',
            ["platforms.ebay: 'ebay' is no marketplace's clock. There are ebay-us, ebay-us-same-day."],
        ),
        ('[platforms.x]\nclock = "qqq"', ["platforms.x: 'qqq' is no marketplace's clock. There are ebay-us, "]),
        ('[platforms.ebay]\nclock = "ebay-us"', ["platforms.ebay: ebay-us: the seller sets the handling time."]),
        (
            'holidays = "DE"\n[platforms.x]\nclock = "qqq"',  # both at once, though neither is a matter of spelling
            ["holidays: 'DE' is no calendar of holidays.", "platforms.x: 'qqq' is no marketplace's clock."],
        ),
        (
            '[platforms.ebay]\nclock = "ebay-us"\nhandling_days = 99\nsource = ""',
            [
                "platforms.ebay.handling_days: 99 is no number of days from 0 to 60.",
                "platforms.ebay.source: is no key that",
            ],
        ),
    ],
)
def test_each_fault_has_its_place_and_way_out(tmp_path: Path, text: str, faults: list[str]) -> None:
    """A broken file is refused with all its faults, each at its key."""
    found = _faults(tmp_path, text)
    assert len(found) == len(faults)
    assert all(have.startswith(want) for have, want in zip(found, faults, strict=True)), found


def test_a_file_that_is_no_toml_or_not_there(tmp_path: Path) -> None:
    """Unreadable files are told apart: syntax, encoding, absence."""
    assert _faults(tmp_path, "zone = ")[0].startswith(": is not valid TOML: ")
    (tmp_path / "gbk.toml").write_bytes('# 上海\nzone = "Asia/Shanghai"'.encode("gbk"))
    with refused(InputError, r"gbk\.toml, byte 2: is not UTF-8\. Save the file as UTF-8\.$"):
        load_schedule(tmp_path / "gbk.toml")
    with refused(InputError, r"none\.toml: cannot be read: No such file or directory\.$"):
        load_schedule(tmp_path / "none.toml")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Windows editors put one there."""
    assert load_schedule(_file(tmp_path, '\ufeffcutoff = "18:00"')).cutoff_s == 64_800


def test_remarks_on_what_has_no_effect(tmp_path: Path) -> None:
    """Days named in vain and likely slips are told, and are no faults."""
    text = """
closed = ["2026-10-04", "2026-10-05", "2027-02-01..2027-02-05"]
open = ["2026-10-04", "2026-11-20"]
[cutoffs]
Sat = "12:00"
2026-10-01 = "12:00"
[[official]]
year = 2027
source = "invented"
off = ["2027-01-01"]
work = ["2027-01-04"]
"""
    assert list(map(sentence, remarks(load_schedule(_file(tmp_path, text))))) == [
        "2026-10-04: closed and open; closed wins.",
        "2026-11-20: open, but worked anyway.",
        "2027-01-04: a make-up working day on a weekday; such days are weekends as a rule.",
        "2026-10-01: a cutoff on a day off has no effect.",
        "Sat: a cutoff on a weekday off counts on make-up and open days only.",
    ]
    beyond = 'closed = ["2026-10-03", "2026-11-21", "2027-02-01..2027-02-05"]'
    known = "2018-01-01 to 2026-12-31"
    assert list(map(sentence, remarks(load_schedule(_file(tmp_path, beyond))))) == [
        f"2027-02-01, ... 2027-02-05 (5 days): beyond the official days, {known}; your word alone holds.",
        "every closed day is off anyway.",
    ]
    assert remarks(load_schedule()) == []


def test_every_marketplace_clock_has_a_source_and_a_zone() -> None:
    """Each clock of the data file can be built, and names where and when it was read."""
    for name, rule in platform_rules().items():
        clock = platform_clock(name, "Asia/Shanghai", handling_days=3)
        assert clock.handling_days == 3
        assert clock.source
        assert rule["read"] >= date(2026, 11, 1)
        assert rule["rule"].endswith(".")
        assert rule["starts"]


def test_wrong_calendars_cannot_be_built() -> None:
    """A calendar with reversed bounds, a day outside them, or a day both off and worked is a fault of the caller."""
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    with pytest.raises(ValueError, match="no span of days"):
        WorkCalendar("X", last, first)
    with pytest.raises(ValueError, match="outside its bounds"):
        WorkCalendar("X", first, last, off={date(2027, 1, 1): "New Year"})
    with pytest.raises(ValueError, match="both off and worked"):
        WorkCalendar("X", first, last, off={first: "New Year"}, work={first: "New Year"})
    with pytest.raises(ValueError, match="at least one is worked"):
        WorkDays(bundled("CN"), (False,) * 7)
    with pytest.raises(ValueError, match="is not in 1970-2099"):
        WorkDays(bundled("CN"), closed={date(2100, 1, 1): "far"})
    with pytest.raises(ReadError):
        bundled("")


def test_a_carrier_collects_on_its_own_days() -> None:
    """Collected on Mondays and Thursdays: not before the parcel is ready, not on a holiday, not beyond the table."""
    pickups = WorkDays(bundled("CN"), (True, False, False, True, False, False, False))
    assert pickup_date(date(2026, 11, 24), pickups) == date(2026, 11, 26)
    assert pickup_date(date(2026, 10, 1), pickups) == date(2026, 10, 8)  # Thu 1, Mon 5 off
    assert pickup_date(date(2026, 12, 31), pickups) == date(2026, 12, 31)
    assert pickup_date(date(2027, 1, 4), pickups) is None
