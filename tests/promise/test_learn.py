"""Laws learnt from parcels: a published example, known lanes with a strike, months and levels; parcels on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from known_lanes import LANES, STRIKE, Lanes

from routing.promise.arrival import OPEN, chances_to_arrive
from routing.promise.calibration import outcomes
from routing.promise.law import DAY_S, LEVELS, SURE, Law
from routing.promise.learn import learn
from routing.promise.months import odd_months
from routing.promise.parcels import SEEN
from routing.promise.promise import Promise, PromiseRow, Target
from routing.promise.survival import LifeTable, law_of

HELD_OUT = date(2026, 8, 1)
AS_OF = datetime(2026, 7, 31, 16, tzinfo=UTC)


def test_the_example_of_kaplan_and_meier() -> None:
    """Deaths at 0.8, 3.1, 5.4 and 9.2, losses at 1.0, 2.7, 7.0 and 12.1 leave 7/8, 7/10, 21/40 and 21/80 alive.

    E. L. Kaplan, P. Meier, JASA 53 (1958), section 2; each ten times, so that enough are at risk.
    """
    ends = [(0.8, True), (3.1, True), (5.4, True), (9.2, True), (1.0, False), (2.7, False), (7.0, False), (12.1, False)]
    arrived = np.array([int(-(-end // 1)) if died else -1 for end, died in ends] * 10)
    seen = np.array([99 if died else int(end) for end, died in ends] * 10)
    law = law_of(LifeTable.of(np.zeros(80, np.int64), 1, arrived, seen).sum())
    assert law.chances == (0, 1250, 1250, 1250, 3000, 3000, 4750, 4750, 4750, 4750, 7375)


def _lost(lanes: Lanes, seed: int) -> np.ndarray[Any, Any]:
    """When each parcel was seen no more: a quarter of them a little after the usual time of its lane."""
    random = np.random.default_rng(seed)
    median = {(service, country): days for service, country, days, _ in LANES}
    usual = np.array([median[lane] + 1.4 for lane in zip(lanes.service, lanes.country, strict=True)])
    lost = random.random(len(usual)) < 0.26
    after = lanes.dispatched_s + (usual * random.uniform(1.12, 1.4, len(usual)) * DAY_S).astype(np.int64)
    return np.where(lost, after, np.iinfo(np.int64).max)


@pytest.mark.parametrize("seed", [1, 2])
def test_promises_come_true_in_months_that_were_not_learnt_from(seed: int) -> None:
    """Log-normal lanes, 12 % of the parcels seen no more before they came, a strike in February.

    Of the parcels of the months after, 80, 90 and 95 % come within the days promised with that chance, to three
    points.  With the unfinished parcels left out the same test fails.
    """
    lanes = Lanes(14_000, 14 * 30, seed)
    seen = lanes.seen(HELD_OUT, _lost(lanes, seed))
    assert 0.11 < seen["delivered_s"].null_count() / len(seen) < 0.14
    later = lanes.seen(date(2027, 6, 1)).filter(pl.col("dispatch_on") >= HELD_OUT)
    promise = Promise(learn(seen), AS_OF)
    told, known = outcomes(promise, later)
    assert known.all()
    found = [(one.chance, one.observed) for one in told.calibrated()]
    assert all(observed is not None and abs(observed - chance) <= 300 for chance, observed in found), found

    finished = seen.filter(pl.col("delivered_s").is_not_null())
    dropped, _ = outcomes(Promise(learn(finished), AS_OF), later)
    (_, observed), *_ = [(one.chance, one.observed) for one in dropped.calibrated()]
    assert observed is not None
    assert observed < 8_000 - 300  # 80 % were promised


def test_the_month_of_the_strike_is_not_in_the_law_and_has_its_own() -> None:
    """February's parcels were 8 to 16 days late: no other month counts them, the next February does."""
    rows = learn(Lanes(14_000, 14 * 30).seen(HELD_OUT))
    lane = {(row.country, row.month): row for row in rows if row.service == "air" and row.stage == "total"}
    assert lane["US", 0].left_out == (STRIKE,)
    usual, strike = (Promise(rows, AS_OF).learnt("air", "US", month) for month in (3, 2))
    assert usual is not None
    assert strike is not None
    assert (usual.level, strike.level) == ("country", "month")
    usual_s, strike_s = usual.law.seconds_to(8_000), strike.law.seconds_to(8_000)
    assert usual_s is not None
    assert strike_s is not None
    # 9 days x exp(0.25 x 0.8416) and 1.2 to the scan: 80 % within some 12.7 days; 12 more in the strike
    assert abs(usual_s / DAY_S - 12.7) < 0.5
    assert 9 < (strike_s - usual_s) / DAY_S < 14


def _parcels(
    count: int, days: int, service: str = "s", country: str = "US", on: date = date(2026, 3, 2)
) -> pl.DataFrame:
    """Parcels that are scanned after a day and delivered after so many."""
    at = int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())
    told = {
        "service": service, "country": country, "dispatch_on": on, "dispatched_s": at, "scanned_s": at + DAY_S,
        "delivered_s": at + days * DAY_S, "seen_s": at + 300 * DAY_S,
    }  # fmt: skip
    return pl.DataFrame([told] * count, schema=SEEN)


def test_too_few_parcels_fall_back_to_the_service_and_then_to_the_card() -> None:
    """Canada has five parcels: its line says that all of the service's count; service `t` has too few at all."""
    parcels = pl.concat([_parcels(120, 6), _parcels(5, 9, country="CA"), _parcels(7, 9, "t")])
    rows = learn(parcels)
    level = {(row.service, row.country): row.level for row in rows if row.stage == "total"}
    assert level == {
        ("s", ""): "service", ("s", "US"): "country", ("s", "CA"): "service", ("t", ""): "card", ("t", "US"): "card",
    }  # fmt: skip
    promise = Promise(rows, AS_OF)
    told = [promise.learnt(*lane, 3) for lane in (("s", "US"), ("s", "CA"), ("s", "XX"), ("t", "US"), ("u", "US"))]
    assert [one.level if one else None for one in told] == ["country", "service", "service", None, None]
    (of_canada,) = [row for row in rows if row.country == "CA" and row.stage == "total"]
    assert (of_canada.parcels, of_canada.delivered, of_canada.first_on) == (5, 5, date(2026, 3, 2))
    assert of_canada.law is not None
    assert of_canada.law.within(6 * DAY_S) == 9_600  # 120 of 125


def test_a_lane_goes_on_by_its_service_where_too_few_are_left_to_tell() -> None:
    """All of the 100 to Canada but eight come on day 6; when those come the service's parcels to the US tell."""
    canada = pl.concat([_parcels(92, 6, country="CA"), _parcels(8, 200, country="CA")])
    rows = learn(pl.concat([canada, _parcels(150, 6), _parcels(150, 12)]), least=90)
    (law,) = [row.law for row in rows if row.country == "CA" and row.stage == "total"]
    assert law is not None
    assert law.within(6 * DAY_S) == 9_200
    assert law.within(12 * DAY_S) == 9_959  # 150 of the 158 left in the service come on day 12


def test_two_months_do_not_tell_which_is_the_odd_one() -> None:
    """Three do, when two are alike; a month that is odd every year has a law of its own, one that is not has none."""
    quick, slow = (_parcels(150, days, on=date(2026, month, 2)) for days, month in ((6, 1), (12, 2)))
    assert all(not row.left_out for row in learn(pl.concat([quick, slow])))
    march = _parcels(150, 6, on=date(2026, 3, 2))
    rows = learn(pl.concat([quick, slow, march]))
    assert {row.month for row in rows} == {0, 2}
    next_year = pl.concat([_parcels(150, 6, on=date(2027, month, 2)) for month in (1, 2)])
    rows = learn(pl.concat([quick, slow, march, next_year]))
    assert {row.month for row in rows} == {0}
    assert {row.left_out for row in rows if row.stage == "total"} == {((2026, 2),)}
    few = _parcels(60, 12, on=date(2026, 2, 2))  # odd, and too few for a law of their own
    assert {row.month for row in learn(pl.concat([quick, few, march]))} == {0}


def test_a_month_that_nothing_is_known_of_is_not_odd() -> None:
    """Groups without parcels are passed over."""
    empty = LifeTable.of(np.array([0] * 30 + [2] * 30), 4, np.array([5] * 30 + [6] * 30), np.full(60, 90))
    assert odd_months(empty).tolist() == [False] * 4


def test_what_was_promised_is_compared_only_where_it_was_promised() -> None:
    """A law that never reaches 95 % is not held to it; too few parcels tell nothing; a lane without law is left out."""
    law = Law((0, 0, 0, 0, 0, 0, 8_000, 9_000))
    row = PromiseRow("s", "US", 0, "total", "country", 500, 480, date(2026, 1, 1), date(2026, 3, 1), law)
    promise = Promise((row,), AS_OF)
    told, known = outcomes(promise, pl.concat([_parcels(80, 6), _parcels(20, 9), _parcels(9, 9, "other")]))
    assert known.sum() == 100
    eighty, ninety, most = told.calibrated()
    assert (eighty.observed, eighty.parcels) == (8_000, 100)
    assert (ninety.observed, most.observed, most.parcels) == (10_000, None, 0)
    some, _ = outcomes(promise, _parcels(9, 6))
    assert [one.observed for one in some.calibrated()] == [None, None, None]
    assert len(told.take(told.arrived).chance) == 100


def _arrive(promise: Promise, now_s: int, **parcel: Any) -> tuple[int, str]:
    frame = pl.DataFrame([parcel], schema=OPEN)
    days = {("s", "US"): 10}
    chance, level = chances_to_arrive(promise, lambda *lane: days.get(lane), frame, now_s)
    return int(chance[0]), "" if level[0] < 0 else LEVELS[level[0]]


def test_the_chance_of_a_parcel_on_its_way() -> None:
    """By hand: half are scanned on each of two days, and delivered half a week or a week after the scan."""
    lane = {"service": "s", "country": "US", "dispatch_on": date(2026, 3, 2), "dispatched_s": 0}
    stages = {"first_scan": Law((0, 5_000, 10_000)), "delivery": Law((0, 0, 0, 5_000, 5_000, 5_000, 5_000, 10_000))}
    rows = tuple(
        PromiseRow("s", "US", 0, stage, "country", 500, 480, date(2026, 1, 1), date(2026, 3, 1), law)  # type: ignore[arg-type]
        for stage, law in stages.items()
    )
    promise = Promise(rows, AS_OF)
    scanned = {**lane, "scanned_s": DAY_S, "by_s": 8 * DAY_S}
    assert _arrive(promise, 2 * DAY_S, **scanned) == (10_000, "country")  # seven days from the scan: all of them
    assert _arrive(promise, 5 * DAY_S, **{**scanned, "by_s": 7 * DAY_S + DAY_S // 2}) == (5_000, "country")
    assert _arrive(promise, 9 * DAY_S, **scanned) == (0, "country")  # its time is over
    # not scanned after a day: it will be on the second, at its middle; then three and a half days are left
    assert _arrive(promise, DAY_S, **{**lane, "scanned_s": None, "by_s": 5 * DAY_S}) == (5_000, "country")
    # at once after dispatch: half are scanned in the middle of the first day, half in that of the second
    assert _arrive(promise, 0, **{**lane, "scanned_s": None, "by_s": 8 * DAY_S}) == (8_750, "country")
    assert _arrive(promise, 3 * DAY_S, **{**lane, "scanned_s": None, "by_s": 8 * DAY_S}) == (0, "country")
    nothing = Promise((), AS_OF)
    assert _arrive(nothing, DAY_S, **scanned) == (0, "card")
    assert _arrive(nothing, DAY_S, **{**scanned, "by_s": 11 * DAY_S}) == (10_000, "card")
    assert _arrive(nothing, DAY_S, **{**scanned, "service": "t"}) == (-1, "")


def test_chances_on_the_way_are_those_of_the_law_for_each_parcel() -> None:
    """The column says what `still` says of one, whatever the moment."""
    random = Random(3)  # noqa: S311 - a test's
    law = Law((0, 0, 1_000, 4_000, 7_000, 9_000, 9_800))
    row = PromiseRow("s", "US", 0, "total", "country", 500, 480, date(2026, 1, 1), date(2026, 3, 1), law)
    lane = {"service": "s", "country": "US", "dispatch_on": date(2026, 3, 2), "scanned_s": None}
    parcels: list[dict[str, Any]] = [
        {**lane, "dispatched_s": random.randrange(0, 4 * DAY_S), "by_s": random.randrange(0, 12 * DAY_S)}
        for _ in range(200)
    ]
    now = 4 * DAY_S
    chance, _ = chances_to_arrive(Promise((row,), AS_OF), lambda *_: None, pl.DataFrame(parcels, schema=OPEN), now)
    expected = [law.still(now - one["dispatched_s"], one["by_s"] - one["dispatched_s"]) for one in parcels]
    assert chance.tolist() == expected


@pytest.mark.parametrize("chance", [0, SURE + 1])
def test_a_target_is_a_chance(chance: int) -> None:
    """Nothing at all, or more than all, cannot be asked for."""
    with pytest.raises(ValueError, match="is not from 1"):
        Target(Promise((), AS_OF), chance)
