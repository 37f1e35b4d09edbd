"""The cost of the day against each cap, as a picture: how far a wider or narrower cap would change it."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cli.words import said
from routing.allotment.allot import cost_at
from routing.allotment.caps import UNIT
from routing.values.money import cny

if TYPE_CHECKING:
    from routing.allotment.allot import Allotted
    from routing.allotment.caps import Agreements
    from routing.allotment.lines import Lines

_POINTS = 9
_WIDTH, _HEIGHT = 420, 160


@frozen
class _Point:
    most: int
    cost_fen: int


def picture(lines: Lines, agreements: Agreements, found: Allotted, nodes: int) -> str:
    """The picture as SVG text: a curve for each cap with a most; all else as it is."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a picture needs it

    source = (resources.files("cli.allot") / "caps.svg.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.from_string(source).render(
        title=said("Cost of the day against each cap"),
        impossible=said("Left of the line no allotment keeps all caps."),
        today=said("the cap as it is"),
        curves=[
            _curve(lines, agreements, number, found, nodes)
            for number, cap in enumerate(agreements.caps)
            if cap.most is not None
        ],
    )


def _curve(lines: Lines, agreements: Agreements, number: int, found: Allotted, nodes: int) -> dict[str, Any]:
    """One cap's curve: from nothing to beyond what would be used without it."""
    cap = agreements.caps[number]
    unit, most = UNIT[cap.by], cap.most or 0
    wanted = max((one.wanted for one in found.used if one.counted.cap is cap), default=0)
    widest = -(-max(wanted, most, unit) * 11 // (10 * unit)) * unit
    at = sorted({widest * step // (_POINTS - 1) // unit * unit for step in range(_POINTS)} | {most})
    costs = [(one, cost_at(lines, agreements, number, one, nodes)) for one in at]
    points = [_Point(one, cost) for one, cost in costs if cost is not None]
    low, high = min(one.cost_fen for one in points), max(one.cost_fen for one in points)
    places = [
        (round(one.most / widest * _WIDTH, 1), round((high - one.cost_fen) / max(high - low, 1) * _HEIGHT, 1))
        for one in points
    ]
    now = next(place for place, one in zip(places, points, strict=True) if one.most == most)
    return {
        "name": f"{cap.name} ({cap.by})",
        "line": " ".join(f"{x},{y}" for x, y in places),
        "points": places,
        "now": now,
        "first": places[0][0] if len(points) < len(at) else None,
        "low": cny(low),
        "high": cny(high),
        "widest": widest // unit,
        "most": most // unit,
    }
