"""Order lines that a marketplace packs into one cell."""

from __future__ import annotations

import re

from routing.errors import ReadError
from routing.reason import Reason

_BLOCK = re.compile(r"【\d+】")
_PART = re.compile(
    r"[(（](产品属性|商家编码|产品数量|物流等级&买家选择物流)[:：]\s*(.*?)\s*[)）]\s*(?=[(（]|$)", re.DOTALL
)
_PIECES = re.compile(r"(\d+)\s*\D*", re.DOTALL)

_WAY_OUT = Reason("packed.export_again")

Line = dict[str, str | None]


def packed_lines(cell: str) -> list[Line]:
    """Title, variant, sku and quantity, as text, of each block of the cell.

    A block is "【1】title (产品属性:...) (商家编码:...) (产品数量:2 piece)", each part mostly on a line of its own.
    The sku is None where the block names none.

    Raises:
        ReadError: no block, or a block without a quantity.
    """
    blocks = _BLOCK.split(cell)
    if len(blocks) < 2 or blocks[0].strip():
        raise ReadError(Reason("packed.no_beginning", text=_short(cell)), _WAY_OUT)
    return [_line(block.strip()) for block in blocks[1:]]


def _line(block: str) -> Line:
    parts = {match[1]: match[2] for match in _PART.finditer(block)}
    first = _PART.search(block)
    pieces = _PIECES.fullmatch(parts.get("产品数量", ""))
    if first is None or pieces is None:
        raise ReadError(Reason("packed.no_quantity", text=_short(block)), _WAY_OUT)
    return {
        "title": block[: first.start()].strip() or None,
        "variant": parts.get("产品属性") or None,
        "sku": parts.get("商家编码") or None,
        "quantity": pieces[1],
    }


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."
