"""Price books that were dropped: the guess of each, what a person decided of it, the card made of it, put in force."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from carriers.cards.catalogue import BUNDLED, card_folders, load_services
from carriers.sheets.guess.guess import guess
from carriers.sheets.guess.propose import mapping_text
from carriers.sheets.guess.reissue import reissued
from carriers.sheets.imported import Imported, check_files, import_sheet
from carriers.sheets.kept import kept_files, kept_mapping, kept_sheets
from carriers.sheets.mapping import read_mapping
from carriers.sheets.workbook import read_workbook
from carriers.sheets.workbook_card import card_files, is_card
from cli.options.today import today
from cli.output.files import atomic_file, atomic_folder, locked
from cli.words import sentence
from cli.words.language import ENGLISH
from cli.words.sentences import sentence_in
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.values.toml_file import load_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from carriers.sheets.guess.guess import Guess
    from carriers.sheets.workbook import Sheet
    from routing.place import Place

FOLDER: Final = "prices"
CARDS: Final = "cards"
YES, NO = "yes", "no"
_REMOVED: Final = ".removed"
_NOTES: Final = "decisions.json"
_MAP: Final = "map.toml"
_CARD: Final = "card"
_MARK: Final = "card.toml"
_KEPT: Final = 8
_PATIENCE_S: Final = 10


@frozen
class Rule:
    """One thing that a person decides: what the sheet, or the guess, says, and from which cell."""

    key: str
    """By which forms call it, for as long as the sentence and its cell stay."""
    table: Mapping[str, Any]
    decided: str
    """YES, NO or "" ."""

    @property
    def assumed(self) -> bool:
        """Whether the sheet does not say it: the guess supposes it."""
        return bool(self.table["rule"] == "facts")


@frozen(eq=False)
class Read:
    """A price book as it was read."""

    sheets: tuple[Sheet, ...]
    values: Mapping[str, Any] | None
    """The proposed mapping; None where it cannot be proposed, or the workbook is an exported card, which needs none."""
    exported: bool = False
    guessed: Guess | None = None
    changes: tuple[Reason, ...] = ()
    """Against the issue before."""
    faults: tuple[Fault, ...] = ()


@frozen(eq=False)
class Book:
    """A price book that was dropped."""

    folder: Path

    @property
    def name(self) -> str:
        """Its file's name, by which addresses call it."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """The workbook."""
        return self.folder / self.name

    @property
    def card(self) -> Path | None:
        """The card that was made of it; None while there is none."""
        made = self.folder / _CARD
        return made if (made / _MARK).is_file() else None

    def notes(self) -> dict[str, Any]:
        """What was decided: `rules`, `like`, `valid_from`, `classes`.

        Raises:
            InputError: the file was damaged.
        """
        path = self.folder / _NOTES
        if not path.is_file():
            return {}
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return {**told, "rules": dict(told["rules"]), "classes": dict(told["classes"])}
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError([Fault(str(path), "", Reason("desk_page.damaged_notes"))]) from None

    def note(self, rules: Mapping[str, str], valid_from: str, like: str, classes: Mapping[str, str]) -> None:
        """Notes decisions beside those from before; a card made by others goes."""
        with locked(self.folder / ".lock", self.folder, _PATIENCE_S):
            before = self.notes()
            told = {
                "rules": {**before.get("rules", {}), **rules},
                "valid_from": valid_from,
                "like": like,
                "classes": {**before.get("classes", {}), **classes},
            }
            if told != before:
                shutil.rmtree(self.folder / _CARD, ignore_errors=True)
            with atomic_file(self.folder / _NOTES) as file:
                file.write(json.dumps(told, ensure_ascii=False).encode())


@frozen(eq=False)
class PriceBooks:
    """The price books of a desk's folder, and its cards."""

    desk: Path
    _read: dict[tuple[Any, ...], Read] = field(init=False, factory=dict)
    _lock: Lock = field(init=False, factory=Lock)

    @property
    def folder(self) -> Path:
        """Where the books lie, each in a folder of its name."""
        return self.desk / FOLDER

    def books(self) -> list[Book]:
        """The books, by their names."""
        try:
            found = [one for one in self.folder.iterdir() if not one.name.startswith(".")]
        except OSError:
            return []
        return [Book(one) for one in sorted(found) if (one / one.name).is_file() and not one.is_symlink()]

    def book(self, name: str) -> Book | None:
        """The book of that name, one of `books`."""
        return next((one for one in self.books() if one.name == name), None)

    def place(self, name: str) -> Path:
        """Where a workbook of a safe name is to be written; what was decided of one of that name stays."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder / _CARD, ignore_errors=True)
        return folder / name

    def remove(self, book: Book) -> None:
        """Takes a book out; it can be put back."""
        aside = self.folder / _REMOVED
        aside.mkdir(exist_ok=True)
        shutil.rmtree(aside / book.name, ignore_errors=True)
        book.folder.rename(aside / book.name)

    def removed(self) -> list[str]:
        """The books that can be put back."""
        try:
            return sorted(one.name for one in (self.folder / _REMOVED).iterdir() if (one / one.name).is_file())
        except OSError:
            return []

    def restore(self, name: str) -> bool:
        """Puts a book back; False where there is none of that name, or one was dropped since."""
        if name not in self.removed() or (self.folder / name).exists():
            return False
        (self.folder / _REMOVED / name).rename(self.folder / name)
        return True

    def own_cards(self) -> list[Path]:
        """The cards in force or to come, of the desk's folder."""
        self._settled()
        return card_folders(self.desk / CARDS)

    def before(self) -> tuple[str, ...]:
        """The cards as they are, as options name them: the desk's own, else the bundled ones."""
        return (str(self.desk / CARDS),) if self.own_cards() else (BUNDLED,)

    def issues(self) -> list[str]:
        """The own cards of which a new book can be the next issue."""
        found = []
        for card in self.own_cards():
            try:
                kept_mapping(card)
            except InputError:
                continue
            found.append(card.name)
        return found

    def read(self, book: Book) -> Read:
        """The book as it was read and guessed; once for as long as file and issue before stay."""
        state = book.file.stat()
        like = book.notes().get("like", "")
        key = (book.name, state.st_size, state.st_mtime_ns, like, today())
        with self._lock:
            if key not in self._read:
                if len(self._read) >= _KEPT:
                    del self._read[next(iter(self._read))]
                self._read[key] = _read(book.file, self._issue(like))
            return self._read[key]

    def _issue(self, name: str) -> Path | None:
        return next((one for one in self.own_cards() if one.name == name), None)

    def rules(self, book: Book) -> list[Rule]:
        """What a person decides of a book, in the order of the proposal."""
        values, decided = self.read(book).values or {}, book.notes().get("rules", {})
        return [_rule(one, decided) for one in values.get("proposed", ())]

    def make(self, book: Book) -> Imported:
        """Makes the card of a book whose every rule is decided.

        Raises:
            InputError: with all faults of the sheet, each with its cell.
        """
        read, notes = self.read(book), book.notes()
        if read.exported:
            files = card_files(read_workbook(book.file, exact=True))
            check_files(files, book.name)
            made = Imported(files, (), 0, 0)
        else:
            text = mapping_text(_confirmed(read.values or {}, self.rules(book), notes), sentence)
            with atomic_file(book.folder / _MAP) as file:
                file.write(text.encode())
            made = import_sheet(list(read.sheets), read_mapping(book.folder / _MAP))
            made = evolve(made, files={**made.files, **kept_files(read.sheets, text)})
        with atomic_folder(book.folder / _CARD, _MARK) as folder:
            _write(folder, made.files)
        return made

    def put_in_force(self, book: Book, name: str) -> list[str]:
        """Puts a book's card among the desk's own; cards of the same services end the day before it begins.

        All of it happens, or nothing: the cards as they will be are loaded before they take their place.

        Args:
            book: with a card.
            name: of the card's folder; one of that name is replaced.

        Returns:
            The cards that end.

        Raises:
            InputError: the cards do not go together.
        """
        cards = self.desk / CARDS
        with locked(self.desk / f".{CARDS}.lock", cards, _PATIENCE_S):
            self._settled()
            new = self.desk / f".{CARDS}.new"
            shutil.rmtree(new, ignore_errors=True)
            try:
                ended = self.with_card(book, new, name)
                load_services([new])
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise
            old = self.desk / f".{CARDS}.old"
            if cards.is_dir():
                cards.rename(old)
            new.rename(cards)
            shutil.rmtree(old, ignore_errors=True)
        return ended

    def with_card(self, book: Book, folder: Path, name: str = _CARD) -> list[str]:
        """Fills a new folder with the own cards as they will be with a book's among them; the cards that end.

        Raises:
            InputError: the book has no card yet, or one of the cards cannot be used.
        """
        card, cards = book.card, self.desk / CARDS
        if card is None:
            raise InputError([Fault(book.name, "", Reason("desk_page.no_card"))])
        if cards.is_dir():
            shutil.copytree(cards, folder)
        else:
            folder.mkdir()
        shutil.rmtree(folder / name, ignore_errors=True)
        ended = _end_before(card, folder)
        shutil.copytree(card, folder / name)
        return ended

    def _settled(self) -> None:
        """Puts the cards back that a kill left between two names."""
        cards, old = self.desk / CARDS, self.desk / f".{CARDS}.old"
        if old.is_dir() and not cards.exists():
            old.rename(cards)


def _read(file: Path, like: Path | None) -> Read:
    sheets: tuple[Sheet, ...] = ()
    try:
        sheets = tuple(read_workbook(file))
        if is_card(list(sheets)):
            return Read(sheets, None, exported=True)
        if like is not None:
            before = load_toml(kept_mapping(like))
            issue = reissued(before, kept_sheets(like), sheets, today().isoformat())
            return Read(sheets, issue.values, changes=tuple(issue.changes), faults=tuple(issue.faults))
        guessed = guess(sheets, today().isoformat())
        return Read(sheets, guessed.tables, guessed=guessed, faults=guessed.faults)
    except InputError as error:
        return Read(sheets, None, faults=error.faults)


def _rule(table: Mapping[str, Any], decided: Mapping[str, str]) -> Rule:
    say = sentence_in(ENGLISH)
    told = [table["rule"], say(table["cell"]) if table["cell"] else "", _text(table["sentence"], say)]
    key = hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:16]
    return Rule(key, table, decided.get(key, YES if table.get("confirmed") else ""))


def _text(value: str | Reason, say: Callable[[str | Reason], str]) -> str:
    return say(value)


def _confirmed(values: Mapping[str, Any], rules: Iterable[Rule], notes: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping as it was decided: what holds confirmed, what does not left out."""
    kept = [{**rule.table, "confirmed": True} for rule in rules if rule.decided == YES]
    classes = notes.get("classes", {})
    found = {key: value for key, value in values.items() if key != "proposed"}
    found["service"] = [{**one, "class": classes.get(one["code"], one["class"])} for one in values.get("service", ())]
    if notes.get("valid_from"):
        found["valid_from"] = date.fromisoformat(notes["valid_from"])
    return found | ({"proposed": kept} if kept else {})


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _end_before(card: Path, cards: Path) -> list[str]:
    """Ends the cards that have a service of the new one on its days, the day before it begins; their names."""
    new = load_services([card])
    begins = min(one.validity.start for one in new)
    codes = {one.code for one in new}
    ended = []
    for other in card_folders(cards):
        services = load_services([other])
        held = [one.validity for one in services if one.code in codes]
        if any(one.start < begins and (one.end is None or one.end >= begins) for one in held):
            _set_end(other / _MARK, begins - timedelta(days=1))
            ended.append(other.name)
    return ended


def _set_end(file: Path, day: date) -> None:
    """Writes a card's last day into its head, above its first table."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    head = next((at for at, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    kept = [line for line in lines[:head] if not line.lstrip().startswith("valid_to")]
    if kept and not kept[-1].endswith("\n"):
        kept[-1] += "\n"
    file.write_text("".join([*kept, f"valid_to = {day.isoformat()}\n", *lines[head:]]), encoding="utf-8")


def place_of(rule: Rule) -> Place | None:
    """The cell of a rule; None where it has none, or a mapping of before says it as text."""
    cell = rule.table["cell"]
    return cell if cell and not isinstance(cell, str) else None
