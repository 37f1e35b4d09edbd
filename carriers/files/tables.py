"""TOML tables read key by key; every fault is collected with its place, none stops the reading."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import define, field

from carriers.files.amounts import country
from routing.errors import Fault, ReadError
from routing.reason import Reason
from routing.services.condition import MEASURES, ROLL_AS, Condition, condition
from routing.services.service import Validity
from routing.values.formulas import runs
from routing.values.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_T = TypeVar("_T")
_MISSING = object()
_NUMBER = re.compile(r"\[\d+\]")
_TEXT: Final = Reason("toml_kind.text")
_TEXTS: Final = Reason("toml_kind.texts")
DIVISOR_MIN, DIVISOR_MAX = 500, 1_000_000
"""Cubic centimetres per kg: by the first the largest parcel that can be written down still weighs under 2 ** 31 g."""

PARCEL = frozenset(MEASURES) - {"chargeable_weight", *ROLL_AS}
"""What may be asked of any parcel."""
LIMITED = PARCEL | set(ROLL_AS)
"""What a service's limits may bound."""
BILLED = PARCEL | {"chargeable_weight"}
"""What a surcharge may hang on."""


@define
class Table:
    """One TOML table.  Every key read is remembered, so that `finish` can name those nobody asked for."""

    file: str
    place: str
    values: Mapping[str, Any]
    faults: list[Fault]
    _asked: set[str] = field(factory=set)

    def fault(self, key: str, reason: Reason) -> None:
        """Notes what is wrong with a key."""
        self.faults.append(Fault(self.file, self._place(key), reason))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        self._asked.add(key)
        return key in self.values

    def text(self, key: str, default: str | None = None, *, shown: bool = True) -> str:
        """A text; without a default the key is required and may not be empty.  `shown`: it may stand in a cell."""
        value = self._get(key, str, _TEXT, default)
        if value == "" and default is None:
            self.fault(key, Reason("toml_key.empty"))
        elif shown and default is None and runs(str(value or "")):
            self.fault(key, Reason("toml_key.formula", value=value))
        return str(value or "")

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.text(key, default)
        if value and value not in allowed:
            self.fault(key, Reason("toml_key.not_allowed", value=value, near=_near([value], allowed), allowed=allowed))
        return value if value in allowed else allowed[0]

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self._get(key, bool, Reason("toml_kind.flag"), default))

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._get(key, int, Reason("toml_kind.whole"), default)
        return int(value or 0)

    def divisor(self, key: str, default: int | None = None) -> int:
        """A volumetric divisor in cubic centimetres per kg; 0, with a fault noted, when it can be none."""
        before = len(self.faults)
        value = self.integer(key, default)
        if DIVISOR_MIN <= value <= DIVISOR_MAX:
            return value
        if len(self.faults) == before:
            least, most = DIVISOR_MIN, DIVISOR_MAX
            self.fault(key, Reason("toml_key.no_divisor", value=str(value)[:30], least=least, most=most))
        return 0

    def texts(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, list, _TEXTS, None if default is None else list(default))
        if value is None:
            return ()
        if not all(isinstance(item, str) for item in value):
            self.fault(key, Reason("toml_key.not_texts"))
            return ()
        return tuple(value)

    def words(self, key: str, allowed: tuple[str, ...], default: tuple[str, ...] | None = ()) -> frozenset[str]:
        """A set of allowed words."""
        found = self.texts(key, default)
        wrong = [word for word in found if word not in allowed]
        if wrong:
            near = _near(wrong, allowed)
            self.fault(key, Reason("toml_key.words_not_allowed", words=tuple(wrong), near=near, allowed=allowed))
        return frozenset(found) - frozenset(wrong)

    def countries(self, key: str) -> frozenset[str]:
        """A set of ISO 3166 alpha-2 codes."""
        found = set()
        for text in self.texts(key):
            try:
                found.add(country(text))
            except ReadError as error:
                self.fault(key, Reason("toml_key.unreadable", error=error))
        return frozenset(found)

    def day(self, key: str, default: date | object | None = _MISSING) -> date | None:
        """A date written bare, like 2026-01-31."""
        if key not in self.values and default is not _MISSING:
            self._asked.add(key)
            return default if isinstance(default, date) else None
        value = self._get(key, date, Reason("toml_kind.day"), None)
        if isinstance(value, datetime):
            self.fault(key, Reason("toml_key.time_of_day", value=value, date=value.date()))
            return None
        return value if isinstance(value, date) else None

    def validity(self, within: Validity | None = None) -> Validity:
        """`valid_from` and `valid_to`; the enclosing table's days where they are left out."""
        start = self.day("valid_from", within.start if within else _MISSING) or date.min
        end = self.day("valid_to", within.end if within else None)
        if end is not None and end < start:
            self.fault("valid_to", Reason("dates.end_before_from", end=end, start=start))
            return Validity(start)
        return Validity(start, end)

    def read(self, key: str, reader: Callable[[str], _T], default: str | None = None) -> _T | None:
        """A text through a reader that raises ReadError; None, with a fault noted, when it is there and empty."""
        value = self.values.get(key)
        if not _scalar(value):
            value = self.text(key, default, shown=False)
            if not value:
                if default is not None and self.values.get(key) == "":
                    self.fault(key, Reason("toml_key.empty_value"))
                return None
        try:
            found = reader(str(value))
        except ReadError as error:
            self._asked.add(key)
            self.fault(key, Reason("toml_key.unreadable", error=error))
            return None
        return found if isinstance(value, str) else self._get(key, str, _TEXT, None)

    def conditions(self, key: str, measures: frozenset[str] = PARCEL) -> tuple[Condition, ...]:
        """A list of conditions on some measures, like ["weight <= 2 kg", "sides_sum <= 90 cm"]."""
        found: dict[tuple[str, bool], Condition] = {}
        for text in self.texts(key):
            try:
                stated = condition(text)
            except ReadError as error:
                self.fault(key, Reason("toml_key.unreadable", error=error))
                continue
            if stated.measure not in measures:
                self.fault(key, Reason("toml_key.measures_allowed", text=text, measures=tuple(sorted(measures))))
                continue
            side = (stated.measure, stated.upper)
            if side in found:
                self.fault(key, Reason("toml_key.bound_twice", text=text, side=str(found[side])))
            found[side] = stated
            other = found.get((stated.measure, not stated.upper))
            if other is not None and _impossible(stated, other):
                self.fault(key, Reason("toml_key.none_meets_both", other=str(other), text=text))
        return tuple(found.values())

    def pair(self, key: str) -> tuple[int, int]:
        """Two whole numbers above zero, the lesser first, like [7, 20]."""
        self._asked.add(key)
        match self.values.get(key):
            case [int(low), int(high)] if 0 < low <= high:
                return low, high
            case _:
                self.fault(key, Reason("toml_key.write_pair"))
                return 0, 0

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a list of tables, each knowing its place, counted from 1."""
        head = f"[[{_NUMBER.sub('', self._place(key))}]]"
        value = self._get(key, list, Reason("toml_kind.tables", head=head), [])
        for number, item in enumerate(value or [], start=1):
            place = self._place(f"{key}[{number}]")
            if isinstance(item, dict):
                yield Table(self.file, place, item, self.faults)
            else:
                self.faults.append(Fault(self.file, place, Reason("toml_key.no_table", head=head)))

    def table(self, key: str) -> Table:
        """The table under a key; an empty one, with a fault noted, when it is none."""
        head = f"[{_NUMBER.sub('', self._place(key))}]"
        value = self._get(key, dict, Reason("toml_kind.table", head=head), {})
        return Table(self.file, self._place(key), value or {}, self.faults)

    def finish(self) -> None:
        """Names the keys that nobody asked for: a misspelt key must not be passed over."""
        for key in self.values:
            if key not in self._asked:
                near = suggestion(key, sorted(self._asked))
                if near:
                    self.fault(key, Reason("toml_key.unknown_near", near=near))
                else:
                    self.fault(key, Reason("toml_key.unknown", known=tuple(sorted(self._asked))))

    def _place(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _get(self, key: str, kind: type, wanted: Reason, default: Any) -> Any:
        self._asked.add(key)
        if key not in self.values:
            if default is None:
                self.fault(key, Reason("toml_key.missing", wanted=wanted))
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            way_out = None
            if kind is str and _scalar(value):
                way_out = Reason("toml_key.write_text", key=key, value=value)
            elif kind is int and isinstance(value, str) and value.isascii() and value.isdigit():
                way_out = Reason("toml_key.write_number", key=key, value=value)
            elif wanted == _TEXTS and isinstance(value, str):
                way_out = Reason("toml_key.write_texts", key=key, value=value)
            self.fault(key, Reason("toml_key.other_kind", value=_shown(value), wanted=wanted, way_out=way_out))
            return default
        return value


def tables_of(value: object) -> list[dict[str, Any]]:
    """The tables of what ought to be a list of tables; whoever reads it key by key tells what else it holds."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _scalar(value: object) -> bool:
    return isinstance(value, (int, float, date, time)) and not isinstance(value, bool)


def _shown(value: object) -> str | Reason:
    """A value as the file writes it; a table by that word."""
    if isinstance(value, dict):
        return Reason("toml_kind.a_table")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if _scalar(value) else repr(value)


def _near(words: Iterable[str], allowed: tuple[str, ...]) -> tuple[Reason, ...]:
    """A question for each word that is near an allowed one."""
    return tuple(dict.fromkeys(filter(None, (suggestion(word, allowed) for word in words))))


def _impossible(one: Condition, other: Condition) -> bool:
    top, bottom = (one, other) if one.upper else (other, one)
    return top.currency == bottom.currency and top.edge <= bottom.edge
