"""Choices to the lines of `assignments.csv`: columns as promised to users, text exact to the last decimal."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from attrs import frozen

from routing.choice import REQUESTED, decide
from routing.daytable import NO_DAY
from routing.deadlines import NO_SECOND
from routing.parcel import COLUMNS as PARCEL
from routing.parcel import parcel_of
from routing.parcels import UNKNOWN
from routing.pickup import pickup_note
from routing.workdays import day_of, epoch_day

if TYPE_CHECKING:
    import numpy.typing as npt

    from routing.choose import Choices
    from routing.deadlines import Deadlines
    from routing.facts import Facts
    from routing.orders import OrderTable

COLUMNS: Final = (
    "order_id",
    "status",
    "service",
    "carrier",
    "tier",
    "chargeable_g",
    "price_cny",
    "price_basis",
    "runner_up",
    "runner_up_price_cny",
    "saving_cny",
    "reason",
    "dispatch_on",
    "target_at",
    "latest_at",
    "deadline_note",
    "country",
    "weight_g",
    "length_mm",
    "width_mm",
    "height_mm",
    "value",
    "currency",
    "flags",
)
ASSIGNED: Final = "assigned"
NO_CHANNEL: Final = "no_channel"
DISPATCH_UNKNOWN: Final = "DISPATCH_UNKNOWN"
"""Flag of an order whose dispatch day no calendar covers: the facts of the day of payment were used."""
_DAY_S: Final = 86_400
_FAR_APART: Final = 1_000  # days between the first and the last order of a chunk


@frozen(eq=False)
class Assigned:
    """A chunk's result: the lines of assignments.csv, and the figures that totals are made of."""

    lines: pl.DataFrame  # COLUMNS, all text or whole numbers or decimals
    choices: Choices
    due: Deadlines


def assignments(
    table: OrderTable, choices: Choices, due: Deadlines, days: npt.NDArray[np.int32], facts: Facts
) -> Assigned:
    """The lines of a chunk, in the order of its rows."""
    frame = table.frame
    taken = choices.service != UNKNOWN
    version = _versions(facts, choices, days)
    tiers = [*(tier.name for tier in facts.policy.tiers), REQUESTED]
    beaten = choices.runner_up != UNKNOWN
    saving = np.where(beaten, choices.runner_up_fen - choices.price_fen, 0)
    flags = frame["flags"]
    unknown_day = due.dispatch_day == NO_DAY
    if unknown_day.any():
        flags = _with_flag(flags, unknown_day)
    lines = pl.DataFrame(
        {
            "order_id": frame["order_id"],
            "status": _pick([NO_CHANNEL, ASSIGNED], taken.astype(np.int64)),
            "service": _pick(facts.codes, choices.service),
            "carrier": _pick([one.carrier for one in facts.services], version),
            "tier": _pick(tiers, choices.tier),
            "chargeable_g": _or_empty(choices.chargeable_g, taken),
            "price_cny": _fen(choices.price_fen, taken),
            "price_basis": _pick([one.basis for one in facts.services], version),
            "runner_up": _pick(facts.codes, choices.runner_up),
            "runner_up_price_cny": _fen(choices.runner_up_fen, beaten),
            "saving_cny": _fen(saving, beaten),
            "reason": _reasons(table, taken, days, facts),
            "dispatch_on": _days(due.dispatch_day),
            "target_at": _times(due.target_s, due.target_offset_s),
            "latest_at": _times(due.latest_s, due.latest_offset_s),
            "deadline_note": _with_pickups(_pick(due.notes, due.note_index), version, due, facts),
            "country": frame["country"].cast(pl.String),
            "weight_g": frame["weight_g"],
            "length_mm": frame["length_mm"],
            "width_mm": frame["width_mm"],
            "height_mm": frame["height_mm"],
            "value": _values(frame["value_e4"]),
            "currency": frame["currency"].cast(pl.String),
            "flags": flags,
        }
    )
    return Assigned(lines.select(COLUMNS), choices, due)


def _versions(facts: Facts, choices: Choices, days: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The place among the facts' services of the version chosen for each order, which says carrier and basis."""
    versions = Counter(service.code for service in facts.services)
    only = [UNKNOWN] * (len(facts.codes) + 1)
    for number, service in enumerate(facts.services):
        only[facts.codes.index(service.code)] = number
    index = np.array(only, np.int64).take(choices.service, mode="wrap")
    for number, service in enumerate(facts.services):
        if versions[service.code] == 1:
            continue
        chosen = choices.service == facts.codes.index(service.code)
        start = epoch_day(service.validity.start)
        end = epoch_day(service.validity.end) if service.validity.end else np.iinfo(np.int32).max
        index[chosen & (days >= start) & (days <= end)] = number
    return index


def _with_pickups(notes: pl.Series, version: npt.NDArray[np.int64], due: Deadlines, facts: Facts) -> pl.Series:
    """The notes with the carrier's pickup day where its card names pickup days; each day is put in words once."""
    for number, service in enumerate(facts.services):
        if not service.pickup_weekmask:
            continue
        rows = np.flatnonzero((version == number) & (due.dispatch_day != NO_DAY))
        days, which = np.unique(due.dispatch_day[rows], return_inverse=True)
        told = [pickup_note(service, facts.schedule, day_of(day)) for day in days]
        own = pl.Series(told, dtype=pl.String).gather(which)
        notes = notes.scatter(rows, notes.gather(rows) + own)
    return notes


def _reasons(table: OrderTable, taken: npt.NDArray[np.bool_], days: npt.NDArray[np.int32], facts: Facts) -> pl.Series:
    """Why each order without a channel has none, told by the exact path; equal parcels are asked once."""
    reasons: list[str | None] = [None] * len(table)
    known: dict[object, str] = {}
    rows = np.flatnonzero(~taken)
    orders = table.frame.select(pl.col(PARCEL).gather(rows)).iter_rows(named=True)
    for row, order in zip(rows.tolist(), orders, strict=True):
        parcel, day = parcel_of(order), int(days[row])
        if (parcel, day) not in known:
            on = day_of(day)
            known[parcel, day] = decide(parcel, facts.standings(on), facts.policy, facts.rates, on).reason
        reasons[row] = known[parcel, day]
    return pl.Series(reasons, dtype=pl.String)


def _pick(words: list[str] | tuple[str, ...], index: npt.NDArray[Any]) -> pl.Series:
    """The word each number stands for; empty for UNKNOWN."""
    empty = len(words)
    return pl.Series([*words, None], dtype=pl.String).gather(np.where(index == UNKNOWN, empty, index))


def _or_empty(figures: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> pl.Series:
    return pl.Series(figures).set(pl.Series(~known), None)


def _fen(fen: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]) -> pl.Series:
    """Fen as CNY with two decimals."""
    return _decimal(pl.Series(fen).set(pl.Series(~known), None), 2)


def _decimal(whole: pl.Series, places: int) -> pl.Series:
    """A fixed-point column as decimals, exactly."""
    unit = pl.Series([10**places], dtype=pl.Decimal(20, 0))
    return whole.cast(pl.Decimal(20, places)) / unit


def _values(value_e4: pl.Series) -> pl.Series:
    """Ten-thousandths as text with two decimals, or four where two would not do."""
    rest = (value_e4 % 100 != 0).fill_null(value=False)
    two = _decimal(value_e4 // 100, 2)
    if not rest.any():
        return two
    return two.cast(pl.String).zip_with(~rest, _decimal(value_e4, 4).cast(pl.String).str.strip_chars_end("0"))


def _days(days: npt.NDArray[np.int32]) -> pl.Series:
    """ISO 8601 dates, empty where not known."""
    unknown = days == NO_DAY
    texts, which = _dates(np.where(unknown, 0, days) if unknown.any() else days)
    stated = texts.gather(which)
    return stated.set(pl.Series(unknown), None) if unknown.any() else stated


def _times(seconds: npt.NDArray[np.int64], offset_s: npt.NDArray[np.int32]) -> pl.Series:
    """ISO 8601 with the offset, empty where not known: day, wall time and offset each written once and put together."""
    unknown = seconds == NO_SECOND
    local = (np.where(unknown, 0, seconds) if unknown.any() else seconds) + offset_s
    days = local // _DAY_S
    second = local - days * _DAY_S
    dates, which = _dates(days)
    if not len(offset_s) or (offset_s == offset_s[0]).all():
        walls = _walls(_offset(int(offset_s[0]) if len(offset_s) else 0)).gather(second)
    else:
        offsets, own = np.unique(offset_s, return_inverse=True)
        walls = _walls("").gather(second) + pl.Series([_offset(int(one)) for one in offsets]).gather(own)
    stated = (dates + "T").gather(which) + walls
    return stated.set(pl.Series(unknown), None) if unknown.any() else stated


def _dates(days: npt.NDArray[Any]) -> tuple[pl.Series, npt.NDArray[Any]]:
    """The texts of all days, and which of them each row is."""
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    if last - first < _FAR_APART:
        known, which = range(first, last + 1), days - first
    else:
        distinct, which = np.unique(days, return_inverse=True)
        known = distinct.tolist()
    return pl.Series([str(day_of(day)) for day in known], dtype=pl.String), which


@lru_cache(maxsize=4)
def _walls(offset: str) -> pl.Series:
    """Second of the day -> wall time with the offset."""
    moments = pl.from_epoch(pl.Series(range(_DAY_S)), time_unit="s")
    return moments.dt.strftime("%H:%M:%S") + offset


def _offset(seconds: int) -> str:
    sign, (hours, minutes) = "-" if seconds < 0 else "+", divmod(abs(seconds) // 60, 60)
    return f"{sign}{hours:02d}:{minutes:02d}"


def _with_flag(flags: pl.Series, where: npt.NDArray[np.bool_]) -> pl.Series:
    joined = pl.select(pl.concat_str(flags, pl.lit(DISPATCH_UNKNOWN), separator=";", ignore_nulls=True)).to_series()
    return joined.zip_with(pl.Series(where), flags)
