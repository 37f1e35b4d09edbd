"""Heads of a log or a sheet matched with its fields; a head that is not known is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from carriers.sheets.workbook import read_workbook
from routing.errors import Fault, InputError
from routing.place import Place
from routing.reason import Reason
from routing.values.nearest import suggestion
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


_SHOWN: Final = 10


@frozen
class Line:
    """A row of a file: its place, and its cells by field."""

    row: int
    cells: Mapping[str, str]
    heads: Mapping[str, str]
    """Field -> how the file heads its column."""

    def place(self, field: str) -> Place:
        """The row, and the column by the file's own head."""
        return Place(row=self.row, column=self.heads.get(field, field))

    def text(self, field: str) -> str:
        """The cell without blanks around it; empty where there is no such column."""
        return self.cells.get(field, "").strip()


def read_lines(path: Path, heads: Mapping[str, Sequence[str]], required: Sequence[str]) -> list[Line]:
    """The filled rows below the first row of a CSV file, or of the first visible sheet of a workbook.

    Args:
        path: the file.
        heads: field -> how its column may be headed.
        required: fields without which nothing can be told.

    Raises:
        InputError: unreadable, without a row; a head that is unknown or there twice; a required one that is missing.
    """
    sheet = next((one for one in read_workbook(path, exact=True) if not one.hidden and any(map(any, one.cells))), None)
    if sheet is None:
        raise InputError([Fault(str(path), "", Reason("chat_log.no_rows"))])
    top = next(number for number, cells in enumerate(sheet.cells) if any(cells))
    header = sheet.cells[top]
    fields = _fields(str(path), top + 1, header, heads, required)
    named = {field: header[at].strip() for at, field in fields.items()}
    long = [
        Fault(str(path), Place(row=number), Reason("chat_log.too_many_cells", cells=len(cells), width=len(header)))
        for number, cells in enumerate(sheet.cells[top + 1 :], top + 2)
        if any(cells[len(header) :])
    ]
    if long:
        raise InputError(long)
    return [
        Line(number, {name: cells[at] for at, name in fields.items() if at < len(cells)}, named)
        for number, cells in enumerate(sheet.cells[top + 1 :], top + 2)
        if any(cell.strip() for cell in cells)
    ]


def _fields(
    file: str, row: int, header: Sequence[str], heads: Mapping[str, Sequence[str]], required: Sequence[str]
) -> dict[int, str]:
    """Index of a column -> its field."""
    known = {folded(head): field for field, several in heads.items() for head in several}
    found: dict[int, str] = {}
    faults = []
    for at, head in enumerate(header):
        field = known.get(folded(head))
        if field is None and head.strip():
            near = suggestion(head.strip(), [several[0] for several in heads.values()])
            faults.append(Fault(file, Place(row=row, column=head), _unknown(near, tuple(heads))))
        elif field in found.values():
            faults.append(Fault(file, Place(row=row, column=head), Reason("chat_log.head_twice", field=field)))
        elif field is not None:
            found[at] = field
    lacking = [field for field in required if field not in found.values()]
    faults += [
        Fault(file, Place(row=row), Reason("chat_log.no_column", field=field, heads=tuple(heads[field])))
        for field in lacking
    ]
    if faults:
        raise InputError(faults)
    return found


def _unknown(near: Reason | None, fields: tuple[str, ...]) -> Reason:
    if near is None:
        return Reason("chat_log.head_unknown", known=fields)
    return Reason("chat_log.head_unknown_near", near=near, known=fields)


def shown(file: str, faults: Sequence[Fault]) -> list[Fault]:
    """The first faults, and how many more there are."""
    more = len(faults) - _SHOWN
    return [*faults[:_SHOWN], *([Fault(file, "", Reason("chat_log.more_faults", n=more))] if more > 0 else [])]


def folded(text: str) -> str:
    """A head or a word as it is compared: narrow, in small letters, blanks and lines between words alike."""
    return " ".join(half_width(text).casefold().replace("_", " ").replace("-", " ").split())
