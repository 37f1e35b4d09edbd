"""What the product master adds to orders of one line: weight, size and the words customs asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from routing.intake.cells.measures import SIDES
from routing.intake.cells.rounding import UP, by_length, carried, rounding, was_rounded
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.source_file import SourceFile

_ADDED = {"description": "name_en", "hs_code": "hs_code", "origin": "origin", "goods": "goods", "shape": "shape"}
"""Column of an order -> column of the master that fills it where it is empty."""


def filled_from_master(columns: dict[str, pl.Series], run: SourceFile, ledger: Ledger) -> dict[str, pl.Series]:
    """Completes `columns` in place and returns the flags by name; an order's own figures win over the master's.

    A size that nobody gives stays unknown: a service that asks for one then refuses the parcel by name.

    The master's weight counts once for each piece.  Pieces are stacked on their smallest side: length and width stay,
    the smallest side is multiplied.
    """
    sides = [columns[side] for side in SIDES]
    flat = sides[0].is_null() & sides[1].is_null() & sides[2].is_null()
    partly = (sides[0].is_null() | sides[1].is_null() | sides[2].is_null()) & ~flat & ledger.good
    ledger.refuse_where(partly, "size", "MISSING", Reason("measure.side_missing"))
    flags: dict[str, pl.Series] = {}
    if run.products is not None and "sku" in columns:
        known = columns["sku"].is_in(run.products.frame["sku"].implode())
        unknown = columns["sku"].is_not_null() & ~known & columns["weight_g"].is_null() & ledger.good
        for at in unknown.arg_true().to_list():
            sku = columns["sku"][at]
            reason = run.products.unknown(sku)
            ledger.refuse(at, "sku", sku, "UNKNOWN_SKU", Reason("cell.of_text", text=sku, what=reason))
        flags = _join(columns, flat, run.products.frame)
        if columns["weight_g"].null_count():
            weightless = known & columns["weight_g"].is_null() & ledger.good
            ledger.refuse_where(weightless, "sku", "MISSING", Reason("article.unmeasured"), columns["sku"])
    if columns["weight_g"].null_count():
        nowhere = columns["weight_g"].is_null() & ledger.good
        ledger.refuse_where(nowhere, "weight", "MISSING", Reason("measure.empty"))
    return flags


def _join(columns: dict[str, pl.Series], flat: pl.Series, master: pl.DataFrame) -> dict[str, pl.Series]:
    added = [name for name, source in _ADDED.items() if master[source].null_count() < len(master)]
    frame = pl.DataFrame(
        {"sku": columns["sku"], "pieces": columns["quantity"], "flat": flat, "own_weight": columns["weight_g"]}
        | {f"own_{side}": columns[side] for side in SIDES}
        | {f"own_{name}": columns[name].cast(pl.String) for name in added if name in columns}
    ).join(master, on="sku", how="left", maintain_order="left")
    smallest = pl.min_horizontal(SIDES)
    longest = pl.max_horizontal(SIDES)
    middle = pl.sum_horizontal(SIDES) - smallest - longest
    many = pl.col("pieces") > 1
    stacked = dict(zip(SIDES, (longest, middle, smallest * pl.col("pieces")), strict=True))
    lent = pl.col("flat") & pl.col("length_mm").is_not_null()
    filled = frame.select(
        weight_g=pl.coalesce("own_weight", pl.col("weight_g") * pl.col("pieces")),
        stacked=lent & many,
        **{
            side: pl.when(lent & many).then(stacked[side]).when(lent).then(side).otherwise(f"own_{side}")
            for side in SIDES
        },
        **{
            name: pl.coalesce(f"own_{name}", _ADDED[name]) if name in columns else pl.col(_ADDED[name])
            for name in added
        },
    )
    filled = _with_rounding(filled, columns, frame)
    columns |= {name: filled[name] for name in filled.columns if name != "stacked"}
    return {"SIZE_STACKED": filled["stacked"]}


def _with_rounding(filled: pl.DataFrame, columns: dict[str, pl.Series], joined: pl.DataFrame) -> pl.DataFrame:
    """The filled measures with their roundings; whole grams and millimetres too many come off what was multiplied."""
    own = pl.DataFrame({f"own_{up}": columns[up] for up in UP.values()})
    if not was_rounded(joined) and all(series.null_count() == len(series) for series in own):
        return filled
    pieces = pl.col("pieces")
    lent = pl.col("flat") & pl.col("length_mm").is_not_null()
    longest, middle, shortest = by_length()
    stacked = dict(zip(SIDES, (rounding(longest), rounding(middle), rounding(shortest) * pieces), strict=True))
    own_weight = pl.col("own_weight").is_not_null()
    ups = joined.hstack(own).select(
        pl.when(own_weight).then("own_weight_up_e9").otherwise(pl.col("weight_up_e9") * pieces).alias("weight_up_e9"),
        *(
            pl.when(lent & (pieces > 1))
            .then(stacked[side])
            .when(lent)
            .then(UP[side])
            .otherwise(f"own_{UP[side]}")
            .alias(UP[side])
            for side in SIDES
        ),
    )
    return carried(filled.hstack(ups), ("weight_g", *SIDES))
