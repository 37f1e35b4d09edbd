"""Services that orders ask for by name."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "requested.unknown": "is no service of the loaded cards. Write one of {services:list}, or leave the cell empty.",
}
