"""Prices: a forwarder's workbook, what it probably means beside its cells, the card made of it, and its effect."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from carriers.backtest.backtest import Backtest
from carriers.cards.catalogue import BUNDLED, load_services
from carriers.cards.check import check_cards
from carriers.cards.diff import diff
from cli.cards.backtest_picture import picture
from cli.cards.list import listed
from cli.desk.pictures.bars import Bar
from cli.desk.serve.asked import Words, desk_of, run_named, taking_form
from cli.desk.serve.render import page, see
from cli.desk.serve.uploads import received, safe_name
from cli.desk.work.folder import CALENDAR, FX, POLICY
from cli.desk.work.prices import CARDS, NO, YES, place_of
from cli.options.facts import FactPaths, folders_of
from cli.output.findings import finding_rows
from cli.run.reader import orders_of
from cli.words import said, sentence
from routing.errors import InputError, ReadError
from routing.orders import SCHEMA, OrderTable
from routing.services.service import CLASSES
from routing.values.column_letters import letters
from routing.values.dates import day

if TYPE_CHECKING:
    from starlette.requests import Request

    from carriers.sheets.workbook import Sheet
    from cli.desk.work.prices import Book, PriceBooks, Read, Rule
    from routing.place import Place

_ROWS: Final = 60
_COLUMNS: Final = 16
_AROUND: Final = 2
"""Rows and columns of a sheet that the page shows, and rows around a note's cell beyond them."""
_PRICES: Final = 40
_CHANGES: Final = 200
_CHUNK: Final = 16_384
_CELL: Final = re.compile(r"([A-Z]+)([0-9]+)")
_RULE: Final = "rule."
_CLASS: Final = "class."


def prices(request: Request) -> Response:
    """The list of the cards, and of the books that wait."""
    books = _books(request)
    own = [str(one) for one in books.own_cards()]
    fault = ""
    rows: list[dict[str, Any]] = []
    try:
        rows = listed(tuple(own), None)
    except InputError as error:
        fault = sentence(error)
    return page(
        request, "prices.html", run=None, books=books.books(), removed=books.removed(), own=own, rows=rows, fault=fault,
        gone=request.query_params.get("gone", ""), done=request.query_params.get("done", ""),
        ended=request.query_params.get("ended", ""), issues=books.issues(),
    )  # fmt: skip


async def drop(request: Request) -> Response:
    """Takes workbooks."""
    books = _books(request)
    sent = await received(request, books.place)
    if not sent.files:
        raise HTTPException(400, said("No file came. Choose one, then send it."))
    name = sent.files[0][1].name
    like = sent.fields.get("like", "")
    if like:
        book = _book(request, name)
        notes = book.notes()
        await run_in_threadpool(book.note, {}, notes.get("valid_from", ""), like, {})
    return see("/prices/book", name=name)


def book_page(request: Request) -> Response:
    """One book: what it probably means, beside its cells."""
    books = _books(request)
    book = _book(request, request.query_params.get("name", ""))
    read, rules, notes = books.read(book), books.rules(book), book.notes()
    marks = _marks(read, rules)
    return page(
        request,
        "price_book.html",
        run=None,
        book=book,
        read=read,
        rules=rules,
        cell_of={one.key: _anchor(read.sheets, place_of(one)) for one in rules},
        open_rules=sum(not one.decided for one in rules),
        waiting="waiting" in request.query_params,
        services=[
            {**one, "class": notes.get("classes", {}).get(one["code"], one["class"])}
            for one in (read.values or {}).get("service", ())
        ],
        classes=CLASSES,
        valid_from=notes.get("valid_from") or str((read.values or {}).get("valid_from", "")),
        prices=read.guessed.rows[:_PRICES] if read.guessed else (),
        price_count=len(read.guessed.rows) if read.guessed else 0,
        passed=read.guessed.passed if read.guessed else (),
        sheets=[
            _shown(at, sheet, marks.get(sheet.name, {})) for at, sheet in enumerate(read.sheets) if not sheet.hidden
        ],
        prefix=_RULE,
        class_prefix=_CLASS,
        yes=YES,
        no=NO,
    )


def decide(request: Request, words: Words) -> Response:
    """Notes what a person decided; the card is made once every rule is, if that is asked for."""
    books = _books(request)
    book = _book(request, words.get("name", ""))
    known = {one.key for one in books.rules(book)}
    rules = {
        name.removeprefix(_RULE): text
        for name, text in words.items()
        if name.startswith(_RULE) and name.removeprefix(_RULE) in known and text in {YES, NO, ""}
    }
    classes = {name.removeprefix(_CLASS): text for name, text in words.items() if name.startswith(_CLASS)}
    codes = {one["code"] for one in (books.read(book).values or {}).get("service", ())}
    classes = {code: text for code, text in classes.items() if code in codes and text in CLASSES}
    book.note(rules, _day(words.get("valid_from", "")), book.notes().get("like", ""), classes)
    if "make" not in words:
        return see("/prices/book", name=book.name)
    if any(not one.decided for one in books.rules(book)):
        return see("/prices/book", name=book.name, waiting="1")
    books.make(book)
    return see("/prices/card", name=book.name)


def _day(text: str) -> str:
    """The day in ISO's order; "" for none.

    Raises:
        HTTPException: it is no day.
    """
    if not text.strip():
        return ""
    try:
        return day(text).isoformat()
    except ReadError as error:
        raise HTTPException(400, sentence(error)) from None


def card_page(request: Request) -> Response:
    """The card made of a book: what a check finds, what it changes, and its effect on a run's orders."""
    books = _books(request)
    book = _book(request, request.query_params.get("name", ""))
    card = book.card
    if card is None:
        return see("/prices/book", name=book.name)
    new = load_services([card])
    begins = min(one.validity.start for one in new)
    old = load_services(folders_of(books.before()))
    codes = {one.code for one in new}
    changes = diff([one for one in old if one.code in codes], new, begins)
    kinds = Counter(one.kind for one in changes).most_common()
    runs = desk_of(request).runs.names()
    chosen = request.query_params.get("run", "")
    return page(
        request,
        "price_card.html",
        run=None,
        book=book,
        services=new,
        begins=begins,
        findings=finding_rows(check_cards([card], begins)),
        changes=changes[:_CHANGES],
        change_count=len(changes),
        change_bars=[Bar(kind, n, kinds[0][1], str(n)) for kind, n in kinds],
        runs=runs,
        chosen=chosen if chosen in runs else "",
        folder=book.name.rpartition(".")[0] or book.name,
        known={one.name for one in books.own_cards()},
        bundled=not books.own_cards(),
    )


def backtest_svg(request: Request) -> Response:
    """A run's orders by the cards as they are, and with the book's card beside them, as a picture."""
    books = _books(request)
    book = _book(request, request.query_params.get("name", ""))
    run = run_named(request, request.query_params.get("run", ""))
    if book.card is None or run is None:
        raise HTTPException(404, said("There is nothing to draw yet."))
    begins = min(one.validity.start for one in load_services([book.card]))
    desk = desk_of(request)
    policy, fx, calendar = (desk.fact(name) for name in (POLICY, FX, CALENDAR))
    old = books.before()
    with TemporaryDirectory() as scratch:
        new = _new_cards(books, book, Path(scratch) / CARDS)
        before, after = (
            FactPaths.named(cards, str(policy) if policy else "handbook", fx, calendar).load() for cards in (old, new)
        )
    test = Backtest(before, after, begins, begins)
    for chunk in orders_of(run.path).collect_batches(chunk_size=_CHUNK, maintain_order=True):
        test.add(OrderTable(chunk.select(SCHEMA.names())))
    return Response(picture(test), media_type="image/svg+xml")


def _new_cards(books: PriceBooks, book: Book, folder: Path) -> tuple[str, ...]:
    """The cards as they will be, in that folder; with the bundled ones where the desk has none of its own."""
    own = bool(books.own_cards())
    books.with_card(book, folder)
    if own:
        return (str(folder),)
    codes = {one.code for one in load_services(folders_of(()))}
    return (str(folder),) if codes & {one.code for one in load_services([folder])} else (BUNDLED, str(folder))


def force(request: Request, words: Words) -> Response:
    """Puts a book's card among the desk's own."""
    books = _books(request)
    book = _book(request, words.get("name", ""))
    name = safe_name(words.get("folder", "").strip() or book.name)
    ended = books.put_in_force(book, name)
    return see("/prices", done=name, ended=", ".join(ended))


def remove(request: Request, words: Words) -> Response:
    """Takes a book out; it can be put back."""
    book = _book(request, words.get("name", ""))
    _books(request).remove(book)
    return see("/prices", gone=book.name)


def restore(request: Request, words: Words) -> Response:
    """Puts a book back."""
    if not _books(request).restore(words.get("name", "")):
        raise HTTPException(404, said("There is no file of that name."))
    return see("/prices")


def _books(request: Request) -> PriceBooks:
    books: PriceBooks = request.app.state.prices
    return books


def _book(request: Request, name: str) -> Book:
    book = _books(request).book(name)
    if book is None:
        raise HTTPException(404, said("There is no price book of that name."))
    return book


@frozen
class Mark:
    """What a cell is to the guess: the head of a table, a price's row, or a note to decide on."""

    kind: str
    decided: str = ""


def _marks(read: Read, rules: list[Rule]) -> dict[str, dict[tuple[int, int], Mark]]:
    """Sheet -> cell, from 0, -> what it is."""
    found: dict[str, dict[tuple[int, int], Mark]] = {}
    for one in read.guessed.maps if read.guessed else ():
        cells = found.setdefault(one.sheet, {})
        cells |= {(one.header_row - 1, at): Mark("head") for at in range(_COLUMNS)}
    for rule in rules:
        place = place_of(rule)
        at = _at(place)
        if place is not None and at is not None:
            found.setdefault(place.sheet, {})[at] = Mark("note", rule.decided)
    return found


def _at(place: Place | None) -> tuple[int, int] | None:
    """Row and column of a place, from 0; the first column where it is a row."""
    if place is None:
        return None
    cell = _CELL.fullmatch(place.cell)
    if cell is None:
        return None if place.row is None else (place.row - 1, 0)
    column = 0
    for letter in cell[1]:
        column = column * 26 + ord(letter) - 64
    return int(cell[2]) - 1, column - 1


def _anchor(sheets: tuple[Sheet, ...], place: Place | None) -> str:
    """By which a link leads to the row of a cell; "" where there is none."""
    at = _at(place)
    number = next((number for number, one in enumerate(sheets) if place is not None and one.name == place.sheet), None)
    return "" if at is None or number is None else f"s{number}r{at[0]}"


def _shown(number: int, sheet: Sheet, marks: dict[tuple[int, int], Mark]) -> dict[str, Any]:
    """The cells of a sheet that the page shows: its beginning, and the rows around those that are marked."""
    wide = min(max((len(row) for row in sheet.cells), default=0), _COLUMNS)
    near = {row + step for row, _ in marks for step in range(-_AROUND, _AROUND + 1)}
    rows = [row for row in range(len(sheet.cells)) if row < _ROWS or row in near]
    return {
        "name": sheet.name,
        "heads": [letters(at) for at in range(wide)],
        "rows": [
            {
                "id": f"s{number}r{row}",
                "number": row + 1,
                "cells": [(sheet.text(row, at), marks.get((row, at))) for at in range(wide)],
            }
            for row in rows
        ],
        "more": len(sheet.cells) - len(rows),
    }


ROUTES: Final = (
    Route("/prices", prices),
    Route("/prices/books", drop, methods=["POST"]),
    Route("/prices/book", book_page),
    Route("/prices/decide", taking_form(decide), methods=["POST"]),
    Route("/prices/card", card_page),
    Route("/prices/backtest.svg", backtest_svg),
    Route("/prices/force", taking_form(force), methods=["POST"]),
    Route("/prices/remove", taking_form(remove), methods=["POST"]),
    Route("/prices/restore", taking_form(restore), methods=["POST"]),
)
