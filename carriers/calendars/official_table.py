"""A notice as a table [[official]] in the text of a seller's calendar file; all else in the file stays as it is."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from carriers.calendars.notices.notice import NoticeError
from carriers.files.toml_text import toml_value
from routing.deadlines.workdays import ONE_DAY
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from carriers.calendars.notices.notice import Notice

_HEADER: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_OFFICIAL: Final = re.compile(r"^[ \t]*\[\[[ \t]*official[ \t]*\]\]", re.MULTILINE)


def with_official(text: str, notice: Notice) -> str:
    """The text of a calendar file with the notice in it, in place of an earlier one for its year.

    Raises:
        NoticeError: the file's tables cannot be told apart; the person must take the year out.
    """
    before = tomllib.loads(text)
    rest = _without(text, notice.year, before)
    joint = "" if not rest.strip() else "\n" if rest.endswith("\n") else "\n\n"
    return rest + joint + official_table(notice)


def official_table(notice: Notice) -> str:
    """The table of a notice, a line for each break."""
    lines = ["[[official]]", f"year = {notice.year}", f"source = {toml_value(notice.source)}"]
    lines += [*_list("off", notice.off), *_list("work", notice.work)]
    return "\n".join(lines) + "\n"


def _list(key: str, days: Mapping[date, str]) -> Iterator[str]:
    if not days:
        yield f"{key} = []"
        return
    yield f"{key} = ["
    for first, last, name in _spans(days):
        span = f"{first}..{last}" if last != first else f"{first}"
        yield f"  {toml_value({'days': span, 'why': name})},"
    yield "]"


def _spans(days: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    """Days on end of one name together."""
    spans: list[tuple[date, date, str]] = []
    for day, name in sorted(days.items()):
        if spans and spans[-1][1] + ONE_DAY == day and spans[-1][2] == name:
            spans[-1] = (spans[-1][0], day, name)
        else:
            spans.append((day, day, name))
    yield from spans


def _without(text: str, year: int, values: dict[str, Any]) -> str:
    """The text without its table of that year."""
    tables = values.get("official", [])
    place = next((number for number, table in enumerate(tables) if table.get("year") == year), None)
    if place is None:
        return text
    heads = [match.start() for match in _OFFICIAL.finditer(text)]
    rest = text
    if place < len(heads):
        after = next((match.start() for match in _HEADER.finditer(text, heads[place] + 2)), len(text))
        rest = text[: heads[place]] + text[after:]
    try:
        left = tomllib.loads(rest)
    except tomllib.TOMLDecodeError:
        left = {}
    kept = [table for number, table in enumerate(tables) if number != place]
    if left != values | {"official": kept} and left != {
        key: value for key, value in values.items() if key != "official"
    }:
        raise NoticeError(Reason("notice.table_not_found", year=year))
    return rest
