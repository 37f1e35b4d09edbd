"""What handbooks and marketplaces ask of service, from `data/service_figures.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from routing.service_figures.marketplace import AnswerRule

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def rules() -> Mapping[str, Any]:
    """The tables as the data file has them."""
    return tomllib.loads((files("carriers") / "data" / "service_figures.toml").read_text("utf-8"))


@cache
def answer_rules() -> tuple[AnswerRule, ...]:
    """The marketplaces' rules, in the order of the file."""
    return tuple(
        AnswerRule(one["platform"], one.get("hours"), one.get("least_percent"), one["source"])
        for one in rules()["marketplace"]
    )


def platform_of(text: str) -> str:
    """The marketplace of that name; one without a rule by its own name in small letters."""
    name = text.strip().casefold()
    return next((str(one["platform"]) for one in rules()["marketplace"] if name in one["names"]), name)
