"""Telephone numbers of many orders: each distinct one is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from carriers.labels.consignee.numbering_plan import PLAIN_NO_MORE
from carriers.labels.consignee.phone import read, read_coded

if TYPE_CHECKING:
    from carriers.labels.consignee.phone import Phone

_CODED: Final = r"^(?:\+|00)"
"""How a number begins that says its country itself."""


def read_phones(phones: pl.Series, countries: pl.Series) -> tuple[list[Phone | None], pl.Series]:
    """The distinct numbers as `read` reads them, and which of them each order has; null where it names none."""
    orders = pl.DataFrame({"text": phones, "country": countries}).with_columns(
        pl.when(pl.col("text") != "").then("text"),
        coded=pl.col("text").str.contains(_CODED).fill_null(value=False),
    )
    texts = orders.filter("coded")["text"].unique(maintain_order=True)
    found = list(map(read_coded, texts))
    plain = pl.Series([one != PLAIN_NO_MORE for one in found], dtype=pl.Boolean)
    numbers: list[Phone | None] = [one for one in found if not isinstance(one, str)]
    of_texts = texts.filter(plain).to_frame().with_row_index("by_text")
    orders = orders.join(of_texts, on="text", how="left", maintain_order="left")
    others = orders.filter(pl.col("by_text").is_null() & pl.col("text").is_not_null())
    pairs = others.select("text", "country").unique(maintain_order=True)
    of_pairs = pairs.with_row_index("by_pair", offset=len(numbers))
    numbers += [read(text, country) for text, country in pairs.iter_rows()]
    both = orders.join(of_pairs, on=("text", "country"), how="left", maintain_order="left")
    return numbers, both.select(pl.coalesce("by_text", "by_pair")).to_series()
