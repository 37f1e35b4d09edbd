"""Order lines that a marketplace packs into one cell."""

from __future__ import annotations

import re

from routing.errors import ReadError
from routing.reason import Reason

_BLOCK = re.compile(r"【\d+】")
_HEAD = re.compile("[(（](产品属性|商家编码|产品数量|物流等级&买家选择物流)[:：]")
_END = re.compile(r"[)）]\s*+(?=[(（]|\Z)")
_PIECES = re.compile(r"(\d{1,9}+)\D*+", re.DOTALL)

_WAY_OUT = Reason("packed.export_again")

Line = dict[str, str | None]
BETWEEN_CELLS = "\x1e"
"""Stands between the cells of several columns of packed lines."""
_PAIR_NAMES = {
    "name": "title", "product_name": "title", "sku": "sku", "quantity": "quantity", "qty": "quantity",
    "total": "line_price",
}  # fmt: skip


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


def paired_lines(cell: str) -> list[Line]:
    """The lines of cells such as name:Lamp|sku:LAMP|quantity:2|total:30.00, each cell a line.

    Raises:
        ReadError: a cell without a quantity.
    """
    lines = []
    for part in filter(None, cell.split(BETWEEN_CELLS)):
        pairs = dict(pair.partition(":")[::2] for pair in part.split("|"))
        named = {_PAIR_NAMES[name.strip().lower()]: text.strip() or None for name, text in pairs.items()
                 if name.strip().lower() in _PAIR_NAMES}  # fmt: skip
        if not named.get("quantity"):
            raise ReadError(Reason("packed.no_quantity", text=_short(part)), _WAY_OUT)
        lines.append({name: named.get(name) for name in ("title", "variant", "sku", "quantity", "line_price")})
    return lines


def _line(block: str) -> Line:
    parts: dict[str, str] = {}
    first = at = len(block)
    while (head := _HEAD.search(block, 0 if not parts else at)) and (end := _END.search(block, head.end())):
        first, at = min(first, head.start()), end.end()
        parts[head[1]] = block[head.end() : end.start()].strip()
    pieces = _PIECES.fullmatch(parts.get("产品数量", ""))
    if pieces is None:
        raise ReadError(Reason("packed.no_quantity", text=_short(block)), _WAY_OUT)
    return {
        "title": block[:first].strip() or None,
        "variant": parts.get("产品属性") or None,
        "sku": parts.get("商家编码") or None,
        "quantity": pieces[1],
    }


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}..."
