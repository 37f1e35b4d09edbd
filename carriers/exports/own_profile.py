"""A seller's own profile of an order export: a TOML file in the form of `routing/intake/profiles`, checked whole."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from carriers.files.tables import Table
from routing.errors import Fault, InputError, ReadError
from routing.intake.cells.times import Layout, moment
from routing.intake.codes import FLAGS
from routing.intake.columns.joined import PARTS
from routing.intake.files.encodings import NAMES
from routing.intake.profiles import OWN, Profile, profile_of, profiles
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES
from routing.values.money import CURRENCIES
from routing.values.toml_file import toml_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

SEE: Final = Reason("profile.see")
_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252")
_ALWAYS: Final = ("order_id", "paid_at", "country")
"""Fields without which no row is an order."""
_OF_LINE: Final = ("sku", "quantity")
_LISTS: Final = ("required", "encodings", "clock", "tax_on_top", "passed_over", "unconfirmed", "empty")
_NOON: Final = datetime(2026, 11, 23, 14, 5, 9, tzinfo=UTC)
"""A moment whose parts are all different."""


def read_profile(path: Path) -> Profile:
    """The profile in a TOML file.

    Raises:
        InputError: the file cannot be read, or is wrong; it holds every fault.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = Reason("file.unreadable", why=error.strerror or str(error))
        raise InputError([Fault(str(path), "", reason)]) from None
    return profile_from(raw, str(path), path.stem)


def profile_from(raw: bytes | str, file: str, name: str) -> Profile:
    """The profile that the text of a TOML file says.

    Args:
        raw: the text, or the bytes of its file.
        file: its name, for messages.
        name: of the profile.

    Raises:
        InputError: the text is wrong; it holds every fault.
    """
    values = toml_values(raw, file, SEE)
    faults: list[Fault] = []
    complete = _checked(Table(file, "", values, faults))
    if faults:
        raise InputError(faults)
    digest = hashlib.sha256(raw if isinstance(raw, bytes) else raw.encode()).hexdigest()
    return profile_of(name, complete, digest, file)


def fields_of(rows: str) -> tuple[str, ...]:
    """All fields that a profile's columns may have, by what its rows are."""
    known = profiles()
    if rows == "order":
        return (*known[OWN].columns, *PARTS)
    return tuple(dict.fromkeys(field for name, profile in known.items() if name != OWN for field in profile.columns))


def _checked(top: Table) -> dict[str, Any]:
    """The values with what was left out; what is wrong is noted in the table."""
    rows = top.choice("rows", ("line", "order"), "line")
    for key in ("title", "platform", "source", "checked"):
        _ = top.text(key) if key == "title" else top.has(key) and key != "checked" and top.text(key)
    top.choice("price", ("unit", "line", "unclear"), "unit")
    top.choice("packed", ("blocks", "pairs"), "blocks")
    top.choice("value", ("", "products"), "")
    top.choice("decimal", ("", ".", ","), "")
    top.choice("decimal_semicolon", ("", ","), "")
    for key in ("fill_down", "rows_have_totals", "one_piece", "currency_in_heads", "usual_words"):
        top.flag(key, default=False)
    columns = _columns(top, fields_of(rows))
    lists = {key: top.texts(key) for key in _LISTS if top.has(key)}
    required = lists.get("required") or _required(rows, columns)
    head = top.text("head", "") or ("order_id" if rows == "order" else "country")
    encodings = lists.get("encodings") or _ENCODINGS
    for key, names, known in (
        ("required", [part for one in required for part in one.split("|")], columns),
        ("head", [top.text("head", "")], columns),
        ("clock", lists.get("clock", ()), columns),
        ("unconfirmed", lists.get("unconfirmed", ()), columns),
        ("encodings", encodings, NAMES),
        ("tax_on_top", lists.get("tax_on_top", ()), CURRENCIES),
        ("currency", [top.text("currency", "")], CURRENCIES),
        ("country", [top.text("country", "")], COUNTRY_CODES),
    ):
        _among(top, key, names, known)
    _zones(top)
    _times(top)
    for key in ("footer", "cash_on_delivery"):
        _pattern(top, key)
    for key, known in (("signs", CURRENCIES), ("currencies", CURRENCIES), ("platforms", ())):
        table = top.table(key)
        for name in table.values:
            word = table.text(name)
            if known:
                _among(table, name, [word], known)
    _skips(top, columns)
    _flags(top, columns)
    top.finish()
    return {
        **top.values,
        "required": list(required),
        "head": head,
        "encodings": list(encodings),
        "clock": list(lists.get("clock") or ("paid_at",)),
    }


def _columns(top: Table, known: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Field -> the heads that mean it; a field that is none is a fault."""
    table = top.table("columns")
    found = {}
    for name in table.values:
        value = table.values[name]
        heads = (table.text(name),) if isinstance(value, str) else table.texts(name)
        if not any(heads):
            table.fault(name, Reason("toml_key.empty"))
        _among(table, name, [name], known)
        found[name] = heads
        if isinstance(value, str):
            table.fault(name, Reason("profile.heads_as_list", name=name, head=value))
    for name in (*_ALWAYS, *(_OF_LINE if top.values.get("rows", "line") == "line" else ())):
        given = (name == "quantity" and top.values.get("one_piece")) or (
            name == "country" and top.values.get("country")
        )
        packed = name in _OF_LINE and "items" in found
        if name not in found and not given and not packed:
            table.fault(name, Reason("toml_key.missing", wanted=Reason("profile.its_heads")))
    return found


def _required(rows: str, columns: Collection[str]) -> tuple[str, ...]:
    """The fields by which a file is known to be one of these: those that every order needs, as far as it has them."""
    usual = _ALWAYS if rows == "order" else (*_ALWAYS, "status", *_OF_LINE, "items")
    return tuple(name for name in usual if name in columns)


def _among(table: Table, key: str, words: Iterable[str], known: Collection[str]) -> None:
    """Notes the words that are none of those known, each with the nearest."""
    strange = tuple(word for word in words if word and word not in known)
    if strange:
        from routing.values.nearest import suggestion  # noqa: PLC0415 - only a wrong word needs it

        near = suggestion(strange[0], known)
        table.fault(key, Reason("profile.not_among", words=strange, near=near, known=tuple(sorted(known)[:40])))


def _zones(top: Table) -> None:
    """The zone of times that name none, and those by country."""
    if top.has("zone"):
        top.read("zone", _zone)
    by_country = top.table("zones")
    for country in by_country.values:
        by_country.read(country, _zone)
        _among(by_country, country, [country], COUNTRY_CODES)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ReadError(Reason("profile.no_zone", text=text)) from None


def _times(top: Table) -> None:
    """Layouts of times, each of which must read what it writes."""
    for one in top.tables("times"):
        layout = one.text("layout")
        one.flag("unsure", default=False)
        if one.has("zone"):
            one.read("zone", _zone)
        if layout and not _is_layout(layout):
            one.fault("layout", Reason("profile.no_layout", layout=layout))
        one.finish()


def _is_layout(layout: str) -> bool:
    """Whether what it writes can be read by it again, to the same day."""
    try:
        read = moment(_NOON.strftime(layout), ZoneInfo("UTC"), (Layout(layout),))
    except (ReadError, ValueError):
        return False
    return read.at.date() == _NOON.date()


def _pattern(top: Table, key: str) -> None:
    if top.has(key):
        text = top.text(key, shown=False)
        try:
            re.compile(text)
        except re.error as error:
            top.fault(key, Reason("profile.no_pattern", text=text, why=str(error)))


def _skips(top: Table, columns: Collection[str]) -> None:
    """Rules of what is not to be shipped."""
    for rule in top.tables("skip"):
        _among(rule, "column", [rule.text("column")], columns)
        rule.text("reason")
        when = rule.choice("when", ("", "filled", "all_of_total"), "")
        words = (*rule.texts("drop"), *rule.texts("keep"))
        for key in ("line", "open", "summary"):
            rule.flag(key, default=False)
        if not words and not when:
            rule.fault("drop", Reason("profile.rule_of_nothing"))
        for word in words:
            if word != word.lower():
                rule.fault("drop", Reason("profile.small_letters", word=word))
        rule.finish()


def _flags(top: Table, columns: Collection[str]) -> None:
    """Words that raise a flag."""
    table = top.table("flags")
    for column in table.values:
        _among(table, column, [column], columns)
        words = table.table(column)
        for word in words.values:
            _among(words, word, [words.text(word)], FLAGS)
