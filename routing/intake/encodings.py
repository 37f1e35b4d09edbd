"""Bytes to text, without guessing: byte order mark, strict UTF-8, then what the marketplace is known to write.

A wrong guess does not fail, it turns Müller into M黮ler.  So a text is taken for Chinese or Japanese only when its
signs stand together as people write them: a lone one that clings to a Latin letter is a Western letter misread.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO, cast

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_RUN = re.compile(f"[{_WIDE}]{{2,}}")
_LONE = re.compile(f"(?<=[A-Za-z])[{_WIDE}](?![{_WIDE}])|(?<![{_WIDE}])[{_WIDE}](?=[A-Za-z])")
_NEVER = re.compile("[\ue000-\uf8ff]|[\uff61-\uff9f][a-z]{2}|[a-z]{2}[\uff61-\uff9f]")
_HALFWIDTH = re.compile("[\uff61-\uff9f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "cp932": "Shift-JIS (cp932)", "cp1252": "Windows-1252"}


def marked(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """The stream behind its byte order mark, and the encoding the mark names ("" when there is none).

    UTF-16, which Excel writes as "Unicode text", is turned into UTF-8 on the way.
    """
    start = cast("io.BufferedReader", stream).peek(4)[:4]
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            if encoding == "utf-8":
                stream.read(len(mark))
                return stream, encoding
            return io.BufferedReader(_Recoded(stream, encoding)), "utf-8"
    return stream, ""


def fitting(data: bytes, encodings: tuple[str, ...]) -> str | None:
    """The first of the encodings in which the bytes are text that can be believed; None when none is.

    A few bad lines do not make a UTF-8 file one of another encoding: they are bad lines.
    """
    if "utf-8" in encodings and _mostly_utf8(data):
        return "utf-8"
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in {"utf-8", "cp1252"} or _believable(text):
            return encoding
    return None


def _mostly_utf8(data: bytes) -> bool:
    good = bad = 0
    for line in data.split(b"\n"):
        if not line.isascii():
            try:
                line.decode()
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return good > 0 and good >= bad


def _believable(text: str) -> bool:
    """Whether the text looks written: no private signs, no kana inside words, no lone signs that cling to letters."""
    if _NEVER.search(text) or len(_LONE.findall(text)) > len(_RUN.findall(text)):
        return False
    return 2 * len(_HALFWIDTH.findall(text)) <= len(_NOT_ASCII.findall(text))


class _Recoded(io.RawIOBase):
    """A stream of another encoding, read as UTF-8.  Bytes that are no text become U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        """A stream to read from."""
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer; 0 at the end of the file."""
        while not self._ready:
            data = self._stream.read(len(into))
            self._ready = self._decoder.decode(data, final=not data).encode()
            if not data:
                break
        count = min(len(into), len(self._ready))
        into[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count
