"""What many orders became: their rows in a layout, and what was found of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    import polars as pl

    from carriers.finding import Finding


@frozen(eq=False)
class ChunkRows:
    """The rows of a chunk of orders.

    `rows`: `order`, and the layout's columns by number; none of held orders.  `found`: order, finding, as they are to
    be told; `kept`: the findings.  `held`: a mask of the orders.  `told_e4`: order, currency and what is declared.
    """

    rows: pl.DataFrame
    found: pl.DataFrame
    kept: list[Finding]
    held: pl.Series
    told_e4: pl.DataFrame
