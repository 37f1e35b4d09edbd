"""What merging and splitting save, by country, as a picture."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING, Any

from cli.words import said
from routing.parcelling.proposal import MERGE
from routing.values.money import cny

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BARS = 16
_WIDTH = 480  # of the longest bar


def picture(proposals: Iterable[Mapping[str, Any]]) -> str:
    """The picture as SVG text: of each country what merges save, then what splits save.

    Args:
        proposals: as proposals.json tells them.
    """
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a picture needs it

    saved: dict[str, Counter[str]] = {}
    for one in proposals:
        own = saved.setdefault(str(one["country"]), Counter())
        own[one["kind"]] += int((one["saving_cny"] or "0").replace(".", ""))
        own["proposals"] += 1
    source = (resources.files("cli.parcels") / "savings.svg.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    merged = sum(own[MERGE] for own in saved.values())
    split = sum(own["split"] for own in saved.values())
    return page.from_string(source).render(
        title=said("What merging and splitting save"),
        headline=said("{saving} CNY less by merging and splitting", saving=cny(merged + split)),
        legend=said("CNY by country; proposals in brackets"),
        merging=said("merging {saving} CNY", saving=cny(merged)),
        splitting=said("splitting {saving} CNY", saving=cny(split)),
        countries=_bars(saved),
    )


def _bars(saved: dict[str, Counter[str]]) -> list[dict[str, Any]]:
    found = sorted(saved.items(), key=lambda item: (-item[1][MERGE] - item[1]["split"], item[0]))
    longest = max((own[MERGE] + own["split"] for own in saved.values()), default=1) or 1
    return [
        {
            "name": country,
            "text": f"{cny(own[MERGE] + own['split'])} ({own['proposals']})",
            "merge": round(own[MERGE] / longest * _WIDTH, 1),
            "split": round(own["split"] / longest * _WIDTH, 1),
        }
        for country, own in found[:_BARS]
    ]
