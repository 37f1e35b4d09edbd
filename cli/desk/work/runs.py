"""The runs of a folder, and their orders as columns: read once, kept for as long as the files stay as they are."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from zoneinfo import ZoneInfo

import polars as pl
from attrs import define, field, frozen

from cli.desk.work.told import told_problem
from cli.options.facts import FactPaths
from cli.run.directory import ASSIGNMENTS, INPUTS, MANIFEST, ORDERS, PROBLEMS
from cli.run.input_files import state_of
from cli.run.manifest import language_of, parts_of, read_manifest, zone_of
from cli.run.reader import intact, line_table, orders_of, problem_reasons, problem_table
from cli.words.language import language
from routing.values.dates import day
from routing.values.formulas import BEGINS
from routing.values.moments import moment
from routing.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_T = TypeVar("_T")

KEPT: Final = 2
"""Runs whose tables are kept in memory."""
_FROM_ORDERS: Final = ("order_id", "platform", "paid_at", "name", "sku", "quantity")
_FEW: Final = ("status", "service", "carrier", "tier", "price_basis", "runner_up", "country", "currency", "platform")
"""Columns of few different words."""
_NUMBERS: Final = {"chargeable_g": pl.Int64, "weight_g": pl.Int64}
_MONEY: Final = ("price_cny", "runner_up_price_cny", "saving_cny", "door_cny")
_SOUGHT: Final = ("id", "order_ids", "name", "sku", "service", "carrier", "country", "platform", "flags")
"""What a search looks into."""
_STAYS_NEW: Final = timedelta(hours=36)
"""How long after its moment a run is looked at by the clock; later, by its own moment."""


@define(eq=False)
class Run:
    """A run as the desk shows it.  `table` has a row for each line of assignments.csv, in its order.

    Its columns: `id` (the order's own number) and those of assignments.csv and of the orders that lists show; amounts
    as fen (`price_fen`, ...), moments as UTC, `sought` in small letters for searches.
    """

    path: Path
    manifest: dict[str, Any]
    name: str
    """By which addresses call it."""
    _made: dict[object, Any] = field(init=False, factory=dict, repr=False)
    _lock: RLock = field(init=False, factory=RLock, repr=False)

    def once(self, what: object, make: Callable[[], _T]) -> _T:
        """What was made of the run under that name, made now if it was not yet: once, however many ask."""
        with self._lock:
            if what not in self._made:
                self._made[what] = make()
            made: _T = self._made[what]
            return made

    @property
    def language(self) -> str:
        """The language in which it wrote its sentences."""
        return language_of(self.manifest)

    @property
    def zone(self) -> ZoneInfo:
        """The shop's."""
        return zone_of(self.manifest)

    def moment(self, clock: datetime) -> datetime:
        """The moment at which its orders are looked at, in its zone: the clock, or its own where it is long past."""
        own = moment(self.manifest["now"])
        return (clock if own <= clock < own + _STAYS_NEW else own).astimezone(self.zone)

    @property
    def table(self) -> pl.DataFrame:
        """The orders with what was decided.

        Raises:
            InputError: a file of the run is damaged.
        """
        return self.once("table", self._table)

    def _table(self) -> pl.DataFrame:
        lines = line_table(self.path)
        with intact(self.path):
            orders = orders_of(self.path).select(_FROM_ORDERS).rename({"order_id": "id"}).collect()
        guarded = pl.col("id").str.contains(BEGINS)
        orders = orders.with_columns(pl.when(guarded).then("'" + pl.col("id")).otherwise("id").alias("order_id"))
        table = lines.join(orders, on="order_id", how="left", maintain_order="left")
        table = table.with_columns(
            pl.col("id").fill_null(pl.col("order_id")),
            *(pl.col(name).cast(kind, strict=False) for name, kind in _NUMBERS.items()),
            *(_fen(name) for name in _MONEY),
            _moment("latest_at"),
            _moment("target_at"),
        ).drop(*_MONEY)
        sought = pl.concat_str([pl.col(name).fill_null("") for name in _SOUGHT], separator="\n").str.to_lowercase()
        return table.with_columns(sought.alias("sought"), *(pl.col(name).cast(pl.Categorical) for name in _FEW))

    @property
    def problems(self) -> pl.DataFrame:
        """The rows that were refused, as problems.csv has them."""
        return self.once("problems", lambda: problem_table(self.path))

    def told_problems(self, start: int, count: int) -> list[dict[str, Any]]:
        """Some of the rows that were refused, their messages in the reader's language."""
        rows = self.problems.slice(start, count).to_dicts()
        if self.language == language():
            return rows
        reasons = self.once("reasons", lambda: problem_reasons(self.path))
        return [
            {**row, "message": told_problem(row["code"], reasons.get(line))} for line, row in enumerate(rows, start)
        ]

    def warnings(self) -> list[str]:
        """What to mind, in the reader's language; nothing where the run did not say it in that one."""
        own = self.manifest["warnings"] if self.language == language() else []
        return list(self.manifest.get("warnings_in", {}).get(language(), own))

    @property
    def verifier(self) -> Verifier:
        """The exact path over the facts that the run kept; its reasons are values.

        Raises:
            InputError: the facts cannot be used any more.
        """
        return self.once("verifier", self._verifier)

    def _verifier(self) -> Verifier:
        on = self.manifest["on"]
        return Verifier(FactPaths.snapshot(self.path / INPUTS).load(), day(on, iso=True) if on else None)

    def orders(self, order_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Order id -> its row of orders.parquet, of those that are there.

        Raises:
            InputError: the file is damaged.
        """
        if not order_ids:
            return {}
        frame = self.once("orders", lambda: orders_of(self.path))
        with intact(self.path):
            rows = frame.filter(pl.col("order_id").is_in(list(order_ids))).collect()
        return {str(row["order_id"]): row for row in rows.iter_rows(named=True)}

    def at(self, order_id: str) -> int | None:
        """The place of an order in the table; None where it has no line."""
        found = (self.table["id"] == order_id).arg_true()
        return int(found[0]) if len(found) else None


def _fen(name: str) -> pl.Expr:
    """An amount of two decimals as hundredths; exactly, for it is text."""
    return (
        pl.col(name).str.replace(".", "", literal=True).cast(pl.Int64, strict=False).alias(name.replace("cny", "fen"))
    )


def _moment(name: str) -> pl.Expr:
    return pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%z", time_unit="ms", time_zone="UTC", strict=False)


@frozen(eq=False)
class Runs:
    """The runs of a folder by their names, each read when it is asked for."""

    folder: Path
    _kept: OrderedDict[tuple[Any, ...], Run] = field(init=False, factory=OrderedDict)
    _lock: Lock = field(init=False, factory=Lock)

    def names(self) -> list[str]:
        """The names of the runs, the newest first."""
        return list(self.paths())

    def paths(self) -> dict[str, Path]:
        """Name -> run directory, the newest first; a run that stayed in parts is told by these."""
        try:
            found = [one for one in self.folder.iterdir() if not one.name.startswith(".") and _has_manifest(one)]
        except OSError:
            return {}
        paths: dict[str, Path] = {}
        for one in sorted(found, key=lambda one: (-_made(one), one.name)):
            for part in parts_of(one):
                paths.setdefault(one.name if part == one else f"{one.name}-{part.name}", part)
        return paths

    def get(self, name: str) -> Run | None:
        """The run of that name, one of `names`; None for any other word.

        Raises:
            InputError: it is damaged.
        """
        path = self.paths().get(name)
        if path is None:
            return None
        key = (name, *(state_of(path / file) for file in (MANIFEST, ASSIGNMENTS, ORDERS, PROBLEMS)))
        with self._lock:
            if key not in self._kept:
                self._kept[key] = Run(path, read_manifest(path), name)
                for old in [one for one in self._kept if one[0] == name and one != key]:
                    del self._kept[old]
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def _has_manifest(folder: Path) -> bool:
    try:
        return (folder / MANIFEST).is_file()
    except OSError:
        return False


def _made(folder: Path) -> float:
    try:
        return (folder / MANIFEST).stat().st_mtime
    except OSError:
        return 0
