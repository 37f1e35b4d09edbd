"""Promised against observed as a picture."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from cli.words import said
from routing.promise.law import SURE
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.promise.held_out import HeldOut

_LEFT, _TOP, _SIDE = 70, 90, 420
_FIRST: Final = 5_000
"""The least chance shown, in ten-thousandths."""
_STEP: Final = 100
_TICKS: Final = (5_000, 6_000, 7_000, 8_000, 9_000, 10_000)
_MARKED: Final = (8_000, 9_000, 9_500)


def picture(held: Sequence[HeldOut]) -> str:
    """The picture as SVG text: each month a line, all of them a thick one; on the diagonal all came true."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a picture needs it

    source = (resources.files("cli.promise") / "calibration.svg.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.from_string(source).render(
        title=said("Promised and observed"),
        headline=said("What was promised, and what came true"),
        legend=said("Share of the parcels that came in time, by the chance promised; on the diagonal all came true"),
        promised=said("promised (%)"),
        observed=said("observed (%)"),
        ticks=[{"at": _x(one), "up": _y(one), "text": one // 100} for one in _TICKS],
        diagonal=[_x(_FIRST), _y(_FIRST), _x(SURE), _y(SURE)],
        lines=[_line(one, number) for number, one in enumerate(held)],
        points=_points(held[-1]),
    )


def _line(held: HeldOut, number: int) -> dict[str, Any]:
    asked = range(_FIRST, SURE, _STEP)
    known = [(one.chance, one.observed) for one in held.outcomes.calibrated(asked) if one.observed is not None]
    return {
        "name": said("all months") if held.of_all else held.month,
        "all": held.of_all,
        "points": " ".join(f"{_x(chance)},{_y(observed)}" for chance, observed in known),
        "hue": 40 + number * 47 % 320,
        "y": _TOP + 20 + number * 22,
    }


def _points(held: HeldOut) -> list[dict[str, Any]]:
    told = [one for one in held.outcomes.calibrated(_MARKED) if one.observed is not None]
    return [
        {
            "x": _x(one.chance),
            "y": _y(one.observed or 0),
            "text": f"{decimal_text(one.chance, 2)} → {decimal_text(one.observed or 0, 2)} %",
        }
        for one in told
    ]


def _x(chance: int) -> float:
    return round(_LEFT + (chance - _FIRST) / (SURE - _FIRST) * _SIDE, 1)


def _y(chance: int) -> float:
    return round(_TOP + _SIDE - (max(chance, _FIRST) - _FIRST) / (SURE - _FIRST) * _SIDE, 1)
