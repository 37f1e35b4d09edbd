"""Forms of bills read from TOML: the bundled ones and a user's own map."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from carriers.bills.form import CHARGE_KINDS, FIELDS, ROW_KINDS, BillForm, ChargeColumns, Pairs, RowRule
from carriers.files.tables import Table
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.values.money import currency
from routing.values.toml_file import load_toml, toml_values

if TYPE_CHECKING:
    from pathlib import Path

_UNITS: Final = ("", "kg", "g", "lb", "oz")
_MARKS: Final = ("", ".", ",")


@cache
def bundled_forms() -> tuple[BillForm, ...]:
    """The forms that are known without a map, by name; one read by positions stands behind its twin with heads."""
    folder = resources.files("carriers") / "data" / "bills"
    found = []
    for entry in sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name):
        values = toml_values(entry.read_text(encoding="utf-8"), entry.name)
        form = _form(values, entry.name)
        headed = {key: tuple(heads) for key, heads in values.get("heads_of", {}).items()}
        if headed:
            known = tuple((heads[0],) for heads in headed.values())
            found.append(evolve(form, columns=headed, heads=known, positions=False, looks={}))
        found.append(form)
    return tuple(found)


def read_map(path: Path) -> BillForm:
    """The form that a user's map says.

    Raises:
        InputError: with every fault of the map.
    """
    return _form(load_toml(path), str(path))


def _form(values: dict[str, Any], file: str) -> BillForm:
    faults: list[Fault] = []
    table = Table(file, "", values, faults)
    name = table.text("name", "map")
    columns = _columns(table)
    form = BillForm(
        name=name,
        title=table.text("title", name),
        carrier=table.text("carrier", ""),
        heads=tuple(tuple(one.split("|")) for one in table.texts("heads")),
        columns=columns,
        charges=tuple(_charge(part) for part in table.tables("charge")),
        pairs=_pairs(table),
        kinds=_words_by(table, "kinds", CHARGE_KINDS),
        rows=tuple(_row(part) for part in table.tables("row")),
        currency=(table.read("currency", currency) or "") if table.has("currency") else "",
        weight_unit=table.choice("weight_unit", _UNITS, ""),
        decimal=table.choice("decimal", _MARKS, ""),
        by_charge=table.choice("rows", ("parcel", "charge"), "parcel") == "charge",
        positions=bool(columns) and all(one.isdigit() for heads in columns.values() for one in heads),
        fewest_columns=table.integer("fewest_columns", 0),
        looks={key: frozenset(words) for key, words in _words_by(table, "looks", FIELDS).items()},
        bill_above=table.texts("bill_above"),
    )
    for key in ("source", "heads_of"):
        table.has(key)
    table.finish()
    well_written = not faults
    if well_written and not {"tracking_no", "order_no", "waybill"} & set(form.columns):
        faults.append(Fault(file, "columns", Reason("bill_map.no_id")))
    if well_written and "total" not in form.columns and not form.charges and form.pairs is None:
        faults.append(Fault(file, "columns", Reason("bill_map.no_amount")))
    if faults:
        raise InputError(faults)
    return form


def _columns(table: Table) -> dict[str, tuple[str, ...]]:
    part = table.table("columns")
    for key in ("account", "weight_flag", "shipped_on", "divisor"):  # told in a form for people, not yet read
        part.has(key)
    found = {key: part.texts(key) for key in FIELDS if part.has(key)}
    part.finish()
    return {key: heads for key, heads in found.items() if heads}


def _charge(part: Table) -> ChargeColumns:
    found = ChargeColumns(
        part.choice("kind", CHARGE_KINDS), part.texts("columns", None), part.flag("all", default=False)
    )
    part.finish()
    return found


def _pairs(table: Table) -> Pairs | None:
    if not table.has("pairs"):
        return None
    part = table.table("pairs")
    found = Pairs(
        part.texts("code", None), part.texts("name"), part.texts("amount", None), part.texts("discount"),
        part.flag("repeated", default=False),
    )  # fmt: skip
    part.finish()
    return found


def _row(part: Table) -> RowRule:
    words = frozenset(word.casefold() for word in part.texts("words"))
    begins = tuple(word.casefold() for word in part.texts("begins"))
    found = RowRule(part.choice("field", FIELDS), part.choice("is", ROW_KINDS), words, begins)
    part.finish()
    return found


def _words_by(table: Table, key: str, allowed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    if not table.has(key):
        return {}
    part = table.table(key)
    found = {one: tuple(word.casefold() for word in part.texts(one)) for one in allowed if part.has(one)}
    part.finish()
    return found
