"""The seller's numbers and the notes of tax and customs for many orders: asked once for each place, day and value.

Two values between the same limits of law are one.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

import polars as pl

from carriers.customs.customs import SDR, Declared, hs_digits, limit_in, rules
from carriers.customs.thresholds import thresholds
from carriers.labels.columns.goods import WITHOUT_VALUE, per_order
from carriers.labels.columns.placed import shipment_to
from carriers.labels.columns.steps import NOTES, TAX
from carriers.labels.columns.table import mapped
from carriers.labels.layouts.fields import TaxNumbers
from carriers.labels.order_rows import notes_of
from carriers.labels.tax_numbers import tax_numbers
from carriers.shipment import Article

if TYPE_CHECKING:
    from datetime import date

    from carriers.finding import Finding
    from carriers.labels.columns.found import Findings
    from carriers.labels.columns.placed import PlacedOrders
    from carriers.labels.file_setup import FileSetup


def bands(placed: PlacedOrders) -> pl.Series:
    """A number for each order's value: two of one number, currency and day are alike to every limit of law."""
    found = pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(placed.table))
    keys = pl.DataFrame({"currency": placed.orders["currency"], "on": placed.on})
    for currency, on in keys.unique().drop_nulls().iter_rows():
        at = ((keys["currency"] == currency) & (keys["on"] == on)).fill_null(value=False).arg_true()
        edges = pl.Series(_edges(currency, on, placed.setup), dtype=pl.Int64)
        totals = placed.orders["total_e4"].gather(at).fill_null(0)
        found = found.scatter(at, edges.search_sorted(totals, side="right").cast(pl.UInt32))
    return found


def _edges(currency: str, on: date, setup: FileSetup) -> list[int]:
    """The least whole amounts that are on a limit, or above one."""
    law = rules()
    limits = [(rule.limit_e4, rule.currency) for rule in thresholds()]
    limits.append((law["cn22"]["limit_sdr"] * 10_000, SDR))
    limits.append((law["ioss"]["limit_eur"] * 10_000, "EUR"))
    limits += [(rule["limit"] * 10_000, rule["currency"]) for rule in law["seller_number"]]
    edges: set[int] = set()
    for limit_e4, of in limits:
        limit = limit_in(limit_e4, of, currency, setup.rates, on)
        if limit is not None:
            edges |= {floor(limit) + 1} | ({floor(limit)} if limit == floor(limit) else set())
    return sorted(edge for edge in edges if edge < 2**62)


def _first_total(keys: pl.DataFrame) -> pl.DataFrame:
    """The keys with one total for all rows that are otherwise the same."""
    names = [name for name in keys.columns if name != "total_e4"]
    return keys.with_columns(pl.col("total_e4").first().over(names))


def put_tax(found: Findings, placed: PlacedOrders, band: pl.Series) -> tuple[list[TaxNumbers], pl.Series]:
    """The numbers of tax that orders tell: the distinct ones, and which each order has; what is left out is noted.

    Orders without values have none.
    """
    frame, orders, shop = placed.frame, placed.orders, placed.setup.shop
    at = (orders["way"] != WITHOUT_VALUE).arg_true()
    collected = (frame["vat_collected"].fill_null(value=False)) | frame["ioss"].is_not_null()
    # Without a number to tell, and where nobody collected, neither the marketplace nor the value matters.
    asked = collected if not any(shop.seller_numbers.values()) else pl.Series([True]).new_from_index(0, len(frame))
    keys = _first_total(
        pl.DataFrame(
            {
                **placed.place.to_dict(),
                **{name: frame[name] for name in ("platform", "vat_collected", "ioss")},
                "currency": orders["currency"],
                "band": band,
                "asked": asked,
                "total_e4": orders["total_e4"],
            }
        )
        .with_columns(pl.when("asked").then(pl.col(name)).alias(name) for name in ("platform", "currency", "band"))
        .drop("asked")[at]
    )
    numbers: list[TaxNumbers] = [TaxNumbers()]
    made: dict[tuple[Any, ...], int] = {}

    def tell(*row: Any) -> list[Finding]:
        country, on, postcode, state, city, platform, vat, ioss, currency, _band, total = row
        shipment = shipment_to(country, postcode, state, city, platform=platform, vat_collected=vat, ioss=ioss)
        lines = (Declared(Article(), total or 0, currency or "", total or 0),)
        told, left_out = tax_numbers(shipment, lines, shop, placed.setup.rates, on, placed.setup.layout)
        made[row] = len(numbers)
        numbers.append(told)
        return left_out

    found.put(TAX, at, keys, tell)
    which = mapped(keys, lambda *row: made[row], pl.UInt32)
    return numbers, pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(frame)).scatter(at, which)


def put_notes(found: Findings, placed: PlacedOrders, band: pl.Series, written: pl.Series) -> None:
    """What tax and customs will do with the parcels that are written; `written`: a mask of the orders."""
    at = (written & placed.orders["currency"].is_not_null()).arg_true()
    if not at.len():
        return
    frame, lines = placed.frame, placed.goods.lines
    limit_g = rules()["cn22"]["limit_g"]
    # Of the customs codes a note tells how many there are, where all are known.
    codes = pl.Series([hs_digits(one.hs_code)[:6] for one in placed.goods.articles], dtype=pl.String)
    code = pl.col("code")
    counts = per_order(
        lines.select("order", code=codes.gather(lines["article"])),
        pl.when((code != "").all()).then(code.n_unique()).otherwise(0).cast(pl.UInt32),
    )
    keys = _first_total(
        pl.DataFrame(
            {
                **placed.place.to_dict(),
                "service_class": frame["service_class"],
                "currency": placed.orders["currency"],
                "band": band,
                "heavy": frame["weight_g"] > limit_g,
                "codes": counts,
                "total_e4": placed.orders["total_e4"],
            }
        )[at]
    )

    def tell(*row: Any) -> list[Finding]:
        country, on, postcode, state, city, service_class, currency, _band, heavy, count, total = row
        weight_g = None if heavy is None else limit_g + heavy
        shipment = shipment_to(country, postcode, state, city, service_class=service_class, weight_g=weight_g)
        codes: list[str | None] = [f"{number:06d}" for number in range(count)] or [None]
        lines = tuple(Declared(Article(hs_code=code), 0 if at else total, currency) for at, code in enumerate(codes))
        return list(notes_of(shipment, lines, placed.setup, on))

    found.put(NOTES, at, keys, tell)
