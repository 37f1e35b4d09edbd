"""The sentences of a workbook: the rules they state, and those that state none and must not be passed over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carriers.sheets.guess.notes import rules_of, tells
from carriers.sheets.guess.propose import Noted
from carriers.sheets.guess.services import key_of
from carriers.sheets.heads import head
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carriers.sheets.guess.guessing import Guessing
    from carriers.sheets.guess.tables import Found
    from carriers.sheets.workbook import Sheet


def noted(found: Sequence[Found], at: Guessing) -> Iterator[Noted]:
    """The rules of every sheet's notes, for the services of that sheet; else for all."""
    for sheet in at.sheets:
        codes = tuple(dict.fromkeys(at.services[key_of(one)].code for one in found if one.sheet is sheet))
        whole = len(codes) == len(at.services) or not codes
        for row, column, text in _sentences(sheet, [*found, *at.aside]):
            rules = rules_of(text)
            for rule in rules:
                yield Noted(rule, sheet.place(row, column), () if whole else codes)
            if not rules and tells(text):
                at.passed.append(Reason("sheet.passed_note", place=sheet.place(row, column), text=text[:200]))


def _sentences(sheet: Sheet, found: Sequence[Found]) -> Iterator[tuple[int, int, str]]:
    """The texts outside the tables, and those in columns of remarks."""
    inside: dict[int, set[int]] = {}
    heads: set[int] = set()
    for one in found:
        if one.sheet is sheet:
            aside = {one.columns[kind] for kind in ("remark",) if kind in one.columns}
            used = set(one.columns.values()) - aside if one.layout != "bracket_matrix" else set(range(300))
            heads |= {one.header_row} | ({one.extra_row} if one.extra_row is not None else set())
            for row in range(one.header_row, one.last_row):
                inside.setdefault(row, set()).update(used)
    seen: set[str] = set()
    for row, cells in enumerate(sheet.cells):
        for column, text in enumerate(cells):
            if len(text) < 6 or text in seen or re.fullmatch(r"[\d.,%-]+", text):
                continue
            if row in heads and len(text) < 20:
                continue
            if column in inside.get(row, ()) and not (row not in inside or _alone(cells)):
                continue
            if len(text) < 20 and head(text).kind and not _alone(cells):  # the head of a table that holds no prices
                continue
            seen.add(text)
            yield row, column, text


def _alone(cells: Sequence[str]) -> bool:
    """Whether a row holds one text alone."""
    return len({cell for cell in cells if cell}) == 1
