"""Marketplaces' rules of lateness and the steps by events, from the data files."""

from __future__ import annotations

import csv
import tomllib
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import frozen

from carriers.calendars.platform_clocks import platform_clock
from routing.deadlines.late.figures import LateRule

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class Step:
    """What to do about a parcel whose last scan means an event: a code, and the letter that fits."""

    code: str
    letter: str


@cache
def late_rules() -> tuple[LateRule, ...]:
    """The marketplaces' rules, in the order of the file."""
    path = resources.files("carriers") / "data/tracking/late_rules.toml"
    return tuple(_rule(one) for one in tomllib.loads(path.read_text(encoding="utf-8"))["rule"])


def _rule(values: Mapping[str, Any]) -> LateRule:
    return LateRule(
        name=values["name"],
        title=values["title"],
        platform=values["platform"],
        counts=values["counts"],
        zone=values["zone"],
        windows_days=tuple(values["windows_days"]),
        limit=Fraction(values["limit_percent"]) / 100,
        under=values["under"],
        source=values["source"],
        countries=tuple(values.get("countries", ())),
        clock=platform_clock(values["clock"], values["zone"]) if "clock" in values else None,
    )


@cache
def steps() -> Mapping[str, Step]:
    """Event -> step."""
    path = resources.files("carriers") / "data/tracking/steps.csv"
    with path.open(encoding="utf-8") as file:
        return {row["event"]: Step(row["step"], row["letter"]) for row in csv.DictReader(file)}
