"""Whole price workbooks: written, guessed, confirmed and imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

from carriers.cards.catalogue import load_services
from carriers.sheets.guess.guess import Guess, guess
from carriers.sheets.imported import import_sheet
from carriers.sheets.mapping import read_mapping
from carriers.sheets.workbook import read_workbook
from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from routing.services.service import Service


def book(path: Path, sheets: dict[str, Any], merged: dict[str, list[str]] | None = None) -> Path:
    """A workbook of these rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
        for span in (merged or {}).get(name, []):
            page.merge_cells(span)
    made.save(path)
    return path


def proposed(path: Path) -> Guess:
    """The guess of a workbook."""
    return guess(read_workbook(path), "2026-11-26")


def services(path: Path, edit: Callable[[str], str] = str) -> dict[str, Service]:
    """The services of a workbook, its guess with nothing done but every confirmation set (and an edit)."""
    mapping = path.with_suffix(".toml")
    text = proposed(path).text(sentence).replace("confirmed = false", "confirmed = true")
    mapping.write_text(edit(text), encoding="utf-8")
    card = path.with_suffix("")
    card.mkdir()
    for name, content in import_sheet(read_workbook(path), read_mapping(mapping)).files.items():
        (card / name).write_text(content, encoding="utf-8")
    return {one.name: one for one in load_services([card])}
