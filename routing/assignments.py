"""Choices to the lines of `assignments.csv`: columns as promised to users, text exact to the last decimal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import frozen

from routing.column_text import CodeColumn, Column, MomentColumn, PriceColumn, day_column, or_empty, value_column
from routing.deadlines.localtime_columns import NO_SECOND
from routing.deadlines.pickup import pickup_note
from routing.deadlines.workday_columns import NO_DAY
from routing.deadlines.workdays import day_of, epoch_day
from routing.fast.door import NOT_KNOWN
from routing.fast.parcels import UNKNOWN
from routing.fast.tariff import NO_PRICE
from routing.landed.door import NO_CLASS
from routing.line import (
    COLUMNS,
    DISPATCH_UNKNOWN,
    DOOR,
    HEAVIER_COSTS_LESS,
    NO_CHANNEL,
    NOTE_JOINT,
    ON_TIME,
    ON_TIME_BELOW_TARGET,
    ON_TIME_BY_CARD,
    ON_TIME_UNKNOWN,
    PARCEL_COLUMNS,
    REQUESTED,
)
from routing.promise.law import LEVELS
from routing.run_order import ASSIGNED
from routing.services.refusal import code_of
from routing.values.countries import COUNTRY_CODES
from routing.values.money import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

    from routing.deadlines.deadline_columns import Deadlines
    from routing.deadlines.deliver_by_columns import DeliverBy
    from routing.facts import Facts
    from routing.fast.choose import Choices
    from routing.fast.door import DoorColumns
    from routing.orders import OrderTable
    from routing.reason import Reason, Words


@frozen(eq=False)
class Assigned:
    """A chunk's result: the lines of assignments.csv, and the figures that totals are made of."""

    columns: Mapping[str, Column]  # by COLUMNS, in their order
    choices: Choices
    due: Deadlines
    misses: Counter[str]  # orders without a channel, by the code of their nearest miss

    @property
    def lines(self) -> pl.DataFrame:
        """The lines as a table of COLUMNS, all text or whole numbers or decimals."""
        return pl.DataFrame([
            _empty(name, len(self.choices.service)) if column is None
            else (column if isinstance(column, pl.Series) else column.series()).alias(name)
            for name, column in self.columns.items()
        ])  # fmt: skip

    def tiers(self) -> dict[str, int]:
        """How many orders each tier has."""
        tier = self.columns["tier"]
        return tier.counts() if isinstance(tier, CodeColumn) else {}


def assignments(
    table: OrderTable,
    choices: Choices,
    due: Deadlines,
    days: npt.NDArray[np.int32],
    reasons: Mapping[int, Reason | None],
    facts: Facts,
    words: Words = str,
    door: DoorColumns | None = None,
    deliver_by: DeliverBy | None = None,
) -> Assigned:
    """The lines of a chunk, in the order of its rows.

    `reasons` are those of the rows without a channel; `words` says how reasons and notes are written.
    """
    frame = table.frame
    taken = choices.service != UNKNOWN
    version = _versions(facts, choices, days)
    tiers = [*(tier.name for tier in facts.policy.tiers), REQUESTED]
    beaten = choices.runner_up != UNKNOWN
    flags = frame["flags"]
    unknown_day = due.dispatch_day == NO_DAY
    heavier = choices.heavier_g > 0
    late = _late_flags(choices, taken, deliver_by, facts)
    for flag, where in ((DISPATCH_UNKNOWN, unknown_day), (HEAVIER_COSTS_LESS, heavier), *late):
        if where.any():
            flags = _with_flag(flags, flag, where)
    columns: dict[str, Column] = {
        "order_id": frame["order_id"],
        "status": CodeColumn((NO_CHANNEL, ASSIGNED), taken.astype(np.int64)),
        "service": CodeColumn(facts.codes, choices.service),
        "carrier": CodeColumn([one.carrier for one in facts.services], version),
        "tier": CodeColumn(tiers, choices.tier),
        "chargeable_g": or_empty(choices.chargeable_g, taken),
        "price_cny": PriceColumn(choices.price_fen, taken),
        "price_basis": CodeColumn([one.basis for one in facts.services], version),
        "runner_up": CodeColumn(facts.codes, choices.runner_up),
        "runner_up_price_cny": PriceColumn(choices.runner_up_fen, beaten),
        "saving_cny": PriceColumn(choices.saving_fen, choices.saving_fen != NO_PRICE),
        "reason": _reasons(reasons, len(table), words),
        "dispatch_on": day_column(due.dispatch_day),
        "target_at": MomentColumn(due.target_s, due.target_offset_s),
        "latest_at": MomentColumn(due.latest_s, due.latest_offset_s),
        "deadline_note": _notes(version, due, facts, words),
        "country": _coded(frame["country"], COUNTRY_CODES),
        "weight_g": frame["weight_g"],
        "length_mm": frame["length_mm"],
        "width_mm": frame["width_mm"],
        "height_mm": frame["height_mm"],
        "value": value_column(frame["value_e4"]),
        "currency": _coded(frame["currency"], CURRENCIES),
        "flags": flags,
        **dict.fromkeys((*DOOR, *ON_TIME, *PARCEL_COLUMNS)),
        **_at_door(choices, door, words),
        **_delivery(choices, deliver_by),
    }
    misses = Counter(code_of(reason) for reason in reasons.values() if reason is not None)
    return Assigned({name: columns[name] for name in COLUMNS}, choices, due, misses)


def _late_flags(
    choices: Choices, taken: npt.NDArray[np.bool_], deliver_by: DeliverBy | None, facts: Facts
) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Where each of the flags of the chance to be on time stands."""
    if facts.target is None or deliver_by is None:
        return
    told = choices.on_time != UNKNOWN
    yield ON_TIME_BELOW_TARGET, told & (choices.on_time < facts.target.chance)
    yield ON_TIME_BY_CARD, choices.on_time_level == LEVELS.index("card")
    yield ON_TIME_UNKNOWN, taken & ~told & (deliver_by.at_s != NO_SECOND)


def _delivery(choices: Choices, deliver_by: DeliverBy | None) -> dict[str, Column]:
    """The columns of ON_TIME."""
    if deliver_by is None:
        return {}
    chance = PriceColumn(choices.on_time.astype(np.int64), choices.on_time != UNKNOWN)  # a percent has two decimals too
    return dict(zip(ON_TIME, (MomentColumn(deliver_by.at_s, deliver_by.offset_s), chance), strict=True))


def _at_door(choices: Choices, door: DoorColumns | None, words: Words) -> dict[str, Column]:
    """The columns of DOOR."""
    if door is None:
        return {}
    known = door.duty_fen != NOT_KNOWN
    whole = choices.price_fen + door.duty_fen + door.fees_fen
    notes = pl.Series(_door_notes(door.notes, words), dtype=pl.String).gather(door.note_index)
    sums = (PriceColumn(fen, known) for fen in (door.duty_fen, door.fees_fen, whole))
    return dict(zip(DOOR, (*sums, notes), strict=True))


def _door_notes(several: Iterable[tuple[Reason, ...]], words: Words) -> list[str | None]:
    """The texts of notes, each reason put in words once: those that name articles are known by their articles."""
    known: dict[object, str] = {}
    texts: list[str | None] = []
    for notes in several:
        said = []
        for note in notes:
            key = note.figures["articles"] if note.code == NO_CLASS else id(note)
            if key not in known:
                known[key] = words(note)
            said.append(known[key])
        texts.append(NOTE_JOINT.join(said) or None)
    return texts


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


def _notes(version: npt.NDArray[np.int64], due: Deadlines, facts: Facts, words: Words) -> CodeColumn:
    """The notes on deadlines, with the pickup day where a carrier's card names such days; each is put in words once."""
    texts, index = [words(note) for note in due.notes], due.note_index
    for number, service in enumerate(facts.services):
        if not service.pickup_weekmask:
            continue
        rows = np.flatnonzero((version == number) & (due.dispatch_day != NO_DAY) & (index != UNKNOWN))
        days, which = np.unique(due.dispatch_day[rows], return_inverse=True)
        pickups = [pickup_note(service, facts.schedule, day_of(day)) for day in days]
        own = [NOTE_JOINT + words(pickup) if pickup is not None else "" for pickup in pickups]
        pairs, joined = np.unique(index[rows].astype(np.int64) * len(days) + which, return_inverse=True)
        index = index.copy()
        index[rows] = len(texts) + joined
        texts += [texts[note] + own[day] for note, day in (divmod(pair, len(days)) for pair in pairs.tolist())]
    return CodeColumn(texts, index)


def _reasons(reasons: Mapping[int, Reason | None], count: int, words: Words) -> CodeColumn | None:
    """The reasons in words, each put in words once; empty where an order has a channel, or nothing is to be said."""
    texts: list[str] = []
    index = np.full(count, UNKNOWN, np.int32)
    known: dict[int, int] = {}
    for row, reason in reasons.items():
        if id(reason) not in known:
            known[id(reason)] = len(texts)
            texts.append(words(reason) if reason is not None else "")
        index[row] = known[id(reason)]
    return CodeColumn(texts, index) if texts else None


def _coded(column: pl.Series, texts: tuple[str, ...]) -> CodeColumn:
    """A column of one of these texts each."""
    return CodeColumn(texts, column.to_physical().cast(pl.Int16).fill_null(UNKNOWN).to_numpy())


def _empty(name: str, count: int) -> pl.Series:
    return pl.Series(name, [None], pl.String).new_from_index(0, count)


def _with_flag(flags: pl.Series, flag: str, where: npt.NDArray[np.bool_]) -> pl.Series:
    joined = pl.select(pl.concat_str(flags, pl.lit(flag), separator=";", ignore_nulls=True)).to_series()
    return joined.zip_with(pl.Series(where), flags)
