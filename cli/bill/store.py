"""The store of claims beside a check: what was set stays, what is new is flagged, what is paid back is resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from attrs import frozen

from carriers.bills.audited import AGREE
from carriers.bills.claims import FLAGGED, RESOLVED, Claim
from carriers.bills.lines import tracking_key
from carriers.bills.matching import beside

if TYPE_CHECKING:
    from carriers.bills.claims import Claims

_CLAIMED: Final = (FLAGGED, "disputed", "accepted")
"""States of lines whose money is still to come."""
_SETTLED: Final = (FLAGGED, RESOLVED)
"""States that a check sets by itself."""


@frozen(eq=False)
class Settled:
    """The lines with `state`, `claim_micro` and what a person typed put in; `typed` are the lines with such a fee."""

    lines: pl.DataFrame
    typed: frozenset[int]


def settled(lines: pl.DataFrame, store: Claims) -> Settled:
    """The lines of a check held against the store, which then knows them."""
    number = pl.coalesce("tracking_no", "order_id", "waybill", pl.concat_str(pl.lit("row "), "row"))
    named = lines.with_columns(number=number).with_columns(nth=pl.int_range(pl.len()).over("bill", "number"))
    named = named.with_columns(
        number=pl.when(pl.col("nth") > 0)
        .then(pl.concat_str("number", pl.lit("#"), pl.col("nth") + 1))
        .otherwise("number")
    )
    known = store.known(named["bill"].unique().to_list())
    typed = pl.DataFrame(
        [(*key, one.typed_micro, one.state) for key, one in known.items()],
        {"bill": pl.String, "number": pl.String, "typed": pl.Int64, "was": pl.String}, orient="row",
    )  # fmt: skip
    named = named.with_columns(beside(named, typed, "bill", "number"))
    named = named.with_columns(expected_micro=pl.coalesce("typed", "expected_micro"))
    named = named.with_columns(difference_micro=pl.col("total_micro") - pl.col("expected_micro"))
    back = named.filter(pl.col("cause") == "credit").group_by("parcel").agg(back=-pl.col("total_micro").sum())
    named = named.with_columns(beside(named, back.drop_nulls("parcel"), "parcel"))
    open_ = ~pl.col("cause").is_in(list(AGREE)) & (
        pl.col("expected_micro").is_null() | (pl.col("difference_micro") > 0)
    )
    paid = pl.col("back").fill_null(0) >= pl.col("difference_micro")
    fresh = pl.when(paid).then(pl.lit(RESOLVED)).otherwise(pl.lit(FLAGGED))
    kept = pl.col("was").is_not_null() & ~pl.col("was").is_in(list(_SETTLED))
    named = named.with_columns(state=pl.when(kept).then("was").when(open_).then(fresh))
    named = named.with_columns(
        claim_micro=pl.when(open_ & pl.col("state").is_in(list(_CLAIMED)))
        .then(pl.col("difference_micro").fill_null(0))
        .otherwise(0)
    )
    claims = named.filter(pl.col("state").is_not_null() | pl.col("was").is_not_null())
    store.keep(
        Claim(
            one["bill"],
            one["number"],
            one["order_id"] or "",
            one["carrier"] or "",
            one["service_sent"] or one["service"] or "",
            one["cause"],
            one["currency"],
            one["total_micro"],
            one["expected_micro"],
            one["state"] or RESOLVED,
        )
        for one in claims.iter_rows(named=True)
    )
    firsts = named.select("bill", "role", key=tracking_key(pl.col("tracking_no"))).drop_nulls()
    firsts = firsts.filter(pl.col("role") == "first")
    for (bill,), part in firsts.group_by("bill", maintain_order=True):
        store.remember(str(bill), part["key"])
    return Settled(named, frozenset(named.filter(pl.col("typed").is_not_null())["line"].to_list()))
