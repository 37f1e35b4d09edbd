"""Numbers with check digits, by python-stdnum: whether a number of that kind can exist at all."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "cpf_or_cnpj": ("stdnum.br.cpf", "stdnum.br.cnpj"),
    "gtin": ("stdnum.ean",),
    "ioss": ("stdnum.eu.oss",),
    "eu_vat": ("stdnum.eu.vat",),
    "gb_vat": ("stdnum.gb.vat",),
}
_PATTERNS: Final = {"pccc": re.compile(r"P[0-9]{12}")}
"""Numbers whose check digit is not published."""


class _Module(Protocol):
    def is_valid(self, number: str) -> bool: ...


@lru_cache(maxsize=65_536)
def is_valid(kind: str, number: str) -> bool:
    """Whether digits, length and check digit of the number are those of its kind; it is never changed.

    Args:
        kind: cpf_or_cnpj, pccc, gtin, ioss, eu_vat or gb_vat.
        number: as written; spaces, dots and hyphens do not matter.

    >>> is_valid("gtin", "4006381333931"), is_valid("gtin", "4006381333932")
    (True, False)
    """
    if kind in _PATTERNS:
        return _PATTERNS[kind].fullmatch(number.strip().upper()) is not None
    return any(cast("_Module", import_module(module)).is_valid(number) for module in _KINDS[kind])
