"""Rows of sampan's own columns to orders: one row, one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from routing.intake.cells import fields
from routing.intake.cells.ledger import Ledger
from routing.intake.cells.measures import measured
from routing.intake.cells.plain import plain_columns
from routing.intake.cells.times import Layout
from routing.intake.columns.addresses import address_traits
from routing.intake.columns.amounts import valued
from routing.intake.columns.density import doubtful_density
from routing.intake.columns.from_products import filled_from_master
from routing.intake.columns.joined import PARTS, joined
from routing.intake.columns.order_ids import check_ids, doubtful_ids
from routing.intake.columns.platforms import platforms
from routing.intake.columns.requested import asked_in_note, requested
from routing.intake.columns.settled import skipped_elsewhere
from routing.intake.columns.skips import raised_flags, reasons
from routing.intake.columns.zeros import restored_zeros
from routing.intake.files.chunk import ROW, texts_of, without_words
from routing.intake.finish import Apart, finished
from routing.intake.seen.seen import hashes_of
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.batch import Batch
    from routing.intake.files.chunk import Chunk
    from routing.intake.source_file import SourceFile

TEXTS = (
    "sku", "postcode", "state", "city", "address1", "address2", "name", "company", "phone", "email", "tax_id", "note",
    "shipping_option", "hs_code", "description", "ioss",
)  # fmt: skip
"""Columns carried as they are."""
_DAY = Layout("%Y-%m-%d")
_PLAIN = {"country": fields.countries, "origin": fields.countries, "quantity": fields.quantities}
_WORDS = {
    "goods": fields.goods,
    "shape": fields.shapes,
    "tracked": fields.yes_or_no,
    "vat_collected": fields.yes_or_no,
}


def canonical_orders(chunk: Chunk, run: SourceFile) -> Batch:
    """The orders of a chunk whose columns carry sampan's own names."""
    text, apart = _to_ship(_texts(chunk, run), run)
    ids, rows = text["order_id"], text[ROW]
    ledger = Ledger(run.file, rows, ids, run.headers)
    ledger.refuse_faulty(chunk.faulty, run.places)
    check_ids(ids, run, ledger)
    columns = {"order_id": ids, "row": rows, **{name: text[name] for name in TEXTS if name in text.columns}}
    plain = plain_columns(text, run.decimal)
    for name, read in _PLAIN.items():
        if name in text.columns:
            columns[name] = ledger.take(name, text[name], read(text[name], plain[name]))
    for name, read_words in _WORDS.items():
        if name in text.columns:
            columns[name] = ledger.take(name, text[name], read_words(text[name]))
    ledger.missing("country", text["country"], Reason("row.write_country"))
    ledger.missing("paid_at", text["paid_at"], Reason("row.write_paid_at"))
    layouts = run.profile.times
    moments = fields.moments(text["paid_at"], run.zone, layouts, plain["paid_at"])
    columns["paid_at"] = ledger.take("paid_at", text["paid_at"], moments)
    flags = {
        "REPEATED_HOUR": moments.more["repeated"],
        "TIME_OF_DAY_UNKNOWN": moments.more["day_only"],
        "ID_MAYBE_MANGLED": doubtful_ids(ids, rows, chunk, run),
    }
    for name in ("ship_by", "deliver_by"):
        if name in text.columns:
            due = fields.moments(text[name], run.zone, (*layouts, _DAY), plain[name])
            ledger.take(name, text[name], due)
            columns[name] = fields.to_last_second(due)
    columns["platform"] = platforms(text, run)
    columns.setdefault("quantity", pl.Series([1], dtype=pl.Int64).new_from_index(0, len(ids)))
    columns["quantity"] = columns["quantity"].fill_null(1)
    columns |= measured(text, ledger, plain, run.decimal) | valued(text, run, ledger, plain)
    if "requested_service" in text.columns:
        columns["requested_service"] = requested(text["requested_service"], run, ledger)
    if "note" in text.columns:
        option = text.get_column("shipping_option", default=text["note"].clear(len(ids)))
        flags["BUYER_REQUEST"] = asked_in_note(text["note"], option, run.options)
    flags |= filled_from_master(columns, run, ledger)
    flags["POSTCODE_ZERO"] = restored_zeros(columns)
    flags |= address_traits(columns, text["country"])
    flags["DENSITY_LOW"] = doubtful_density(columns, ledger)
    flags |= raised_flags(text, run.profile, run.decimal)
    return finished(columns, flags, chunk, run, ledger, apart)


def _texts(chunk: Chunk, run: SourceFile) -> pl.DataFrame:
    """The rows' cells by field, those of a name or an address put together."""
    text = without_words(texts_of(chunk, run.places), run.profile.empty)
    return text.with_columns(**joined(text)) if set(PARTS) & set(text.columns) else text


def _to_ship(text: pl.DataFrame, run: SourceFile) -> tuple[pl.DataFrame, Apart]:
    """The rows that are orders to ship, and an account of the others.

    Taken out are rows whose status says that the order is sent, cancelled or not paid, rows of one order that differ
    (nobody knows whether they are articles or versions of it), and orders of which another file knows more.
    """
    ids = text["order_id"]
    told = [rule.column for rule in run.profile.skips if rule.column in text.columns]
    doubled = _may_repeat(ids) and ids.n_unique() < len(ids) - max(ids.null_count() - 1, 0)
    if not (told or doubled or run.settled):
        return text, Apart()
    ledger = Ledger(run.file, text[ROW], ids, run.headers)
    if doubled:
        _refuse_rows_of_one_order(text, ledger)
    skip = reasons(text, run.profile, ledger, run.decimal, line=False)
    done = text.filter(skip.is_not_null() & ~skip.is_in(run.profile.open_reasons))
    if done.height:
        run.seen.add_done(run.file, done["order_id"], done[ROW])
    if run.settled:
        over = skipped_elsewhere(text, skip.is_null() & ledger.good, run, ledger)
        skip = skip.scatter(list(over), list(over.values()))
    live = skip.is_null()
    skipped = skip.filter(ledger.good).drop_nulls().value_counts().iter_rows()
    return text.filter(live & ledger.good), Apart(ledger.problems(), len(ledger.bad), dict(sorted(skipped)))


def _may_repeat(ids: pl.Series) -> bool:
    """Whether an id may stand there twice: two have one hash."""
    hashes = np.sort(hashes_of(ids))
    return bool((hashes[1:] == hashes[:-1]).any())


def _refuse_rows_of_one_order(text: pl.DataFrame, ledger: Ledger) -> None:
    """Refuses all rows of an order that differ: one of them alone would be part of it, or an older version."""
    cells = [name for name in text.columns if name != ROW]
    several = text.with_row_index("at").filter(pl.col("order_id").is_not_null() & (pl.len().over("order_id") > 1))
    differing = several.filter(pl.struct(cells).n_unique().over("order_id") > 1)
    rows = dict(differing.group_by("order_id").agg(ROW).iter_rows())
    for at, order_id in differing.select("at", "order_id").iter_rows():
        reason = Reason("order_id.rows_differ", order_id=order_id, rows=tuple(map(str, rows[order_id])))
        ledger.refuse(at, "order_id", order_id, "DUPLICATE_ORDER", reason)
