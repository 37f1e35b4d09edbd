"""Heads of a carrier's workbook matched with a layout by name: what each of its columns is to hold."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from carriers.labels.layouts.fields import KNOWN, NUMBERS
from carriers.labels.layouts.layout import Column, Layout
from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carriers.labels.template.workbook import TemplateWorkbook

_NUMBERED: Final = re.compile(r"\[[0-9]+\]|\([0-9]+\)|\((?:必填|选填|非必填|required|optional)\)")
_REQUIRED: Final = re.compile(r"[*＊]|(?<!非)必填|\(required\)|（required）", re.IGNORECASE)
_OPTIONAL: Final = re.compile(r"非必填|选填|\(optional\)", re.IGNORECASE)
_LEAST: Final = 0.5
"""Of the heads that a layout needs, so many at least make a row its head."""


@frozen
class FilledTemplate:
    """A workbook ready to be filled: where, and by which layout.  Rows and columns as a spreadsheet shows them."""

    workbook: TemplateWorkbook
    layout: Layout
    """Its columns are the workbook's, in its order."""
    sheet: str
    head_row: int
    first_row: int
    styles: Mapping[int, str] = field(factory=dict)
    unfilled: tuple[str, ...] = ()
    """Heads that the workbook marks as required and that nothing fills."""
    missing: tuple[str, ...] = ()
    """Heads of the layout that the workbook does not have; none of them is needed."""

    def cells(self, row: Sequence[str]) -> dict[int, tuple[str, bool]]:
        """A row of the layout as the sheet's cells: its filled columns, and whether each is written as a number."""
        return {
            at: (text, self._is_number(at, column))
            for at, (text, column) in enumerate(zip(row, self.layout.columns, strict=True))
            if text
        }

    def _is_number(self, at: int, column: Column) -> bool:
        plain = column.field in NUMBERS and not (column.prefix or column.suffix)
        return plain and not self.workbook.is_text(self.styles.get(at, ""))


def match_heads(
    workbook: TemplateWorkbook,
    layout: Layout,
    *,
    fixed: Mapping[str, str] | None = None,
    heads: Mapping[str, str] | None = None,
    first_row: int | None = None,
) -> FilledTemplate:
    """The layout in the workbook's own columns.

    Args:
        workbook: as it was downloaded, or filled.
        layout: whose heads are looked for by name.
        fixed: head -> a text that stands in each row.
        heads: head -> a field of `layouts.fields`.
        first_row: of the data; None: the row below the head.

    Raises:
        InputError: no sheet has the heads, or one that is needed is missing; a list has no place for what is fixed.
    """
    place = str(workbook.path)
    sheet, at, cells = _head_of(workbook, layout)
    found = _placed(layout, cells)
    own = {plain_head(head): (head, word) for head, word in (heads or {}).items()}
    texts = {plain_head(head): text for head, text in (fixed or {}).items()}
    _refuse_unknown(place, cells, fixed or {}, heads or {})
    used = {position: layout.columns[index] for index, position in found.items()}
    columns: list[Column] = []
    unfilled: list[str] = []
    xml = workbook.sheet(sheet)
    start = first_row or at + 1
    for position, head in enumerate(cells):
        name = plain_head(head)
        column = used.get(position)
        if name in own:
            column = Column(header=head, field=own[name][1], required=is_required(head))
        elif name in texts:
            column = Column(header=head, value=texts[name])
        if column is None:
            column = Column(header=head)
            if is_required(head):
                unfilled.append(" ".join(head.split()))
        offered = workbook.offered(xml, sheet, position, start) if column.field or column.value else ()
        columns.append(evolve(column, header=head, choices=offered or column.choices))
    faults = [
        Fault(place, one.header, Reason("template.not_offered", text=one.value, choices=one.choices[:12]))
        for one in columns
        if one.value and one.choices and one.value not in one.choices
    ]
    made = evolve(
        layout, columns=tuple(columns), sheet=sheet, template=True, repeats=tuple(cells), preamble=(), types=("xlsx",)
    )
    if made.key is None and not made.per_order:
        key = ("item.sku",) if layout.rows == "sku" else ("order_id",)
        faults.append(Fault(place, sheet, Reason("template.no_key", fields=key, layout=layout.name)))
    if faults:
        raise InputError(faults)
    known = {plain_head(head) for head in cells}
    missing = [one.header for one in layout.columns if plain_head(one.header) not in known and one.item <= 1]
    return FilledTemplate(
        workbook, made, sheet, at, start, xml.styles_below(at), tuple(unfilled), tuple(missing)
    )  # fmt: skip


def refuse_filled(template: FilledTemplate) -> None:
    """Refuses a workbook with something typed below its head, unless the first row of data was named.

    Raises:
        InputError: what stands there may be an example, an instruction or yesterday's orders: a person must say.
    """
    xml = template.workbook.sheet(template.sheet)
    row = next((one.number for one in xml.rows if one.number > template.head_row and one.filled), None)
    if row is not None:
        place = Place(sheet=template.sheet, row=row)
        raise InputError([Fault(str(template.workbook.path), place, Reason("template.filled_below", row=row))])


def plain_head(head: str) -> str:
    """A head as heads are compared: without marks of a required field, numbers in brackets, blanks and case.

    >>> plain_head("业务类型*[0]"), plain_head("收件人 电话（必填）")
    ('业务类型', '收件人电话')
    """
    text = unicodedata.normalize("NFKC", head).casefold()
    return re.sub(r"[\s*'_]+", "", _NUMBERED.sub("", text))


def is_required(head: str) -> bool:
    """Whether the carrier marks the head as one that must be filled: by a star, or by 必填.

    >>> is_required("申报价值*"), is_required("备注（非必填）")
    (True, False)
    """
    return bool(_REQUIRED.search(head)) and not _OPTIONAL.search(head)


def _head_of(workbook: TemplateWorkbook, layout: Layout) -> tuple[str, int, list[str]]:
    """The sheet, the number of its head row and its cells: where most of the layout's heads stand."""
    wanted = Counter(plain_head(column.header) for column in layout.columns if column.item <= 1)
    needed = [plain_head(column.header) for column in layout.columns if column.required and column.item <= 1]
    best: tuple[int, int, str, int, list[str]] | None = None
    for name, rows in workbook.sheets.items():
        for number, row in enumerate(rows, 1):
            cells = [_head_text(value) for value in row]
            hits = sum((Counter(map(plain_head, cells)) & wanted).values())
            score = (hits, name == layout.sheet)
            if hits and (best is None or score > best[:2]):
                best = (*score, name, number, cells)
    place = str(workbook.path)
    if best is None or best[0] < _LEAST * len(set(needed)):
        first = (column for column in layout.columns if column.required and column.item <= 1)
        shown = tuple(dict.fromkeys(column.header for column in first))[:12]
        reason = Reason("template.no_heads", layout=layout.name, heads=shown, sheets=tuple(workbook.sheets))
        raise InputError([Fault(place, "", reason)])
    _, _, sheet, number, cells = best
    here = set(map(plain_head, cells))
    lacking = [
        column.header
        for column in layout.columns
        if column.required and column.item <= 1 and plain_head(column.header) not in here
    ]
    if lacking:
        reason = Reason("template.heads_missing", layout=layout.name, heads=tuple(dict.fromkeys(lacking)))
        raise InputError([Fault(place, Place(sheet=sheet, row=number), reason)])
    return sheet, number, cells


def _head_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _placed(layout: Layout, cells: Sequence[str]) -> dict[int, int]:
    """Number of a column in the layout -> where it stands; of heads that repeat the first goes to the first.

    The columns of a further article are used where all that it and those before it need are there.
    """
    spots: dict[str, list[int]] = {}
    for position, head in enumerate(cells):
        if head.strip():
            spots.setdefault(plain_head(head), []).append(position)
    found: dict[int, int] = {}
    short = []
    for index, column in enumerate(layout.columns):
        free = spots.get(plain_head(column.header), [])
        if free:
            found[index] = free.pop(0)
        elif column.required:
            short.append(column.item)
    end = min((item for item in short if item > 1), default=None)
    columns = layout.columns
    return {index: position for index, position in found.items() if end is None or columns[index].item < end}


def _refuse_unknown(place: str, cells: Sequence[str], fixed: Mapping[str, str], heads: Mapping[str, str]) -> None:
    """Refuses settings of the shop file that name a head the workbook does not have, or a field there is not."""
    here = set(map(plain_head, cells))
    faults = [
        Fault(place, head, Reason("template.head_unknown")) for head in (*fixed, *heads) if plain_head(head) not in here
    ]
    faults += [
        Fault(place, head, Reason("label_layout.unknown_field", field=word, known=tuple(sorted(KNOWN))))
        for head, word in heads.items()
        if word not in KNOWN
    ]
    if faults:
        raise InputError(faults)
