"""A run whose lines are parcels, made from a run and some of its proposals."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click
import polars as pl
from attrs import evolve

from cli.output.files import atomic_folder, kept_aside
from cli.run.directory import INPUTS, MANIFEST, OWN, copy_problems
from cli.run.numbers import copy_numbers
from cli.run.reader import IN_PARCELS, OF_ORDERS
from cli.run.writer import RunWriter
from cli.words import said, sentence
from cli.words.language import language
from routing.errors import Fault, InputError
from routing.fast.parcels import UNKNOWN
from routing.intake.batch import Batch
from routing.line import ORDERS_JOINT
from routing.orders import SCHEMA, OrderTable
from routing.parcelling.check import wrong_ids
from routing.parcelling.packed import Packer
from routing.parcelling.proposal import SPLIT
from routing.parcelling.rebuilt import ProposalError, Rebuilder
from routing.parcelling.rows import line_owners
from routing.place import Place
from routing.plan import Plan
from routing.reason import Reason
from routing.run_order import ASSIGNED
from routing.values.money import cny

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cli.parcels.searched_run import SearchedRun
    from routing.parcelling.check import StatedProposal

_LISTED: Final = pl.List(pl.String)
_MOMENTS: Final = dict(zip(OF_ORDERS, ("paid_at", "ship_by", "deliver_by"), strict=True))
"""A column of moments of orders -> the column of an order table that they are of."""
PARCELS_SCHEMA: Final = pl.Schema(
    [
        *SCHEMA.items(),
        (IN_PARCELS[0], pl.String()),
        (IN_PARCELS[1], _LISTED),
        (IN_PARCELS[2], _LISTED),
        *((name, pl.List(SCHEMA[own])) for name, own in _MOMENTS.items()),
    ]
)
"""The columns of `orders.parquet` in such a run."""
_CHUNK: Final = 65_536


def made(run: SearchedRun, orders_sha256: str, proposals: Sequence[StatedProposal], out: Path) -> dict[str, Any]:
    """Writes the run of parcels; its manifest.

    Args:
        run: whose orders the proposals are of.
        orders_sha256: of the orders that the proposals were made for.
        proposals: those to take.
        out: the folder to write.

    Raises:
        InputError: the proposals are of other orders, or do not fit them.
    """
    if run.sha256 != orders_sha256:
        raise InputError([Fault(str(run.folder), "", Reason("parcels.other_orders"))])
    parcels = _parcels(run, proposals)
    aside = kept_aside(out, OWN)
    with atomic_folder(out, MANIFEST, OWN) as folder:
        writer = RunWriter(folder, run.facts, plain=bool(run.manifest["arguments"].get("plain")), schema=PARCELS_SCHEMA)
        try:
            prices = _write(writer, run, parcels, {parcel.parcel_id for one in proposals for parcel in one.parcels})
            writer.close()
        except BaseException:
            writer.abort()
            raise
        copy_problems(run.folder, folder)
        shutil.copytree(run.folder / INPUTS, folder / INPUTS)
        copy_numbers(run.folder, folder)
        manifest = writer.manifest(_about(run, proposals, writer, prices))
    if aside:
        click.echo(said("The earlier run holds more than `sampan route` wrote; it was kept as {aside}.", aside=aside),
                   err=True)  # fmt: skip
    return manifest


def _parcels(run: SearchedRun, proposals: Sequence[StatedProposal]) -> pl.DataFrame:
    """The parcels in the order of the run, each where its first order was."""
    rebuilder, checker, ids = Rebuilder(Packer(run.facts.packing), run.articles), run.checker(), set(run.place)
    taken: set[str] = set()
    rows: list[dict[str, Any]] = []
    for one in proposals:
        unknown = [order for order in one.orders if order not in run.place or order in taken]
        if unknown or len(set(one.orders)) < len(one.orders):
            raise _unfit(run, one, Reason("parcels.orders_unknown", orders=tuple(unknown or one.orders)))
        taken.update(one.orders)
        orders, days = run.of_proposal(one.orders)
        try:
            found = rebuilder.rows(one.kind, orders, one.parcels, [latest_at for _, latest_at in days])
        except ProposalError as error:
            raise _unfit(run, one, error.reason) from None
        numbers = run.numbers_against(one.orders)
        for reason in (*numbers, *checker.forbidden(one, orders, days), *wrong_ids(one, ids)):
            raise _unfit(run, one, reason)
        for number, (row, _) in enumerate(found):
            owners = line_owners(orders, run.articles)
            if one.kind == SPLIT:
                owners = list(one.orders) * len(row["items"] or [row])
            told = dict(zip(IN_PARCELS, (row["order_id"], list(one.orders), owners), strict=True))
            told |= {name: [order[own] for order in orders] for name, own in _MOMENTS.items()}
            rows.append({**row, **told, "at": run.place[one.orders[0]], "number": number})
    return _in_order(run.orders, taken, rows)


def _in_order(orders: pl.DataFrame, taken: set[str], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The orders that stay as they are, with the parcels in between."""
    alone = (
        orders.with_row_index("at")
        .filter(~pl.col("order_id").is_in(list(taken)))
        .with_columns(
            pl.col("order_id").alias(IN_PARCELS[0]),
            pl.concat_list("order_id").alias(IN_PARCELS[1]),
            pl.col("order_id").repeat_by(pl.col("items").list.len().fill_null(1)).alias(IN_PARCELS[2]),
            *(pl.concat_list(own).alias(name) for name, own in _MOMENTS.items()),
            pl.col("at").cast(pl.Int64),
            pl.lit(0, pl.Int64).alias("number"),
        )
    )
    placed = pl.Schema([*PARCELS_SCHEMA.items(), ("at", pl.Int64), ("number", pl.Int64)])
    whole = pl.concat([alone.select(placed.names()).cast(placed), pl.DataFrame(rows, schema=placed)])
    return whole.sort("at", "number").select(PARCELS_SCHEMA.names())


def _write(writer: RunWriter, run: SearchedRun, parcels: pl.DataFrame, proposed: set[str]) -> dict[str, int]:
    """Writes the lines; what each of the parcels that are made now costs, in fen.

    Raises:
        InputError: no service takes one of them.
    """
    plan, prices = Plan(run.facts, run.on, sentence), {}
    for number, piece in enumerate(parcels.iter_slices(_CHUNK)):
        table = OrderTable(piece.select(SCHEMA.names()))
        assigned = plan.route(table)
        choices = zip(
            piece["order_id"], assigned.choices.service.tolist(), assigned.choices.price_fen.tolist(), strict=True
        )
        for parcel_id, service, price_fen in choices:
            if parcel_id in proposed:
                if service == UNKNOWN:
                    raise InputError([Fault(str(run.folder), "", Reason("parcels.not_sent", parcel_id=parcel_id))])
                prices[parcel_id] = price_fen
        parcels_of = {IN_PARCELS[0]: piece[IN_PARCELS[0]], IN_PARCELS[1]: piece[IN_PARCELS[1]].list.join(ORDERS_JOINT)}
        columns = {**assigned.columns, **parcels_of}
        writer.add(_batch(run, table, first=number == 0), evolve(assigned, columns=columns), piece)
    return prices


def _batch(run: SearchedRun, table: OrderTable, *, first: bool) -> Batch:
    """The chunk as the account takes it: the rows of the order files are those of the run, counted once."""
    counts = run.manifest["counts"] if first else dict.fromkeys(("rows_read", "order_rows", "rejected"), 0)
    return Batch(
        table=table,
        problems=(),
        rows_read=counts["rows_read"],
        order_rows=counts["order_rows"],
        rejected_rows=counts["rejected"],
        skipped=run.manifest["skipped"] if first else {},
        warnings=(),
    )


def _about(
    run: SearchedRun, proposals: Sequence[StatedProposal], writer: RunWriter, prices: Mapping[str, int]
) -> dict[str, Any]:
    """What the manifest says besides counts: all that the run says, and what was made of it."""
    kept = ("sampan", "arguments", "now", "on", "zone", "calendar", "inputs", "warnings_in", "started")
    before = sum(int(one["price_cny"].replace(".", "")) for one in run.manifest["services"])
    status = dict(zip(run.orders["order_id"], run.decided["status"], strict=True))
    unsent_before = [one for one in proposals if any(status[order] != ASSIGNED for order in one.orders)]
    writer.account.problems.update(run.manifest["problems"])
    return {
        **{name: run.manifest[name] for name in kept if name in run.manifest},
        "language": language(),
        "warnings": run.manifest.get("warnings_in", {}).get(language(), run.manifest["warnings"]),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "parcels": {
            "of": str(run.folder),
            "orders_sha256": run.sha256,
            "orders": run.orders.height,
            "proposals": [one.proposal_id for one in proposals],
            "before_cny": cny(before),
            "after_cny": cny(int(writer.account.by_service[:, 1].sum())),
            "orders_sent_now": sum(status[order] != ASSIGNED for one in unsent_before for order in one.orders),
            "sent_now_cny": cny(sum(prices[parcel.parcel_id] for one in unsent_before for parcel in one.parcels)),
        },
    }


def _unfit(run: SearchedRun, one: StatedProposal, reason: Reason) -> InputError:
    return InputError([Fault(str(run.folder), Place(order=one.orders[0]), reason)])
