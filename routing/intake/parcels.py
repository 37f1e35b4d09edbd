"""Order lines to one parcel an order: weights add up, pieces are stacked, goods are what all lines hold.

The stacking is simple and on the safe side: the pieces lie on their largest face, one on the other.  Longest and
middle side are the largest of all pieces, the smallest sides add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.lines import AT, ORDER
from routing.intake.measures import SIDES
from routing.orders import LINE

if TYPE_CHECKING:
    from routing.intake.ledger import Ledger
    from routing.intake.products import ProductMaster


def with_articles(lines: pl.DataFrame, products: ProductMaster, ledger: Ledger) -> pl.DataFrame:
    """The lines with the product master's columns; a line without weight or size is refused by name.

    A weight of the line's own (`own_weight_g`, of one piece) wins over the master's.
    """
    known = lines.join(products.frame, on="sku", how="left", maintain_order="left")
    listed = known["sku"].is_in(products.frame["sku"].implode())
    known = known.with_columns(pl.coalesce("own_weight_g", "weight_g").alias("weight_g"))
    flat = known["length_mm"].is_null() | known["width_mm"].is_null() | known["height_mm"].is_null()
    message = "is not in the product master. Add it; `sampan products missing` writes the sheet to fill."
    _refuse(known, known["sku"].is_not_null() & ~listed, "UNKNOWN_SKU", message, ledger)
    message = "has no weight or no complete size in the product master. Fill it in."
    _refuse(known, listed & (flat | known["weight_g"].is_null()), "MISSING", message, ledger)
    return known


def _refuse(lines: pl.DataFrame, mask: pl.Series, code: str, message: str, ledger: Ledger) -> None:
    if mask.any():
        for at, sku in lines.filter(mask).select(AT, "sku").iter_rows():
            ledger.refuse(at, "sku", sku, code, message)


def parcels(lines: pl.DataFrame) -> pl.DataFrame:
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
    folded = lines.with_columns(
        longest.alias("longest"), middle.alias("middle"), (smallest * pieces).alias("stack"), item.alias("item")
    )
    stacked = dict(zip(SIDES, ("longest", "middle", "stack"), strict=True))
    return folded.group_by(ORDER, maintain_order=True).agg(
        (pl.col("weight_g") * pieces).sum().alias("weight_g"),
        *(
            pl.when(alone)
            .then(pl.col(side).first())
            .otherwise(pl.col(name).sum() if name == "stack" else pl.col(name).max())
            .alias(side)
            for side, name in stacked.items()
        ),
        pieces.sum().alias("quantity"),
        (~alone).alias("SIZE_STACKED"),
        pl.when(alone).then(pl.col("shape").first()).alias("shape"),
        *(pl.when(one_line).then(pl.col(name).first()).alias(name) for name in ("sku", "hs_code", "origin")),
        pl.when(one_line).then(pl.col("name_en").first()).alias("description"),
        _all_goods().alias("goods"),
        pl.when(~one_line).then(pl.col("item").implode()).alias("items"),
        pl.col("priced").any(),
        pl.col("line_sign").drop_nulls().first().alias("line_sign"),
        pl.col("line_e4").sum().alias("lines_e4"),
        pl.col("line_e4").is_not_null().all().alias("lines_known"),
    )


def _all_goods() -> pl.Expr:
    words = pl.col("goods").str.split(";").explode().drop_nulls().unique().sort()
    special = words.filter(words != "general")
    joined = pl.when(special.len() > 0).then(special.implode().list.join(";"))
    nothing_special = pl.col("goods").is_not_null().all()
    return joined.otherwise(pl.when(nothing_special).then(pl.lit("general")))
