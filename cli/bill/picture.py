"""What bills differ by as a picture: money by cause and by service."""

from __future__ import annotations

from importlib import resources
from typing import Any, Final

import polars as pl

from cli.bill.words import cause_name
from cli.words import said

_BARS: Final = 14
_WIDTH: Final = 250
_MICRO: Final = 1_000_000


def picture(totals: pl.DataFrame, lines: int) -> str:
    """The picture as SVG text: in the currency with the most claimed."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only a picture needs it

    by_cause = totals.filter(totals["by"] == "cause")
    claimed = by_cause.group_by("currency", maintain_order=True).agg(pl.col("claimed").sum())
    currency = claimed.sort("claimed", descending=True)["currency"][0] if claimed.height else ""
    own = totals.filter(totals["currency"] == currency)
    source = (resources.files("cli.bill") / "differences.svg.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    causes = own.filter((own["by"] == "cause") & (own["claimed"] > 0))
    return page.from_string(source).render(
        title=said("What the bills charge too much"),
        headline=said(
            "{claimed} {currency} to claim on {claims} of {lines} lines",
            claimed=f"{causes['claimed'].sum() / _MICRO:,.2f}",
            currency=currency,
            claims=int(causes["claims"].sum()),
            lines=lines,
        ),
        legend=said("{currency} charged above the card; lines in brackets", currency=currency),
        by_cause=said("By cause"),
        by_service=said("By service"),
        causes=_bars(causes, named=True),
        services=_bars(own.filter((own["by"] == "service") & (own["claimed"] > 0)), named=False),
    )


def _bars(found: pl.DataFrame, *, named: bool) -> list[dict[str, Any]]:
    most = found["claimed"].max() or 1
    return [
        {
            "name": cause_name(one["name"]) if named else one["name"] or said("not known"),
            "text": f"{one['claimed'] / _MICRO:,.2f} ({one['claims']})",
            "width": round(one["claimed"] / most * _WIDTH, 1),
        }
        for one in found.sort("claimed", descending=True).head(_BARS).iter_rows(named=True)
    ]
