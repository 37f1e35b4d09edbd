"""Notices of a year's days off: official texts read day by day, and what is not understood refused by its sentence.

The texts in tests/data/notices are the State Council's, as published (addresses in carriers/data/workdays_cn.toml); the
days are those of the table, which was read against chinesecalendar and holidays.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from told import refused

from carriers.calendars.notices.notice import Notice, NoticeError
from carriers.calendars.notices.read import read_notice
from carriers.calendars.shop_schedule import load_schedule
from cli.calendar.add import command as add
from routing.deadlines.workdays import Kind
from routing.errors import InputError

_TEXTS = Path(__file__).parents[1] / "data" / "notices"
OFFICIAL = {int(file.stem): file.read_text("utf-8").strip() for file in sorted(_TEXTS.glob("*.txt"))}


def _read(text: str, year: int | None = None) -> Notice:
    return read_notice(text.encode("utf-8"), "pasted.txt", year)


def _table(year: int) -> dict[str, set[date]]:
    """The days of a year's notice in the bundled table, changes made later left out."""
    rows = csv.DictReader((files("carriers") / "data" / "workdays_cn.csv").read_text("utf-8").splitlines())
    days: dict[str, set[date]] = {"off": set(), "work": set()}
    for row in rows:
        if row["notice"] == str(year):
            days[row["kind"]].add(date.fromisoformat(row["date"]))
    return days


def _days(*texts: str) -> set[date]:
    return {date.fromisoformat(text) for text in texts}


ADJOINING = {
    # "与周末连休": the table leaves these weekends to the seller's week.
    2018: _days("2017-12-30", "2017-12-31", "2018-06-16", "2018-06-17", "2018-09-22", "2018-09-23"),
    2024: _days("2024-06-08", "2024-06-09"),
}
CHANGED_LATER = {
    2020: _days("2020-02-01"),  # worked, until the notice of 27 January 2020
}
LABOUR_DAY_2019 = _days("2019-05-02", "2019-05-03", "2019-05-04")


@pytest.mark.parametrize("year", sorted(OFFICIAL))
def test_official_notices_are_read_day_by_day(year: int) -> None:
    """Every day off and every make-up working day of the notices of 2018 to 2026, and no other."""
    notice, table = _read(OFFICIAL[year]), _table(year)
    assert notice.year == year
    assert set(notice.off) - ADJOINING.get(year, set()) == table["off"] | (
        _days("2019-05-01") if year == 2019 else set()
    )
    assert ADJOINING.get(year, set()) <= set(notice.off)
    assert set(notice.work) == table["work"] | CHANGED_LATER.get(year, set())


def test_the_source_is_the_number_of_the_paper() -> None:
    """Where the text has its number, it is named; otherwise the file."""
    assert _read(OFFICIAL[2026]).source == "国办发明电〔2025〕7号"
    assert _read(OFFICIAL[2023]).source == "pasted.txt"


def test_two_holidays_of_one_break_are_both_named() -> None:
    """National Day and Mid-Autumn Festival of 2025 are one break of eight days."""
    assert _read(OFFICIAL[2025]).off[date(2025, 10, 6)] == "National Day and Mid-Autumn Festival"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1月1日（周四）至3日（周六）", "１月１日（星期四）－３日（星期六）"),  # full-width figures, a dash
        ("1月1日（周四）至3日（周六）", "1月1日至1月3日"),  # no weekdays
        ("1月1日（周四）至3日（周六）", "2026年1月1日到3日"),
        ("一、元旦：", "1. 元旦："),
        ("一、元旦：", "（一）元旦:"),
        ("一、元旦：", "元旦"),
        ("一、元旦：", "一、元旦\n"),  # the heading on a line of its own
        ("1月4日（周日）上班", "1月4日（周日）\n上班"),  # wrapped within a sentence
        ("放假调休，共3天。1月4日", "放假\n调休，共三天；1月4日"),
        ("1月4日（周日）上班。", "1月4日（周日）正常上班"),
        ("\n", ""),  # all on one line
        ("\n", "\r\n\r\n"),
        ("2月15日（农历腊月二十八、周日）", "2月15日（腊月二十八，星期日）"),
        ("2月14日（周六）、2月28日（周六）上班", "2月14日和2月28日补班"),
    ],
)
def test_other_ways_of_writing_the_same(old: str, new: str) -> None:
    """Figures, dashes, numbering, lines and brackets may differ from the official page."""
    text = OFFICIAL[2026]
    assert old in text
    notice = _read(text.replace(old, new))
    assert (notice.off, notice.work) == (_read(text).off, _read(text).work)


def test_a_break_over_the_end_of_the_year_needs_no_years() -> None:
    """New Year of 2023 from 31 December: the December is that of the year before."""
    text = OFFICIAL[2023].replace("2022年12月31日至2023年1月2日", "12月31日至1月2日")
    assert set(_read(text).off) == set(_read(OFFICIAL[2023]).off)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1月1日（周四）", "1月1日（周五）", "2026-01-01 is no 周五"),
        ("共3天。1月4日", "共4天。1月4日", "counts 4 days, but names 3"),
        ("1月4日（周日）上班", "1月4日（周日）办公", "not understood at '办公'"),
        ("1月4日（周日）上班", "1月4日（周日）", "does not say which days are off or worked: '1月4日"),
        (
            "2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）",
            "农历除夕至正月初八",
            "not understood at '农历除夕",
        ),
        ("2月28日（周六）上班", "2月30日上班", "2026-2-30 is not in the calendar"),
        ("4月4日（周六）至6日", "4月4日（周六）至3日", "2026-04-03 comes before 2026-04-04"),
        ("三、清明节：4月4日（周六）至6日（周一）放假，共3天。", "", "names no day off for Tomb-Sweeping Day"),
        ("1月4日（周日）上班", "1月3日（周六）上班", "2026-01-03 is both off and worked"),
        ("1月4日（周日）上班", "本通知自1月5日起施行", "not understood"),
        ("至23日（农历正月初七、周一）放假", "放假，24日起上班，与周末连休", "not understood at '起上班"),
        ("1月4日（周日）上班", "1月1日放假，与周末连休", "no weekend adjoins"),  # a Thursday
    ],
)
def test_what_is_not_understood_is_refused_by_its_sentence(old: str, new: str, told: str) -> None:
    """Nothing that tells of days is passed over: the sentence is named, and why."""
    text = OFFICIAL[2026]
    assert old in text
    with refused(NoticeError, told):
        _read(text.replace(old, new))


def test_a_notice_that_changes_another_is_refused() -> None:
    """The notice of 27 January 2020 prolongs a break: taken for a year's notice it would lose the rest."""
    with refused(NoticeError, "not understood at '延长2020年春节假期"):
        _read("延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。")


def test_a_text_without_its_year_asks_for_it() -> None:
    """The weekdays then hold the year that was given to the calendar."""
    bare = OFFICIAL[2025].partition("\n")[2]
    with refused(NoticeError, "names no year"):
        _read(bare)
    assert set(_read(bare, 2025).off) == set(_read(OFFICIAL[2025]).off)
    with refused(NoticeError, "is no 周三"):
        _read(bare, 2026)
    with refused(NoticeError, "is the notice of 2025, not of 2027"):
        _read(OFFICIAL[2025], 2027)


def test_a_text_in_the_old_encoding_of_china() -> None:
    """A text file of a Chinese Windows is GB 18030."""
    assert read_notice(OFFICIAL[2026].encode("gb18030"), "n.txt").off == _read(OFFICIAL[2026]).off


def _holiday_cn(notice: Notice, *left_out: str) -> str:
    chinese = {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-Sweeping Day": "清明节",
        "Labour Day": "劳动节",
    }
    chinese |= {"Dragon Boat Festival": "端午节", "Mid-Autumn Festival": "中秋节", "National Day": "国庆节"}
    days = [
        {"name": chinese[name], "date": day.isoformat(), "isOffDay": kind}
        for kind, found in ((True, notice.off), (False, notice.work))
        for day, name in found.items()
        if day.isoformat() not in left_out
    ]
    return json.dumps({"year": notice.year, "papers": ["https://www.gov.cn/x"], "days": days}, ensure_ascii=False)


def test_the_json_of_holiday_cn() -> None:
    """Each entry is a day; the weekends that 2024 only calls adjoining are left out there, and off all the same."""
    notice = _read(OFFICIAL[2024])
    read = _read(_holiday_cn(notice, "2023-12-30", "2023-12-31", "2024-06-08", "2024-06-09"))
    assert (read.off, read.work, read.source) == (notice.off, notice.work, "https://www.gov.cn/x")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "no JSON that can be read"),
        ("{}", "not of holiday-cn"),
        ('{"year": 2027, "papers": [], "days": []}', "holds no day of 2027"),  # as it lies there before the notice
        ('{"year": 2027, "days": [{"name": "元旦", "date": "soon", "isOffDay": true}]}', "'soon' is no day"),
        ('{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}', "no day off for Spring"),
    ],
)
def test_json_that_is_no_notice(text: str, told: str) -> None:
    """An unfinished or foreign file is refused."""
    with refused(NoticeError, told):
        _read(text)


def _ics(notice: Notice, off: str, work: str, mark: str = "") -> str:
    """A calendar of whole days; {} stands for the holiday."""
    chinese = {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-Sweeping Day": "清明节",
        "Labour Day": "劳动节",
    }
    chinese |= {"Dragon Boat Festival": "端午节", "Mid-Autumn Festival": "中秋节", "National Day": "国庆节"}
    events = [
        f"BEGIN:VEVENT\nUID:{day}\nDTSTART;VALUE=DATE:{day:%Y%m%d}\nSUMMARY:{title.format(chinese[name])}\n"
        f"{mark.format(kind) if mark else ''}END:VEVENT"
        for title, kind, found in ((off, "WORK-HOLIDAY", notice.off), (work, "ALTERNATE-WORKDAY", notice.work))
        for day, name in found.items()
    ]
    events.append("BEGIN:VEVENT\nUID:q\nDTSTART;VALUE=DATE:20260820\nSUMMARY:七夕\nEND:VEVENT")
    return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x\n" + "\n".join(events) + "\nEND:VCALENDAR\n"


@pytest.mark.parametrize(
    ("off", "work", "mark"),
    [
        ("{}（休）", "{}（班）", ""),  # as Apple's calendar of China
        ("{}", "{}", "X-APPLE-SPECIAL-DAY:{}\n"),  # its marks alone
        ("{} 假期 第1天/共9天", "{} 补班 第1天/共2天", ""),  # as the calendar of shuyz.com
        ("{}假期", "上班（补{}假期）", ""),
        ("{}放假", "{}（调休上班）", ""),
    ],
)
def test_calendars_to_subscribe_to(off: str, work: str, mark: str) -> None:
    """Events marked as breaks and as make-up days; others are passed over."""
    notice = _read(OFFICIAL[2026])
    read = _read(_ics(notice, off, work, mark))
    assert (read.year, read.off, read.work) == (2026, notice.off, notice.work)


def test_an_event_of_several_days_ends_before_its_end() -> None:
    """DTEND is the first day after the event (RFC 5545, 3.6.1)."""
    notice = _read(OFFICIAL[2026])
    text = _ics(notice, "{}（休）", "{}（班）")
    whole = (
        "BEGIN:VEVENT\nUID:w\nDTSTART;VALUE=DATE:20260215\nDTEND;VALUE=DATE:20260224\nSUMMARY:春节（休）\nEND:VEVENT\n"
    )
    for day in range(15, 24):
        text = text.replace(
            f"BEGIN:VEVENT\nUID:2026-02-{day}\nDTSTART;VALUE=DATE:202602{day}\nSUMMARY:春节（休）\nEND:VEVENT\n", ""
        )
    assert _read(text.replace("BEGIN:VEVENT", whole + "BEGIN:VEVENT", 1)).off == notice.off


@pytest.mark.parametrize(
    ("off", "work", "told"),
    [
        ("{}", "{}", "marks no event as a break"),
        ("{}（休）", "{}补周五", "is marked neither as a break"),
        ("{}（休）", "{}", "is marked neither as a break"),
    ],
)
def test_calendars_without_marks_are_refused(off: str, work: str, told: str) -> None:
    """What kind of day an event is, is never guessed."""
    with refused(NoticeError, told):
        _read(_ics(_read(OFFICIAL[2026]), off, work))


def test_add_shows_the_days_and_writes_the_calendar(tmp_path: Path) -> None:
    """The table names each day; the file then answers for the year, and what stood in it stays."""
    notice, calendar = tmp_path / "notice.txt", tmp_path / "shop.toml"
    notice.write_text(OFFICIAL[2026].replace("2026", "2027").replace("周", "星期"), "utf-8")
    calendar.write_text('# ours\ncutoff = "18:00"\n', "utf-8")
    wrong = CliRunner().invoke(add, [str(notice), "--calendar", str(calendar)])
    assert isinstance(wrong.exception, InputError)  # the weekdays are those of 2026
    assert calendar.read_text("utf-8") == '# ours\ncutoff = "18:00"\n'

    plain = OFFICIAL[2021].replace("2021年", "2027年").replace("（星期日）", "").replace("（星期六）", "")
    notice.write_text(plain, "utf-8")  # invented for 2027: the days of 2021, without weekdays
    done = CliRunner().invoke(add, [str(notice), "--calendar", str(calendar), "--source", "https://www.gov.cn/y"])
    assert "2027-02-07  Sun        work    Spring Festival" in done.stdout
    assert "31 days off, 18 of them from Monday to Friday, and 7 make-up working days." in done.stderr
    assert calendar.read_text("utf-8").startswith('# ours\ncutoff = "18:00"\n\n[[official]]\nyear = 2027\n')
    days = load_schedule(calendar).days
    assert days.day(date(2027, 2, 15)).kind is Kind.OFF
    assert days.day(date(2027, 2, 7)).kind is Kind.WORK
    assert days.calendar.notices[date(2027, 2, 7)] == "https://www.gov.cn/y"

    again = CliRunner().invoke(add, [str(notice), "--calendar", str(calendar)])
    assert again.exit_code == 0
    assert calendar.read_text("utf-8").count("[[official]]") == 1


def test_add_keeps_what_stands_behind_the_year(tmp_path: Path) -> None:
    """A year in the middle of a file is replaced; tables after it stay."""
    notice, calendar = tmp_path / "notice.txt", tmp_path / "shop.toml"
    notice.write_text(OFFICIAL[2026], "utf-8")
    calendar.write_text(
        '[[official]] # a draft\nyear = 2026\nsource = "draft"\noff = [\n  "2026-01-01",\n]\n\n'
        '[cutoffs]\nSat = "12:00"\n',
        "utf-8",
    )
    assert CliRunner().invoke(add, [str(notice), "--calendar", str(calendar)]).exit_code == 0
    text = calendar.read_text("utf-8")
    assert "draft" not in text
    assert text.startswith('[cutoffs]\nSat = "12:00"\n')
    assert load_schedule(calendar).days.day(date(2026, 2, 16)).kind is Kind.OFF


def test_add_can_look_without_writing(tmp_path: Path) -> None:
    """--dry-run shows the days, and leaves the file alone; stdin is read with -."""
    calendar = tmp_path / "shop.toml"
    result = CliRunner().invoke(
        add, ["-", "--calendar", str(calendar), "--dry-run", "--format", "csv"], input=OFFICIAL[2026]
    )
    assert result.stdout.splitlines()[:2] == ["date,weekday,kind,holiday", "2026-01-01,Thu,off,New Year's Day"]
    assert not calendar.exists()


def test_years_join(tmp_path: Path) -> None:
    """A notice for 2028 does not make 2027 known."""
    notice, calendar = tmp_path / "notice.txt", tmp_path / "shop.toml"
    notice.write_text(
        OFFICIAL[2022].replace("2022", "2028").replace("（星期六）", "").replace("（星期日）", ""), "utf-8"
    )
    with refused(InputError, "2028 does not join the years known to 2026-12-31. Add 2027 first."):
        CliRunner().invoke(add, [str(notice), "--calendar", str(calendar)], catch_exceptions=False)


def test_a_calendar_of_other_holidays_takes_no_chinese_notice(tmp_path: Path) -> None:
    """It would make a mixture of two countries' days."""
    notice, calendar = tmp_path / "notice.txt", tmp_path / "shop.toml"
    notice.write_text(OFFICIAL[2026], "utf-8")
    calendar.write_text('holidays = "US"\n', "utf-8")
    with refused(InputError, "its holidays are 'US'"):
        CliRunner().invoke(add, [str(notice), "--calendar", str(calendar)], catch_exceptions=False)
