"""The classes of message: what buyers ask for, with the phrases that say so."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from attrs import field, frozen


@frozen
class MessageClass:
    """A kind of thing buyers ask; `name` is the word for --msg, `abroad` are phrases of other languages.

    `tone`: it says how the buyer feels; beside another class it is no request of its own.  `grave`: of two requests in
    one message, the one with the lower number is answered first.  `covers`: classes that its letter answers too.
    """

    name: str
    label: str
    phrases: tuple[str, ...] = field(default=(), converter=tuple)
    weak: tuple[str, ...] = field(default=(), converter=tuple)
    abroad: tuple[str, ...] = field(default=(), converter=tuple)
    tone: bool = False
    grave: int = 5
    covers: tuple[str, ...] = field(default=(), converter=tuple)


@cache
def message_classes() -> dict[str, MessageClass]:
    """The classes of `data/messages/classes.toml` by name."""
    text = resources.files("templates_en").joinpath("data/messages/classes.toml").read_text(encoding="utf-8")
    return {name: MessageClass(name, **row) for name, row in tomllib.loads(text).items()}
