"""Bytes to text, without guessing: byte order mark, strict UTF-8, then what the marketplace is known to write.

A wrong guess does not fail, it turns Müller into M黮ler.  So a text is taken for Chinese or Japanese only when its
signs stand together as people write them, and mostly are the common ones: a lone one that clings to a Latin letter is
a Western letter misread, and a row of rare ones is Russian or Japanese.  Western text has no words of accents alone,
and no ³ or £ within a word: that is Chinese, Russian or Polish.
"""

from __future__ import annotations

import codecs
import io
import re
from functools import cache
from typing import BinaryIO, cast

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_RUN = f"[{_WIDE}]{{2,}}"
_LONE = f"(?<=[A-Za-z])[{_WIDE}](?![{_WIDE}])|(?<![{_WIDE}])[{_WIDE}](?=[A-Za-z])"
_NEVER = "[\ue000-\uf8ff]|[\uff61-\uff9f][a-z]{2}|[a-z]{2}[\uff61-\uff9f]"
_HALFWIDTH = "[\uff61-\uff9f]"
_NOT_ASCII = r"[^\x00-\x7f]"
_CHINESE = "[\u3400-\u9fff]"
_ACCENTS = "[\u00a1-\u00ff]{4,}"
_POLISH = "[A-Za-z][¹³¿¼¾£¥¯][A-Za-z]|[£¥¯][a-zß-ÿ]|[a-z]{3}[¹³¿]"
_OF_A_MAC = "[a-z][ƒ†‡ˆ‰ŒŠŽŸ]|[A-Z][ƒ†‡ˆ‰Ÿ](?=[a-z])|[A-Za-z][‹›–—…•™](?=[a-z])"
"""é, ü and their like of a Mac, read as Windows-1252, within words: dashes, daggers, capitals."""
_MAC_WORDS = "[A-Za-z][ß-öø-ÿœ](?![À-Þ])|(?<![A-Za-z])[À-ÖØ-ÞŒ](?=[a-z])"
"""Accented letters where words have them: small ones behind a letter, capitals before a small one."""
_NO_MAC = "[A-Za-z][À-ÞÛŸ](?=[a-z])|[√∂∑∏π∫Ω≈∆◊˙˚˝˛ˇı˜¯˘≥≤≠∞±¬ﬁﬂ\uf8ff]"
"""Capitals within words and signs of mathematics: another encoding, read as a Mac's."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = {bytes((0, 1, 0, 1)): "utf-16-le", bytes((1, 0, 1, 0)): "utf-16-be"}
"""1 for each of the first four bytes that is zero -> encoding."""
NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "cp932": "Shift-JIS (cp932)",
    "cp1252": "Windows-1252",
    "cp950": "Big5 (cp950)",
    "mac_roman": "Mac Roman",
}
_BESIDE = {"gb18030": "cp950", "cp1252": "mac_roman"}
"""Where the first is written, old programs write the second: Chinese in Taiwan and Hong Kong, Western text on a Mac."""


def marked(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """The stream behind its byte order mark, and the encoding the mark names ("" when there is none).

    UTF-16, which Excel writes as "Unicode text", is turned into UTF-8 on the way; without its mark it is known by the
    zero byte beside each of its first two letters, which no other text has.
    """
    start = cast("io.BufferedReader", stream).peek(4)[:4]
    if start.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
        return stream, "utf-8"
    zeros = bytes(byte == 0 for byte in start)
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), _UNMARKED.get(zeros))
    if encoding is None:
        return stream, ""
    return io.BufferedReader(_Recoded(stream, encoding)), "utf-8"


def fitting(data: bytes, encodings: tuple[str, ...]) -> str | None:
    """The first of the encodings in which the bytes are text that can be believed; None when none is.

    A few bad lines do not make a UTF-8 file one of another encoding: they are bad lines.
    """
    if "utf-8" in encodings and _mostly_utf8(data):
        return "utf-8"
    tried = [name for encoding in encodings for name in (encoding, _BESIDE.get(encoding, "")) if name]
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _believable(text, encoding):
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


def _believable(text: str, encoding: str) -> bool:
    """Whether the text looks written in that encoding, not misread."""
    if encoding == "cp1252":
        signs, accents = len(re.findall(_NOT_ASCII, text)), sum(map(len, re.findall(_ACCENTS, text)))
        misread = len(re.findall(_POLISH, text)) + len(re.findall(_OF_A_MAC, text))
        return 2 * accents <= signs and 5 * misread <= signs
    if encoding == "mac_roman":
        signs = len(re.findall(_NOT_ASCII, text))
        return not re.search(_NO_MAC, text) and 5 * len(re.findall(_MAC_WORDS, text)) >= 3 * signs
    if encoding == "cp950" and 20 * len(_big5_common().findall(text)) < 19 * len(re.findall(_CHINESE, text)):
        return False
    if re.search(_NEVER, text) or len(re.findall(_LONE, text)) > len(re.findall(_RUN, text)):
        return False
    if encoding == "gb18030" and 2 * len(_gb_common().findall(text)) < len(re.findall(_CHINESE, text)):
        return False
    return 2 * len(re.findall(_HALFWIDTH, text)) <= len(re.findall(_NOT_ASCII, text))


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


@cache
def _gb_common() -> re.Pattern[str]:
    """The 3755 signs of level 1 of GB 2312: what most Chinese texts need."""
    signs = bytes(byte for first in range(0xB0, 0xD8) for second in range(0xA1, 0xFF) for byte in (first, second))
    return re.compile(f"[{signs.decode('gb2312', 'ignore')}]")


@cache
def _big5_common() -> re.Pattern[str]:
    """The 5401 signs of level 1 of Big5: what most texts of Taiwan and Hong Kong need."""
    seconds = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    signs = bytes(byte for first in range(0xA4, 0xC7) for second in seconds for byte in (first, second))
    return re.compile("[" + "".join(re.findall(_CHINESE, signs.decode("cp950", "ignore"))) + "]")
