"""A TOML file to plain values, with the way out where people slip: turned quotes, no quotes, a key given twice."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from routing.errors import Fault, InputError

if TYPE_CHECKING:
    from pathlib import Path

_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_TURNED: Final = frozenset("\u201c\u201d\u2018\u2019\u300c\u300d\uff02")


def load_toml(path: Path, see: str = "") -> dict[str, Any]:
    """The contents of a TOML file.

    Args:
        path: the file.
        see: where its format is shown, for the end of a message about its syntax.

    Raises:
        InputError: unreadable, not UTF-8, or not TOML; the message says where.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise InputError([Fault(str(path), "", f"cannot be read: {error.strerror or error}.")]) from None
    except UnicodeDecodeError as error:
        raise InputError([Fault(str(path), f"byte {error.start}", "is not UTF-8. Save the file as UTF-8.")]) from None
    except tomllib.TOMLDecodeError as error:
        said = " ".join(filter(None, (f"is not valid TOML: {_what(text, str(error))}", see)))
        raise InputError([Fault(str(path), "", said)]) from None


def _what(text: str, error: str) -> str:
    """The parser's words, and what to do where it can be told."""
    at = _AT.search(error)
    if "overwrite a value" in error:
        return f"the key in {f'line {at[1]}' if at else 'the last line'} is given a second time. Keep one."
    if at is None:
        return f"{error}."
    line = text.split("\n")[int(at[1]) - 1]
    if _TURNED & set(line):
        return f'{error}. Write straight quotes, like key = "text".'
    if "Invalid value" in error and line[int(at[2]) - 1 :][:1].isalpha():
        return f'{error}. Put a text in quotes, like key = "text".'
    return f"{error}."
