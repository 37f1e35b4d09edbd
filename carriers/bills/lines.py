"""The lines of bills as columns: one row of a file each, before rows of one parcel are put together."""

from __future__ import annotations

from typing import Final

import polars as pl

from carriers.bills.form import CHARGE_KINDS

_KIND_COLUMNS: Final = {f"{kind}_micro": pl.Int64() for kind in CHARGE_KINDS}
SCHEMA: Final = pl.Schema(
    {
        "file": pl.String(),
        "row": pl.Int64(),
        "form": pl.String(),
        "bill": pl.String(),  # the invoice's number, else its period, else the file's name
        "kind": pl.String(),  # a word of ROW_KINDS
        "detail": pl.String(),  # the carrier's own word for the kind: SCC, ADC, VOID
        "tracking_no": pl.String(),
        "order_nos": pl.List(pl.String()),
        "waybill": pl.String(),
        "service": pl.String(),  # the carrier's words
        "zone": pl.String(),
        "country": pl.String(),
        "pieces": pl.Int64(),
        "charged_g": pl.Int64(),  # what the bill says it charged
        "scale_g": pl.Int64(),  # the carrier's scale
        "volumetric_g": pl.Int64(),
        "currency": pl.String(),
        "total_micro": pl.Int64(),
        "names": pl.String(),  # of charges that the bill names row by row, joined with "; "
        **_KIND_COLUMNS,
    }
)
"""Unknown is null; amounts in millionths of the bill's currency, weights in whole grams."""
KIND_COLUMNS: Final = tuple(_KIND_COLUMNS)
BILLED_ASIDE: Final = ("tax_micro",)
"""Charges that are passed on as the state takes them: no price list holds them."""


def tracking_key(column: pl.Expr) -> pl.Expr:
    """A tracking number as numbers are compared: capitals, without blanks and hyphens; null for an empty one."""
    bare = column.str.to_uppercase().str.replace_all(r"[\s\-'#]", "")
    return pl.when(bare != "").then(bare)


def order_key(column: pl.Expr) -> pl.Expr:
    """An order number as numbers are compared: small letters, without blanks, a leading # or apostrophe."""
    bare = column.str.to_lowercase().str.replace_all(r"\s", "").str.strip_chars_start("'#")
    return pl.when(bare != "").then(bare)
