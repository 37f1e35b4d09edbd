"""Columns on volumetric weight beside the prices, and what their cells say: a divisor, a rule, or never."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from carriers.sheets.guess.note_measures import volumetric
from carriers.sheets.guess.note_words import search
from carriers.sheets.heads import head

if TYPE_CHECKING:
    from carriers.sheets.guess.found import Found

NEVER: Final = {"divisor": 6000, "share": "0 %"}
"""The keys of a rule by which no volume counts."""
_DIVISOR: Final = re.compile(r"(?<![\d.])([1-9]\d{3,5})(?![\d.%])")
_THOUSANDS: Final = re.compile(r"(?<=\d)[,'](?=\d{3}(?!\d))|(?<=\d)\.0+(?!\d)")
_YES: Final = re.compile(r"是|计(?:算)?(?:体积重?|[泡抛]重?|材积)?|算[泡抛]|y|yes|√|✓|有", re.IGNORECASE)
_NO: Final = re.compile(
    r"否|不|不计算?|不算|免|免计|不收|n|no|none|×|x|✗|只?按?计?实(?:际)?重量?(?:计费)?", re.IGNORECASE
)
_POUNDS: Final = re.compile(r"\blbs?\b|磅|\bin(?:ch(?:es)?)?3?\b|英寸", re.IGNORECASE)
_FROM_WEIGHT: Final = re.compile(r"\d\s*(?:kgs?|g|公斤|千克|克|cm|厘米)(?![a-z/])", re.IGNORECASE)
"""A head that holds for some weights or sizes only: 体积重系数(2KG以上)."""
_PLAIN: Final = re.compile(
    r"(?:volum(?:etric|e)?|weight|divisor|divided by|factor|dim(?:ensional)?|length|width|height|cm ?3?|kgs?"
    r"|立方厘米|厘米|公斤|千克|体积|材积|实际重量|实重|重量|系数|除以|相乘|计算|计费|取大|较大|比较|统一"
    r"|1(?=\s*[:/])|[lwh长宽高体积泡抛重比按计算除为是以与和取大者值较]|[\s*×x/÷=:()\[\],.。;])*",
    re.IGNORECASE,
)
"""What stands around a divisor and makes no condition of it."""


def volumetric_rule(head_text: str, text: str) -> dict[str, Any] | None:
    """The keys of the volumetric rule that a cell states below its head; None where it is not clear.

    Args:
        head_text: the head, which may name the divisor or turn a yes round: 计抛(/8000), 免抛.
        text: the cell: 8000, /6000, 1:6000, 长*宽*高/8000, 不计泡, 是.
    """
    above, said = (_THOUSANDS.sub("", unicodedata.normalize("NFKC", one)).strip() for one in (head_text, text))
    if _POUNDS.search(f"{above} {said}") or _FROM_WEIGHT.search(above):
        return None
    turned = bool(search("never", above))
    yes, no = (bool(pattern.fullmatch(said)) for pattern in (_YES, _NO))
    figures = set(_DIVISOR.findall(said))
    if (no and not turned) or (yes and turned) or (search("never", said) and not re.search(r"\d", said)):
        return dict(NEVER)
    if not figures and (yes or no or search("share", f"分泡{said}")):
        figures = set(_DIVISOR.findall(above))
        said = f"分泡{said}" if re.fullmatch(r"\d{1,2}\s*%", said) else said
    if len(figures) != 1:
        return None
    figure = figures.pop()
    clause = f"体积重/{figure} {said}"
    found = next((facts for rule, facts in volumetric(clause, clause) if rule == "volumetric"), None)
    plain = yes or no or bool(_PLAIN.fullmatch(said.replace(figure, "")))
    if found is None or (set(found) == {"divisor"}) != plain:  # a condition that nobody has read
        return None
    return found


def volume_columns(one: Found) -> list[int]:
    """The columns of a table that speak of volumetric weight, by their heads or by what stands in them."""
    heads = one.sheet.cells[one.header_row]
    others = {column for kind, column in one.columns.items() if kind not in {"volume", "remark"}}
    found = []
    for column, text in enumerate(heads):
        if column in others:
            continue
        above = one.sheet.text(one.extra_row, column) if one.extra_row is not None else ""
        kinds = {head(text).kind, head(above).kind}
        cells = {one.sheet.text(row, column) for row in range(one.first_row, min(one.last_row, len(one.sheet.cells)))}
        unknown = kinds == {""} and len(cells) < len(heads) + len(one.sheet.cells)
        told = unknown and any(
            len(cell) < 60 and search("volume", cell) and volumetric_rule("", cell) for cell in cells
        )
        if "volume" in kinds or told:
            found.append(column)
    return found
