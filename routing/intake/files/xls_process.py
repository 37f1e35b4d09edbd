"""A process of its own that reads one old workbook (.xls), within limits of memory and time.

Such a file is a small file system with chains and counts of its own: what they claim is not to be believed, and
whatever it brings about, it brings about here.  Nothing of sampan is imported, so that the start takes little.

Arguments: the folder of the library; bytes of memory; seconds of processor time; cells up to which a sheet may be as
empty as it likes, and above that so many of its area for each that is filled; signs of all its texts.  The workbook
comes in on the standard input; an `Answer` goes out, pickled, on the standard output.
"""

from __future__ import annotations

import os
import pickle
import sys
from datetime import time, timedelta
from typing import Any, TypeAlias

Remark: TypeAlias = tuple[int, int, str]
Grid: TypeAlias = tuple[
    str, bool, list[list[Any]], list[Any], list[Remark], list[int], list[int], list[Remark], list[Remark]
]
"""Title, whether hidden, rows of equal length, merged areas; failed formulas, hidden rows, hidden columns, comments and
number formats, as in `book.SheetSource`.
"""
Answer: TypeAlias = tuple[str, Any]
"""("sheets", list of Grid), ("far", (title, cells, filled)), ("long", signs), or ("damaged", what the library says)."""
_NUMBER, _MOMENT, _FLAG, _ERROR = 2, 3, 4, 5
"""The library's numbers for kinds of cells."""
_MILLISECONDS = 86_400_000
_FIGURES = "0#?.,%;()-+_ GeneralE@"
"""Signs of number formats that show a number alone."""


def main(library: str, memory: str, seconds: str, plain: str, per_cell: str, signs: str) -> None:
    """Reads, answers, ends."""
    _limit(int(memory), float(seconds))
    sys.path.append(library)
    try:
        answer = _answer(sys.stdin.buffer.read(), int(plain), int(per_cell), int(signs))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file leads a reader into every kind
        answer = ("damaged", str(error) or type(error).__name__)
    sys.stdout.buffer.write(pickle.dumps(answer))


def _limit(memory: int, seconds: float) -> None:
    """Bounds this process, as far as the system can."""
    try:
        import resource  # noqa: PLC0415 - not everywhere
        import signal  # noqa: PLC0415

        signal.setitimer(signal.ITIMER_PROF, seconds)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):
        return


def _answer(content: bytes, plain: int, per_cell: int, most_signs: int) -> Answer:
    import xlrd  # noqa: PLC0415 - only now can it be found

    with open(os.devnull, "w", encoding="utf-8") as told:  # noqa: PTH123 - the library writes its remarks there
        book = xlrd.open_workbook(
            file_contents=content,
            logfile=told,
            formatting_info=True,
            ragged_rows=True,
            ignore_workbook_corruption=True,  # what other programs than Excel write
        )
    found: list[Grid] = []
    signs = 0
    for sheet in book.sheets():
        lengths = [sheet.row_len(at) for at in range(sheet.nrows)]
        filled = sum(length - sheet.row_types(at).count(0) for at, length in enumerate(lengths))
        area = sheet.nrows * max(lengths, default=0)
        if area > plain and area > per_cell * filled:
            return "far", (sheet.name, area, filled)
        for at in range(sheet.nrows):
            signs += sum(len(cell) for cell in sheet.row_values(at) if isinstance(cell, str))
        if signs > most_signs:
            return "long", signs
        found.append(_grid(book, sheet, max(lengths, default=0)))
    return "sheets", found


def _grid(book: Any, sheet: Any, width: int) -> Grid:
    from xlrd import error_text_from_code  # noqa: PLC0415

    rows: list[list[Any]] = []
    errors: list[tuple[int, int, str]] = []
    for at in range(sheet.nrows):
        cells = sheet.row_values(at)
        for column, kind in enumerate(sheet.row_types(at)):
            if kind == _MOMENT:
                cells[column] = _moment(book, cells[column], sheet.cell_xf_index(at, column))
            elif kind == _FLAG:
                cells[column] = bool(cells[column])
            elif kind == _ERROR:
                errors.append((at, column, error_text_from_code.get(cells[column], "#N/A")))
                cells[column] = ""
        rows.append(cells + [""] * (width - len(cells)))
    merged = [((top, left), (below - 1, beyond - 1)) for top, below, left, beyond in sheet.merged_cells]
    hidden = [at for at, row in sheet.rowinfo_map.items() if row.hidden]
    aside = [at for at, column in sheet.colinfo_map.items() if column.hidden]
    notes = [(row, column, note.text) for (row, column), note in sheet.cell_note_map.items()]
    named = {style: text for style in range(len(book.xf_list)) if (text := _named(book, style))}
    formats = [
        (at, column, named[style])
        for at in range(sheet.nrows if named else 0)
        for column, kind in enumerate(sheet.row_types(at))
        if kind == _NUMBER and (style := sheet.cell_xf_index(at, column)) in named
    ]
    return sheet.name, sheet.visibility != 0, rows, merged, errors, hidden, aside, notes, formats


def _named(book: Any, style: int) -> str:
    """The number format of a style that writes more than figures: "$"0.00, 0.0"kg"."""
    told = book.format_map.get(book.xf_list[style].format_key)
    text = told.format_str if told is not None else ""
    return text if any(sign not in _FIGURES for sign in text) else ""


def _moment(book: Any, number: float, style: int) -> Any:
    """A number shown as a moment: a day, a time of day, both, a duration, or the number where it can be none."""
    from xlrd import xldate_as_datetime  # noqa: PLC0415

    shown = book.format_map[book.xf_list[style].format_key].format_str.lower()
    try:
        if any(sign in shown for sign in ("[h", "[m", "[s")):
            return timedelta(milliseconds=round(number * _MILLISECONDS))
        moment = xldate_as_datetime(number, book.datemode)
    except (OverflowError, ValueError):
        return number
    if 0 <= number < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


if __name__ == "__main__":  # pragma: no cover - in the process itself
    main(*sys.argv[1:])
