"""One Chinese word for one thing: that of the glossary, in the catalogue and in the manuals."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.words.catalogue import DOMAIN, LOCALES, NAMES
from cli.words.language import CHINESE

ROOT = Path(__file__).parents[2]
TEXTS = (
    Path(LOCALES) / NAMES[CHINESE] / "LC_MESSAGES" / f"{DOMAIN}.po",
    ROOT / "README.zh.md",
    *sorted((ROOT / "docs" / "zh").glob("*.md")),
)
ANOTHER_WORD = {
    "tier": ("优先级", ("层级",)),
    "layout": ("版式", ("面单模板", "布局")),
    "profile": ("读法", ("订单模板", "自带的模板", "自己的模板")),
    "policy": ("分配策略", ("渠道规则", "路由策略")),
    "rate card": ("价卡", ("费率卡", "资费卡")),
    "class": ("类别", ("渠道类型",)),
    "chargeable weight": ("计费重", ("收费重", "计费重量为")),
    "volumetric weight": ("体积重", ("容积重",)),
    "deadline": ("发货时限", ("截止期限", "最后期限")),
    "waybill": ("面单", ("运单标签",)),
    "eligibility": ("可走渠道", ("合格渠道",)),
}
"""Term of the glossary -> its Chinese, and what else it was or might be called."""


@pytest.mark.parametrize(("term", "chinese", "others"), [(term, *words) for term, words in ANOTHER_WORD.items()])
def test_a_thing_has_one_name(term: str, chinese: str, others: tuple[str, ...]) -> None:
    """A second word for it would make the reader look for a second thing."""
    rows = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    row = next(row for row in rows if row.startswith((f"| {term} |", f"| {term},")))
    assert chinese in row.split("|")[2]
    found = [(path.name, word) for path in TEXTS for word in others if word in path.read_text(encoding="utf-8")]
    assert found == []
