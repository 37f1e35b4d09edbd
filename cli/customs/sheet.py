"""The articles of a run whose customs facts are to be filled in, as rows of the product master."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carriers.customs.demands import OF_MASTER
from carriers.labels.gate import gate
from carriers.labels.shop import Shop
from cli.labels.options import rates_of
from cli.labels.orders import orders_to_ship
from cli.options.today import today
from cli.run.reader import products_of
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from carriers.shipment import Article


def articles_to_fill(run: Path) -> list[dict[str, str]]:
    """A row for each article, with what is known of it; `fill` names the columns that customs asks for.

    Lines without an article number are left out: no row of a master can be theirs.
    """
    master = products_of(run)
    listed = {} if master is None else {row["sku"]: row for row in master.frame.iter_rows(named=True)}
    known: dict[str, Article] = {}
    fill: dict[str, dict[str, None]] = {}
    lines: dict[str, int] = {}
    rates = rates_of(None, run)
    for shipment in orders_to_ship(run):
        lacking: dict[int, list[str]] = {}
        for lack in gate(shipment, Shop(), rates, shipment.dispatch_on or today()):
            if lack.column in OF_MASTER:
                numbers = range(1, len(shipment.articles) + 1) if lack.line is None else (lack.line,)
                for number in numbers:
                    lacking.setdefault(number, []).append(lack.column)
        for number, columns in lacking.items():
            article = shipment.articles[number - 1]
            if article.sku:
                known.setdefault(article.sku, article)
                fill.setdefault(article.sku, {}).update(dict.fromkeys(columns))
                lines[article.sku] = lines.get(article.sku, 0) + 1
    return [
        {**_cells(article, listed.get(sku, {})), "lines": str(lines[sku]), "fill": " ".join(fill[sku])}
        for sku, article in known.items()
    ]


def _cells(article: Article, listed: Mapping[str, Any]) -> dict[str, str]:
    """What is known of the article: of its own row in the master, and what orders say."""
    names = ("sku", "name_en", "name_zh", "hs_code", "origin", "goods", "material", "manufacturer_id", "gtin", "title")
    cells = {name: getattr(article, name) or listed.get(name) or "" for name in names}
    if listed.get("weight_g") is not None:
        cells["weight_g"] = str(listed["weight_g"])
    for side in ("length", "width", "height"):
        if listed.get(f"{side}_mm") is not None:
            cells[f"{side}_cm"] = decimal_text(listed[f"{side}_mm"], 1, least=0)
    if article.declared_e4 is not None:
        cells["declared_unit_value"] = decimal_text(article.declared_e4, 4)
        cells["declared_currency"] = article.declared_currency or ""
    return cells
