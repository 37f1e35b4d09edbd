"""States and provinces as codes, where carriers want codes: Texas is TX, British Columbia is BC."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from carriers.labels.consignee.latin import fold

CODED: Final = ("US", "CA", "AU")
"""Countries whose carriers sort by the state's code."""
_FORCES: Final = {"armed forces americas": "AA", "armed forces europe": "AE", "armed forces pacific": "AP"}
_ALSO: Final = {
    "US": {"washington dc": "DC", "washington d c": "DC", **_FORCES},
    "CA": {"newfoundland": "NL", "pei": "PE", "yukon territory": "YT"},
    "AU": {},
}


def state_code(country: str, text: str) -> str | None:
    """The code of a state told by its name or its code; None where the country's table has no such state.

    >>> state_code("US", "Texas"), state_code("CA", "Québec"), state_code("AU", "nsw"), state_code("US", "Bavaria")
    ('TX', 'QC', 'NSW', None)
    """
    return _codes(country).get(_plain(text))


def _plain(text: str) -> str:
    folded = fold(text).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in folded).split())


@cache
def _codes(country: str) -> dict[str, str]:
    import pycountry  # noqa: PLC0415 - reads a table of all countries, which most layouts do not need

    codes = dict(_ALSO.get(country, {}))
    parts: Any = pycountry.subdivisions
    for part in parts.get(country_code=country) or ():
        code = part.code.partition("-")[2]
        codes[_plain(part.name)] = codes[code.casefold()] = code
    codes |= {code.casefold(): code for code in _FORCES.values()} if country == "US" else {}
    return codes
