"""Deadlines at the edges of the rule, and the examples marketplaces publish: expected values are theirs or by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from carriers.calendars.official import bundled
from carriers.calendars.platform_clocks import platform_clock
from cli.words import sentence
from routing.deadlines.deadline import deadline_of
from routing.deadlines.localtime import zone
from routing.deadlines.reasons import cause_of
from routing.deadlines.schedule import PlatformClock, Schedule
from routing.deadlines.ship_by import platform_due
from routing.deadlines.workdays import Day, DayOff, Kind, SetBy, WorkDays
from routing.reason import Reason
from routing.values.moments import moment

HOUR_S = 3600
SHOP = Schedule("Asia/Shanghai", WorkDays(bundled("CN")))


@pytest.mark.parametrize(
    ("paid", "dispatch", "target", "latest"),
    [
        # The cutoff second.
        ("2026-11-18T16:59:59.9997+08:00", "2026-11-18", "2026-11-19T16:59:59", "2026-11-20T16:59:59"),
        ("2026-11-18T17:00:00+08:00", "2026-11-19", "2026-11-19T17:00:00", "2026-11-20T17:00:00"),
        ("2026-11-18T09:00:00Z", "2026-11-19", "2026-11-19T17:00:00", "2026-11-20T17:00:00"),  # the same moment
        ("2026-11-18T14:44:59+05:45", "2026-11-18", "2026-11-19T16:59:59", "2026-11-20T16:59:59"),  # Kathmandu
        # An ordinary weekend: 24 hours from Saturday are over at the end of Monday.
        ("2026-11-20T17:20:00+08:00", "2026-11-23", "2026-11-23T17:20:00", "2026-11-24T17:20:00"),
        ("2026-11-21T10:00:00+08:00", "2026-11-23", "2026-11-24T00:00:00", "2026-11-25T00:00:00"),
        ("2026-11-22T23:59:59+08:00", "2026-11-23", "2026-11-24T00:00:00", "2026-11-25T00:00:00"),
        ("2026-11-23T00:00:00+08:00", "2026-11-23", "2026-11-24T00:00:00", "2026-11-25T00:00:00"),
        ("2026-11-23T00:00:01+08:00", "2026-11-23", "2026-11-24T00:00:01", "2026-11-25T00:00:01"),
        # Make-up days: Saturday 2026-10-10 and Sunday 2026-09-20 are worked.
        ("2026-10-09T18:00:00+08:00", "2026-10-10", "2026-10-10T18:00:00", "2026-10-12T18:00:00"),
        ("2026-10-10T16:00:00+08:00", "2026-10-10", "2026-10-12T16:00:00", "2026-10-13T16:00:00"),
        ("2026-09-19T12:00:00+08:00", "2026-09-20", "2026-09-21T00:00:00", "2026-09-22T00:00:00"),
        # Spring Festival 2026, 15 to 23 February, with make-up Saturdays before and after.
        ("2026-02-14T16:59:59+08:00", "2026-02-14", "2026-02-24T16:59:59", "2026-02-25T16:59:59"),
        ("2026-02-14T17:00:00+08:00", "2026-02-24", "2026-02-24T17:00:00", "2026-02-25T17:00:00"),
        ("2026-02-27T17:00:00+08:00", "2026-02-28", "2026-02-28T17:00:00", "2026-03-02T17:00:00"),
        # A leap day, and the first day of the table.
        ("2024-02-29T10:00:00+08:00", "2024-02-29", "2024-03-01T10:00:00", "2024-03-04T10:00:00"),
        ("2018-01-01T00:00:00+08:00", "2018-01-02", "2018-01-03T00:00:00", "2018-01-04T00:00:00"),
        # The last order whose dates are all known.
        ("2026-12-29T16:00:00+08:00", "2026-12-29", "2026-12-30T16:00:00", "2026-12-31T16:00:00"),
    ],
)
def test_deadline_in_shanghai(paid: str, dispatch: str, target: str, latest: str) -> None:
    """Cutoff 17:00, five days a week, Chinese holidays: dates worked out by hand on the notices' calendar."""
    found = deadline_of(moment(paid), SHOP)
    assert found.known
    assert found.dispatch_on == date.fromisoformat(dispatch)
    assert found.target_at == datetime.fromisoformat(f"{target}+08:00")
    assert found.latest_at == datetime.fromisoformat(f"{latest}+08:00")


@pytest.mark.parametrize(
    ("paid", "dispatch", "target"),
    [
        ("2026-12-31T10:00+08:00", date(2026, 12, 31), None),  # ships today; where 24 working hours end is not known
        ("2026-12-30T10:00+08:00", date(2026, 12, 30), datetime.fromisoformat("2026-12-31T10:00+08:00")),
        ("2026-12-31T17:00+08:00", None, None),
        ("2027-01-04T10:00+08:00", None, None),
        ("2017-12-31T23:59:59+08:00", None, None),
        ("1970-01-01T00:00:00Z", None, None),
    ],
)
def test_beyond_the_notices_nothing_is_guessed(paid: str, dispatch: date | None, target: datetime | None) -> None:
    """What the table cannot know stays open, what it knows is told, and the note says where it ends."""
    found = deadline_of(moment(paid), SHOP)
    assert (found.known, found.latest_at) == (False, None)
    assert (found.dispatch_on, found.target_at) == (dispatch, target)
    assert sentence(found.note).startswith("UNKNOWN: workdays are known ")


@pytest.mark.parametrize(
    ("paid", "note"),
    [
        ("2026-11-20T17:20+08:00", "after the 17:00 cutoff; Sat 21, Sun 22 off; ships Mon 23 Nov"),
        ("2026-11-20T16:20+08:00", "before the 17:00 cutoff; ships Fri 20 Nov"),
        ("2026-10-31T09:00+08:00", "paid on a day off; Sat 31 Oct, Sun 1 Nov off; ships Mon 2 Nov"),
        ("2026-10-09T18:00+08:00", "after the 17:00 cutoff; ships Sat 10 Oct (make-up working day)"),
        (
            "2026-09-30T17:00+08:00",
            "after the 17:00 cutoff; Thu 1 to Wed 7 off (National Day); ships Thu 8 Oct",
        ),
        (
            "2026-12-31T17:00+08:00",
            "UNKNOWN: workdays are known to 2026-12-31; add the 2027 notice to your calendar file under [[official]]; after the 17:00 cutoff",  # noqa: E501
        ),
        ("2017-12-31T10:00+08:00", "UNKNOWN: workdays are known from 2018-01-01; earlier orders have no deadline here"),
    ],
)
def test_note_is_one_short_sentence(paid: str, note: str) -> None:
    """The note of the order table tells side of the cutoff, days off and dispatch day."""
    assert sentence(deadline_of(moment(paid), SHOP).note) == note


def test_reasons_tell_every_shift() -> None:
    """The reasons name the moment in the shop's zone, the days off, the make-up day and the days that do not count."""
    assert tuple(map(sentence, deadline_of(moment("2026-10-09T10:30:00Z"), SHOP).reasons)) == (
        "paid Fri 9 Oct 2026 18:30 in Asia/Shanghai (given as 2026-10-09T10:30:00+00:00), after the 17:00 cutoff",
        "ships Sat 10 Oct (make-up working day)",
        "24 working hours end Sat 10 Oct 2026 18:30; 48 working hours end Mon 12 Oct 2026 18:30; Sun 11 off",
    )


def test_what_is_said_of_the_day_of_payment() -> None:
    """On the make-up Saturday 10 October 2026; and beyond all official days, where no cutoff can be told."""
    paid = [deadline_of(moment(at), SHOP).reasons[0] for at in ("2026-10-10T16:00+08:00", "2031-05-05T10:00+08:00")]
    assert list(map(sentence, paid)) == [
        "paid Sat 10 Oct 2026 16:00 in Asia/Shanghai, a make-up working day (National Day), before the 17:00 cutoff",
        "paid Mon 5 May 2031 10:00 in Asia/Shanghai",
    ]


def test_days_off_are_values_that_say_who_decided() -> None:
    """The shop's own closure, the official holiday and the weekend are told apart without reading a sentence."""
    own = {date(2026, 9, 30): "stocktaking", date(2026, 10, 8): ""}
    off = deadline_of(moment("2026-09-29T18:00+08:00"), Schedule("Asia/Shanghai", WorkDays(bundled("CN"), closed=own)))
    festival = tuple(DayOff(date(2026, 10, day), "National Day", SetBy.OFFICIAL) for day in range(1, 8))
    assert off.days_off == (
        DayOff(date(2026, 9, 30), "stocktaking", SetBy.OWN), *festival, DayOff(date(2026, 10, 8), "", SetBy.OWN),
    )  # fmt: skip
    assert off.dispatch_on == date(2026, 10, 9)
    assert sentence(off.note) == (
        "after the 17:00 cutoff; Wed 30 Sep off (stocktaking), Thu 1 to Wed 7 off (National Day), "
        "Thu 8 off (closed); ships Fri 9 Oct"
    )
    weekend = deadline_of(moment("2026-11-20T17:20+08:00"), SHOP).days_off
    assert weekend == (DayOff(date(2026, 11, 21), "", SetBy.WEEK), DayOff(date(2026, 11, 22), "", SetBy.WEEK))


@pytest.mark.parametrize(
    ("cutoff_s", "paid", "dispatch"),
    [
        (0, "2026-11-18T00:00:00+08:00", date(2026, 11, 19)),  # 00:00: nothing ships on its own day
        (24 * HOUR_S, "2026-11-18T23:59:59+08:00", date(2026, 11, 18)),  # 24:00: everything does
        (18 * HOUR_S, "2026-11-18T17:30:00+08:00", date(2026, 11, 18)),  # the generous hour
    ],
)
def test_cutoffs_from_midnight_to_midnight(cutoff_s: int, paid: str, dispatch: date) -> None:
    """A cutoff may lie anywhere in the day, both ends included."""
    assert deadline_of(moment(paid), Schedule("Asia/Shanghai", SHOP.days, cutoff_s)).dispatch_on == dispatch


def test_the_sellers_word_wins_over_the_official_one() -> None:
    """Closure over extra day over make-up day over holiday over week."""
    days = WorkDays(
        bundled("CN"),
        closed={date(2026, 10, 10): "stocktaking", date(2026, 10, 3): "closed"},
        opened={date(2026, 10, 2): "open", date(2026, 10, 3): "open"},
    )
    shop = Schedule("Asia/Shanghai", days)
    assert deadline_of(moment("2026-10-01T10:00+08:00"), shop).dispatch_on == date(2026, 10, 2)  # open on a holiday
    assert deadline_of(moment("2026-10-02T18:00+08:00"), shop).dispatch_on == date(
        2026, 10, 8
    )  # closed and open: closed
    assert deadline_of(moment("2026-10-09T18:00+08:00"), shop).dispatch_on == date(2026, 10, 12)  # make-up day closed


def test_a_cutoff_of_a_date_wins_over_that_of_a_weekday() -> None:
    """Wednesday's cutoff is 12:00, but Wednesday 2026-11-11 is worked until 20:00."""
    by_date = {date(2026, 11, 11): 20 * HOUR_S}
    shop = Schedule("Asia/Shanghai", SHOP.days, weekday_cutoff_s={2: 12 * HOUR_S}, date_cutoff_s=by_date)
    assert deadline_of(moment("2026-11-11T19:59+08:00"), shop).dispatch_on == date(2026, 11, 11)
    assert deadline_of(moment("2026-11-18T12:00+08:00"), shop).dispatch_on == date(2026, 11, 19)


def test_named_days_reach_beyond_the_official_calendar() -> None:
    """A seller who names each day of the new year has a deadline in it, without a notice."""
    closed = {date(2027, 1, day): "New Year" for day in (1, 2, 3)}
    shop = Schedule("Asia/Shanghai", WorkDays(bundled("CN"), closed=closed, opened={date(2027, 1, 4): "open"}))
    found = deadline_of(moment("2026-12-31T18:00+08:00"), shop)
    assert found.dispatch_on == date(2027, 1, 4)
    assert found.target_at == datetime.fromisoformat("2027-01-04T18:00+08:00")
    assert (found.latest_at, found.known) == (None, False)


@pytest.mark.parametrize(
    ("zone_name", "paid", "target"),
    [
        # 02:30 of 2026-03-08 does not exist in New York: read with the offset before the change, 03:30 EDT.
        ("America/New_York", "2026-03-07T02:30:00-05:00", "2026-03-08T03:30:00-04:00"),
        # 01:30 of 2026-11-01 comes twice: the first.
        ("America/New_York", "2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00"),
        # The working clock keeps wall time: 23 or 25 hours over a changeover.
        ("Europe/London", "2026-03-28T12:00:00+00:00", "2026-03-29T12:00:00+01:00"),
        ("Europe/London", "2026-10-24T12:00:00+01:00", "2026-10-25T12:00:00+00:00"),
        # Lord Howe changes by half an hour: 02:00 to 02:30 on 2026-10-04.
        ("Australia/Lord_Howe", "2026-10-03T02:15:00+10:30", "2026-10-04T02:45:00+11:00"),
    ],
)
def test_clock_changes(zone_name: str, paid: str, target: str) -> None:
    """A shop of seven days keeps wall time over a clock change; skipped and repeated times are read as documented."""
    shop = Schedule(zone_name, WorkDays(bundled("none"), (True,) * 7))
    found = deadline_of(moment(paid), shop).target_at
    assert found is not None
    assert found.isoformat() == target


def test_a_cutoff_in_a_repeated_hour_is_one_moment() -> None:
    """Cutoff 01:30 in New York on 2026-11-01 is the first 01:30: in the second round all orders are after it."""
    shop = Schedule("America/New_York", WorkDays(bundled("none"), (True,) * 7), HOUR_S + 1800)
    assert deadline_of(moment("2026-11-01T01:29:59-04:00"), shop).dispatch_on == date(2026, 11, 1)
    assert deadline_of(moment("2026-11-01T01:10:00-05:00"), shop).dispatch_on == date(2026, 11, 2)


def test_plain_hours_are_shown_and_never_mixed() -> None:
    """Paid on Friday evening: plain 48 hours end on Sunday, before the parcel can ship."""
    found = deadline_of(moment("2026-11-20T17:20+08:00"), SHOP)
    assert found.clock_24h.isoformat() == "2026-11-21T17:20:00+08:00"
    assert found.clock_48h.isoformat() == "2026-11-22T17:20:00+08:00"
    assert found.clock_48h_before_dispatch is True
    assert deadline_of(moment("2026-11-18T10:00+08:00"), SHOP).clock_48h_before_dispatch is False


def _due(clock: PlatformClock, paid: str) -> str:
    found = platform_due(moment(paid, zone(clock.zone)), clock)
    assert found is not None
    return found.replace(tzinfo=None).isoformat()


@pytest.mark.parametrize("paid", ["2026-11-13T09:00", "2026-11-14T09:00", "2026-11-15T23:59:59"])
def test_ebay_one_day_handling_of_a_weekend_ends_on_monday(paid: str) -> None:
    """Friday, Saturday and Sunday: Monday 23:59:59 Pacific (pages.ebay.com/seller-center/shipping/handling-time)."""
    assert _due(platform_clock("ebay-us", "Asia/Shanghai", handling_days=1), paid) == "2026-11-16T23:59:59"


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        ("2026-11-16T13:59:59", "2026-11-16T23:59:59"),  # before 14:00: the same business day
        ("2026-11-16T14:00:00", "2026-11-17T23:59:59"),  # at or after: the next
        ("2026-11-13T14:00:00", "2026-11-16T23:59:59"),  # no weekends
        ("2026-11-25T14:00:00", "2026-11-27T23:59:59"),  # no holidays: Thursday is Thanksgiving
    ],
)
def test_ebay_same_day_handling(paid: str, due: str) -> None:
    """Cutoff 14:00 Pacific, before it the same day (developer.ebay.com, shipping-handling-same-day)."""
    assert _due(platform_clock("ebay-us-same-day", "Asia/Shanghai"), paid) == due


def test_ebay_rounds_a_cutoff_down_to_half_an_hour() -> None:
    """A cutoff of 14:20 counts as 14:00 (Trading API, DispatchCutoffTimePreferencesType)."""
    clock = platform_clock("ebay-us-same-day", "Asia/Shanghai", cutoff_s=14 * HOUR_S + 20 * 60)
    assert clock.cutoff_s == 14 * HOUR_S


@pytest.mark.parametrize(("paid", "day"), [("2026-11-16T11:00", "2026-11-16"), ("2026-11-16T16:00", "2026-11-17")])
def test_amazon_same_day_example(paid: str, day: str) -> None:
    """Cutoff 12:00: Monday 11:00 ships on Monday, Monday 16:00 on Tuesday (Seller Central G200955560)."""
    assert (
        _due(platform_clock("amazon-same-day", "America/Los_Angeles", cutoff_s=12 * HOUR_S), paid) == f"{day}T23:59:59"
    )


@pytest.mark.parametrize(("paid", "day"), [("2026-11-16T23:59:59", "2026-11-17"), ("2026-11-13T08:00", "2026-11-16")])
def test_amazon_one_day_handling_runs_until_midnight(paid: str, day: str) -> None:
    """Orders until midnight ship on the next business day (Seller Central 202096730)."""
    assert _due(platform_clock("amazon", "America/Los_Angeles", handling_days=1), paid) == f"{day}T23:59:59"


@pytest.mark.parametrize(
    ("paid", "day"), [("2026-11-17T05:59:59", "2026-11-17"), ("2026-11-17T06:00:00", "2026-11-18")]
)
def test_amazon_japan_counts_the_night_to_the_day_before(paid: str, day: str) -> None:
    """Orders from 00:00 to 06:00 count to the previous working day (announcement for 2023-12-15)."""
    assert _due(platform_clock("amazon-jp", "Asia/Shanghai", handling_days=1), paid) == f"{day}T23:59:59"


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        ("2026-11-16T12:00", "2026-11-18T23:59:00"),  # two business days on
        ("2026-11-20T12:00", "2026-11-24T23:59:00"),  # Saturday and Sunday do not count
        ("2026-11-24T12:00", "2026-11-27T23:59:00"),  # nor does Thanksgiving
    ],
)
def test_tiktok_us_two_business_days(paid: str, due: str) -> None:
    """Within 2 business days by 23:59 Pacific (seller-us.tiktok.com knowledge 8064131472115499)."""
    assert _due(platform_clock("tiktok-us", "Asia/Shanghai"), paid) == due


@pytest.mark.parametrize(
    ("paid", "due"),
    [("2026-11-16T13:59", "2026-11-16T23:59:00"), ("2026-11-16T14:00", "2026-11-17T23:59:00")],
)
def test_tiktok_vietnam_before_and_after_two(paid: str, due: str) -> None:
    """Before 14:00 the same working day by 23:59, otherwise the next (seller-vn.tiktok.com 7261258355672849)."""
    assert _due(platform_clock("tiktok-vn", "Asia/Shanghai"), paid) == due


def test_shopify_processing_example() -> None:
    """Wednesday 22 January after 12:00, holiday on Friday 24, two processing days: hand-over on Tuesday 28."""
    days = WorkDays(bundled("none"), closed={date(2025, 1, 24): "holiday"})
    clock = PlatformClock("Shopify", "Asia/Shanghai", days, 2, cutoff_s=12 * HOUR_S, counts_from_business_day=True)
    assert _due(clock, "2025-01-22T12:30")[:10] == "2025-01-28"


def test_the_stricter_clock_sets_the_latest_time_and_both_are_shown() -> None:
    """Over Spring Festival TikTok's clock runs on while the shop is closed: both dates, and the warning."""
    found = deadline_of(moment("2026-02-14T18:00+08:00"), SHOP, platform_clock("tiktok-us", "Asia/Shanghai"))
    # Saturday 02:00 in Los Angeles; Monday 16 is Washington's Birthday, so two business days end on Wednesday 18.
    assert found.ship_by_at == datetime.fromisoformat("2026-02-18T23:59:00-08:00")
    assert found.own_latest_at == datetime.fromisoformat("2026-02-25T18:00:00+08:00")
    assert found.latest_at == found.target_at == found.ship_by_at
    assert "TikTok Shop US ship-by Thu 19 Feb is before the dispatch day" in sentence(found.note)


def test_a_later_marketplace_clock_changes_nothing() -> None:
    """A ship-by after the own latest time is shown and leaves it alone."""
    by = moment("2026-11-30T23:59:59-08:00")
    found = deadline_of(moment("2026-11-18T10:00+08:00"), SHOP, ship_by=by)
    assert found.latest_at == found.own_latest_at == datetime.fromisoformat("2026-11-20T10:00+08:00")
    assert sentence(found.note) == "before the 17:00 cutoff; ships Wed 18 Nov; marketplace ship-by Tue 1 Dec"


def test_the_files_own_ship_by_wins_over_the_platforms_clock() -> None:
    """What the marketplace wrote into the order file is its word; the clock is only counted without it."""
    by = moment("2026-11-19T12:00:00+08:00")
    found = deadline_of(moment("2026-11-18T10:00+08:00"), SHOP, platform_clock("tiktok-us", "Asia/Shanghai"), by)
    assert found.latest_at == by
    assert sentence(found.note).endswith("marketplace ship-by Thu 19 Nov is earlier than the own Fri 20 Nov")


def test_a_platform_beyond_its_calendar_makes_the_answer_unknown() -> None:
    """Federal holidays are known to 2030: a TikTok order of 2031 says so although the shop has no holidays."""
    shop = Schedule("Asia/Shanghai", WorkDays(bundled("none")))
    found = deadline_of(moment("2031-05-05T10:00+08:00"), shop, platform_clock("tiktok-us", "Asia/Shanghai"))
    assert (found.known, found.ship_by_at, found.dispatch_on) == (False, None, date(2031, 5, 5))
    assert "TikTok Shop US ship-by UNKNOWN" in sentence(found.note)


def test_without_holidays_days_are_counted_to_the_end_of_the_century() -> None:
    """A shop without official days has no notice to wait for; days end where sampan stops counting."""
    found = deadline_of(moment("2099-12-31T10:00+08:00"), Schedule("Asia/Shanghai", WorkDays(bundled("none"))))
    assert sentence(found.note) == "UNKNOWN: days are counted to 2099-12-31; before the 17:00 cutoff; ships Thu 31 Dec"


def test_a_moment_without_a_zone_is_a_fault_of_the_caller() -> None:
    """A naive payment time never becomes a deadline by accident."""
    with pytest.raises(ValueError, match="without a zone"):
        deadline_of(datetime(2026, 11, 18, 10), SHOP)  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (DayOff(date(2026, 10, 1), "", SetBy.OFFICIAL), "deadline.holiday"),
        (Day(Kind.OFF, "", SetBy.OWN), "deadline.closed"),
        (Day(Kind.WORK, "", SetBy.OFFICIAL), "deadline.make_up"),
        (Day(Kind.WORK, "", SetBy.OWN), "deadline.open"),
    ],
)
def test_a_day_without_a_name_is_told_by_who_decided(day: Day | DayOff, code: str) -> None:
    """The state's days are holidays and make-up days, the seller's are closed and open ones."""
    assert cause_of(day) == Reason(code)
