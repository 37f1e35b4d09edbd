"""TOML tables read key by key; every fault is collected with its place, none stops the reading."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field

from carriers.files.amounts import country
from routing.errors import Fault, ReadError
from routing.services.condition import MEASURES, ROLL_AS, Condition, condition
from routing.services.service import Validity
from routing.values.formulas import runs
from routing.values.nearest import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_T = TypeVar("_T")
_MISSING = object()
_NUMBER = re.compile(r"\[\d+\]")
_TEXTS = "a list of texts in quotes"
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

    def fault(self, key: str, message: str) -> None:
        """Notes what is wrong with a key."""
        self.faults.append(Fault(self.file, self._place(key), message))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        self._asked.add(key)
        return key in self.values

    def text(self, key: str, default: str | None = None, *, shown: bool = True) -> str:
        """A text; without a default the key is required and may not be empty.  `shown`: it may stand in a cell."""
        value = self._get(key, str, "a text in quotes", default)
        if value == "" and default is None:
            self.fault(key, "is empty. Say it in words.")
        elif shown and default is None and runs(str(value or "")):
            self.fault(key, f"{value!r} begins like a formula, which a spreadsheet would run. Begin with a letter.")
        return str(value or "")

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.text(key, default)
        if value and value not in allowed:
            self.fault(key, f"{value!r} is not allowed. {_meant([value], allowed)}Allowed: {', '.join(allowed)}.")
        return value if value in allowed else allowed[0]

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self._get(key, bool, "true or false", default))

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._get(key, int, "a whole number", default)
        return int(value or 0)

    def divisor(self, key: str, default: int | None = None) -> int:
        """A volumetric divisor in cubic centimetres per kg; 0, with a fault noted, when it can be none."""
        before = len(self.faults)
        value = self.integer(key, default)
        if DIVISOR_MIN <= value <= DIVISOR_MAX:
            return value
        if len(self.faults) == before:
            said = f"from {DIVISOR_MIN} to {DIVISOR_MAX} cubic centimetres per kg"
            self.fault(key, f"{str(value)[:30]} is no divisor {said}. Write it like 6000.")
        return 0

    def texts(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, list, _TEXTS, None if default is None else list(default))
        if value is None:
            return ()
        if not all(isinstance(item, str) for item in value):
            self.fault(key, "holds something else than texts in quotes.")
            return ()
        return tuple(value)

    def words(self, key: str, allowed: tuple[str, ...], default: tuple[str, ...] | None = ()) -> frozenset[str]:
        """A set of allowed words."""
        found = self.texts(key, default)
        wrong = [word for word in found if word not in allowed]
        if wrong:
            said = f"{', '.join(map(repr, wrong))} not allowed. {_meant(wrong, allowed)}"
            self.fault(key, f"{said}Allowed: {', '.join(allowed)}.")
        return frozenset(found) - frozenset(wrong)

    def countries(self, key: str) -> frozenset[str]:
        """A set of ISO 3166 alpha-2 codes."""
        found = set()
        for text in self.texts(key):
            try:
                found.add(country(text))
            except ReadError as error:
                self.fault(key, str(error))
        return frozenset(found)

    def day(self, key: str, default: date | object | None = _MISSING) -> date | None:
        """A date written bare, like 2026-01-31."""
        if key not in self.values and default is not _MISSING:
            self._asked.add(key)
            return default if isinstance(default, date) else None
        value = self._get(key, date, "a date like 2026-01-31, without quotes", None)
        if isinstance(value, datetime):
            self.fault(key, f"{value} has a time of day. Write the day alone, like {value.date()}.")
            return None
        return value if isinstance(value, date) else None

    def validity(self, within: Validity | None = None) -> Validity:
        """`valid_from` and `valid_to`; the enclosing table's days where they are left out."""
        start = self.day("valid_from", within.start if within else _MISSING) or date.min
        end = self.day("valid_to", within.end if within else None)
        if end is not None and end < start:
            self.fault("valid_to", f"{end} lies before valid_from {start}.")
            return Validity(start)
        return Validity(start, end)

    def read(self, key: str, reader: Callable[[str], _T], default: str | None = None) -> _T | None:
        """A text through a reader that raises ReadError; None, with a fault noted, when it is there and empty."""
        value = self.values.get(key)
        if not _scalar(value):
            value = self.text(key, default, shown=False)
            if not value:
                if default is not None and self.values.get(key) == "":
                    self.fault(key, "is empty. Say it, or leave the key out.")
                return None
        try:
            found = reader(str(value))
        except ReadError as error:
            self._asked.add(key)
            self.fault(key, str(error))
            return None
        return found if isinstance(value, str) else self._get(key, str, "a text in quotes", None)

    def conditions(self, key: str, measures: frozenset[str] = PARCEL) -> tuple[Condition, ...]:
        """A list of conditions on some measures, like ["weight <= 2 kg", "sides_sum <= 90 cm"]."""
        found: dict[tuple[str, bool], Condition] = {}
        for text in self.texts(key):
            try:
                stated = condition(text)
            except ReadError as error:
                self.fault(key, str(error))
                continue
            if stated.measure not in measures:
                self.fault(key, f"{text!r}: allowed here are {', '.join(sorted(measures))}.")
                continue
            side = (stated.measure, stated.upper)
            if side in found:
                self.fault(key, f"{text!r} and {str(found[side])!r} bound the same measure twice. Keep one.")
            found[side] = stated
            other = found.get((stated.measure, not stated.upper))
            if other is not None and _impossible(stated, other):
                self.fault(key, f"nothing can meet both {str(other)!r} and {text!r}.")
        return tuple(found.values())

    def pair(self, key: str) -> tuple[int, int]:
        """Two whole numbers above zero, the lesser first, like [7, 20]."""
        self._asked.add(key)
        match self.values.get(key):
            case [int(low), int(high)] if 0 < low <= high:
                return low, high
            case _:
                self.fault(key, "write the least and the most, like [7, 20].")
                return 0, 0

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a list of tables, each knowing its place, counted from 1."""
        head = f"[[{_NUMBER.sub('', self._place(key))}]]"
        value = self._get(key, list, f"a list of tables. Write it with two brackets, {head}", [])
        for number, item in enumerate(value or [], start=1):
            place = self._place(f"{key}[{number}]")
            if isinstance(item, dict):
                yield Table(self.file, place, item, self.faults)
            else:
                self.faults.append(Fault(self.file, place, f"is not a table. Write it as {head}."))

    def table(self, key: str) -> Table:
        """The table under a key; an empty one, with a fault noted, when it is none."""
        head = f"[{_NUMBER.sub('', self._place(key))}]"
        value = self._get(key, dict, f"a table. Write {head} and its keys below", {})
        return Table(self.file, self._place(key), value or {}, self.faults)

    def finish(self) -> None:
        """Names the keys that nobody asked for: a misspelt key must not be passed over."""
        for key in self.values:
            if key not in self._asked:
                known = suggestion(key, sorted(self._asked)) or f"Known here: {', '.join(sorted(self._asked))}."
                self.fault(key, f"is no key that is known here. {known}")

    def _place(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _get(self, key: str, kind: type, said: str, default: Any) -> Any:
        self._asked.add(key)
        if key not in self.values:
            if default is None:
                self.fault(key, f"is missing. Write {said}.")
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            way_out = f' Write {key} = "{value}".' if kind is str and _scalar(value) else ""
            if kind is int and isinstance(value, str) and value.isascii() and value.isdigit():
                way_out = f" Write {key} = {value}."
            if said == _TEXTS and isinstance(value, str):
                way_out = f' Write {key} = ["{value}"].'
            self.fault(key, f"{_shown(value)} is not {said}.{way_out}")
            return default
        return value


def _scalar(value: object) -> bool:
    return isinstance(value, (int, float, date, time)) and not isinstance(value, bool)


def _shown(value: object) -> str:
    """A value as the file writes it; a table by that word."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if _scalar(value) else repr(value)


def _meant(words: Iterable[str], allowed: tuple[str, ...]) -> str:
    """A question for each word that is near an allowed one, with a blank behind."""
    questions = (suggestion(word, allowed) for word in words)
    return "".join(f"{question} " for question in dict.fromkeys(questions) if question)


def _impossible(one: Condition, other: Condition) -> bool:
    top, bottom = (one, other) if one.upper else (other, one)
    return top.currency == bottom.currency and top.edge <= bottom.edge
