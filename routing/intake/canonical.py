"""Rows of sampan's own columns to orders: one row, one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells import fields
from routing.intake.cells.ledger import Ledger
from routing.intake.cells.measures import measured
from routing.intake.cells.plain import plain_columns
from routing.intake.columns.amounts import valued
from routing.intake.columns.density import doubtful_density
from routing.intake.columns.from_products import filled_from_master
from routing.intake.columns.order_ids import check_ids, doubtful_ids
from routing.intake.columns.requested import asked_in_note, requested
from routing.intake.files.chunk import ROW, texts_of
from routing.intake.finish import finished

if TYPE_CHECKING:
    from routing.intake.batch import Batch
    from routing.intake.files.chunk import Chunk
    from routing.intake.source_file import SourceFile

TEXTS = (
    "sku", "postcode", "state", "city", "address1", "address2", "name", "company", "phone", "email", "tax_id", "note",
    "shipping_option", "hs_code", "description",
)  # fmt: skip
"""Columns carried as they are."""
_PLAIN = {"country": fields.countries, "origin": fields.countries, "quantity": fields.quantities}
_WORDS = {
    "goods": fields.goods,
    "shape": fields.shapes,
    "tracked": fields.yes_or_no,
    "vat_collected": fields.yes_or_no,
}


def canonical_orders(chunk: Chunk, run: SourceFile) -> Batch:
    """The orders of a chunk whose columns carry sampan's own names."""
    text = texts_of(chunk, run.places)
    ids, rows = text["order_id"], text[ROW]
    ledger = Ledger(run.file, rows, ids, run.headers)
    check_ids(ids, run, ledger)
    columns = {"order_id": ids, "row": rows, **{name: text[name] for name in TEXTS if name in text.columns}}
    plain = plain_columns(text, run.decimal)
    for name, read in _PLAIN.items():
        if name in text.columns:
            columns[name] = ledger.take(name, text[name], read(text[name], plain[name]))
    for name, read_words in _WORDS.items():
        if name in text.columns:
            columns[name] = ledger.take(name, text[name], read_words(text[name]))
    ledger.missing("country", text["country"], "Write the two-letter code of the consignee's country, like US.")
    ledger.missing("paid_at", text["paid_at"], "Write when the order was paid, like 2026-11-20T09:30:26+08:00.")
    moments = fields.moments(text["paid_at"], run.zone, plain=plain["paid_at"])
    columns["paid_at"] = ledger.take("paid_at", text["paid_at"], moments)
    flags = {
        "REPEATED_HOUR": moments.more["repeated"],
        "TIME_OF_DAY_UNKNOWN": moments.more["day_only"],
        "ID_MAYBE_MANGLED": doubtful_ids(ids, rows, chunk, run),
    }
    if "ship_by" in text.columns:
        columns["ship_by"] = ledger.take(
            "ship_by", text["ship_by"], fields.moments(text["ship_by"], run.zone, plain=plain["ship_by"])
        )
    if "platform" in text.columns:
        columns["platform"] = text["platform"].str.to_lowercase()
    columns.setdefault("quantity", pl.Series([1], dtype=pl.Int64).new_from_index(0, len(ids)))
    columns["quantity"] = columns["quantity"].fill_null(1)
    columns |= measured(text, ledger, plain, run.decimal) | valued(text, run, ledger, plain)
    if "requested_service" in text.columns:
        columns["requested_service"] = requested(text["requested_service"], run, ledger)
    if "note" in text.columns:
        option = text.get_column("shipping_option", default=text["note"].clear(len(ids)))
        flags["BUYER_REQUEST"] = asked_in_note(text["note"], option, run.options)
    flags |= filled_from_master(columns, run, ledger)
    flags["DENSITY_LOW"] = doubtful_density(columns, ledger)
    return finished(columns, flags, chunk, run, ledger)
