"""A seller's own shop: one shop file for labels and replies, and cards of one's own that replies know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan

NOW = ("--now", "2026-12-05T12:00+08:00")
ASKED = ("--says", "where is my parcel", "--dispatched", "2026-12-01", "--event", "transit@2026-12-03T09:00+08:00")


def test_labels_and_replies_read_one_shop_file(sampan: Sampan, demo: Path, tmp_path: Path) -> None:
    """Each takes its own tables and leaves the other's; a table of neither is refused by both."""
    shop = tmp_path / "shop.toml"
    both = '[sender]\nname = "Li Na"\n[shop]\nshop_name = "Ocean Lantern"\n'
    shop.write_text(both, encoding="utf-8")
    letter = sampan("reply", "suggest", "--run", demo, "7001", *ASKED, "--shop", shop, *NOW)
    assert (letter.code, "Ocean Lantern" in letter.out) == (0, True)
    rows = sampan("labels", demo, "--layout", "shippo", "-o", tmp_path / "shippo.csv", "--shop", shop)
    assert rows.code in {0, 1}
    shop.write_text(f"{both}[shops]\n", encoding="utf-8")
    for words in (("reply", "suggest", "--run", demo, "7001"), ("labels", demo, "--layout", "shippo")):
        said = sampan(*words, "--shop", shop)
        assert (said.code, "shops: is no" in said.err.replace("is not", "is no")) == (3, True)
        assert "sender" in said.err
        assert "local_carriers" in said.err


def test_replies_know_the_class_of_a_service_from_the_run_s_own_cards(
    sampan: Sampan, papers: Path, tmp_path: Path
) -> None:
    """A registered line of one's own is known as one, and its window is its card's transit days, 7 to 14."""
    orders, out = tmp_path / "orders.csv", tmp_path / "run"
    orders.write_text(
        "order_id,paid_at,country,weight,size,value,platform\n"
        "A1,2026-12-01T10:00+08:00,US,500 g,20x15x10 cm,20 USD,ebay\n",
        encoding="utf-8",
    )
    assert sampan("route", orders, "--cards", papers / "cards" / "new", "--out", out).code == 0
    said = sampan("reply", "suggest", "--run", out, "A1", *ASKED, *NOW)
    assert said.out.startswith("Order A1 | eBay | to the United States | example-line (registered)\n")
    assert "7 to 14 days" in said.out
