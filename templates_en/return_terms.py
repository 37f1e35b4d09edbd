"""What law and marketplaces give a buyer who changes his mind."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from attrs import field, frozen

from templates_en.platforms import OWN

if TYPE_CHECKING:
    from datetime import date


@frozen
class ReturnTerms:
    """One row of `data/returns.toml`: where it holds, and what it gives."""

    source: str
    seen: date
    platforms: tuple[str, ...] = field(default=(), converter=tuple)
    countries: tuple[str, ...] = field(default=(), converter=tuple)
    days: int = 0
    payer: str | None = None
    as_in_shop: bool = False
    foreign_seller: bool = False

    def holds(self, platform: str | None, country: str | None) -> bool:
        """Whether it holds for that marketplace (None: the shop's own) and destination."""
        if self.platforms and (platform or OWN) not in self.platforms:
            return False
        return not self.countries or country in self.countries


@cache
def _rows() -> tuple[ReturnTerms, ...]:
    text = resources.files("templates_en").joinpath("data/returns.toml").read_text(encoding="utf-8")
    return tuple(ReturnTerms(**row) for row in tomllib.loads(text)["row"])


def return_terms(platform: str | None, country: str | None) -> ReturnTerms | None:
    """The first row that holds; None where the shop's own terms are all."""
    return next((row for row in _rows() if row.holds(platform, country)), None)
