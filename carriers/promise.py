"""Files of promises: a line for each service, country, month and stage with the chance by each day, as plain CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final, cast

from carriers.files.rows import load_csv
from routing.errors import Fault, InputError, ReadError
from routing.promise.law import DAY_S, LEVELS, SURE, Law, Level
from routing.promise.parcels import STAGES
from routing.promise.promise import Promise, PromiseRow
from routing.promise.survival import HORIZON
from routing.reason import Reason
from routing.values.countries import COUNTRY_CODES
from routing.values.dates import day
from routing.values.moments import moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carriers.files.rows import Row
    from routing.promise.parcels import Stage

_QUANTILES: Final = (50, 80, 90, 95)
COLUMNS: Final = (
    "service", "country", "month", "stage", "level", "parcels", "delivered", "first_on", "last_on", "as_of",
    *(f"days_{percent}" for percent in _QUANTILES), "card_days", "left_out", "chances",
)  # fmt: skip
"""`days_80`: days within which 80 of 100 parcels are delivered.  `chances`: day:ten-thousandths delivered within it."""
_FOR_PEOPLE: Final = (*(f"days_{percent}" for percent in _QUANTILES), "card_days")
_OF_A_PERCENT: Final = SURE // 100


def promise_csv(promise: Promise, card_days: Mapping[tuple[str, str], tuple[int, int]]) -> str:
    """A promise as CSV: the same promise gives the same text.

    Args:
        promise: what was learnt.
        card_days: (service, country) -> the days that the service's card names, shown beside the learnt ones.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    as_of = promise.as_of.isoformat(timespec="seconds")
    for row in promise.rows:
        law = row.law
        card = card_days.get((row.service, row.country))
        days = [_days(law, percent * _OF_A_PERCENT) if law else "" for percent in _QUANTILES]
        writer.writerow(
            [
                row.service, row.country, row.month or "", row.stage, row.level, row.parcels, row.delivered,
                row.first_on, row.last_on, as_of, *days,
                f"{card[0]}-{card[1]}" if card and row.stage == STAGES[0] else "",
                " ".join(f"{year}-{month:02d}" for year, month in row.left_out),
                _chances(law) if law else "",
            ]
        )  # fmt: skip
    return out.getvalue()


def load_promise(path: Path) -> Promise:
    """The promise in a file that `promise_csv` wrote.

    Raises:
        InputError: all faults of the file.
    """
    faults: list[Fault] = []
    rows = load_csv(path, tuple(name for name in COLUMNS if name not in _FOR_PEOPLE), _FOR_PEOPLE, faults)
    lines: list[PromiseRow] = []
    met: dict[tuple[str, str, int, str], Row] = {}
    as_of = None
    for row in rows:
        line = _line(row)
        at = row.read("as_of", moment)
        if as_of is not None and at is not None and at != as_of:
            row.fault(Reason("promise.two_moments", first=as_of.isoformat(), second=at.isoformat()))
        as_of = as_of or at
        if line is not None:
            key = line.service, line.country, line.month, line.stage
            first = met.setdefault(key, row)
            if first is not row:
                row.fault(Reason("promise.twice", place=first.place))
            lines.append(line)
    if not rows and not faults:
        raise InputError([Fault(str(path), "", Reason("promise.no_rows"))])
    if faults or as_of is None:
        raise InputError(faults)
    return Promise(tuple(lines), as_of)


def _line(row: Row) -> PromiseRow | None:
    before = len(row.faults)
    country, stage, level = row.text("country"), row.text("stage"), row.text("level")
    if not row.text("service"):
        row.fault(Reason("promise.no_service"))
    if country and country not in COUNTRY_CODES:
        row.fault(Reason("promise.no_country", code=country))
    if stage not in STAGES:
        row.fault(Reason("promise.no_stage", stage=stage, stages=STAGES))
    if level not in LEVELS:
        row.fault(Reason("promise.no_level", level=level, levels=LEVELS))
    month = row.read("month", lambda text: _whole(text, 1, 12)) if row.text("month") else 0
    parcels, delivered = (row.read(name, lambda text: _whole(text, 0, 10**12)) for name in ("parcels", "delivered"))
    first_on, last_on = (row.read(name, lambda text: day(text, iso=True)) for name in ("first_on", "last_on"))
    left_out = row.read("left_out", _months)
    law = row.read("chances", _law) if row.text("chances") else None
    if law is None and level != "card" and not row.text("chances"):
        row.fault(Reason("promise.no_chances", level=level))
    if len(row.faults) > before or month is None or parcels is None or delivered is None:
        return None
    if first_on is None or last_on is None or left_out is None:
        return None
    return PromiseRow(
        row.text("service"), country, month, cast("Stage", stage), cast("Level", level), parcels, delivered,
        first_on, last_on, law, left_out,
    )  # fmt: skip


def _whole(text: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ReadError(Reason("promise.not_whole", text=text, least=least, most=most))
    return int(text)


def _months(text: str) -> tuple[tuple[int, int], ...]:
    """Months as written: 2026-06 2026-07."""
    found = []
    for word in text.split():
        year, _, month = word.partition("-")
        found.append((_whole(year, 1970, 2099), _whole(month.removeprefix("0"), 1, 12)))
    return tuple(found)


def _days(law: Law, chance: int) -> str:
    """Within how many days a chance is reached, a tenth rounded up; "" where it never is."""
    seconds = law.seconds_to(chance)
    if seconds is None:
        return ""
    tenths = -(-seconds * 10 // DAY_S)
    return f"{tenths // 10}.{tenths % 10}"


def _chances(law: Law) -> str:
    """The days on which the chance rises, each with the chance from there on."""
    before = (0, *law.chances)
    return " ".join(f"{at}:{here}" for at, here in enumerate(law.chances) if here != before[at] or at == 0)


def _law(text: str) -> Law:
    """The law that `_chances` wrote."""
    chances: list[int] = []
    for word in text.split():
        at, _, chance = word.partition(":")
        here = _whole(at, 0, HORIZON)
        if here < len(chances):
            raise ReadError(Reason("promise.days_not_rising", text=word))
        chances += [chances[-1] if chances else 0] * (here - len(chances))
        chances.append(_whole(chance, chances[-1] if chances else 0, SURE))
    return Law(tuple(chances))
