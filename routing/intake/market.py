"""Rows of a marketplace's export to orders: several rows may be one order, and some are not to be shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.errors import Fault, InputError, Problem
from routing.intake import fields
from routing.intake.batch import Batch
from routing.intake.chunk import ROW, texts_of
from routing.intake.finish import BLANK, as_problem, order_table
from routing.intake.ids import check_ids, doubtful_ids
from routing.intake.ledger import Ledger, by_row
from routing.intake.lines import ORDER, articles, taken, with_orders
from routing.intake.parcels import parcels, with_articles
from routing.intake.prices import line_prices, order_values
from routing.intake.requested import wished
from routing.intake.skips import reasons

if TYPE_CHECKING:
    from routing.intake.chunk import Chunk
    from routing.intake.run import Run

TEXTS = (
    "postcode", "state", "city", "address1", "address2", "name", "company", "phone", "email", "note",
    "shipping_option",
)  # fmt: skip
"""Columns carried as they are."""
_OF_PARCEL = (
    "weight_g", "length_mm", "width_mm", "height_mm", "shape", "quantity", "sku", "hs_code", "origin", "description",
    "goods", "items",
)  # fmt: skip
_LINE_FIELDS = ("sku", "quantity", "title", "variant", "items", "is_line")
_NEEDED = {
    "country": "Export the consignee's address too.",
    "paid_at": "Export the time of payment too, or leave the order until it is paid.",
}
FOOTER = "footer of the export"
_GUARDED = ("order_id", "sku", "postcode", "phone", "phone_2")
_GUARDS = "'`"
"""Signs set before numbers to keep spreadsheets off them."""


def market_orders(chunk: Chunk, run: Run) -> Batch:
    """The orders of a chunk of whole orders.

    Raises:
        InputError: there is no product master, and no marketplace's export says what a parcel measures.
    """
    if run.products is None:
        message = "holds no sizes, so the product master is needed (--products FILE). `sampan products missing` writes its sheet to fill."
        raise InputError([Fault(run.file, "", message)])
    text, nameless = _texts(chunk, run)
    rows, heads = with_orders(text, run.profile.head)
    row_ledger = Ledger(run.file, rows[ROW], rows["order_id"], run.headers)
    head_ledger = Ledger(run.file, heads[ROW], heads["order_id"], run.headers)
    skip = _skips(rows, heads, run, row_ledger, head_ledger)
    lines = rows.filter(rows["is_line"] & skip.is_null())
    live = heads[lines[ORDER].unique().sort()]
    ledger = Ledger(run.file, live[ROW], live["order_id"], run.headers)
    lines = articles(_weighed(lines, row_ledger), row_ledger)
    lines = with_articles(line_prices(lines, live, run, row_ledger), run.products, row_ledger)
    orders = live.drop(name for name in _LINE_FIELDS if name in live.columns).join(
        parcels(lines), on=ORDER, how="left", maintain_order="left"
    )
    parts = rows[ORDER].filter(rows["is_line"] & skip.is_not_null()).unique()
    orders = orders.with_columns(part=pl.col(ORDER).is_in(parts.implode()))
    columns, flags = _order_columns(orders, run, chunk, ledger)

    refused = {rows[ORDER][at] for at in row_ledger.bad} | {heads[ORDER][at] for at in head_ledger.bad}
    refused |= {live[ORDER][at] for at in ledger.bad}
    good = ~live[ORDER].is_in(sorted(refused))
    table = order_table(columns, flags, run.file, good)
    taken = skip.is_null() & rows[ORDER].is_in(live[ORDER].filter(good).implode())
    skipped = dict(sorted(skip.drop_nulls().value_counts().iter_rows()))
    broken = [as_problem(bad, run.file) for bad in chunk.broken if not _is_footer(bad.text, run)]
    footer = len(chunk.broken) - len(broken)
    skipped |= {name: count for name, count in ((BLANK, chunk.blank), (FOOTER, footer)) if count}
    shown = skip.is_null()
    problems = [
        *row_ledger.problems(shown), *head_ledger.problems(), *ledger.problems(), *broken, *nameless
    ]
    return Batch(
        table=table,
        problems=by_row(problems),
        rows_read=chunk.frame.height + len(chunk.broken) + chunk.blank,
        order_rows=int(taken.sum()),
        rejected_rows=rows.height - skip.len() + skip.null_count() - int(taken.sum()) + len(broken) + len(nameless),
        skipped=skipped,
        warnings=chunk.warnings,
    )


def _is_footer(text: str, run: Run) -> bool:
    return run.profile.footer is not None and run.profile.footer.search(text) is not None


def _texts(chunk: Chunk, run: Run) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows' cells by field, and a problem for each row that belongs to no order."""
    text = texts_of(chunk, run.places)
    guarded = [name for name in _GUARDED if name in text.columns]
    text = text.with_columns(pl.col(guarded).str.strip_chars_start(_GUARDS))
    if run.profile.fill_down:
        text = text.with_columns(pl.col("order_id").forward_fill())
    if not text["order_id"].null_count():
        return text, []
    message = "is empty, so the row belongs to no order. Write the marketplace's order number."
    column = run.headers["order_id"]
    lost = [
        Problem(run.file, row, "", column, "", "MISSING", message)
        for row in text.filter(pl.col("order_id").is_null())[ROW]
    ]
    return text.filter(pl.col("order_id").is_not_null()), lost


def _skips(rows: pl.DataFrame, heads: pl.DataFrame, run: Run, row_ledger: Ledger, head_ledger: Ledger) -> pl.Series:
    """Why each row is not to be shipped, null where it is; an order of which no line is left is skipped whole."""
    whole = reasons(heads, run.profile, head_ledger, line=False).gather(rows[ORDER])
    line = reasons(rows, run.profile, row_ledger, line=True)
    frame = pl.DataFrame({ORDER: rows[ORDER], "whole": whole, "line": line, "is_line": rows["is_line"]})
    none_left = (pl.col("line").is_not_null() | ~pl.col("is_line")).all().over(ORDER)
    first = pl.col("line").drop_nulls().first().over(ORDER)
    return frame.select(pl.coalesce("whole", "line", pl.when(none_left).then(first))).to_series()


def _weighed(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The lines with the weight of one piece as the file itself gives it, null where it does not."""
    own = pl.Series([None], dtype=pl.Int64).new_from_index(0, lines.height)
    if "piece_weight_kg" in lines.columns:
        parsed = fields.weights(lines["piece_weight_kg"], "kg")
        own = taken("piece_weight_kg", lines, parsed, ledger)
    return lines.with_columns(own.alias("own_weight_g"))


def _order_columns(
    orders: pl.DataFrame, run: Run, chunk: Chunk, ledger: Ledger
) -> tuple[dict[str, pl.Series], dict[str, pl.Series | None]]:
    """The columns of an order table, and the flags by name."""
    ids, rows = orders["order_id"], orders[ROW]
    check_ids(ids, run, ledger)
    profile = run.profile
    columns = {name: orders[name] for name in (*TEXTS, *_OF_PARCEL) if name in orders.columns}
    columns |= {"order_id": ids, "row": rows, "platform": pl.Series([profile.platform]).new_from_index(0, len(ids))}
    for name, way_out in _NEEDED.items():
        if name in orders.columns:
            ledger.missing(name, orders[name], way_out)
        else:
            ledger.refuse_where(ids.is_not_null(), name, "MISSING", f"is no column of the file. {way_out}")
    if "country" in orders.columns:
        columns["country"] = ledger.take("country", orders["country"], fields.countries(orders["country"]))
    flags: dict[str, pl.Series | None] = {
        "ID_MAYBE_MANGLED": doubtful_ids(ids, rows, chunk, run),
        "SIZE_STACKED": orders["SIZE_STACKED"],
    }
    for name in ("paid_at", "ship_by"):
        if name in orders.columns:
            parsed = fields.moments(orders[name], run.zone, profile.times)
            columns[name] = ledger.take(name, orders[name], parsed)
            if name == "paid_at":
                flags["REPEATED_HOUR"] = parsed.more["repeated"]
                flags["TIME_OF_DAY_UNKNOWN"] = parsed.more["day_only"]
                flags["ZONE_ASSUMED"] = parsed.more["zone_lent"] if run.zone_assumed else None
    if "vat_collected" in orders.columns:
        columns["vat_collected"] = ledger.take(
            "vat_collected", orders["vat_collected"], fields.yes_or_no(orders["vat_collected"])
        )
    columns |= _joined_texts(orders)
    values = order_values(orders, run, ledger)
    columns |= {name: values.pop(name) for name in ("value_e4", "currency")}
    flags |= values
    if "shipping_option" in orders.columns:
        columns["requested_service"], flags["BUYER_REQUEST"] = wished(orders["shipping_option"], run)
    for name, words in profile.flags.items():
        for word, flag in words.items() if name in orders.columns else ():
            flags[flag] = orders[name].str.to_lowercase() == word
    shown = [columns[name] for name in ("name", "phone", "address1") if name in columns]
    masked = pl.Series([False]).new_from_index(0, len(ids))
    for texts in shown:
        masked |= texts.str.contains("*", literal=True).fill_null(value=False)
    flags["MASKED_ADDRESS"] = masked
    return columns, flags


def _joined_texts(orders: pl.DataFrame) -> dict[str, pl.Series]:
    """Texts made of several columns: the second phone where the first is empty, names and address lines in parts."""
    have = set(orders.columns)
    found = {}
    if "phone_2" in have:
        first = [pl.col("phone")] if "phone" in have else []
        found["phone"] = pl.coalesce(*first, "phone_2")
    if "first_name" in have:
        parts = [name for name in ("first_name", "last_name") if name in have]
        found["name"] = pl.concat_str(parts, separator=" ", ignore_nulls=True).replace("", None)
    if "address3" in have:
        joined = pl.concat_str("address2", "address3", separator=", ", ignore_nulls=True)
        found["address2"] = joined.replace("", None)
    return dict(zip(found, orders.select(**found).get_columns(), strict=True)) if found else {}
