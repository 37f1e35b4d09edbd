"""Rows of a marketplace's export to orders: several rows may be one order, and some are not to be shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.errors import Fault, InputError, Problem
from routing.intake.batch import Batch
from routing.intake.cells import fields
from routing.intake.cells.ledger import Ledger, by_row
from routing.intake.columns.settled import skipped_elsewhere
from routing.intake.columns.skips import raised_flags, reasons
from routing.intake.files.chunk import ROW, texts_of, without_words
from routing.intake.finish import BLANK, as_problem, order_table
from routing.intake.market.discounts import discounted
from routing.intake.market.lines import ORDER, articles, refuse_contradicting, refuse_repeated, taken, with_orders
from routing.intake.market.lost_lines import refuse_lost, shown_ids
from routing.intake.market.order_columns import order_columns
from routing.intake.market.packed import BETWEEN_CELLS
from routing.intake.market.prices import added_up, line_prices, priced_by_master
from routing.intake.market.sorted_rows import SortedRows
from routing.intake.market.stacking import stacked, with_articles
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.files.chunk import Broken, Chunk
    from routing.intake.source_file import SourceFile

NOT_PAID = "not paid"
FOOTER = "footer of the export"
_LINE_FIELDS = ("sku", "quantity", "title", "variant", "items", "is_line")
_GUARDED = ("order_id", "sku", "postcode", "phone", "phone_2")
_GUARDS = "'`"
"""Signs set before numbers to keep spreadsheets off them."""


def market_orders(chunk: Chunk, run: SourceFile) -> Batch:
    """The orders of a chunk of whole orders.

    Raises:
        InputError: there is no product master, and no marketplace's export says what a parcel measures.
    """
    if run.products is None:
        raise InputError([Fault(run.file, "", Reason("market.no_products"))])
    lost = lost_rows(chunk, run)
    shown = pl.Series([text for bad in lost for text in shown_ids(bad)], dtype=pl.String)
    run.seen.meet_lost(run.file, shown)
    grouped = sort_rows(chunk, run)
    lost = refuse_lost(lost, grouped, run)
    lines = grouped.lines()
    live = grouped.heads[lines[ORDER].unique().sort()]
    if run.profile.rows_have_totals:
        live = added_up(live, grouped.rows, run)
    ledger = Ledger(run.file, live[ROW], live["order_id"], run.headers)
    row_ledger = grouped.row_ledger
    lines = line_prices(_weighed(articles(lines, row_ledger, run.profile.packed), row_ledger), live, run, row_ledger)
    lines = discounted(lines, live, grouped.rows, run)
    lines = with_articles(lines, run.products, row_ledger)
    if run.profile.value == "products":
        lines = priced_by_master(lines)
    orders = _with_parcels(live, lines, grouped)
    columns, flags = order_columns(orders, run, chunk, ledger)
    run.seen.add_lost(run.file, shown)
    shipped = grouped.skip.is_null()
    rows = grouped.rows.filter(shipped)
    for flag, hit in raised_flags(rows, run.profile, run.decimal).items():
        raised = live[ORDER].is_in(rows[ORDER].filter(hit).unique().implode())
        known = flags.get(flag)
        flags[flag] = raised if known is None else raised | known

    refused = grouped.refused() | {live[ORDER][at] for at in ledger.bad}
    good = ~live[ORDER].is_in(sorted(refused))
    taken = int((shipped & grouped.rows[ORDER].is_in(live[ORDER].filter(good).implode())).sum())
    broken = [as_problem(bad, run.file) for bad in lost]
    skipped = dict(sorted(grouped.skip.drop_nulls().value_counts().iter_rows()))
    footers = len(chunk.broken) - len(broken)
    skipped |= {reason: count for reason, count in ((BLANK, chunk.blank), (FOOTER, footers)) if count}
    problems = [*grouped.row_ledger.problems(shipped), *grouped.head_ledger.problems(), *ledger.problems()]
    return Batch(
        table=order_table(columns, flags, run.file, good),
        problems=by_row([*problems, *broken, *grouped.nameless]),
        rows_read=chunk.frame.height + len(chunk.broken) + chunk.blank,
        order_rows=taken,
        rejected_rows=int(shipped.sum()) - taken + len(broken) + len(grouped.nameless),
        skipped=skipped,
        warnings=(*chunk.warnings, *_without_currency(flags["CURRENCY_UNKNOWN"], run)),
    )


def _without_currency(unknown: pl.Series | None, run: SourceFile) -> tuple[Reason, ...]:
    """What to do about amounts whose currency is not named."""
    if unknown is None or not unknown.any():
        return ()
    return (Reason("market.no_currency", file=run.file),)


def sort_rows(chunk: Chunk, run: SourceFile) -> SortedRows:
    """The rows of a chunk by order, before anything of them but ids and statuses is read."""
    text, nameless = _texts(chunk, run)
    rows, heads = with_orders(text, run.profile.head)
    at_door = _paid_at_door(heads, run)
    if at_door.any() and "created_at" in heads.columns:
        ordered = pl.when(at_door).then("created_at") if "paid_at" in heads.columns else pl.col("created_at")
        paid = pl.col("paid_at") if "paid_at" in heads.columns else pl.lit(None, dtype=pl.String)
        heads = heads.with_columns(paid_at=pl.coalesce(paid, ordered))
    heads = heads.with_columns(at_door=at_door)
    row_ledger = Ledger(run.file, rows[ROW], rows["order_id"], run.headers)
    row_ledger.refuse_faulty(chunk.faulty, run.places)
    head_ledger = Ledger(run.file, heads[ROW], heads["order_id"], run.headers)
    skip = _settled(_skips(rows, heads, run, row_ledger, head_ledger), rows, heads, run, head_ledger)
    shipped = rows.filter(skip.is_null())
    refuse_repeated(shipped, run.profile.head, row_ledger)
    refuse_contradicting(shipped, row_ledger)
    return SortedRows(rows, heads, skip, row_ledger, head_ledger, nameless)


def _settled(
    skip: pl.Series, rows: pl.DataFrame, heads: pl.DataFrame, run: SourceFile, head_ledger: Ledger
) -> pl.Series:
    """Why each row is not to be shipped, when all that the files know of its order is put together.

    Orders that are done are remembered, for the files that still hold them as to be shipped.
    """
    done = rows.filter(skip.is_not_null() & ~skip.is_in(run.profile.open_reasons)).select(ORDER).unique()
    shipped = rows.filter(skip.is_null()).select(ORDER).unique()
    done = heads.join(done.join(shipped, on=ORDER, how="anti"), on=ORDER, how="semi", maintain_order="left")
    if done.height:
        run.seen.add_done(run.file, done["order_id"], done[ROW])
    if not run.settled:
        return skip
    live = heads[ORDER].is_in(shipped[ORDER].implode())
    over = skipped_elsewhere(heads, live, run, head_ledger)  # the index of a head is its order
    if not over:
        return skip
    return skip.fill_null(rows[ORDER].replace_strict(over, default=None, return_dtype=pl.String))


def _with_parcels(live: pl.DataFrame, lines: pl.DataFrame, grouped: SortedRows) -> pl.DataFrame:
    """The orders with their parcel's columns, and whether some of their lines or pieces are not to be shipped."""
    own = live.drop(name for name in _LINE_FIELDS if name in live.columns)
    parts = grouped.rows[ORDER].filter(grouped.rows["is_line"] & grouped.skip.is_not_null()).unique()
    orders = own.join(stacked(lines), on=ORDER, how="left", maintain_order="left")
    return orders.with_columns(part=pl.col(ORDER).is_in(parts.implode()) | pl.col("fewer"))


def lost_rows(chunk: Chunk, run: SourceFile) -> list[Broken]:
    """The rows of a chunk that cannot be read, without the footers of its export."""
    footer = run.profile.footer
    return [bad for bad in chunk.broken if footer is None or footer.search(bad.text) is None]


def _texts(chunk: Chunk, run: SourceFile) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows' cells by field, and a problem for each row that belongs to no order."""
    text = without_words(texts_of(chunk, run.places), run.profile.empty)
    if len(run.packed) > 1:
        rows = [texts_of(chunk, {"items": at})["items"] for at in run.packed]
        text = text.with_columns(
            items=pl.concat_str(rows, separator=BETWEEN_CELLS, ignore_nulls=True).replace("", None)
        )
    if "paid_clock" in text.columns:
        text = text.with_columns(paid_at=pl.concat_str("paid_at", "paid_clock", separator=" "))
    everywhere = {"quantity": "1" if run.profile.one_piece else "", "country": run.profile.country}
    lent = [pl.lit(word).alias(name) for name, word in everywhere.items() if word and name not in text.columns]
    text = text.with_columns(lent) if lent else text
    guarded = [name for name in _GUARDED if name in text.columns]
    text = text.with_columns(pl.col(guarded).str.strip_chars_start(_GUARDS))
    if run.profile.fill_down:
        text = text.with_columns(pl.col("order_id").forward_fill())
    if not text["order_id"].null_count():
        return text, []
    reason = Reason("market.no_order_id")
    column = run.headers["order_id"]
    lost = [
        Problem(run.file, row, "", column, "", "MISSING", reason)
        for row in text.filter(pl.col("order_id").is_null())[ROW]
    ]
    return text.filter(pl.col("order_id").is_not_null()), lost


def _skips(
    rows: pl.DataFrame, heads: pl.DataFrame, run: SourceFile, row_ledger: Ledger, head_ledger: Ledger
) -> pl.Series:
    """Why each row is not to be shipped, null where it is; an order of which no line is left is skipped whole."""
    whole = reasons(heads, run.profile, head_ledger, run.decimal, line=False)
    collected = heads["at_door"] & (whole == NOT_PAID).fill_null(value=False)
    whole = whole.to_frame("why").select(pl.when(~collected).then("why")).to_series()
    whole = whole.gather(rows[ORDER])
    line = reasons(rows, run.profile, row_ledger, run.decimal, line=True)
    frame = pl.DataFrame({ORDER: rows[ORDER], "whole": whole, "line": line, "is_line": rows["is_line"]})
    none_left = (pl.col("line").is_not_null() | ~pl.col("is_line")).all().over(ORDER)
    first = pl.col("line").drop_nulls().first().over(ORDER)
    return frame.select(pl.coalesce("whole", "line", pl.when(none_left).then(first))).to_series()


def _paid_at_door(heads: pl.DataFrame, run: SourceFile) -> pl.Series:
    """A mask of the orders for which the buyer pays at the door; none unless the caller ships them."""
    pattern = run.profile.cash_on_delivery
    if not (run.cash_on_delivery and pattern and "payment_method" in heads.columns):
        return pl.Series([False]).new_from_index(0, heads.height)
    return heads["payment_method"].str.contains(pattern).fill_null(value=False)


def _weighed(lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """The lines with the weight of one piece as the file itself gives it, null where it does not."""
    own = up_e9 = pl.Series([None], dtype=pl.Int64).new_from_index(0, lines.height)
    if "piece_weight_kg" in lines.columns:
        parsed = fields.weights(lines["piece_weight_kg"], "kg")
        own, up_e9 = taken("piece_weight_kg", lines, parsed, ledger), parsed.more["up_e9"]
    return lines.with_columns(own.alias("own_weight_g"), up_e9.alias("own_weight_up_e9"))
