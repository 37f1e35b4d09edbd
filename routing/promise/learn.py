"""Parcels to laws: by service and country, by month where one went otherwise, by service where a lane has too few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from attrs import field, frozen

from routing.promise.months import odd_months
from routing.promise.parcels import STAGES, on_stage
from routing.promise.promise import PromiseRow
from routing.promise.survival import LifeTable, law_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from routing.promise.law import Law, Level
    from routing.promise.parcels import Stage
    from routing.promise.survival import Int64s

LEAST: Final = 100
"""Delivered parcels from which on a law counts: with so many the share on time is known to some four points."""
_YEAR: Final = 12


@frozen(eq=False)
class _Lane:
    """The parcels of a service to a country (or of a service to all) by month of dispatch, stage by stage."""

    service: str
    country: str
    months: Int64s  # year x 12 + month - 1, one for each group of the life
    days: tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64]]  # the first and last of each month
    life: dict[Stage, LifeTable]
    odd: npt.NDArray[np.bool_] = field(init=False)

    @odd.default
    def _odd(self) -> npt.NDArray[np.bool_]:
        return odd_months(self.life["total"])

    def usual(self, stage: Stage) -> LifeTable:
        """The parcels of the months that went as the others did."""
        return self.life[stage].sum(~self.odd)

    @property
    def own_months(self) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
        """The months of the year (1 to 12) that went otherwise in every year seen, each with its groups."""
        of_year = self.months % _YEAR + 1
        for month in np.unique(of_year[self.odd]).tolist():
            groups = of_year == month
            if self.odd[groups].all():
                yield month, groups

    def row(
        self, stage: Stage, level: Level, groups: npt.NDArray[np.bool_], law: Law | None, month: int = 0
    ) -> PromiseRow:
        """A line of the promise of some of the months."""
        life = self.life[stage].sum(groups)
        left = () if month else self.months[self.odd].tolist()
        return PromiseRow(
            self.service, self.country, month, stage, level, int(life.parcels), int(life.delivered),
            self.days[0][groups].min().astype(object), self.days[1][groups].max().astype(object),
            law, tuple((one // _YEAR, one % _YEAR + 1) for one in left),
        )  # fmt: skip


def learn(parcels: pl.DataFrame, least: int = LEAST) -> tuple[PromiseRow, ...]:
    """The lines of a promise, by service, country, month and stage.

    Args:
        parcels: of the schema SEEN.
        least: delivered parcels from which on a law counts.
    """
    rows: list[PromiseRow] = []
    for of_service in parcels.sort("service", "country").partition_by("service", maintain_order=True):
        whole = _lane(of_service, of_service["service"][0], "")
        rows += _rows(whole, None, least)
        for of_lane in of_service.partition_by("country", maintain_order=True):
            rows += _rows(_lane(of_lane, whole.service, of_lane["country"][0]), whole, least)
    return tuple(rows)


def _lane(parcels: pl.DataFrame, service: str, country: str) -> _Lane:
    on = pl.col("dispatch_on")
    dated = parcels.with_columns(at=on.dt.year().cast(pl.Int64) * _YEAR + on.dt.month() - 1)
    by_month = dated.group_by("at").agg(first=on.min(), last=on.max()).sort("at")
    months = by_month["at"].to_numpy()
    life: dict[Stage, LifeTable] = {}
    for stage in STAGES:
        begun, day, seen = on_stage(dated, stage)
        group = np.searchsorted(months, begun["at"].to_numpy())
        life[stage] = LifeTable.of(group, len(months), day, seen)
    return _Lane(service, country, months, (by_month["first"].to_numpy(), by_month["last"].to_numpy()), life)


def _rows(lane: _Lane, service: _Lane | None, least: int) -> Iterator[PromiseRow]:
    """The lines of a lane; `service` is the lane of all countries, None where this is it."""
    own: Level = "country" if service else "service"
    for stage in STAGES:
        usual = lane.usual(stage)
        wider = service.usual(stage) if service and service.usual(stage).delivered >= least else None
        if usual.delivered >= least:
            yield lane.row(stage, own, ~lane.odd, law_of(usual, wider))
            for month, groups in lane.own_months:
                life = lane.life[stage].sum(groups)
                if life.delivered >= least:
                    yield lane.row(stage, "month" if service else own, groups, law_of(life, usual), month)
        else:
            everything = np.ones(len(lane.odd), np.bool_)
            level: Level = "service" if wider else "card"
            yield lane.row(stage, level, everything, law_of(wider) if wider else None)
