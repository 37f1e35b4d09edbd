"""Where a figure stands: the card's folder, the row of its rates, the days on which it holds, and its source."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from routing.services.service import RateBand, Service

RATES: Final = "rates.csv"
CARD: Final = "card.toml"


@frozen
class Rule:
    """The rule behind a service's price or refusal.

    `file` and `row` name the line of the rates that prices the parcel; row 0 where no single line does.
    """

    card: str
    file: str
    row: int
    since: date
    until: date | None
    source: str


def rule_of(service: Service, band: RateBand | None, cards: Iterable[Path]) -> Rule:
    """The rule of a service's price by a band; of its limits where none prices the parcel.

    Args:
        service: the version in force.
        band: what prices the parcel.
        cards: the folders of the cards that were loaded.
    """
    if band is not None:
        for folder in cards:
            number, source = _row(folder / RATES, service.code, band)
            if number:
                start, end = band.validity.start, band.validity.end
                return Rule(service.card, f"{folder.name}/{RATES}", number, start, end, source or service.source)
    where = next((f"{folder.name}/{CARD}" for folder in cards if _has(folder / RATES, service.code)), CARD)
    return Rule(service.card, where, 0, service.validity.start, service.validity.end, service.source)


def _row(rates: Path, code: str, band: RateBand) -> tuple[int, str]:
    """The number of the line that says what the band says, and the source that it names; 0 where there is none.

    Lines of one zone and weight differ in their days: of several the one that names the band's first day counts.
    """
    found: list[tuple[bool, int, str]] = []
    for number, line in _lines(rates):
        if line.get("service") == code and line.get("zone") == band.zone and _ends(line, band):
            dated = line.get("valid_from", "") == band.validity.start.isoformat()
            found.append((dated, number, line.get("source") or ""))
    return max(found, key=lambda one: (one[0], -one[1]))[1:] if found else (0, "")


def _ends(line: dict[str, str], band: RateBand) -> bool:
    try:
        return int(line["over_g"]) == band.over_g and int(line["upto_g"]) == band.upto_g
    except (KeyError, ValueError):
        return False


def _has(rates: Path, code: str) -> bool:
    return any(line.get("service") == code for _, line in _lines(rates))


def _lines(path: Path) -> tuple[tuple[int, dict[str, str]], ...]:
    """The lines of a file with their numbers; none where it cannot be read."""
    try:
        return _lines_of(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, csv.Error):
        return ()


@lru_cache(maxsize=64)
def _lines_of(path: Path, changed_ns: int) -> tuple[tuple[int, dict[str, str]], ...]:
    _ = changed_ns  # another time is another file
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file, restval="")
        return tuple((lines.line_num, {name: text or "" for name, text in line.items() if name}) for line in lines)
