"""Order lines to one parcel an order: weights add up, pieces are stacked, goods are what all lines hold.

The stacking is simple and on the safe side: the pieces lie on their largest face, one on the other.  Longest and
middle side are the largest of all pieces, the smallest sides add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells.measures import SIDES
from routing.intake.cells.rounding import UP, by_length, carried, rounding, was_rounded
from routing.intake.market.lines import AT, ORDER
from routing.orders import LINE
from routing.reason import Reason
from routing.values.goods import GOODS

_UNSAID = 1 << len(GOODS)
"""Bit of a line of which nothing is said about batteries and the like."""

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.products import ProductMaster


def with_articles(lines: pl.DataFrame, products: ProductMaster, ledger: Ledger) -> pl.DataFrame:
    """The lines with the product master's columns; a line without weight, or with part of a size, is refused by name.

    A weight of the line's own (`own_weight_g`, of one piece) wins over the master's.
    """
    known = lines.join(products.frame, on="sku", how="left", maintain_order="left")
    listed = known["sku"].is_in(products.frame["sku"].implode())
    own = pl.col("own_weight_g").is_not_null()
    known = known.with_columns(
        pl.coalesce("own_weight_g", "weight_g").alias("weight_g"),
        pl.when(own).then("own_weight_up_e9").otherwise("weight_up_e9").alias("weight_up_e9"),
    )
    sides = known.select(pl.sum_horizontal(pl.col(side).is_null() for side in SIDES)).to_series()
    partly = (sides > 0) & (sides < len(SIDES))
    unknown = known.filter(known["sku"].is_not_null() & ~listed)
    if not unknown.is_empty():
        for at, sku in unknown.select(AT, "sku").iter_rows():
            reason = products.unknown(sku)
            ledger.refuse(at, "sku", sku, "UNKNOWN_SKU", Reason("cell.of_text", text=sku, what=reason))
    reason = Reason("article.unmeasured")
    for at, sku in known.filter(listed & (partly | known["weight_g"].is_null())).select(AT, "sku").iter_rows():
        ledger.refuse(at, "sku", sku, "MISSING", Reason("cell.of_text", text=sku, what=reason))
    return known


def stacked(lines: pl.DataFrame) -> pl.DataFrame:
    """One row an order, by ORDER: weight, sides, goods, the items, and the columns that hold for one line only."""
    pieces = pl.col("quantity")
    smallest, longest = pl.min_horizontal(SIDES), pl.max_horizontal(SIDES)
    middle = pl.sum_horizontal(SIDES) - smallest - longest
    item = pl.struct(
        pl.col(name) if name in lines.columns else pl.lit(None, dtype=field.dtype).alias(name)
        for name, field in zip([field.name for field in LINE.fields], LINE.fields, strict=True)
    )
    alone = pieces.sum() == 1
    one_line = pl.len() == 1
    described = pl.any_horizontal(pl.col(name).is_not_null() for name in ("title", "variant", "unit_value_e4")).any()
    one_sign = pl.col("line_sign").drop_nulls().n_unique() <= 1  # amounts in two currencies have no sum
    folded = lines.with_columns(
        _bits(lines["goods"]).alias("goods_bits"),
        longest.alias("longest"),
        middle.alias("middle"),
        (smallest * pieces).alias("stack"),
        item.alias("item"),
    )
    stack = dict(zip(SIDES, ("longest", "middle", "stack"), strict=True))
    parcels = folded.group_by(ORDER, maintain_order=True).agg(
        (pl.col("weight_g") * pieces).sum().alias("weight_g"),
        *(
            pl.when(alone)
            .then(pl.col(side).first())
            .when(pl.col(name).is_null().any())
            .then(None)
            .otherwise(pl.col(name).sum() if name == "stack" else pl.col(name).max())
            .alias(side)
            for side, name in stack.items()
        ),
        pieces.sum().alias("quantity"),
        (~alone & pl.col("stack").is_not_null().all()).alias("SIZE_STACKED"),
        (pl.col("own_weight_g").is_not_null() & (pieces > 1)).any().alias("WEIGHT_UNCLEAR"),
        pl.when(alone).then(pl.col("shape").first()).alias("shape"),
        *(pl.when(one_line).then(pl.col(name).first()).alias(name) for name in ("sku", "hs_code", "origin")),
        pl.when(one_line).then(pl.col("name_en").first()).alias("description"),
        pl.col("goods_bits").bitwise_or().alias("goods"),
        pl.when(~one_line | described).then(pl.col("item").implode()).alias("items"),
        pl.col("priced", "fewer", "paid_back", "of_master").any(),
        pl.when(one_sign).then(pl.col("line_sign").drop_nulls().first()).alias("line_sign"),
        pl.col("line_e4").sum().alias("lines_e4"),
        (pl.col("line_e4").is_not_null().all() & one_sign).alias("lines_known"),
    )
    parcels = _with_rounding(parcels, lines)
    words = {bits: _words(bits) for bits in parcels["goods"].unique()}
    return parcels.with_columns(pl.col("goods").replace_strict(words, return_dtype=pl.String)) if words else parcels


def _with_rounding(parcels: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The parcels with the roundings of their measures; whole grams and millimetres too many come off the sums."""
    if not was_rounded(lines):
        return parcels.with_columns(pl.lit(None, dtype=pl.Int64).alias(up) for up in UP.values())
    pieces, alone = pl.col("quantity"), pl.col("quantity").sum() == 1
    longest, middle, shortest = by_length()
    of_stack = (rounding(pl.col("longest").max()), rounding(pl.col("middle").max()), pl.col("stack_up").sum())
    ups = (
        lines.with_columns(
            longest.alias("longest"), middle.alias("middle"), (rounding(shortest) * pieces).alias("stack_up")
        )
        .group_by(ORDER, maintain_order=True)
        .agg(
            (pl.col("weight_up_e9").fill_null(0) * pieces).sum(),
            *(
                pl.when(alone).then(pl.col(UP[side]).first()).otherwise(up).alias(UP[side])
                for side, up in zip(SIDES, of_stack, strict=True)
            ),
        )
    )
    return carried(parcels.hstack(ups.drop(ORDER)), ("weight_g", SIDES[-1]))


def _bits(goods: pl.Series) -> pl.Series:
    """Words of GOODS as bits, so that those of several lines are quickly put together; 0: nothing is said."""
    words = {text: sum(1 << GOODS.index(word) for word in text.split(";")) for text in goods.unique().drop_nulls()}
    return (
        goods.replace_strict(words, default=_UNSAID, return_dtype=pl.Int64)
        if words
        else goods.is_null().cast(pl.Int64) * _UNSAID
    )


def _words(bits: int) -> str | None:
    """The words of some bits; `general` only when nothing else is in the parcel and every line says so."""
    special = sorted(word for at, word in enumerate(GOODS) if bits >> at & 1 and word != "general")
    if special:
        return ";".join(special)
    return None if bits & _UNSAID else "general"
