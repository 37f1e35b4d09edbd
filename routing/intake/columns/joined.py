"""Texts of an order that its file holds in parts: names, address lines, telephone numbers."""

from __future__ import annotations

import polars as pl

PARTS = ("first_name", "last_name", "address3", "commune", "district", "phone_2")
"""Fields that become part of others."""


def joined(orders: pl.DataFrame) -> dict[str, pl.Series]:
    """Texts made of several columns: the second phone where the first is empty, names and address lines in parts."""
    have = set(orders.columns)
    made: dict[str, pl.Expr] = {}
    if {"phone", "phone_2"} <= have:
        made["phone"] = pl.coalesce("phone", "phone_2")
    elif "phone_2" in have:
        made["phone"] = pl.col("phone_2")
    parts_of = {
        "name": (("first_name", "last_name"), " "),
        "address2": (("address2", "address3", "commune", "district"), ", "),
    }
    if "city" not in have and "district" in have:  # where the export has no column for the city, the district is it
        made["city"] = pl.col("district")
        parts_of["address2"] = (("address2", "address3", "commune"), ", ")
    for name, (parts, between) in parts_of.items():
        present = [part for part in parts if part in have]
        if present and present != [name]:
            made[name] = pl.concat_str(present, separator=between, ignore_nulls=True).replace("", None)
    return orders.select(**made).to_dict()
