"""`sampan deadline` and `sampan calendar` as people and scripts use them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click
import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from carriers.calendars.official import bundled
from carriers.facts import load_facts
from cli.calendar import command as calendar
from cli.day.deadline import command as deadline
from cli.run.tally import Tally
from cli.words import sentence
from routing.deadlines.schedule import Schedule
from routing.deadlines.workdays import WorkDays
from routing.errors import InputError
from routing.orders import OrderTable
from routing.plan import Plan

if TYPE_CHECKING:
    from pathlib import Path

FRIDAY_EVENING = "2026-11-20T17:20+08:00"
STABLE_KEYS = [
    "paid_at",
    "status",
    "dispatch_on",
    "target_at",
    "latest_at",
    "clock_24h",
    "clock_48h",
    "clock_48h_before_dispatch",
    "reasons",
]


def _run(command: click.Command, *arguments: str, stdin: str | None = None) -> tuple[int, Result]:
    """The exit code a shell would see, and the rest: a command hands its code back to `sampan`."""
    result = CliRunner().invoke(command, list(arguments), input=stdin, standalone_mode=False)
    code = result.return_value if result.exception is None else getattr(result.exception, "exit_code", 3)
    return code or 0, result


def _json(*arguments: str, stdin: str | None = None) -> list[dict[str, Any]]:
    _, result = _run(deadline, *arguments, "--format", "json", stdin=stdin)
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_a_known_deadline_as_json() -> None:
    """The stable keys first, ISO times with offset, and the reasons."""
    (answer,) = _json(FRIDAY_EVENING)
    assert list(answer)[: len(STABLE_KEYS)] == STABLE_KEYS
    assert {key: answer[key] for key in STABLE_KEYS} == {
        "paid_at": "2026-11-20T17:20:00+08:00",
        "status": "known",
        "dispatch_on": "2026-11-23",
        "target_at": "2026-11-23T17:20:00+08:00",
        "latest_at": "2026-11-24T17:20:00+08:00",
        "clock_24h": "2026-11-21T17:20:00+08:00",
        "clock_48h": "2026-11-22T17:20:00+08:00",
        "clock_48h_before_dispatch": True,
        "reasons": [
            "paid Fri 20 Nov 2026 17:20 in Asia/Shanghai, after the 17:00 cutoff",
            "Sat 21, Sun 22 off",
            "ships Mon 23 Nov",
            "24 working hours end Mon 23 Nov 2026 17:20; 48 working hours end Tue 24 Nov 2026 17:20",
        ],
    }


@pytest.mark.parametrize(
    ("paid", "status", "dates"),
    [
        # Thursday 31 December is worked; where 24 and 48 hours end hangs on the notice for 2027.
        ("2026-12-31T16:00+08:00", "partly", ["2026-12-31", None, None]),
        ("2026-12-30T10:00+08:00", "partly", ["2026-12-30", "2026-12-31T10:00:00+08:00", None]),
        ("2026-12-31T17:00+08:00", "unknown", [None, None, None]),
    ],
)
def test_the_last_days_of_the_table_tell_what_is_known(paid: str, status: str, dates: list[str | None]) -> None:
    """Each date that the calendar covers is told although a later one is not, with the way out, and exit 1."""
    code, _ = _run(deadline, paid)
    (answer,) = _json(paid)
    assert (code, answer["status"]) == (1, status)
    assert [answer[key] for key in ("dispatch_on", "target_at", "latest_at")] == dates
    assert answer["clock_48h_before_dispatch"] is (None if dates[0] is None else False)
    assert answer["own_latest_at"] is None
    assert answer["reasons"][-1].startswith("UNKNOWN: workdays are known to 2026-12-31; add the 2027 notice")


def test_a_run_tells_the_dates_that_are_known() -> None:
    """The line of an order paid on the last day of the table has its dispatch day, and empty cells for the rest."""
    paid = {"paid_at": datetime(2026, 12, 31, 8, tzinfo=UTC), "order_id": "1", "country": "US", "weight_g": 350}
    line = Plan(load_facts()).route(OrderTable.of([paid])).lines.row(0, named=True)
    assert (line["dispatch_on"], line["target_at"], line["latest_at"]) == ("2026-12-31", None, None)


@pytest.mark.parametrize(
    ("day", "told"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True), (date(2027, 1, 4), True)]
)
def test_a_run_warns_thirty_days_before_the_calendar_ends(day: date, *, told: bool) -> None:
    """The summary names the command that adds the year; a shop without holidays waits for no notice."""
    tally = Tally(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
    facts = load_facts()
    warned = [text for text in tally.warnings(facts, frozenset()) if "sampan calendar add FILE" in text]
    assert bool(warned) is told
    free = evolve(facts, schedule=Schedule("Asia/Shanghai", WorkDays(bundled("none"))))
    assert tally.warnings(free, frozenset()) == []


def test_people_get_a_block_with_weekdays() -> None:
    """The table names the weekday of each date and gives one reason a line."""
    code, result = _run(deadline, FRIDAY_EVENING)
    assert code == 0
    assert result.stdout.splitlines()[:4] == [
        "paid     Fri 2026-11-20T17:20:00+08:00",
        "ships    Mon 2026-11-23",
        "target   Mon 2026-11-23T17:20:00+08:00",
        "latest   Tue 2026-11-24T17:20:00+08:00",
    ]
    assert "why      paid Fri 20 Nov 2026 17:20 in Asia/Shanghai, after the 17:00 cutoff" in result.stdout
    _, result = _run(deadline, "2026-12-31T10:00+08:00", "2026-11-20T17:20", "--ship-by", "2027-01-05T10:00Z")
    assert "latest   UNKNOWN" in result.stdout
    assert "ship-by  Tue 2027-01-05T18:00:00+08:00 at the marketplace" in result.stdout


def test_many_times_from_stdin_one_answer_each() -> None:
    """Good lines are answered, blank ones skipped, and a bad one is unknown with its reason; nothing is lost."""
    answers = _json("-", "2026-11-18T10:00Z", stdin="\ufeff2026-11-18T10:00Z\r\n\r\nrubbish\n2026-11-18T10:00\n")
    assert [answer["status"] for answer in answers] == ["known", "unknown", "unknown", "known"]
    assert answers[1]["reasons"] == ["UNKNOWN: 'rubbish' is not a time. Write it like 2026-11-20T17:20:00+08:00."]
    assert answers[2]["paid_at"] == "2026-11-18T10:00"
    assert [answer["dispatch_on"] for answer in answers] == ["2026-11-19", None, None, "2026-11-19"]


def test_bytes_that_are_no_text_spoil_only_their_line() -> None:
    """A file in another encoding is answered line by line, without a traceback."""
    arguments = ["-", "--format", "json"]
    stdin = "2026-11-18T10:00Z\n下午五点\n".encode("gbk")
    result = CliRunner().invoke(deadline, arguments, input=stdin, standalone_mode=False)
    assert [answer["status"] for answer in json.loads(result.stdout)] == ["known", "unknown"]


def test_csv_and_jsonl_hold_the_same() -> None:
    """A row a time in CSV, an object a line in JSON Lines."""
    times = (FRIDAY_EVENING, "2026-11-18T10:00")
    _, result = _run(deadline, *times, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    _, result = _run(deadline, *times, "--format", "jsonl")
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["dispatch_on"] for row in rows] == ["2026-11-23", ""]
    assert [row["status"] for row in rows] == [found["status"] for found in objects] == ["known", "unknown"]
    assert rows[0]["reasons"] == "; ".join(objects[0]["reasons"])


def test_a_time_without_a_zone_is_unknown_until_the_zone_is_named() -> None:
    """Naive times are refused by name; with --input-zone they are read there, and a clock change is told."""
    code, _ = _run(deadline, "2026-11-20T17:20")
    assert code == 1
    (answer,) = _json("2026-11-20T17:20", "--input-zone", "Asia/Shanghai")
    assert answer["dispatch_on"] == "2026-11-23"
    (answer,) = _json("2026-03-08T02:30", "--input-zone", "America/New_York")
    assert answer["reasons"][0] == "the clock skipped 2026-03-08T02:30: read with the offset before the change"
    (answer,) = _json("2026-11-01T01:30", "--input-zone", "America/New_York")
    assert answer["reasons"][0] == "the clock showed 2026-11-01T01:30 twice: the first is taken"


@pytest.mark.parametrize(
    ("options", "dispatch"),
    [
        (["--cutoff", "18:00"], "2026-11-20"),
        (["--cutoff", "24:00"], "2026-11-20"),
        (["--weekmask", "1111110"], "2026-11-21"),
        (["--weekmask", "Mon-Sun"], "2026-11-21"),
        (["--closed", "2026-11-23..2026-11-24", "--closed", "2026-11-25"], "2026-11-26"),
        (["--open", "2026-11-22"], "2026-11-22"),
        (["--cutoff-on", "2026-11-20=20:00"], "2026-11-20"),
        (["--cutoff-on", "Fri=17:30"], "2026-11-20"),
        (["--zone", "Europe/London"], "2026-11-20"),  # 09:20 there
        (["--holidays", "none", "--closed", "2026-11-23"], "2026-11-24"),
    ],
)
def test_options_change_the_schedule(options: list[str], dispatch: str) -> None:
    """Each option of the contract does what it says to an order of Friday 17:20."""
    (answer,) = _json(FRIDAY_EVENING, *options)
    assert answer["dispatch_on"] == dispatch


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument 'TIME...'"),
        (["rubbish"], "'rubbish' is not a time."),
        (["2026-11-20T23:59:60Z"], "leap second"),
        ([FRIDAY_EVENING, "--zone", "Asia/Shangai"], "Did you mean Asia/Shanghai"),
        ([FRIDAY_EVENING, "--cutoff", "25:00"], "Write it from 00:00 to 24:00"),
        ([FRIDAY_EVENING, "--weekmask", "0000000"], "a week without a working day"),
        ([FRIDAY_EVENING, "--closed", "2026-12-25..2026-12-20"], "Write 2026-12-20..2026-12-25."),
        ([FRIDAY_EVENING, "--open", "Monday"], "is no day"),
        ([FRIDAY_EVENING, "--cutoff-on", "Sat"], "is no cutoff for a day"),
        ([FRIDAY_EVENING, "--holidays", "DE"], "'DE' is not one of"),
        ([FRIDAY_EVENING, "--platform", "ebay"], "There are ebay-us, ebay-us-same-day."),
        ([FRIDAY_EVENING, "--platform", "ebay-us"], "the seller sets the handling time"),
        ([FRIDAY_EVENING, "--handling-days", "2"], "Name it: --platform."),
        ([FRIDAY_EVENING, "--ship-by", "soon"], "'soon' is not a time."),
    ],
)
def test_wrong_use_is_exit_2_with_the_way_out(arguments: list[str], words: str) -> None:
    """What cannot be read on the command line is wrong use, before anything is answered."""
    code, result = _run(deadline, *arguments)
    assert code == 2
    assert isinstance(result.exception, click.ClickException)
    assert words in result.exception.format_message()


def test_a_marketplaces_clock_beside_the_own_one(tmp_path: Path) -> None:
    """By name with its settings, or as the seller's file has it: the stricter is the latest, both are shown."""
    (answer,) = _json(FRIDAY_EVENING, "--platform", "ebay-us", "--handling-days", "1")
    # Friday 01:20 in Los Angeles, one business day: Monday 23:59:59 there, Tuesday 15:59:59 in Shanghai.
    assert answer["ship_by_at"] == answer["latest_at"] == "2026-11-24T15:59:59+08:00"
    assert answer["own_latest_at"] == "2026-11-24T17:20:00+08:00"
    file = tmp_path / "shop.toml"
    file.write_text('[platforms.ebay]\nclock = "ebay-us"\nhandling_days = 1\n', "utf-8")
    assert _json(FRIDAY_EVENING, "--platform", "eBay", "--calendar", str(file)) == [answer]


def test_the_carriers_pickup_days_are_a_second_calendar() -> None:
    """Ready on Monday, collected on Wednesdays and Saturdays: handed over on Wednesday; the dates stay apart."""
    (answer,) = _json(FRIDAY_EVENING, "--pickup", "Wed,Sat")
    assert (answer["dispatch_on"], answer["handover_on"]) == ("2026-11-23", "2026-11-25")
    _, result = _run(deadline, FRIDAY_EVENING, "--pickup", "Wed,Sat")
    assert result.stdout.splitlines()[1:3] == ["ships    Mon 2026-11-23", "handover Wed 2026-11-25"]
    (answer,) = _json("2026-12-30T10:00+08:00", "--pickup", "Fri")
    assert answer["handover_on"] is None


def test_an_unusable_calendar_file_stops_the_command(tmp_path: Path) -> None:
    """Nothing is answered with a schedule that could not be read."""
    file = tmp_path / "shop.toml"
    file.write_text('cutoff = "5pm"\n', "utf-8")
    for command, arguments in ((deadline, (FRIDAY_EVENING, "--calendar", str(file))), (calendar, ("check", str(file)))):
        _, result = _run(command, *arguments)
        assert isinstance(result.exception, InputError)
        assert "cutoff: '5pm' is no wall-clock time." in sentence(result.exception)


def test_the_year_for_people() -> None:
    """2026 in twelve months, with the official counts, spans and the notice."""
    code, result = _run(calendar, "show", "2026")
    assert code == 0
    assert "248 working days; officially 19 weekdays off and 6 weekend days worked." in result.stdout
    assert "  Sun 2026-02-15 to Mon 2026-02-23: Spring Festival\n" in result.stdout
    assert "  Sat 2026-10-10: National Day (worked)\n" in result.stdout
    assert "Source: https://www.gov.cn/gongbao/2025/issue_12406/202511/content_7048922.html" in result.stdout
    # The second week of October 2026: Monday 5 to Wednesday 7 off, Saturday 10 made up, Sunday 11 off.
    assert "  5*  6*  7*  8   9  10+ 11." in result.stdout


def test_the_shops_own_days_are_marked() -> None:
    """Closed and open days have their marks and their count."""
    _, result = _run(calendar, "show", "2026", "--closed", "2026-12-24", "--open", "2026-12-26")
    assert " 21  22  23  24x 25  26o 27." in result.stdout
    assert "; of the shop's own 1 closed and 1 open." in result.stdout


def test_an_unannounced_year_is_shown_as_unknown() -> None:
    """2027 has no notice: question marks, the way out, and exit 1."""
    code, result = _run(calendar, "show", "2027")
    assert code == 1
    assert "  1?  2?  3?" in result.stdout
    assert "Workdays are known from 2018-01-01 to 2026-12-31." in result.stdout


def test_the_year_as_data() -> None:
    """One row a day with kind, cause, cutoff and source."""
    _, result = _run(calendar, "show", "2026", "--format", "json")
    days = {row["date"]: row for row in json.loads(result.stdout)}
    assert len(days) == 365
    assert (days["2026-10-10"]["kind"], days["2026-10-10"]["make_up"]) == ("work", True)
    assert (days["2026-10-01"]["kind"], days["2026-10-01"]["cause"]) == ("off", "National Day")
    assert days["2026-11-21"]["cutoff"] is None
    _, result = _run(calendar, "show", "2026", "--format", "csv")
    assert sum(row["kind"] == "work" for row in csv.DictReader(io.StringIO(result.stdout))) == 248


def test_check_tells_what_a_file_says(tmp_path: Path) -> None:
    """A good file is summed up on stdout, with remarks on stderr."""
    file = tmp_path / "shop.toml"
    file.write_text('cutoff = "18:00"\nopen = ["2026-11-20"]\n[platforms.tiktok]\nclock = "tiktok-us"\n', "utf-8")
    code, result = _run(calendar, "check", str(file))
    assert code == 0
    assert "cutoff     18:00" in result.stdout
    assert "platforms  tiktok: TikTok Shop US" in result.stdout
    assert result.stderr == "Remark: 2026-11-20: open, but worked anyway.\n"


def test_the_marketplaces_clocks_are_listed_with_their_sources() -> None:
    """As a table for people and as data."""
    _, result = _run(calendar, "clocks")
    assert "tiktok-us" in result.stdout
    _, result = _run(calendar, "clocks", "--format", "jsonl")
    rows = {row["clock"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert rows["ebay-us-same-day"]["cutoff"] == "14:00"
    assert all(row["source"] and row["read"] for row in rows.values())


def test_help_describes_the_calendar_file() -> None:
    """The format of the file is in the help, laid out as TOML."""
    _, result = _run(calendar, "--help")
    assert '\n      cutoff = "17:00" ' in result.stdout
    assert "[[official]]" in result.stdout
