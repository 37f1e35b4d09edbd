"""THE MAIN PATH: a chunk of orders becomes parcels, meets the services, gets a price, a choice and a deadline.

Read this first; every step is the module of its name.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import Factory, evolve, field, frozen

from routing.assignments import Assigned, assignments
from routing.deadlines.deadline_columns import Deadlines, deadlines_of
from routing.deadlines.deliver_by_columns import DeliverBy, deliver_by_columns
from routing.deadlines.localtime import DAY_S
from routing.deadlines.localtime_columns import NO_SECOND, local_clock, wall_moment
from routing.deadlines.workday_columns import NO_DAY
from routing.deadlines.workdays import FIRST_DAY, LAST_DAY, day_of, epoch_day
from routing.fast.choose import Choices, choose
from routing.fast.code_table import WORD
from routing.fast.door import DoorColumns, Doors
from routing.fast.eligible import Eligibility
from routing.fast.grid import Grid
from routing.fast.heavier import heavier_columns
from routing.fast.on_time import LawTable
from routing.fast.parcels import MEASURED, UNKNOWN, Categories, DueColumns, parcels_of
from routing.services.in_force import boundaries
from routing.values.countries import COUNTRY_CODES

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt
    import polars as pl

    from routing.facts import Facts
    from routing.fast.parcels import Int64s, Parcels
    from routing.misses import Reasons
    from routing.orders import OrderTable
    from routing.reason import Reason, Words

CODES_BYTES: Final = 1 << 24
"""Of the codes that are held at once, one for each parcel and service: 16 MiB."""
PRICED: Final = (*MEASURED, "paid_at", "ship_by", "deliver_by")
"""The columns of an order table that tell what a parcel costs where no lines are asked for."""


@frozen(eq=False)
class Plan:
    """How a day's orders are routed.

    `on` is the day of hand-over, None for each order's dispatch day; `words` says how reasons are written.
    """

    facts: Facts
    on: date | None = None
    words: Words = str
    _grids: dict[int, Grid] = field(init=False, default=Factory(dict))
    _reasons_of: dict[Grid, Reasons] = field(init=False, default=Factory(dict))

    def route(self, table: OrderTable) -> Assigned:
        """The chunk's assignments, in the order of its rows."""
        parcels = self._parcels(table)
        due = self._deadlines(table, parcels)
        days = self._pricing_days(table, due)
        deliver_by = self._deliver_by(table, parcels, due)
        parcels = self._with_due(parcels, deliver_by, due)
        choices = self._choices(parcels, days, heavier=True)
        reasons = self._reasons(table, parcels, choices, days)
        door = self._door(parcels, choices, days)
        return assignments(table, choices, due, days, reasons, self.facts, self.words, door, deliver_by)

    def choices(self, table: OrderTable) -> tuple[Choices, npt.NDArray[np.int32]]:
        """The chunk's choices without their lines, and the day whose facts count for each order."""
        parcels = self._parcels(table)
        due = self._deadlines(table, parcels)
        days = self._pricing_days(table, due)
        parcels = self._with_due(parcels, self._deliver_by(table, parcels, due), due)
        return self._choices(parcels, days), days

    def priced(self, table: OrderTable) -> tuple[Choices, DoorColumns | None]:
        """The chunk's choices, and what the door costs with them where that is asked for, without lines or reasons.

        Unless `asks_lines`, only the columns of PRICED are read.
        """
        parcels = self._parcels(table)
        due = self._deadlines(table, parcels)
        days = self._pricing_days(table, due)
        parcels = self._with_due(parcels, self._deliver_by(table, parcels, due), due)
        choices = self._choices(parcels, days)
        return choices, self._door(parcels, choices, days)

    def grid(self, on: date) -> Grid:
        """The services' tables on a day; one for each span of days on which no fact changes."""
        period = int(np.searchsorted(self._boundaries, epoch_day(on), side="right"))
        if period not in self._grids:
            facts = self.facts
            versions = facts.versions_on(on)
            self._grids[period] = Grid(versions, facts.policy, facts.rates, on, facts.door, self._laws)
        return self._grids[period]

    @cached_property
    def asks_lines(self) -> bool:
        """Whether prices hang on the lines of orders: a card counts them, or the door is asked about."""
        return self._asks_items or self.facts.door is not None

    @cached_property
    def _asks_items(self) -> bool:
        """Whether some card counts the lines of customs declarations."""
        return any(one.per == "item" for service in self.facts.services for one in service.surcharges)

    @cached_property
    def _laws(self) -> LawTable | None:
        """The laws of transit; None where nobody asks for the chance to be on time."""
        return None if self.facts.target is None else LawTable(self.facts.target)

    @cached_property
    def _boundaries(self) -> Int64s:
        at_door = () if self.facts.door is None else self.facts.door.validities
        days = boundaries(self.facts.services, self.facts.policy, self.facts.rates, at_door)
        return np.array([epoch_day(day) for day in days], np.int64)

    def _parcels(self, table: OrderTable) -> Parcels:
        """The chunk's parcels, with what the cards and the door ask of them."""
        return parcels_of(table, items=self._asks_items, door=self.facts.door is not None)

    def _reasons(
        self, table: OrderTable, parcels: Parcels, choices: Choices, days: npt.NDArray[np.int32]
    ) -> dict[int, Reason | None]:
        """Row -> why the order has no channel."""
        rows = np.flatnonzero(choices.service == UNKNOWN)
        if not rows.size:
            return {}
        from routing.misses import Reasons, parcels_at  # noqa: PLC0415 - not needed where every order has a channel

        periods = np.searchsorted(self._boundaries, days.take(rows), side="right")
        reasons: dict[int, Reason | None] = {}
        for period in np.unique(periods):
            here = rows[periods == period]
            grid = self.grid(day_of(days[here[0]]))
            reasons_of = self._reasons_of.setdefault(grid, Reasons(self.facts, grid))
            parcel_at = parcels_at(table.frame, here)
            blocked = choices.blocked.take(here) != 0
            told = reasons_of.reasons(parcels.take(here), days.take(here), blocked, parcel_at)
            reasons |= zip(here.tolist(), told, strict=True)
        return reasons

    def _door(self, parcels: Parcels, choices: Choices, days: npt.NDArray[np.int32]) -> DoorColumns | None:
        """What the door costs with the service chosen for each parcel; None where nobody asks."""
        if parcels.consignments is None:
            return None
        columns = DoorColumns.none(len(parcels))
        periods = np.searchsorted(self._boundaries, days, side="right")
        for period in np.unique(periods):
            rows = np.flatnonzero((periods == period) & (choices.service != UNKNOWN))
            grid = self.grid(day_of(days[np.argmax(periods == period)]))
            if rows.size and grid.door is not None:
                doors = Doors(parcels.consignments.take(rows), grid.door)
                entries = {self.facts.codes.index(one.service.code): one.service.door for one in grid.versions}
                columns.put(rows, doors, choices.service.take(rows), entries)
        return columns

    def _deadlines(self, table: OrderTable, parcels: Parcels) -> Deadlines:
        paid_s = _seconds(table.frame["paid_at"])
        names = tuple(self.facts.schedule.platforms)
        platform = _among(parcels.platform, names) if names else None
        given = table.frame["ship_by"]
        ship_by = None if given.null_count() == len(given) else _seconds(given)
        return deadlines_of(
            paid_s, self.facts.schedule, tuple(self.facts.schedule.platforms.values()), platform, ship_by
        )

    def _deliver_by(self, table: OrderTable, parcels: Parcels, due: Deadlines) -> DeliverBy | None:
        """By when each order is to be delivered; None where nobody says of any."""
        given, rules = table.frame["deliver_by"], self.facts.policy.delivery
        given_s = None if given.null_count() == len(given) else _seconds(given)
        rule_idx = None
        if rules:
            platforms, countries = parcels.platform, parcels.country.astype(np.int64)
            pairs, which = np.unique(countries * (len(platforms.values) + 1) + platforms.codes + 1, return_inverse=True)
            first = [self._delivery_rule(*divmod(int(pair), len(platforms.values) + 1), platforms) for pair in pairs]
            rule_idx = np.array(first, np.int64)[which]
        if given_s is None and (rule_idx is None or not (rule_idx >= 0).any()):
            return None
        paid_s = _seconds(table.frame["paid_at"])
        return deliver_by_columns(given_s, rule_idx, paid_s, due.dispatch_day, rules, self.facts.schedule.zone)

    def _with_due(self, parcels: Parcels, deliver_by: DeliverBy | None, due: Deadlines) -> Parcels:
        """The parcels with what the chance to be on time goes by, where it is asked for."""
        if self.facts.target is None or deliver_by is None:
            return parcels
        given = None if self.on is None else np.int32(epoch_day(self.on))
        day = due.dispatch_day if given is None else np.full_like(due.dispatch_day, given)
        known = (day != NO_DAY) & (deliver_by.at_s != NO_SECOND)
        day = np.where(known, day, 0)
        clock = local_clock(self.facts.schedule.zone, FIRST_DAY, LAST_DAY)
        start_s = wall_moment(day.astype(np.int64) * DAY_S, 0, clock)
        month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
        seconds = np.where(known, deliver_by.at_s - start_s, -1)
        return evolve(parcels, due=DueColumns(seconds, month.astype(np.int8), known))

    def _delivery_rule(self, country: int, platform: int, platforms: Categories) -> int:
        """The place of the first of the policy's delivery days that covers the pair; -1 for none."""
        name = platforms.values[platform - 1] if platform else None
        rules = enumerate(self.facts.policy.delivery)
        return next((at for at, rule in rules if rule.covers(name, COUNTRY_CODES[country])), -1)

    def _pricing_days(self, table: OrderTable, due: Deadlines) -> npt.NDArray[np.int32]:
        """The day whose facts count for each order: of hand-over; where no dispatch day is known, of payment."""
        if self.on is not None:
            return np.full(len(table), epoch_day(self.on), np.int32)
        unknown = due.dispatch_day == NO_DAY
        if not unknown.any():
            return due.dispatch_day
        local = table.frame["paid_at"].dt.convert_time_zone(self.facts.schedule.zone).dt.date()
        return np.where(unknown, local.to_physical().to_numpy(), due.dispatch_day)

    def _choices(self, parcels: Parcels, days: npt.NDArray[np.int32], *, heavier: bool = False) -> Choices:
        """The choices for parcels of one or several days; services are numbered as in `codes`.

        `heavier`: whether greater weights that cost less are looked for.
        """
        periods = np.searchsorted(self._boundaries, days, side="right")
        if not len(periods) or (periods == periods[0]).all():
            first = day_of(days[0] if len(days) else 0)
            return self._choose(parcels, first, heavier=heavier)
        whole = Choices.none(len(parcels))
        for period in np.unique(periods):
            rows = np.flatnonzero(periods == period)
            on = day_of(days[rows[0]])
            whole.put(rows, self._choose(parcels.take(rows), on, heavier=heavier))
        return whole

    def _choose(self, parcels: Parcels, on: date, *, heavier: bool = False) -> Choices:
        """The choices on one day, by parts so large that parcels x services fit into CODES_BYTES."""
        grid = self.grid(on)
        at_once = max(CODES_BYTES // (grid.words * WORD), 1)
        if len(parcels) <= at_once:
            choices = _chosen(Eligibility(parcels, grid), heavier=heavier)
        else:
            choices = Choices.none(len(parcels))
            for start in range(0, len(parcels), at_once):
                rows = np.arange(start, min(start + at_once, len(parcels)))
                choices.put(rows, _chosen(Eligibility(parcels.take(rows), grid), heavier=heavier))
        number = np.array([*(self.facts.codes.index(one.service.code) for one in grid.versions), -1], np.int16)
        return choices.renumbered(number)


def _chosen(eligibility: Eligibility, *, heavier: bool) -> Choices:
    """The choices of a part, with the greater weights that cost less where they are asked for."""
    choices = choose(eligibility)
    if not heavier:
        return choices
    found = heavier_columns(eligibility, choices.service, choices.price_fen)
    return evolve(choices, heavier_g=found.weight_g, heavier_saving_fen=found.saving_fen)


def _seconds(column: pl.Series) -> npt.NDArray[np.int64]:
    """UTC seconds, rounded down; NO_SECOND where the cell is empty."""
    seconds: npt.NDArray[np.int64] = (column.dt.timestamp("us") // 1_000_000).fill_null(NO_SECOND).to_numpy()
    return seconds


def _among(column: Categories, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Each row's place in `names`; -1 for none."""
    place = [names.index(word) if word in names else -1 for word in column.values]
    return np.array([*place, -1], np.int64)[column.codes]
