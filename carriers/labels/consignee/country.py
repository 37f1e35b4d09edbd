"""Names of countries as carriers write them, one name a country, in English and in Chinese."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def countries() -> dict[str, tuple[str, str]]:
    """English and Chinese name of each country code.

    From Unicode CLDR (Babel 2.18), with plainer names where carriers use them.
    """
    with (resources.files("carriers") / "data/labels/countries.csv").open(encoding="utf-8") as file:
        return {row["code"]: (row["english"], row["chinese"]) for row in csv.DictReader(file)}


def country_text(code: str, style: str) -> str:
    """The country in one of the layout's styles: iso2, en or zh."""
    return code if style == "iso2" else countries()[code][0 if style == "en" else 1]
