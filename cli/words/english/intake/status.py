"""Words that say whether an order may ship."""

from __future__ import annotations

from typing import Final

_SHIPS: Final = "Those that ship are {ships:list}."

SENTENCES: Final = {
    "status.empty": "is empty, so nobody knows whether the order may ship. " + _SHIPS,
    "status.unknown": "is a status that is not known. " + _SHIPS,
}
