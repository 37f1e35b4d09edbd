"""The rows that hold an order's own columns, to the columns of an order table."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import polars as pl
from attrs import evolve

from routing.intake.cells import fields
from routing.intake.cells.plain import plain_columns
from routing.intake.columns.addresses import address_traits
from routing.intake.columns.density import doubtful_density
from routing.intake.columns.joined import joined
from routing.intake.columns.order_ids import check_ids, doubtful_ids
from routing.intake.columns.platforms import platforms
from routing.intake.columns.requested import asked_in_note, requested_by_option
from routing.intake.columns.zeros import restored_zeros
from routing.intake.files.chunk import ROW
from routing.intake.market.prices import order_values
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.cells.ledger import Ledger
    from routing.intake.files.chunk import Chunk
    from routing.intake.source_file import SourceFile

Columns = dict[str, pl.Series]
Flags = dict[str, pl.Series | None]

TEXTS = (
    "postcode", "state", "city", "address1", "address2", "name", "company", "phone", "email", "note",
    "shipping_option",
)  # fmt: skip
"""Columns carried as they are."""
_OF_PARCEL = (
    "weight_g", "length_mm", "width_mm", "height_mm", "shape", "quantity", "sku", "hs_code", "origin", "description",
    "goods", "items", "weight_up_e9", "length_up_e9", "width_up_e9", "height_up_e9",
)  # fmt: skip
_NEEDED = {
    "country": Reason("market.export_address"),
    "paid_at": Reason("market.export_payment"),
}
_IOSS = r"\bIOSS\b"
_COLLECTED = r"\b(?:IOSS|VOEC|VAT|GST|OSS|TVA|MWST|UST)\b"
"""Names of references to a tax that the marketplace collected."""
_PLAIN = ("country", "paid_at", "ship_by", "deliver_by")


def order_columns(orders: pl.DataFrame, run: SourceFile, chunk: Chunk, ledger: Ledger) -> tuple[Columns, Flags]:
    """The columns of an order table, and the flags by name.

    Args:
        orders: one row an order: its own cells as text, its parcel's columns as values.
        run: the file.
        chunk: the rows as the file holds them.
        ledger: takes the cells that cannot be read.
    """
    ids, rows = orders["order_id"], orders[ROW]
    check_ids(ids, run, ledger)
    columns: Columns = {name: orders[name] for name in (*TEXTS, *_OF_PARCEL) if name in orders.columns}
    columns |= {"order_id": ids, "row": rows, "platform": platforms(orders, run)}
    flags: Flags = {name: orders[name] for name in ("SIZE_STACKED", "WEIGHT_UNCLEAR")}
    flags["ID_MAYBE_MANGLED"] = doubtful_ids(ids, rows, chunk, run)
    _require(orders, ledger)
    plain = plain_columns(orders.select(name for name in _PLAIN if name in orders.columns))
    if "country" in orders.columns:
        parsed = fields.countries(orders["country"], plain["country"])
        columns["country"] = ledger.take("country", orders["country"], parsed)
    if "vat_collected" in orders.columns:
        parsed = fields.yes_or_no(orders["vat_collected"])
        columns["vat_collected"] = ledger.take("vat_collected", orders["vat_collected"], parsed)
    columns |= _tax_numbers(orders, columns.get("vat_collected"))
    columns |= _times(orders, columns.get("country"), plain, run, ledger, flags) | joined(orders)
    values = order_values(orders, run, ledger, columns.get("country"))
    columns |= {name: values.pop(name) for name in ("value_e4", "currency")}
    flags |= values
    if "shipping_option" in orders.columns:
        columns["requested_service"], flags["BUYER_REQUEST"] = requested_by_option(orders["shipping_option"], run)
    if "note" in orders.columns:
        no_option = pl.Series([None], dtype=pl.String).new_from_index(0, len(ids))
        asked = asked_in_note(orders["note"], columns.get("shipping_option", no_option), run.options)
        flags["BUYER_REQUEST"] = asked if flags.get("BUYER_REQUEST") is None else flags["BUYER_REQUEST"] | asked
    flags["PARTLY_REFUNDED"] = orders["paid_back"]
    if "country" in orders.columns:
        flags["POSTCODE_ZERO"] = restored_zeros(columns)
        flags |= address_traits(columns, orders["country"])
    flags["CASH_ON_DELIVERY"] = orders["at_door"]
    flags["DENSITY_LOW"] = doubtful_density(columns, ledger)
    flags["MASKED_ADDRESS"] = _masked(columns, len(ids))
    return columns, flags


def _tax_numbers(orders: pl.DataFrame, collected: pl.Series | None) -> Columns:
    """`ioss`, the number under which the marketplace collected the VAT, and `vat_collected` where a number says so.

    A column of its own holds the number, or one of references whose name says what they are.
    """
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, orders.height)
    number = orders.get_column("ioss", default=nothing)
    known = number.is_not_null()
    if {"reference_name", "reference_value"} <= set(orders.columns):
        names = orders["reference_name"].str.to_uppercase()
        referred = orders["reference_value"]
        of_ioss = names.str.contains(_IOSS).fill_null(value=False)
        number = number.fill_null(referred.to_frame("n").select(pl.when(of_ioss).then("n")).to_series())
        known |= referred.is_not_null() & names.str.contains(_COLLECTED).fill_null(value=False)
    if not known.any():
        return {}
    named = pl.Series([None], dtype=pl.Boolean).new_from_index(0, orders.height) if collected is None else collected
    by_number = known.to_frame("known").select(pl.when("known").then("known")).to_series()
    return {"ioss": number, "vat_collected": named.fill_null(by_number)}


def _require(orders: pl.DataFrame, ledger: Ledger) -> None:
    for name, way_out in _NEEDED.items():
        if name in orders.columns:
            ledger.missing(name, orders[name], way_out)
        else:
            everywhere = orders["order_id"].is_not_null()
            ledger.refuse_where(everywhere, name, "MISSING", Reason("market.no_column", way_out=way_out))


def _times(
    orders: pl.DataFrame, countries: pl.Series | None, plain: Columns, run: SourceFile, ledger: Ledger, flags: Flags
) -> Columns:
    """`paid_at`, `ship_by` and `deliver_by`, and into `flags` what had to be settled for the time of payment.

    A day to ship or deliver by ends with its last second; of a day of payment the first second is taken.  An order
    goes on without a date of delivery that cannot be read, with a flag.
    """
    times: Columns = {}
    for name in ("paid_at", "ship_by", "deliver_by"):
        if name in orders.columns:
            parsed = _moments(orders[name], countries, run, plain[name])
            if name == "deliver_by":
                times[name] = fields.to_last_second(parsed)
                flags["DELIVER_BY_UNREAD"] = orders[name].is_not_null() & parsed.values.is_null()
                continue
            times[name] = ledger.take(name, orders[name], parsed)
            if name == "ship_by":
                times[name] = fields.to_last_second(parsed)
            else:
                flags["REPEATED_HOUR"] = parsed.more["repeated"]
                flags["TIME_OF_DAY_UNKNOWN"] = parsed.more["day_only"]
                flags["ZONE_ASSUMED"] = parsed.more["zone_lent"] if run.zone_assumed else None
    return times


def _moments(texts: pl.Series, countries: pl.Series | None, run: SourceFile, plain: pl.Series) -> fields.Parsed:
    """Moments, in the zone of the order's country where the marketplace has a seller centre in each.

    The caller's zone wins over all that is assumed of a layout or a country.
    """
    if not run.zone_assumed:
        layouts = tuple(evolve(layout, zone=None) for layout in run.profile.times)
        return fields.moments(texts, run.zone, layouts, plain)
    zones = run.profile.zones
    if not zones or countries is None or countries.is_empty():
        return fields.moments(texts, run.zone, run.profile.times, plain)
    codes = countries.cast(pl.String)
    readings = []
    for code in codes.unique(maintain_order=True):
        here = codes.eq_missing(pl.Series([code], dtype=pl.String))
        of_country = texts.to_frame("text").select(pl.when(here).then("text")).to_series()
        parsed = fields.moments(of_country, zones.get(code or "", run.zone), run.profile.times)
        sure = code == next(iter(zones))
        lent = parsed.more["zone_lent"] & (not sure)
        readings.append(evolve(parsed, more={**parsed.more, "zone_lent": lent}))
    return reduce(_together, readings)


def _together(first: fields.Parsed, second: fields.Parsed) -> fields.Parsed:
    """Two readings of one column, of which each row is in one."""
    return fields.Parsed(
        first.values.fill_null(second.values),
        {**first.fails, **second.fails},
        {name: values.fill_null(second.more[name]) for name, values in first.more.items()},
    )


def _masked(columns: Columns, count: int) -> pl.Series:
    """Orders in which the marketplace hides letters or figures behind asterisks."""
    masked = pl.Series([False]).new_from_index(0, count)
    for name in ("name", "phone", "address1"):
        if name in columns:
            masked |= columns[name].str.contains("*", literal=True).fill_null(value=False)
    return masked
