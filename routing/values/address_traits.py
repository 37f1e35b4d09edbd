"""What an address says of where a carrier may go: a box without a door, and the territory it lies in."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from routing.values.territories import territories

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PO_BOX: Final = "po_box"
"""A post office box, a parcel locker or post held for collection."""
_TABLE: Final = Path(__file__).with_name("po_boxes.toml")


@cache
def address_words() -> tuple[str, ...]:
    """All that a card may say it does not go to, or asks more for: `po_box`, and the codes of the territories."""
    return (PO_BOX, *sorted(territories()))


def traits(territory: str | None, *, po_box: bool) -> frozenset[str]:
    """The words of `address_words` that hold for an address."""
    return frozenset(filter(None, (territory, PO_BOX if po_box else None)))


def is_po_box(lines: Iterable[str | None], country: str) -> bool:
    """Whether an address line names a box instead of a door, in the words of any language that are used there.

    >>> is_po_box(["P.O. Box 123"], "US"), is_po_box(["12 Boxwood Road"], "US"), is_po_box(["BP 12"], "US")
    (True, False, False)
    """
    everywhere, of_country = _patterns()
    patterns = [everywhere, *filter(None, [of_country.get(country)])]
    return any(pattern.search(line.casefold()) for line in lines if line for pattern in patterns)


@cache
def any_box() -> str:
    """One pattern for a quick first look at many lines: it finds all that `is_po_box` finds, and some more."""
    return "(?i)" + "|".join(f"(?:{box['pattern']})" for box in _boxes())


@cache
def _patterns() -> tuple[re.Pattern[str], Mapping[str, re.Pattern[str]]]:
    """The patterns that hold everywhere, and those of some countries."""
    of_country: dict[str, list[str]] = {}
    everywhere = [box["pattern"] for box in _boxes() if "countries" not in box]
    for box in _boxes():
        for country in box.get("countries", ()):
            of_country.setdefault(country, []).append(box["pattern"])
    return re.compile("|".join(everywhere)), {
        country: re.compile("|".join(patterns)) for country, patterns in of_country.items()
    }


@cache
def _boxes() -> list[dict[str, str]]:
    boxes: list[dict[str, str]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["box"]
    return boxes
