"""Where an order's address lies, and whether it has a door: columns that cards may refuse or price."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from attrs import frozen

from routing.values.address_traits import any_box, is_po_box
from routing.values.territories import FORCES_TOWNS, territories, territory_code

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINES = ("address1", "address2", "company")
_AHEAD = re.compile(r"\(\?![^)]*\)")
"""What the first look leaves out of a pattern: it finds more, never less."""
_BEGINNING = re.compile(r"(?:\[[^\]]+\]|\\d|[A-Z0-9]){2}")
"""The first two signs of a pattern of postcodes."""
_OWN = ("postcode", "state", "city")


def address_traits(columns: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Adds `territory` and `po_box` to the columns in place, and returns the flags of the two.

    Args:
        columns: the country of each order as its code, the address as text.
    """
    if "country" not in columns:
        return {}
    countries = columns["country"].cast(pl.String)
    columns["territory"] = _territories(countries, columns)
    columns["po_box"] = _boxes(countries, columns)
    return {"TERRITORY": columns["territory"].is_not_null(), "PO_BOX": columns["po_box"].fill_null(value=False)}


def _territories(countries: pl.Series, columns: Mapping[str, pl.Series]) -> pl.Series:
    """The code of each address's territory; null in the main part of a country."""
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(countries))
    known = _known()
    suspects = countries.is_in(known.own).fill_null(value=False)
    if not (suspects.any() or countries.is_in(known.countries).any()):
        return nothing
    cells = {name: columns.get(name, nothing) for name in _OWN}
    frame = pl.DataFrame({"at": pl.int_range(len(countries), eager=True), "country": countries, **cells})
    by_postcode = _by_postcode(frame)
    for name, words in (("state", known.states), ("city", known.towns)):
        if cells[name].null_count() < len(countries):
            suspects |= cells[name].str.to_uppercase().is_in(words).fill_null(value=False)
    frame = frame.with_columns(by_postcode=by_postcode).filter(suspects | by_postcode)
    if not frame.height:
        return nothing
    # the postcode of an address that is known by its state or town says nothing more, but for the forces
    told = pl.col("by_postcode") | pl.col("city").str.to_uppercase().is_in(sorted(FORCES_TOWNS))
    keys = frame.select("at", "country", pl.when(told).then("postcode"), "state", "city")
    distinct = keys.select("country", *_OWN).unique()
    codes = pl.Series("code", [territory_code(*cells) for cells in distinct.iter_rows()], dtype=pl.String)
    found = keys.join(distinct.hstack([codes]), on=["country", *_OWN], nulls_equal=True).drop_nulls("code")
    return nothing.scatter(found["at"], found["code"]) if found.height else nothing


def _by_postcode(frame: pl.DataFrame) -> pl.Series:
    """A mask of the postcodes that lie in a territory, first looked at by how they begin."""
    nowhere = pl.Series([False]).new_from_index(0, frame.height)
    if frame["postcode"].null_count() == frame.height:
        return nowhere
    known = _known()
    begun = frame.filter(frame["postcode"].str.contains(known.beginnings).fill_null(value=False))
    plain = pl.col("postcode").str.replace_all(r"[^\p{L}\p{N}]", "").str.to_uppercase()
    within = begun.filter(pl.concat_str("country", plain).str.contains(known.postcodes))
    return nowhere.scatter(within["at"], values=True) if within.height else nowhere


def _boxes(countries: pl.Series, columns: Mapping[str, pl.Series]) -> pl.Series:
    """True where a line of the address names a box, null elsewhere."""
    boxes = pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(countries))
    lines = {name: columns[name] for name in _LINES if name in columns}
    suspects: set[int] = set()
    for texts in lines.values():
        if texts.null_count() < len(texts):
            suspects.update(texts.str.contains(any_box()).fill_null(value=False).arg_true())
    boxed = [at for at in sorted(suspects) if is_po_box([line[at] for line in lines.values()], countries[at] or "")]
    return boxes.scatter(boxed, values=True) if boxed else boxes


@frozen
class _Known:
    """What the first look at a column of addresses asks for; it finds all that has a territory, and more."""

    own: list[str]
    """Territories that are countries by their code."""
    countries: list[str]
    """Countries that have territories."""
    beginnings: str
    """A pattern for how the postcodes of territories begin."""
    postcodes: str
    """A pattern for a country's code with the folded postcode of one of its territories."""
    states: list[str]
    towns: list[str]


@cache
def _known() -> _Known:
    known = territories().values()
    parts = [part for territory in known for part in territory.postcode.pattern.split("|")]
    begin = {match[0] for part in parts if (match := _BEGINNING.match(part))}
    whole = [f"{territory.country}(?:{_AHEAD.sub('', territory.postcode.pattern)})" for territory in known]
    return _Known(
        own=sorted(territory.code for territory in known if len(territory.code) == len("XX")),
        countries=sorted({territory.country for territory in known}),
        beginnings=rf"^(?i:[^\x00-\x7f]|\W|{'|'.join(sorted(begin))})",
        postcodes=f"^(?:{'|'.join(whole)})$",
        states=sorted({state for territory in known for state in territory.states}),
        towns=sorted({town for territory in known for town in territory.towns} | FORCES_TOWNS),
    )
