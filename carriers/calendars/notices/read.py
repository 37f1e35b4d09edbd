"""A file or pasted text to a notice: which of the three forms it has is told from what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from carriers.calendars.notices.chinese_text import read_text
from carriers.calendars.notices.holiday_cn import read_holiday_cn
from carriers.calendars.notices.ics import read_ics
from carriers.calendars.notices.notice import NoticeError
from routing.reason import Reason

if TYPE_CHECKING:
    from carriers.calendars.notices.notice import Notice

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SIZE_MAX: Final = 4_000_000
"""Bytes; a notice has some thousand, a calendar of many years some hundred thousand."""


def read_notice(data: bytes, name: str, year: int | None = None) -> Notice:
    """The notice in a file's bytes: the State Council's text, a holiday-cn JSON, or an iCalendar.

    Args:
        data: the file.
        name: what to call it where it names no source itself.
        year: of the notice, when it does not say so or holds several.

    Raises:
        NoticeError: it cannot be read, or not all of it is understood.
    """
    if len(data) > SIZE_MAX:
        raise NoticeError(Reason("notice.too_large"))
    text = _decoded(data)
    start = text.lstrip()[:20].upper()
    if start.startswith("{"):
        return read_holiday_cn(text, name, year)
    if start.startswith("BEGIN:VCALENDAR"):
        return read_ics(text, name, year)
    return read_text(text, name, year)


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoticeError(Reason("notice.no_text"))
