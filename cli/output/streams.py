"""Standard output and standard error as people get them: no text can command their terminal, any script is written."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

_COMMANDS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
"""Signs that a terminal obeys; tabs and line ends are text.  Names of files and cells of others may hold them."""


def neutral(text: str) -> str:
    r"""The text with what a terminal would obey written out, as JSON writes it.

    >>> neutral("\x1b[2J\N{LATIN SMALL LETTER E WITH ACUTE}")
    '\\u001b[2Jé'
    """
    return _COMMANDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


class _ForPeople(io.TextIOWrapper):
    """A stream whose texts are neutral; a return at the beginning, by which a count is written over, stays."""

    def write(self, text: str, /) -> int:
        """Writes the text."""
        head = "\r" if text.startswith("\r") else ""
        return super().write(head + neutral(text[len(head) :]))


class _Forgiving(io.FileIO):
    """A file that takes what it cannot write: who has no room for remarks gets none, and the run goes on."""

    def write(self, data: Any, /) -> int:
        """Writes the bytes, or drops them."""
        try:
            return super().write(data)
        except OSError:
            return len(memoryview(data).cast("B"))


def speak_to_people() -> None:
    """Makes the process's own standard output and standard error such streams; others' are left as they are.

    A letter that a terminal's character set lacks is written as its number, rather than not at all.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout is sys.__stdout__:
        encoding, at_once, lines = sys.stdout.encoding, sys.stdout.write_through, sys.stdout.line_buffering
        sys.stdout = _ForPeople(
            sys.stdout.detach(), encoding, "backslashreplace", line_buffering=lines, write_through=at_once
        )
    if isinstance(sys.stderr, io.TextIOWrapper) and sys.stderr is sys.__stderr__:
        remarks = io.BufferedWriter(_Forgiving(sys.stderr.fileno(), "w", closefd=False))
        sys.stderr = _ForPeople(remarks, sys.stderr.encoding, "backslashreplace", line_buffering=True)


def hush() -> None:
    """Lets what is still to be printed go nowhere: nobody reads it, or there is no room."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
