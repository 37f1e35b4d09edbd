"""What a label file knows of an order's one article: what the product master of the run says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from finished_run import write_manifest

from cli.labels.orders import orders_to_ship
from routing.orders import OrderTable

if TYPE_CHECKING:
    from pathlib import Path

    from carriers.shipment import Article

PRODUCTS = (
    "sku,name_en,name_zh,hs_code,origin,weight_g,length_cm,width_cm,height_cm,battery,declared_unit_value,"
    "declared_currency,material\nLAMP-1,LED desk lamp,LED台灯,940521,CN,210,18,9,7,0,6.00,USD,plastic\n"
)
ORDER = {
    "order_id": "1", "country": "ES", "paid_at": datetime(2026, 11, 20, tzinfo=UTC), "weight_g": 450,
    "value_e4": 140_000, "currency": "USD", "quantity": 2, "sku": "LAMP-1",
    "description": "Reading lamp", "source": "a.csv", "row": 2,
}  # fmt: skip


def only_article(folder: Path, **changes: Any) -> Article:
    """The one article of the one order of a run in that folder, as `labels` reads it."""
    write_manifest(folder, 1)
    OrderTable.of([{**ORDER, **changes}]).frame.write_parquet(folder / "orders.parquet")
    (folder / "assignments.csv").write_text(
        "order_id,status,service,carrier,dispatch_on,latest_at,deadline_note\n"
        "1,assigned,cnpost-epacket,China Post,2026-11-20,,\n",
        encoding="utf-8-sig",
    )
    (shipment,) = orders_to_ship(folder)
    assert shipment.dispatch_on == date(2026, 11, 20)
    (article,) = shipment.articles
    return article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run directory with its copy of the product master."""
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "products.csv").write_text(PRODUCTS, encoding="utf-8-sig")
    return tmp_path


def test_an_order_of_one_line_has_the_masters_chinese_name_net_weight_and_material(folder: Path) -> None:
    """Carriers want all of them; the master says 210 g, LED台灯, 940521, CN, plastic, no battery, 6.00 USD."""
    article = only_article(folder)
    assert (article.name_zh, article.material, article.hs_code, article.origin) == (
        "LED台灯",
        "plastic",
        "940521",
        "CN",
    )
    assert (article.weight_g, article.weight_is_gross) == (210, False)
    assert (article.declared_e4, article.declared_currency, article.goods) == (60_000, "USD", "general")


def test_what_the_order_says_itself_wins(folder: Path) -> None:
    """Its words, HS code and what was paid (14.00 for two) stay as they are."""
    article = only_article(folder, hs_code="851310", goods="battery")
    assert (article.name_en, article.hs_code, article.goods) == ("Reading lamp", "851310", "battery")
    assert (article.unit_value_e4, article.quantity) == (70_000, 2)


def test_an_article_the_master_lacks_keeps_the_parcels_weight(folder: Path) -> None:
    """Half of the 450 g for each of two pieces, and said to be gross."""
    article = only_article(folder, sku="OTHER")
    assert (article.weight_g, article.weight_is_gross, article.name_zh) == (225, True, None)


def test_a_run_without_master_is_read_too(tmp_path: Path) -> None:
    """A run of plain orders with weights has no product master."""
    assert only_article(tmp_path).weight_is_gross
