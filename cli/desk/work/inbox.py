"""The inbox of a run: the messages that were dropped, their answers, what a person settled, and what was copied."""

from __future__ import annotations

import json
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import define, evolve, field, frozen

from cli.output.files import atomic_file, locked
from cli.reply.messages_file import read_messages
from cli.reply.reply import answered
from cli.words import sentence
from cli.words.language import language
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from cli.desk.work.runs import Run
    from cli.reply.inbox import Answer
    from cli.reply.messages_file import Message

TRACKING: Final = "tracking.csv"
TEXTS: Final = "texts"
"""What the seller's own scans and letters are called in the folder of the desk."""
FOLDER: Final = "inbox"
"""Folder of a run for its messages; `sampan route` keeps a run aside that has it."""
MESSAGES: Final = "messages.csv"
DROPPED: Final = ".dropped"
NOTES: Final = "answers.json"
"""What was settled, and what was copied when."""
_LOCK: Final = ".answers.lock"
_PATIENCE_S: Final = 10
_SCHEMA: Final = 1
OPEN, COPIED = "open", "copied"


@frozen
class Entry:
    """One message of the inbox with what is noted of it."""

    key: str
    """By which addresses call it: its id, or its row where that is none or no other's."""
    message: Message
    copied_at: str = ""
    copied: str = ""
    """The text that was copied last; "" where none was."""


@define(eq=False)
class Notes:
    """What is noted of the messages of a run, by their keys."""

    settled: dict[str, dict[str, str]] = field(factory=dict)
    """Class (`msg`), order and facts that a person filled in."""
    copied: dict[str, dict[str, str]] = field(factory=dict)
    """When which text was copied (`at`, `text`)."""


@frozen(eq=False)
class Inbox:
    """The inbox of one run.  `options` are those of `sampan reply inbox` that the desk settles."""

    run: Run
    options: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.run.path / FOLDER

    def take(self, dropped: Path) -> int:
        """Takes a sheet of messages that was written to the folder; how many messages it has.

        Raises:
            InputError: it is none; the one before stays.
        """
        try:
            found = read_messages(dropped)
            if not found:
                raise InputError([Fault(MESSAGES, "", Reason("desk_page.no_messages"))])
            dropped.replace(self.folder / MESSAGES)
        finally:
            dropped.unlink(missing_ok=True)
        return len(found)

    def entries(self) -> list[Entry]:
        """All messages, in the order of the sheet; none where none was dropped.

        Raises:
            InputError: the sheet, or the notes, were damaged.
        """
        path = self.folder / MESSAGES
        if not path.is_file():
            return []
        state = path.stat()
        messages = self.run.once(("messages", state.st_size, state.st_mtime_ns), partial(read_messages, path))
        notes = self.notes()
        found: dict[str, Entry] = {}
        for number, message in enumerate(messages, 1):
            key = message.message_id if message.message_id and message.message_id not in found else f"#{number}"
            found[key] = _entry(key, message, notes)
        return list(found.values())

    def answers(self, entries: Sequence[Entry]) -> list[Answer | str]:
        """The answers to those messages, each worked out once for as long as nothing about it changes.

        Where what was filled in cannot be read, the sentence that says so stands in the answer's place.

        Raises:
            InputError: a file of the run, or the shop's settings, cannot be used.
        """
        kept: _Kept = self.run.once("answers", _Kept)
        marks = [self._mark(one) for one in entries]
        found = {mark: kept.answers[mark] for mark in marks if mark in kept.answers}
        lacking = {mark: one.message for mark, one in zip(marks, entries, strict=True) if mark not in found}
        if lacking:
            new = dict(zip(lacking, self._answered(list(lacking.values())), strict=True))
            kept.put(new)
            found |= new
        return [found[mark] for mark in marks]

    def _answered(self, messages: list[Message]) -> list[Answer | str]:
        try:
            return [*answered(messages, **self.options)]
        except (click.UsageError, ReadError) as error:
            if len(messages) == 1:
                return [fault_text(error)]
            return [answer for one in messages for answer in self._answered([one])]

    def _mark(self, entry: Entry) -> tuple[Any, ...]:
        """What an answer hangs on: the language, the hour and the settings among it."""
        message, now = entry.message, self.options["now"]
        settings = tuple(str(self.options[name]) for name in ("tracking", "shop", "texts"))
        whole = (message.message_id, message.order_id, message.text, message.msg, message.facts, message.platform)
        return (language(), now[:13], settings, *whole, message.locale, tuple(sorted(message.given.items())))

    def notes(self) -> Notes:
        """What is noted.

        Raises:
            InputError: the file was damaged.
        """
        path = self.folder / NOTES
        if not path.is_file():
            return Notes()
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return Notes(_of_texts(told["settled"]), _of_texts(told["copied"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InputError([Fault(str(path), "", Reason("desk_page.damaged_notes"))]) from None

    def settle(self, key: str, facts: Mapping[str, str]) -> None:
        """Notes what a person filled in for a message; an empty text takes back what was filled in before."""

        def change(notes: Notes) -> None:
            now = {**notes.settled.get(key, {}), **facts}
            notes.settled[key] = {name: text for name, text in now.items() if text}

        self._change(change)

    def note_copied(self, key: str, text: str, at: datetime) -> None:
        """Notes that a text was copied for a message."""

        def change(notes: Notes) -> None:
            notes.copied[key] = {"at": at.isoformat(timespec="seconds"), "text": text}

        self._change(change)

    def take_back(self, key: str) -> None:
        """Takes back the note that a message was answered."""
        self._change(lambda notes: notes.copied.pop(key, None))

    def _change(self, change: Callable[[Notes], object]) -> None:
        """Changes the notes whole, one writer at a time."""
        self.folder.mkdir(exist_ok=True)
        with locked(self.folder / _LOCK, self.folder, _PATIENCE_S):
            notes = self.notes()
            change(notes)
            told = {"schema": _SCHEMA, "settled": notes.settled, "copied": notes.copied}
            with atomic_file(self.folder / NOTES) as file:
                file.write(json.dumps(told, ensure_ascii=False, indent=1).encode())


class _Kept:
    """Answers that were worked out, the last ten thousand of them."""

    _MOST: Final = 10_000

    def __init__(self) -> None:
        self.answers: dict[tuple[Any, ...], Answer | str] = {}
        self._lock = Lock()

    def put(self, new: Mapping[tuple[Any, ...], Answer | str]) -> None:
        """Keeps answers, and lets the oldest go."""
        with self._lock:
            self.answers = {**dict(list(self.answers.items())[-self._MOST :]), **new}


def fault_text(error: click.UsageError | ReadError) -> str:
    """What is wrong with a fact that was filled in."""
    return sentence(error) if isinstance(error, ReadError) else error.message


def _entry(key: str, message: Message, notes: Notes) -> Entry:
    settled = dict(notes.settled.get(key, {}))
    msg, order_id = settled.pop("msg", message.msg), settled.pop("order_id", message.order_id)
    copied = notes.copied.get(key, {})
    of = evolve(message, msg=msg, order_id=order_id, given=settled)
    return Entry(key, of, copied.get("at", ""), copied.get("text", ""))


def _of_texts(told: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {str(key): {str(name): str(text) for name, text in row.items()} for key, row in told.items()}
