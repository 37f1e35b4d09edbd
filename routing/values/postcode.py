"""Postcodes as comparable texts, each by its country's pattern; the end of a range covers all that starts with it.

British and Channel outward codes and Irish routing keys compare letters first, then the number: BH2 to BH4 is not BH20,
and IV1 to IV63 contains IV7.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_ZEROS: Final = Path(__file__).with_name("postcodes.toml")
_BRITISH: Final = re.compile(
    r"([A-Z]{1,2})(?:([0-9]{1,2})([A-Z]?)(?: ?([0-9][A-Z]{2})| ([0-9][A-Z]?)|(?<=[A-Z])([0-9][A-Z]?))?)?"
)
"""Area, number, letter of the district; then the inward code, or the beginning of one where that is plain."""
_IRISH: Final = re.compile(r"([A-Z])(?:([0-9]{1,2})(W?)(?: ?([0-9A-Z]+))?)?")
"""Letter, number, the W of D6W; then the address's own four signs."""
_BY_NUMBER: Final = {**dict.fromkeys(("GB", "GG", "IM", "JE"), _BRITISH), "IE": _IRISH}
_BEFORE: Final = "!"
"""Stands behind an area of one letter; sorts before all letters and figures, so that B is not the beginning of BH."""


def fold(text: str) -> str:
    """The text in capitals, without spaces, hyphens and the like; figures and letters of full width are plain ones.

    >>> fold("sw1a 1aa"), fold("１０１－０００１")
    ('SW1A1AA', '1010001')
    """
    return "".join(char for char in _plain(text) if char.isalnum())


def fold_end(text: str, country: str) -> str:
    """The end of a range, folded; where a country compares by number, a space before the inward code stays.

    Without it "BH2 1", a part of BH2, would read as the district BH21.
    """
    parts = [fold(part) for part in _plain(text).split()]
    return " ".join(parts) if country in _BY_NUMBER and len(parts) == 2 else "".join(parts)


@lru_cache(maxsize=1 << 16)
def comparable(folded: str, country: str) -> str:
    """What of a folded postcode is compared, sign by sign.

    >>> comparable("BH2", "GB") < comparable("BH4", "GB") < comparable("BH201AA", "GB")
    True
    """
    pattern = _BY_NUMBER.get(country)
    match = pattern.fullmatch(folded) if pattern else None
    if match is None:
        return folded
    area, number, *rest = match.groups()
    if number is None:
        return area.ljust(2, _BEFORE) if pattern is _BRITISH else area
    return f"{area.ljust(2, _BEFORE)}{number:0>2}{''.join(part for part in rest if part)}"


def within(key: str, start: str, end: str) -> bool:
    """Whether a comparable postcode lies between two comparable ends, both included."""
    return start <= key and (key <= end or key.startswith(end))


def restored(text: str, country: str) -> str:
    """The postcode with the zeros that a spreadsheet took off, where the country's pattern leaves no other reading.

    >>> restored("800", "AU"), restored("1067", "DE"), restored("8010", "AT")
    ('0800', '01067', '8010')
    """
    pattern = zeros().get(country)
    figures = _plain(text).strip()
    if pattern is None or not (figures.isascii() and figures.isdigit()):
        return text
    digits, lowest = pattern
    whole = figures.zfill(digits)
    return whole if len(figures) < digits and whole >= lowest else text


@cache
def zeros() -> Mapping[str, tuple[int, str]]:
    """Country -> the figures of its postcodes, and the lowest in use, where some begin with a zero."""
    rows = tomllib.loads(_ZEROS.read_text(encoding="utf-8"))["digits"]
    return {country: (row["digits"], row["lowest"]) for country, row in rows.items()}


def _plain(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).upper()
