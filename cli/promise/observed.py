"""The parcels of runs with their scans: when each left, was scanned and delivered, and until when it was seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import field, frozen

from carriers.bills.lines import order_key, tracking_key
from carriers.tracking.events import ENDED, UNKNOWN
from carriers.tracking.store import moments, read_store
from cli.bill.sent_runs import dispatched_by
from cli.options.facts import FactPaths
from cli.run.directory import INPUTS
from cli.run.manifest import runs_of
from routing.deadlines.localtime import instant
from routing.errors import Fault, InputError
from routing.promise.parcels import SEEN
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from routing.services.service import Service

SILENT_DAYS: Final = 60
"""Days without a scan after which nobody looks any more: sea mail is silent for up to 40."""
_PARCEL: Final = pl.Schema(
    {
        "order": pl.String(),  # as orders are compared
        "number": pl.String(),  # as tracking numbers are compared; null: the run gave none
        "service": pl.String(),
        "country": pl.String(),
        "dispatch_on": pl.Date(),
        "dispatched_s": pl.Int64(),
        "held": pl.List(pl.String()),  # the orders that travel in it, as orders are compared
    }
)


@frozen(eq=False)
class Observed:
    """Parcels of the schema SEEN as of a moment, and how many are not among them."""

    parcels: pl.DataFrame
    as_of: datetime
    unseen: int
    """Parcels that were to leave before it, of which the store knows nothing."""
    silent: int
    """Parcels still on their way without a scan for so long that they count as seen only to the last."""
    contradicting: int
    """Parcels delivered before their run let them leave: left out."""


@frozen(eq=False)
class Evidence:
    """A store and runs, read once, to be looked at as of any moment."""

    scans: pl.DataFrame
    sent: pl.DataFrame
    zone: ZoneInfo
    silent_days: int = SILENT_DAYS
    newest: datetime = field(init=False)

    @newest.default
    def _newest(self) -> datetime:
        at = self.scans["at"].max()
        return at if isinstance(at, datetime) else datetime.fromtimestamp(0, UTC)

    def observed(self, as_of: datetime) -> Observed:
        """What was known of the parcels at that moment."""
        at_s = int(as_of.timestamp())
        left = self.sent.filter(pl.col("dispatched_s") < at_s)
        known = moments(self.scans, pl.col("at") <= as_of).filter(pl.col("last_event") != "cancelled")
        found = _matched(left, _in_seconds(known))
        unseen = left.height - found["order"].n_unique()
        before = (pl.col("delivered_s") < pl.col("dispatched_s")).fill_null(value=False)
        good = found.filter(~before)
        last_s, ended = pl.col("last_s"), pl.col("last_event").is_in(ENDED)
        silent = pl.col("delivered_s").is_null() & ~ended & (at_s - last_s > self.silent_days * 86_400)
        seen = good.with_columns(seen_s=pl.when(silent).then(pl.max_horizontal(last_s, "dispatched_s")).otherwise(at_s))
        count = good.select(silent.sum()).item()
        return Observed(seen.select(SEEN.names()).cast(SEEN), as_of, unseen, count, found.height - good.height)

    def first_moment(self, on: date) -> datetime:
        """The first moment of a day in the shop's zone."""
        return instant(on, 0, self.zone)


def evidence(store: Path, runs: Sequence[Path], silent_days: int = SILENT_DAYS) -> Evidence:
    """The scans of a store and the parcels of runs; an order that several runs hold counts as the last has it.

    Raises:
        InputError: the store or a run cannot be used, or the store is empty.
    """
    scans = read_store(store)
    if not scans.height:
        raise InputError([Fault(str(store), "", Reason("promise.no_scans"))])
    parts, zones = [pl.DataFrame(schema=_PARCEL)], []
    for _, zone, own in dispatched_by(runs):
        zones.append(zone)
        parts.append(
            own.with_columns(order=order_key(pl.col("order_id")), number=tracking_key(pl.col("tracking_no")))
            .with_columns(
                held=pl.coalesce(pl.col("orders_held").list.eval(order_key(pl.element())), pl.concat_list("order"))
            )
            .select(_PARCEL.names())
        )
    sent = pl.concat(parts).unique("order", keep="last", maintain_order=True)
    return Evidence(scans, sent, zones[-1], silent_days)


def _in_seconds(known: pl.DataFrame) -> pl.DataFrame:
    """The moments as seconds, with the keys that they are found by."""
    return known.select(
        "tracking_number",
        other="other_number" if "other_number" in known.columns else pl.lit(None, pl.String),
        of_order=order_key(pl.col("order_id")),
        scanned_s=pl.col("first_scan").dt.epoch("s"),
        delivered_s=pl.col("delivered").dt.epoch("s"),
        last_s=pl.col("last_at").dt.epoch("s"),
        last_event=pl.col("last_event").fill_null(UNKNOWN),
    )


def _matched(sent: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The parcels with their moments: by their tracking number, else by the carrier's other one, else by their orders.

    Of an order in several parcels each is one, and each number counts once.
    """
    found, left = [], sent
    for own, theirs in (("number", "tracking_number"), ("number", "other"), ("key", "of_order")):
        keyed = known.drop_nulls(theirs)
        some = left.drop_nulls(own) if own != "key" else left.with_columns(key="held").explode("key")
        hits = some.join(keyed, left_on=own, right_on=theirs, how="inner", coalesce=False, maintain_order="left")
        hits = hits.unique("tracking_number", keep="first", maintain_order=True) if own == "key" else hits
        found.append(hits.select(*_PARCEL.names(), "scanned_s", "delivered_s", "last_s", "last_event"))
        left = left.join(hits.select("order"), on="order", how="anti")
    return pl.concat(found)


def services_of_runs(runs: Sequence[Path]) -> Mapping[str, Service]:
    """Code -> service, by the cards that the runs kept; the newest version of the last run.

    Raises:
        InputError: a card cannot be used.
    """
    from carriers.cards.catalogue import load_services  # noqa: PLC0415 - not needed to check a promise

    found: dict[str, Service] = {}
    for run in runs_of(runs):
        services = load_services(FactPaths.snapshot(run / INPUTS).cards)
        found |= {one.code: one for one in sorted(services, key=lambda service: service.validity.start)}
    return found


def month_before(on: date) -> date:
    """The first day of the month before."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)
