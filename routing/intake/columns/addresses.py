"""Where an order's address lies, and whether it has a door: columns that cards may refuse or price."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from routing.values.address_traits import any_box, is_po_box
from routing.values.territories import territories, territory_code

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINES = ("address1", "address2", "company")
_AHEAD = re.compile(r"\(\?![^)]*\)")
"""What the quick look leaves out: it finds more, never less."""
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
    postcodes, own, states, towns = _known()
    present = [code for code in countries.unique().drop_nulls() if code in postcodes or code in own]
    if not present:
        return nothing
    cells = {name: columns.get(name, nothing) for name in _OWN}
    frame = pl.DataFrame({"at": range(len(countries)), "country": countries, **cells})
    suspects = [frame.filter(pl.col("country").is_in([code for code in present if code in own]))]
    for code in (code for code in present if code in postcodes):
        here = frame.filter(pl.col("country") == code)
        hit = here["postcode"].str.replace_all(r"[\s-]", "").str.to_uppercase().str.contains(postcodes[code])
        for name, words in (("state", states), ("city", towns)):
            if code in words:
                hit = hit.fill_null(value=False) | here[name].str.strip_chars().str.to_uppercase().is_in(words[code])
        suspects.append(here.filter(hit.fill_null(value=False)))
    asked = pl.concat(suspects)
    codes = {at: territory_code(*cells) for at, *cells in asked.iter_rows()}
    return nothing.scatter(list(codes), list(codes.values())) if codes else nothing


def _boxes(countries: pl.Series, columns: Mapping[str, pl.Series]) -> pl.Series:
    """True where a line of the address names a box, null elsewhere."""
    boxes = pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(countries))
    lines = {name: columns[name] for name in _LINES if name in columns}
    suspects: set[int] = set()
    for texts in lines.values():
        if texts.null_count() < len(texts):
            suspects.update(texts.str.contains(any_box()).fill_null(value=False).arg_true())
    found = [at for at in sorted(suspects) if is_po_box([line[at] for line in lines.values()], countries[at] or "")]
    return boxes.scatter(found, values=True) if found else boxes


@cache
def _known() -> tuple[dict[str, str], frozenset[str], dict[str, list[str]], dict[str, list[str]]]:
    """By country a pattern of its territories' postcodes, the territories that are countries, and states and towns."""
    patterns: dict[str, list[str]] = {}
    states: dict[str, list[str]] = {}
    towns: dict[str, list[str]] = {"US": ["APO", "FPO", "DPO"]}
    for territory in territories().values():
        patterns.setdefault(territory.country, []).append(_AHEAD.sub("", territory.postcode.pattern))
        states.setdefault(territory.country, []).extend(territory.states)
        towns.setdefault(territory.country, []).extend(territory.towns)
    own = frozenset(code for code in territories() if len(code) == len("XX"))
    return {country: f"^(?:{'|'.join(found)})$" for country, found in patterns.items()}, own, states, towns
