"""Workbooks and exported cards."""

from typing import Final

SENTENCES: Final = {
    "workbook.cell_too_long": "has {signs:,} signs; a cell of a workbook holds {most:,}. Shorten it.",
    "workbook.unpacks": "unpacks to {megabytes:,} MB, far more than it weighs. Save it anew, with its tables alone.",
    "workbook.far_cells": (
        "reaches over {cells:,} cells, of which {filled:,} are filled: a stray cell lies far out. Delete the empty rows "
        "and columns behind the table, and save it anew."
    ),
    "workbook.asks_too_much": (
        "asks for more time or memory than a workbook of its size can need: it is damaged. Open it in a spreadsheet and "
        "save it as .xlsx."
    ),
    "workbook.merged_twice": "has areas of merged cells that lie on one another. Open it and save it anew.",
    "workbook.binary": "is a binary workbook (.xlsb). Save it as .xlsx.",
    "workbook.blanks": "has a cell of ten thousand blanks and more. Empty it, and save the file anew.",
    "workbook.not_by_name": "is no price sheet by its name. Allowed: {allowed:list}.",
    "workbook.encoding": "is neither UTF-8 nor GB18030. Save it as CSV UTF-8 or as .xlsx.",
    "workbook.unreadable": "cannot be read as a spreadsheet: {error}.",
    "workbook.no_sheets": "holds no sheet. Save it anew, with its tables.",
    "workbook.no_sheet_name": "cannot name a sheet. Use up to 31 letters, digits, - and _, and another name than card.",
    "workbook.no_value": "{text!r} is no value. Write texts in quotes, lists in brackets, dates like {date}.",
    "workbook.no_table_name": "cannot name a table of a card. Use letters, digits, - and _.",
    "workbook.no_key": "{key!r} is no key. Write it like service[1].code.",
}
