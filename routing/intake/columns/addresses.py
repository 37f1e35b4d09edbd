"""Where an order's address lies, and whether it has a door: columns that cards may refuse or price."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from attrs import frozen

from routing.orders import COUNTRY
from routing.values.address_traits import any_box, is_po_box
from routing.values.territories import FORCES_TOWNS, NO_POSTCODE, territories, territory_code

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINES = ("address1", "address2", "company")
_AHEAD = re.compile(r"\(\?![^)]*\)")
"""What the first look leaves out of a pattern: it finds more, never less."""
_BEGINNING = re.compile(r"(?:\[[^\]]+\]|\\d|[A-Z0-9]){2}")
"""The first two signs of a pattern of postcodes."""
_EITHER = re.compile(r"\|(?![^(]*\))")
"""Between two patterns of which either may hold; none within brackets."""
_OWN = ("postcode", "state", "city")


def address_traits(columns: dict[str, pl.Series], named: pl.Series) -> dict[str, pl.Series]:
    """Adds `territory` and `po_box` to the columns in place, and returns the flags of the two.

    Where the country's name is that of a territory, it becomes the state, if the address names none.

    Args:
        columns: the country of each order as its code, the address as text.
        named: the country as the file names it: "Canary Islands" is Spain, and a territory of it.
    """
    countries = columns["country"].cast(COUNTRY)
    by_name = _is_one_of(named, _known().states)
    if by_name.any():
        by_name &= ~countries.is_in(_known().own)
        _name_states(columns, countries, named, by_name)
    columns["territory"] = territory_codes(countries, columns)
    columns["po_box"] = _boxes(columns["country"], columns)
    return {"TERRITORY": columns["territory"].is_not_null(), "PO_BOX": columns["po_box"].fill_null(value=False)}


def _name_states(columns: dict[str, pl.Series], countries: pl.Series, named: pl.Series, by_name: pl.Series) -> None:
    """Writes the territory that stands in the country's place into the empty states of those orders."""
    states = columns.get("state", pl.Series([None], dtype=pl.String).new_from_index(0, len(countries)))
    at = (by_name & states.is_null()).arg_true()
    known = territories()
    codes = [
        territory_code(country, None, name)
        for country, name in zip(countries.gather(at), named.gather(at), strict=True)
    ]
    columns["state"] = states.scatter(at, [known[code].name if code else None for code in codes])


def territory_codes(countries: pl.Series, columns: Mapping[str, pl.Series]) -> pl.Series:
    """The code of each address's territory; null in the main part of a country."""
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(countries))
    known = _known()
    at = countries.is_in([*known.own, *known.countries]).arg_true()
    if not at.len():
        return nothing
    countries = countries.gather(at)
    cells = {name: columns[name].gather(at) if name in columns else nothing.head(at.len()) for name in _OWN}
    by_postcode = _by_postcode(countries, cells["postcode"])
    suspects = by_postcode | countries.is_in(known.own)
    for name, words in (("state", known.states), ("city", known.towns)):
        suspects |= _is_one_of(cells[name], words)
    if not suspects.any():
        return nothing
    frame = pl.DataFrame({"at": at, "country": countries.cast(pl.String), **cells, "by_postcode": by_postcode})
    # the postcode of an address that is known by its state or town mostly says nothing more
    told = pl.col("by_postcode") | pl.col("city").str.to_uppercase().is_in(sorted(FORCES_TOWNS))
    told |= pl.col("country").is_in(known.denying)
    keys = frame.filter(suspects).select("at", "country", pl.when(told).then("postcode"), "state", "city")
    distinct = keys.select("country", *_OWN).unique()
    codes = pl.Series("code", [territory_code(*cells) for cells in distinct.iter_rows()], dtype=pl.String)
    found = keys.join(distinct.hstack([codes]), on=["country", *_OWN], nulls_equal=True).drop_nulls("code")
    return nothing.scatter(found["at"], found["code"]) if found.height else nothing


def _is_one_of(texts: pl.Series, words: list[str]) -> pl.Series:
    """A mask of the texts that are one of the words in capitals; each is looked at once."""
    nowhere = pl.Series([False]).new_from_index(0, len(texts))
    if texts.null_count() == len(texts):
        return nowhere
    distinct = texts.unique()
    spelled = distinct.filter(distinct.str.to_uppercase().is_in(words))
    return texts.is_in(spelled.implode()).fill_null(value=False) if spelled.len() else nowhere


def _by_postcode(countries: pl.Series, postcodes: pl.Series) -> pl.Series:
    """A mask of the postcodes that lie in a territory, first looked at by how they begin."""
    nowhere = pl.Series([False]).new_from_index(0, len(postcodes))
    if postcodes.null_count() == len(postcodes):
        return nowhere
    known = _known()
    whole = (
        pl.DataFrame({"country": countries.cast(pl.String), "postcode": postcodes})
        .select(pl.concat_str("country", "postcode"))
        .to_series()
    )
    at = whole.str.contains(known.beginnings).arg_true()
    plain = whole.gather(at).str.replace_all(r"[^\p{L}\p{N}]", "").str.to_uppercase()
    within = at.filter(plain.str.contains(known.postcodes))
    return nowhere.scatter(within, values=True) if within.len() else nowhere


def _boxes(countries: pl.Series, columns: Mapping[str, pl.Series]) -> pl.Series:
    """True where a line of the address names a box, null elsewhere."""
    boxes = pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(countries))
    lines = {name: columns[name] for name in _LINES if name in columns}
    suspects: set[int] = set()
    for texts in lines.values():
        if texts.null_count() < len(texts):
            suspects.update(texts.str.contains(any_box()).fill_null(value=False).arg_true())
    boxed = [
        at for at in sorted(suspects) if is_po_box([line[at] for line in lines.values()], str(countries[at] or ""))
    ]
    return boxes.scatter(boxed, values=True) if boxed else boxes


@frozen
class _Known:
    """What the first look at a column of addresses asks for; it finds all that has a territory, and more."""

    own: list[str]
    """Territories that are countries by their code."""
    countries: list[str]
    """Countries that have territories."""
    denying: list[str]
    """Of these, those whose postcodes can say that an address lies in the main part."""
    beginnings: str
    """A pattern for a country's code with how the postcodes of its territories begin."""
    postcodes: str
    """A pattern for a country's code with the folded postcode of one of its territories, or any beyond ASCII."""
    states: list[str]
    towns: list[str]


@cache
def _known() -> _Known:
    known = territories().values()
    begin = {
        territory.country + match[0]
        for territory in known
        for part in _EITHER.split(territory.postcode)
        if (match := _BEGINNING.match(part))
    }
    whole = [
        f"{territory.country}(?:{_AHEAD.sub('', territory.postcode)})"
        for territory in known
        if territory.postcode != NO_POSTCODE
    ]
    return _Known(
        own=sorted(territory.code for territory in known if len(territory.code) == len("XX")),
        countries=sorted({territory.country for territory in known}),
        denying=sorted({territory.country for territory in known if territory.not_postcode != NO_POSTCODE}),
        beginnings=rf"^(?:[A-Z]{{2}}(?:[^\x00-\x7f]|\W)|(?i:{'|'.join(sorted(begin))}))",
        postcodes=rf"^(?:{'|'.join(whole)})$|[^\x00-\x7f]",
        states=sorted({state for territory in known for state in territory.states}),
        towns=sorted({town for territory in known for town in territory.towns} | FORCES_TOWNS),
    )
