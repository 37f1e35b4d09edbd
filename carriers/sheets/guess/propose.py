"""The text of a proposed mapping: the card, its services, the tables, and what a person has to confirm."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from carriers.files.toml_text import toml_text
from carriers.sheets.destinations import REST
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from carriers.sheets.guess.notes import Rule
    from carriers.sheets.mapping import SheetMap, ZoneSheet


@frozen
class Service:
    """What the workbook lets suppose of a service."""

    code: str
    name: str
    service_class: str
    tracked: bool
    transit_days: tuple[int, int]
    goods: tuple[str, ...]
    currency: str = "CNY"
    most_g: int = 2000
    reach: Mapping[str, tuple[int, int]] = Factory(dict)
    """Country -> from where to where its prices reach, in grams; "*" is the rest of the world."""


@frozen
class Assumed:
    """Something the workbook does not say, as the guess supposes it, and its cell."""

    sentence: Reason
    cell: Place | str = ""
    services: tuple[str, ...] = ()


@frozen
class Noted:
    """A rule of a note with its cell and the services it is for."""

    rule: Rule
    cell: Place
    services: tuple[str, ...]
    contradicts: tuple[Reason, ...] = ()
    """What other sentences and columns say against it."""


def mapping_tables(
    *, file: str, valid_from: str, services: Sequence[Service], maps: Iterable[SheetMap],
    notes: Iterable[Noted], assumed: Iterable[Assumed],
) -> dict[str, Any]:  # fmt: skip
    """The values of the mapping."""
    currency = services[0].currency
    tables: dict[str, Any] = {
        "name": f"{file}, {valid_from}",
        "currency": currency,
        "basis": "contract",
        "valid_from": date.fromisoformat(valid_from),
        "source": source(file),
        "service": [_service(one, currency, file) for one in services],
        "sheet": [sheet_table(how) for how in maps],
        "proposed": [*map(_assumed, assumed), *map(_noted, notes)],
    }
    if not tables["proposed"]:
        del tables["proposed"]
    return tables


def source(file: str) -> str:
    """Where a card's figures come from, as its key says it."""
    return f"price sheet {file}"


def mapping_text(tables: Mapping[str, Any], say: Callable[[Reason | Place], str]) -> str:
    """The TOML text of a mapping; `say` puts a reason or a place in words."""
    proposed = [{key: _said(value, say) for key, value in one.items()} for one in tables.get("proposed", ())]
    return toml_text({**tables, **({"proposed": proposed} if proposed else {})})


def _said(value: Any, say: Callable[[Reason | Place], str]) -> Any:
    """A value with its reasons and places in words; several reasons are one text."""
    if isinstance(value, tuple):
        return "; ".join(say(one) for one in value)
    return say(value) if isinstance(value, Reason | Place) else value


def sheet_table(how: SheetMap) -> dict[str, Any]:
    """The [[sheet]] table of a mapping, with the keys that say something."""
    table: dict[str, Any] = {
        "service": how.service,
        "sheet": how.sheet,
        "layout": how.layout,
        "header_row": how.header_row,
        "weight_unit": how.weight_unit,
        "columns": dict(how.columns),
    }
    if how.first_row != how.header_row + 1:
        table["first_row"] = how.first_row
    if how.last_row is not None:
        table["last_row"] = how.last_row
    table |= {"destination": how.destination} if how.destination else {}
    table |= {"part": how.part} if how.part else {}
    table |= {"where": {name: list(texts) for name, texts in how.where.items()}} if how.where else {}
    table |= {"fill_down": True} if how.fill_down else {}
    table |= {"decimal_comma": True} if how.decimal_comma else {}
    table |= {"ignore": list(how.ignore)} if how.ignore else {}
    table |= {"groups": {name: list(map(_place, codes)) for name, codes in how.groups.items()}} if how.groups else {}
    if how.zones:
        lists = [_zone_list(one) for one in how.zones]
        table["zones"] = lists if len(lists) > 1 else lists[0]
    table |= {"weights": how.weights} if how.layout == "bracket_matrix" else {}
    unit = how.unit_g
    if unit != 1000:
        table["price_unit"] = f"{unit} g" if unit.denominator == 1 else f"{float(unit):.9g} g"
    for key, grams, plain in (
        ("first", how.first_g, None), ("step", how.step_g, 1), ("upto", how.upto_g, None), ("over", how.over_g, 0),
        ("close_gaps", how.close_gaps_g, 1), ("per_kg_over", how.per_kg_over_g, None),
    ):  # fmt: skip
        if grams != plain:
            table[key] = f"{grams} g"
    return table


def _place(code: str) -> str:
    """A country, or postcodes of it, as the mapping writes them: "AU 2000-2234"."""
    country, _, ends = code.partition(" ")
    low, _, high = ends.partition(" ")
    return f"{country} {low}-{high}" if low else country


def _within(over_g: int, upto_g: int) -> list[str]:
    return [*([f"weight > {over_g} g"] if over_g else []), f"weight <= {upto_g} g"]


def _zone_list(at: ZoneSheet) -> dict[str, Any]:
    head = {"header_row": at.header_row} if at.header_row != 1 else {}
    table: dict[str, Any] = {"sheet": at.sheet, **head, "zone": at.zone, "to": at.to}
    table |= {"postcodes": at.postcodes} if at.postcodes else {}
    return table | ({"fill_down": True} if at.fill_down else {})


def _service(one: Service, currency: str, file: str) -> dict[str, Any]:
    table: dict[str, Any] = {
        "code": one.code,
        "carrier": file.partition(".")[0],
        "name": one.name,
        "class": one.service_class,
        "tracked": one.tracked,
        "transit_days": list(one.transit_days),
        "goods": list(one.goods),
    }
    table |= {"limits": [f"weight <= {one.most_g} g"]} if one.most_g else {}
    own: dict[tuple[int, int], list[str]] = {}
    for country, ends in one.reach.items():
        if ends != (0, one.most_g) and country != REST:
            own.setdefault(ends, []).append(country)
    if own:
        table["limits_for"] = [
            {"countries": sorted(countries), "limits": _within(*ends), "source": source(file)}
            for ends, countries in own.items()
        ]
    return table | ({"currency": one.currency} if one.currency != currency else {})


def _assumed(one: Assumed) -> dict[str, Any]:
    services = {"services": list(one.services)} if one.services else {}
    return {"rule": "facts", "sentence": one.sentence, "cell": one.cell, **services, "confirmed": False}


def _noted(one: Noted) -> dict[str, Any]:
    rule = one.rule
    table: dict[str, Any] = {"rule": rule.rule, "sentence": rule.sentence, "cell": one.cell, **rule.facts}
    table |= {"services": list(one.services)} if one.services else {}
    table |= {"countries": list(rule.countries)} if rule.countries else {}
    table |= {"except_countries": list(rule.except_countries)} if rule.except_countries else {}
    table |= {"contradicts": one.contradicts} if one.contradicts else {}
    return table | {"confirmed": False}
