"""Ways out on the desk: a fault of a command names options of the terminal, and the desk has fields in their place."""

from __future__ import annotations

import re
from typing import Final

from cli.words import said

_OPTION: Final = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*")


def ways_on_the_desk(told: str) -> list[str]:
    """For each option that a fault names, what does the same on the desk; each once, in their order."""
    ways = _ways()
    return [_way(option, ways) for option in dict.fromkeys(_OPTION.findall(told))]


def _way(option: str, ways: dict[str, str]) -> str:
    told = ways.get(option)
    if told is None:
        told = said("has no field here: run the command in the terminal; its run in this folder stands here")
    return said("On the desk, {option}: {way}.", option=option, way=told)


def _ways() -> dict[str, str]:
    """Option -> what the desk has in its place."""
    settings = said("the field of that name under Settings, below the button that routes")
    facts = said("drop the file beside the orders on Today")

    def folder(name: str) -> str:
        return said("put the file into the folder of the desk as {name}", name=name)

    return {
        "--lang": said("choose the language at the top of every page"),
        "--out": said("nothing to do: each run gets a folder of its own"),
        "--run": said("choose the run in the list of runs"),
        "--on": settings,
        "--currency": settings,
        "--input-zone": settings,
        "--door": settings,
        "--policy": settings,
        "--cards": settings,
        "--cash-on-delivery": settings,
        "--products": facts,
        "--from": said("map the columns in the terminal with sampan orders profile, or name them as ORDERS.md does"),
        "--fx": folder("fx.csv"),
        "--calendar": folder("calendar.toml"),
        "--shop": said("drop the shop file on Labels"),
        "--map": folder("bills.toml"),
        "--promise": folder("promise.json"),
        "--store": said("nothing to do: the desk keeps its own"),
        "--zone": said("the field for the zone of times below the files"),
        "--dates": said("the choice of day and month below the files"),
        "--layout": said("choose the layout beside the service"),
        "--service": said("choose the service on the page"),
        "--only": said("tick the proposals"),
        "--keep-whole": said("tick the marketplace before the search"),
    }  # fmt: skip
