"""The shop's own settings for its replies: who signs, what it offers, how long things take, its own windows."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.values.toml_file import load_toml
from templates_en import windows
from templates_en.fact_types import read
from templates_en.situations.state import Holiday, bundled_thresholds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from templates_en.fact_types import Value

BUNDLED = "shop.toml"
SETTINGS = {
    "agent_name": "text",
    "shop_name": "text",
    "sign_off": "text",
    "cutoff": "clock",
    "packing_method": "text",
    "damage_remedy": "text",
    "return_path": "text",
    "return_days": "days",
    "exchange_days": "days",
    "change_of_mind_payer": "choice",
    "free_from": "money",
    "bank_days": "span",
    "next_update_hours": "days",
    "damage_options": "choices",
    "fault_options": "choices",
    "mismatch_options": "choices",
    "missing_options": "choices",
    "late_options": "choices",
    "lost_options": "choices",
    "returning_options": "choices",
    "return_freight": "money",
    "resend_freight": "money",
    "note_possible": "choice",
    "document_available": "choice",
    "wrap_possible": "choice",
}
"""Settings under [shop] and their types."""
CHOICES = {
    "change_of_mind_payer": ("buyer", "seller"),
    "note_possible": ("yes", "no"),
    "document_available": ("yes", "no"),
    "wrap_possible": ("yes", "no"),
}
MOST_UPDATE_HOURS = 48
"""An after-sales problem is answered within 48 hours at most (after-sales handbook: 24 preferred)."""
_TABLES = ("shop", "local_carriers", "threshold")
_LISTS = ("window", "holiday", "band")
SECTIONS = (*_TABLES, *_LISTS)
_BAND_KEYS = {"name", "least", "most", "approver_above", "source"}


@frozen(eq=False)
class Shop:
    """Settings by name, checked; local carriers by country; the shop's own windows, holidays and overriding tables."""

    settings: dict[str, Value]
    local_carriers: dict[str, str]
    windows: windows.Windows
    thresholds: dict[str, dict[str, int]] = field(factory=dict)
    bands: tuple[dict[str, Any], ...] = ()
    holidays: tuple[Holiday, ...] = ()

    @property
    def next_update(self) -> timedelta:
        """How long an inquiry may take until the buyer hears from the shop."""
        return timedelta(hours=int(self.settings["next_update_hours"]))


@cache
def bundled() -> Shop:
    """The settings that the seller's handbooks give; a shop's own file stands over them."""
    text = resources.files("templates_en").joinpath(f"data/{BUNDLED}").read_text(encoding="utf-8")
    return _shop(tomllib.loads(text), BUNDLED, None)


def load(path: Path, beside: Collection[str] = ()) -> Shop:
    """The settings of a shop's TOML file over the bundled ones; tables of `beside` are read elsewhere and left alone.

    Raises:
        InputError: no TOML, an unknown setting, or a value that cannot be used; every fault of the file.
    """
    if not path.is_file():
        raise InputError([Fault(str(path), "", Reason("reply_shop.no_file", error="No such file or directory"))])
    return _shop(load_toml(path), str(path), bundled(), beside)


def _shop(table: dict[str, Any], file: str, base: Shop | None, beside: Collection[str] = ()) -> Shop:
    faults = [
        Fault(file, key, Reason("reply_shop.unknown_table", tables=(*SECTIONS, *beside)))
        for key in sorted(set(table) - {*SECTIONS, *beside})
    ]
    faults += _shape_faults(table, file)
    if faults:
        raise InputError(faults)
    settings = dict(base.settings) if base else {}
    for name, raw in table.get("shop", {}).items():
        if name not in SETTINGS:
            faults.append(Fault(file, f"shop.{name}", Reason("reply_shop.unknown_setting", settings=tuple(SETTINGS))))
            continue
        try:
            settings[name] = read(SETTINGS[name], raw, CHOICES.get(name, ()))
        except ReadError as error:
            faults.append(_unreadable(file, f"shop.{name}", error))
    if int(settings.get("next_update_hours", 1)) > MOST_UPDATE_HOURS:
        faults.append(Fault(file, "shop.next_update_hours", Reason("reply_shop.update_hours", most=MOST_UPDATE_HOURS)))
    carriers = dict(base.local_carriers) if base else {}
    for country, raw in table.get("local_carriers", {}).items():
        try:
            carriers[read("country", country)] = read("text", raw)
        except ReadError as error:
            faults.append(_unreadable(file, f"local_carriers.{country}", error))
    own: tuple[windows.Window, ...] = ()
    try:
        own = windows.read(table.get("window", []), file)
    except InputError as error:
        faults += error.faults
    thresholds = _thresholds(table.get("threshold", {}), file, faults)
    bands = _bands(table.get("band", []), file, faults)
    holidays = _holidays(table.get("holiday", []), file, faults)
    if faults:
        raise InputError(faults)
    return Shop(settings, carriers, windows.Windows(own), thresholds, bands, holidays)


def _unreadable(file: str, place: str, error: ReadError) -> Fault:
    return Fault(file, place, Reason("reply_shop.unreadable", what=error.reason, way_out=error.way_out))


def _shape_faults(table: dict[str, Any], file: str) -> Iterator[Fault]:
    """Tables written where lists belong, and the like: nothing below could read them."""
    for key in _TABLES:
        if not isinstance(table.get(key, {}), dict):
            yield Fault(file, key, Reason("reply_shop.no_table", table=key))
    for key in _LISTS:
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            yield Fault(file, key, Reason("reply_shop.no_list", table=key))
    thresholds = table.get("threshold", {})
    for name in thresholds if isinstance(thresholds, dict) else ():
        if not isinstance(thresholds[name], dict):
            yield Fault(file, f"threshold.{name}", Reason("reply_shop.no_table", table=f"threshold.{name}"))


def _thresholds(table: dict[str, Any], file: str, faults: list[Fault]) -> dict[str, dict[str, int]]:
    known = bundled_thresholds()
    for name, days in table.items():
        if name not in known:
            faults.append(Fault(file, f"threshold.{name}", Reason("reply_shop.unknown_class", classes=tuple(known))))
            continue
        wrong = [key for key in days if key not in known[name] or type(days[key]) is not int or days[key] < 1]
        reason = Reason("reply_shop.threshold", names=tuple(known[name]))
        faults += [Fault(file, f"threshold.{name}.{key}", reason) for key in wrong]
    return table


def _bands(rows: list[dict[str, Any]], file: str, faults: list[Fault]) -> tuple[dict[str, Any], ...]:
    for number, row in enumerate(rows, start=1):
        if set(row) != _BAND_KEYS:
            faults.append(Fault(file, f"band {number}", Reason("reply_shop.band_keys", keys=tuple(sorted(_BAND_KEYS)))))
            continue
        for key in ("least", "most", "approver_above"):
            try:
                read("money", row[key])
            except ReadError as error:
                faults.append(_unreadable(file, f"band {number}, {key}", error))
    return tuple(rows)


def _holidays(rows: list[dict[str, Any]], file: str, faults: list[Fault]) -> tuple[Holiday, ...]:
    good = []
    for number, row in enumerate(rows, start=1):
        try:
            start, end = read("date", row["start"]), read("date", row["end"])
            country, name, source = (
                read("country", row["country"]),
                read("text", row["name"]),
                read("text", row["source"]),
            )
            good.append(Holiday(name, start, end, country, source))
        except KeyError as error:
            faults.append(Fault(file, f"holiday {number}", Reason("reply_shop.holiday_key", key=error.args[0])))
        except ReadError as error:
            faults.append(_unreadable(file, f"holiday {number}", error))
    return tuple(good)
