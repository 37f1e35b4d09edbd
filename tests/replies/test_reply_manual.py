"""The samples of docs/REPLIES.md work as they stand there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cli.reply.scans import scans_by_order
from templates_en import shop as shops

MANUAL = (Path(__file__).parents[2] / "docs" / "REPLIES.md").read_text(encoding="utf-8")


def _sample(kind: str, folder: Path) -> Path:
    file = folder / f"sample.{kind}"
    file.write_text(MANUAL.partition(f"```{kind}\n")[2].partition("```")[0], encoding="utf-8")
    return file


def test_the_shop_file_is_one(tmp_path: Path) -> None:
    """Every table of the sample is read: who signs, carriers, thresholds, windows, holidays and bands."""
    shop = shops.load(_sample("toml", tmp_path))
    assert shop.settings["shop_name"] == "Ocean Lantern"
    assert shop.local_carriers["US"] == "USPS"
    assert shop.thresholds == {"registered": {"stalled_days": 7}}
    window = shop.windows.find("example-us", None, "US")
    assert window is not None
    assert (window.least, window.most) == (7, 14)
    assert shop.holidays[0].start == date(2026, 11, 26)
    assert len(shop.bands) == 1


def test_the_tracking_file_is_one(tmp_path: Path) -> None:
    """A carrier's words and a kind by its own name are read alike, the oldest first."""
    events = scans_by_order(_sample("csv", tmp_path))["7001"]
    assert [event.kind for event in events] == ["origin", "arrive_dest"]
