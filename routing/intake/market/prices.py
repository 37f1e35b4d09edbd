"""What a marketplace's buyer paid: for each line, and for the order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from routing.errors import ReadError
from routing.intake.cells import fields
from routing.intake.cells.plain import plain_columns
from routing.intake.columns.amounts import disagreeing, refuse_three_figures, three_figures
from routing.intake.market.lines import AT, ORDER, taken
from routing.orders import CURRENCY
from routing.reason import Reason
from routing.values.money import AMBIGUOUS_SIGNS, THREE_DECIMALS, decimal_text, figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.intake.cells.ledger import Ledger
    from routing.intake.source_file import SourceFile

_LETTERS = re.compile(r"[A-Z]{3}")
_PRICES = ("line_price", "line_shipping", "line_wrap")
_TAXES = ("line_tax", "line_shipping_tax", "line_wrap_tax")
"""Taxes of these prices: within them, or on top, by the currency."""
_DISCOUNTS = ("line_discount", "line_shipping_discount")
"""What was taken off; some files write them with a minus sign."""
_LINE_COLUMNS = (*_PRICES, *_TAXES, *_DISCOUNTS)
"""Amounts of a whole line; together they are what was paid for it."""


def added_up(orders: pl.DataFrame, rows: pl.DataFrame, run: SourceFile) -> pl.DataFrame:
    """The orders with the amounts that several of their rows hold added up, as text.

    A text that is no amount stands in the sum's place, to be refused with its name.
    """
    for name in ("total", "shipping_price"):
        if name in orders.columns:
            held = rows.filter(pl.col(name).is_not_null()).group_by(ORDER).agg(pl.col(name))
            sums = {order: _sum(texts, run.decimal) for order, texts in held.iter_rows() if len(texts) > 1}
            if sums:
                text = orders[ORDER].replace_strict(sums, default=orders[name], return_dtype=pl.String)
                orders = orders.with_columns(text.alias(name))
    return orders


def _sum(texts: list[str], decimal: str) -> str:
    total, signs = 0, set()
    for text in texts:
        try:
            value, sign = figure(text, decimal)
        except ReadError:
            return text
        total += value
        signs.add(sign)
    if len(signs) > 1:
        return ", ".join(texts)
    return f"{decimal_text(total, 4).replace('.', decimal or '.')} {signs.pop()}".strip()


def line_prices(lines: pl.DataFrame, orders: pl.DataFrame, run: SourceFile, ledger: Ledger) -> pl.DataFrame:
    """The lines with what was paid: `unit_value_e4` for one piece, `line_e4` for all, `line_sign`, and `priced`."""
    pieces = lines["quantity"]
    signs = pl.Series([None], dtype=pl.String).new_from_index(0, lines.height)
    amounts = {}
    named = [name for name in ("unit_price", *_LINE_COLUMNS) if name in lines.columns]
    plain = plain_columns(lines.select(named), run.decimal)
    for name in named:
        texts = lines[name].str.strip_chars_start("-") if name in _DISCOUNTS else lines[name]
        parsed = fields.amounts(texts, run.decimal, plain.get(name))
        amounts[name] = taken(name, lines, parsed, ledger)
        if name not in plain or plain[name].null_count() > texts.null_count():
            _refuse_three_figures(lines, name, orders, run, ledger)
        signs = signs.fill_null(parsed.more["sign"])
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, lines.height)
    if "line_price" in amounts:
        goods = _sum_of(amounts, ("line_price",)) - _sum_of(amounts, ("line_discount",))
        line = _sum_of(amounts, _PRICES) - _sum_of(amounts, _DISCOUNTS)
        line += _taxes_on_top(lines, amounts, run)
        frame = pl.DataFrame(
            {"line": line, "price": amounts["line_price"], "pieces": pieces, "paid": _pieces_paid(lines)}
        ).with_columns(pl.col("line").clip(0), goods=goods.clip(0))
        sent = (pl.col("line") * pl.col("pieces") * 2 + pl.col("paid")) // (pl.col("paid") * 2)
        paid = frame.select(
            line_e4=pl.when(pl.col("price").is_not_null()).then(sent),
            unit_value_e4=pl.when(pl.col("price").is_not_null()).then(
                (pl.col("goods") * 2 + pl.col("paid")) // (pl.col("paid") * 2)
            ),
        )
    elif "unit_price" in amounts:
        unit = amounts["unit_price"]
        if run.profile.price == "unclear":
            unit = _cleared(lines, unit, orders, run)
        paid = pl.DataFrame({"line_e4": unit * pieces, "unit_value_e4": unit})
    else:
        paid = pl.DataFrame({"line_e4": nothing, "unit_value_e4": nothing})
    priced = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_not_null() for name in amounts))
    return lines.with_columns(
        paid["line_e4"],
        paid["unit_value_e4"],
        signs.alias("line_sign"),
        priced.alias("priced"),
        of_master=pl.lit(value=False),
    )


def priced_by_master(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with the product master's customs value where the file names no price; `of_master`: it was taken."""
    taken = pl.col("line_e4").is_null() & pl.col("declared_e4").is_not_null() & ~pl.col("priced")
    if "currency" in lines.columns:
        taken &= pl.col("currency").is_null() | (pl.col("currency").str.to_uppercase() == pl.col("declared_currency"))
    return lines.with_columns(
        pl.when(taken).then(pl.col("declared_e4") * pl.col("quantity")).otherwise("line_e4").alias("line_e4"),
        pl.when(taken).then("declared_currency").otherwise("line_sign").alias("line_sign"),
        of_master=taken,
    )


def _refuse_three_figures(
    lines: pl.DataFrame, name: str, orders: pl.DataFrame, run: SourceFile, ledger: Ledger
) -> None:
    """Refuses the lines with an amount such as 250.000, unless the order's currency has three decimals."""
    unclear = lines.filter(three_figures(lines[name], run.decimal))
    codes = dict(orders.select(ORDER, "currency").iter_rows()) if "currency" in orders.columns else {}
    for at, order, text in unclear.select(AT, ORDER, name).iter_rows():
        code = codes.get(order) or run.currency or ""
        if not {code.upper(), *_LETTERS.findall(text)} & set(THREE_DECIMALS):
            reason = Reason("cell.of_text", text=text, what=Reason("amount.three_figures"))
            ledger.refuse(at, name, text, "UNREADABLE_VALUE", reason)


def _sum_of(amounts: Mapping[str, pl.Series], names: Sequence[str]) -> pl.Series:
    """The amounts of some columns added up, an empty cell as nothing."""
    nothing = amounts["line_price"].clear(len(amounts["line_price"])).fill_null(0)
    return sum((amounts[name].fill_null(0) for name in names if name in amounts), start=nothing)


def _taxes_on_top(lines: pl.DataFrame, amounts: Mapping[str, pl.Series], run: SourceFile) -> pl.Series:
    """The taxes that come on top of a line's prices.

    In most countries a price holds the tax; where it does not, the profile names the currency.  A column with the price
    before tax says it for each line.
    """
    taxes = _sum_of(amounts, _TAXES)
    if run.profile.tax_on_top is None or not (taxes > 0).any():
        return taxes
    lent = pl.Series([run.currency], dtype=pl.String).new_from_index(0, len(lines))
    codes = lines.get_column("currency", default=lent)
    on_top = codes.str.to_uppercase().is_in(run.profile.tax_on_top).fill_null(value=False)
    if "line_price_net" in lines.columns:
        net = fields.amounts(lines["line_price_net"], run.decimal).values
        on_top = (net == amounts["line_price"]).fill_null(on_top)
    return taxes * on_top.cast(pl.Int64)


def _pieces_paid(lines: pl.DataFrame) -> pl.Series:
    """How many pieces a line's amount was paid for: more than are to ship when some have left already."""
    if "paid_quantity" not in lines.columns:
        return lines["quantity"]
    paid = fields.quantities(lines["paid_quantity"], plain_columns(lines.select(quantity="paid_quantity"))["quantity"])
    return lines.select(pl.max_horizontal("quantity", paid.values)).to_series()


def _cleared(lines: pl.DataFrame, price: pl.Series, orders: pl.DataFrame, run: SourceFile) -> pl.Series:
    """The price of one piece where the column holds that of a piece in some files and of the line in others.

    Whichever adds up to the order's total is meant; null when neither or both but with different results do.
    """
    totals = pl.DataFrame(
        {ORDER: orders[ORDER], **{name: _plain(orders, name, run) for name in ("total", "shipping_price")}}
    )
    frame = pl.DataFrame({ORDER: lines[ORDER], "price": price, "pieces": lines["quantity"]})
    sums = frame.group_by(ORDER).agg(by_piece=(pl.col("price") * pl.col("pieces")).sum(), by_line=pl.col("price").sum())
    summed = frame.join(sums, on=ORDER, how="left", maintain_order="left").join(
        totals, on=ORDER, how="left", maintain_order="left"
    )
    goods = pl.col("total") - pl.col("shipping_price").fill_null(0)
    per_line = (pl.col("price") * 2 + pl.col("pieces")) // (pl.col("pieces") * 2)
    return summed.select(
        pl.when((goods == pl.col("by_piece")) | (pl.col("pieces") == 1))
        .then("price")
        .when(goods == pl.col("by_line"))
        .then(per_line)
    ).to_series()


def _plain(orders: pl.DataFrame, name: str, run: SourceFile) -> pl.Series:
    if name not in orders.columns:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, orders.height)
    return fields.amounts(orders[name], run.decimal, plain_columns(orders.select(name), run.decimal).get(name)).values


def order_values(
    orders: pl.DataFrame, run: SourceFile, ledger: Ledger, countries: pl.Series | None
) -> dict[str, pl.Series]:
    """`value_e4`, `currency` and the flags of the two, for orders that carry their lines' sums.

    The value is the order's total where the file has one and all its lines are to ship; else the sum of the lines to
    ship.  Without a currency the value is unknown.  `countries`: of the orders, as far as they are known.
    """
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, orders.height)
    signs = orders["line_sign"].cast(pl.String)
    total = nothing
    if "total" in orders.columns:
        plain = plain_columns(orders.select("total"), run.decimal)
        parsed = fields.amounts(orders["total"], run.decimal, plain.get("total"))
        total = ledger.take("total", orders["total"], parsed)
        signs = parsed.more["sign"].fill_null(signs)
    named = pl.Series([None], dtype=pl.String).new_from_index(0, orders.height)
    if "currency" in orders.columns:
        named = ledger.take("currency", orders["currency"], fields.currencies(orders["currency"])).cast(pl.String)
    shared = dict.fromkeys(AMBIGUOUS_SIGNS) | dict(run.profile.signs)
    own = (
        signs.replace_strict(shared, default=signs, return_dtype=pl.String)
        if signs.null_count() < len(signs)
        else signs
    )
    lent = pl.Series([run.currency], dtype=pl.String).new_from_index(0, len(own))
    currency = named.fill_null(own).fill_null(lent)
    assumed = pl.Series([False]).new_from_index(0, orders.height)
    if run.profile.currencies and countries is not None and currency.null_count():
        usual = countries.cast(pl.String).replace_strict(
            dict(run.profile.currencies), default=None, return_dtype=pl.String
        )
        assumed = currency.is_null() & usual.is_not_null()
        currency = currency.fill_null(usual)
    if "total" in orders.columns:
        refuse_three_figures(orders["total"], plain.get("total"), currency, run.decimal, ledger, "total")
    ledger.refuse_where(disagreeing(signs, currency), "total", "UNREADABLE_VALUE", Reason("amount.other_sign"), signs)
    frame = orders.select("lines_e4", "lines_known", "part", "priced", "of_master").with_columns(
        total=total, currency=currency
    )
    lines = pl.when("lines_known").then("lines_e4")
    value = pl.when(pl.col("part") | pl.col("total").is_null()).then(lines).otherwise("total")
    values = frame.select(
        value=value,
        currency=pl.when(value.is_not_null() | ~pl.lit(assumed)).then("currency"),
        of_lines=pl.col("part") & pl.col("total").is_not_null() & pl.col("lines_known"),
        assumed=value.is_not_null() & pl.lit(assumed),
        of_master=pl.col("of_master") & pl.col("total").is_null() & pl.col("lines_known"),
        no_currency=value.is_not_null() & pl.col("currency").is_null(),
        unclear=value.is_null() & (pl.col("total").is_not_null() | pl.col("priced")),
    )
    return {
        "value_e4": values.select(pl.when(pl.col("currency").is_not_null()).then("value")).to_series(),
        "currency": values["currency"].cast(CURRENCY),
        "VALUE_OF_LINES": values["of_lines"],
        "CURRENCY_ASSUMED": values["assumed"],
        "VALUE_OF_PRODUCTS": values["of_master"],
        "CURRENCY_UNKNOWN": values["no_currency"],
        "VALUE_UNCLEAR": values["unclear"],
    }
