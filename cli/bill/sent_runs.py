"""Run directories as the parcels that were sent: what was decided, and the kept facts by which it was."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import frozen

from carriers.bills.lines import tracking_key
from carriers.bills.sent import COLUMNS, Sent
from carriers.cards.catalogue import load_services
from carriers.exchange import load_rates
from cli.options.facts import FactPaths, folders_of
from cli.run.directory import ASSIGNMENTS, INPUTS
from cli.run.manifest import read_manifest, runs_of, zone_of
from cli.run.numbers import numbers_in, numbers_of
from cli.run.reader import IN_PARCELS, intact, orders_of, products_of
from cli.run.standing import standing
from routing.audit.quote import Pricing
from routing.deadlines.localtime import instant
from routing.errors import Fault, InputError
from routing.exact.parcel import COLUMNS as PARCEL
from routing.reason import Reason
from routing.run_order import ASSIGNED
from routing.values.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from routing.facts import Facts

_DECIDED: Final = (
    "order_id",
    "status",
    "service",
    "carrier",
    "country",
    "price_cny",
    "chargeable_g",
    "weight_g",
    "dispatch_on",
)
_ORDER: Final = tuple(dict.fromkeys((*PARCEL, "paid_at", "quantity")))


@frozen(eq=False)
class SentRun:
    """One run directory, its facts read when they are first asked for."""

    folder: Path
    on: date | None
    cards: tuple[Path, ...]
    fx: Path | None

    @cached_property
    def facts(self) -> Facts:
        """What the run was decided by."""
        return FactPaths.snapshot(self.folder / INPUTS).load()

    @cached_property
    def pricing(self) -> Pricing:
        """The exact path over the run's cards and those given besides: of two of one code and day, the run's own."""
        facts = self.facts
        own = {(one.code, one.validity, one.card) for one in facts.services}
        besides = [one for folder in self.cards for one in load_services([folder])]
        services = (*facts.services, *(one for one in besides if (one.code, one.validity, one.card) not in own))
        return Pricing(services, facts.policy, load_rates(self.fx) if self.fx else facts.rates)

    def orders(self, places: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The rows of the orders at these places, as far as a price needs them."""
        if not places:
            return {}
        wanted = pl.Series(list(places), dtype=pl.UInt32).implode()
        with intact(self.folder):
            frame = orders_of(self.folder).select(_ORDER).with_row_index("place")
            found = frame.filter(pl.col("place").is_in(wanted)).collect(engine="streaming")
        return {row["place"]: row for row in found.iter_rows(named=True)}

    def articles(self) -> pl.DataFrame:
        """`place`, `sku`, `pieces`, `own_g` (the parcel) and `master_g` (one piece) of orders of one article.

        Of those articles alone that the run's product master lists: without one there is none.
        """
        master = products_of(self.folder)
        listed = pl.DataFrame(schema={"sku": pl.String, "weight_g": pl.Int64}) if master is None else master.frame
        weights = listed.select("sku", master_g="weight_g").drop_nulls().lazy()
        several = pl.col("items").list.len().fill_null(1) > 1
        with intact(self.folder):
            frame = orders_of(self.folder).select("sku", "quantity", "weight_g", "items").with_row_index("place")
            alone = frame.filter(~several & (pl.col("quantity") > 0)).select(
                place=pl.col("place").cast(pl.Int64),
                sku=pl.coalesce("sku", pl.col("items").list.first().struct.field("sku")),
                pieces="quantity",
                own_g="weight_g",
            )
            return alone.drop_nulls().join(weights, on="sku").collect(engine="streaming")

    def day(self, order: Mapping[str, Any], dispatch_on: date | None) -> date:
        """The day whose facts priced the order: of hand-over, else of payment."""
        if self.on is not None:
            return self.on
        if dispatch_on is not None:
            return dispatch_on
        from routing.deadlines.localtime import zone  # noqa: PLC0415 - few need it

        found: date = order["paid_at"].astimezone(zone(self.facts.schedule.zone)).date()
        return found


def sent_by(folders: Sequence[Path], cards: Sequence[str], fx: Path | None, numbers: Path | None = None) -> Sent:
    """The parcels of several runs, in the order in which they are given; a run stands for those it was made of.

    Args:
        folders: run directories.
        cards: folders of cards beside those that the runs kept.
        fx: exchange rates in place of those that the runs kept.
        numbers: a table with order ids and tracking numbers, beside those that label files gave out.

    Raises:
        InputError: a folder is no run, or a file of it is damaged.
    """
    more = folders_of(cards) if cards else ()
    runs, frames = [], []
    given = numbers_in(numbers) if numbers else {}
    for number, folder in enumerate(standing(runs_of(folders))):
        manifest = read_manifest(folder)
        on = day(manifest["on"], iso=True) if manifest["on"] else None
        run = SentRun(folder, on, more, fx)
        runs.append(run)
        frame = _frame(folder, number, numbers_of(folder) | given)
        frames.append(_to_exchange_anew(frame, run) if fx else frame)
    frame = pl.concat(frames) if frames else pl.DataFrame(schema=COLUMNS)
    return Sent(frame, tuple(runs))


def _to_exchange_anew(frame: pl.DataFrame, run: SentRun) -> pl.DataFrame:
    """The parcels without the prices that the run turned into yuan: other rates are to count."""
    foreign = sorted({one.code for one in run.facts.services if one.currency != "CNY"})
    return frame.with_columns(price_fen=pl.when(~pl.col("service").is_in(foreign)).then("price_fen"))


def _frame(folder: Path, number: int, tracking: Mapping[str, str]) -> pl.DataFrame:
    path = folder / ASSIGNMENTS
    try:
        lines = pl.read_csv(path, infer_schema=False, encoding="utf8", glob=False, columns=list(_DECIDED))
        with intact(folder):
            orders = orders_of(folder)
            held = IN_PARCELS[1] if IN_PARCELS[1] in orders.collect_schema() else pl.lit(None, COLUMNS["orders_held"])
            ids = orders.select("order_id", orders_held=held).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = Reason("run.not_read", fault=str(error).splitlines()[0])
        raise InputError([Fault(str(path), "", reason)]) from None
    places = ids.with_row_index("place").unique("order_id", keep="last")
    bare = pl.col("order_id").str.replace(r"^'(['=+@\t\r\n＝＋＠－-])", "$1")
    found = lines.with_columns(order_id=bare).join(places, on="order_id", how="inner", maintain_order="left")
    taken = pl.col("status") == ASSIGNED
    numbers = pl.DataFrame(
        {"order_id": list(tracking), "tracking_no": list(tracking.values())},
        {"order_id": pl.String, "tracking_no": pl.String},
    )
    fen = pl.col("price_cny").str.replace_all(".", "", literal=True).cast(pl.Int64, strict=False)
    return found.join(numbers, on="order_id", how="left", maintain_order="left").select(
        run=pl.lit(number, pl.Int32),
        place=pl.col("place").cast(pl.Int64),
        order_id="order_id",
        tracking_no="tracking_no",
        service=pl.when(taken).then("service"),
        carrier=pl.when(taken).then("carrier"),
        country="country",
        price_fen=pl.when(taken).then(fen),
        chargeable_g=pl.col("chargeable_g").cast(pl.Int64, strict=False),
        weight_g=pl.col("weight_g").cast(pl.Int64, strict=False),
        dispatch_on=pl.col("dispatch_on").str.to_date("%Y-%m-%d", strict=False),
        orders_held="orders_held",
    )


def keys_of(lines: pl.DataFrame) -> pl.Series:
    """The tracking numbers of lines as they are compared."""
    return lines.select(tracking_key(pl.col("tracking_no"))).to_series()


def dispatched_by(runs: Sequence[Path]) -> Iterator[tuple[Path, ZoneInfo, pl.DataFrame]]:
    """Each run with its shop's zone and those of its parcels that have a service and a dispatch day.

    Beside the columns of `sent_by` they have `dispatched_s`: when that day begins in the zone, in seconds since 1970.
    A run with a day of hand-over has dispatched all of them on it.

    Raises:
        InputError: a run cannot be used.
    """
    frame = sent_by(runs, (), None).frame
    for number, run in enumerate(standing(runs_of(runs))):
        manifest = read_manifest(run)
        zone = zone_of(manifest)
        on = day(manifest["on"], iso=True) if manifest["on"] else None
        own = frame.filter((pl.col("run") == number) & pl.col("service").is_not_null())
        own = own.with_columns(dispatch_on=pl.lit(on, pl.Date)) if on else own.drop_nulls("dispatch_on")
        starts = {one: int(instant(one, 0, zone).timestamp()) for one in own["dispatch_on"].unique()}
        yield (
            run,
            zone,
            own.with_columns(dispatched_s=pl.col("dispatch_on").replace_strict(starts, return_dtype=pl.Int64)),
        )
