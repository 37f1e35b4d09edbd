"""Customs codes (HS) as people write them."""

from __future__ import annotations

import re
from typing import Final

_CLASS_DIGITS: Final = 6
_SEPARATORS = re.compile(r"[.\s-]")
_CODE = re.compile(r"[0-9]{6,14}")


def hs_class(text: str | None) -> str | None:
    """The six-digit class of a code; None where it is missing or is no HS code.  No code is ever padded.

    >>> hs_class("6109.10-00")
    '610910'
    """
    digits = _SEPARATORS.sub("", text or "")
    return digits[:_CLASS_DIGITS] if _CODE.fullmatch(digits) else None
