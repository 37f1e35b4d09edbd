"""Any script to ASCII letters, as far as a table can: what a carrier's printer and label check accept."""

from __future__ import annotations

import unicodedata

from anyascii import anyascii

_BY_COUNTRY = {  # how the letters are written out where the parcel goes; elsewhere the mark is dropped (ü -> u)
    country: letters
    for countries, letters in (
        (("DE", "AT", "CH", "LI"), {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}),
        (("DK", "NO", "FO", "GL", "SJ"), {"ø": "oe", "å": "aa", "Ø": "Oe", "Å": "Aa"}),
    )
    for country in countries
}
_UNTOLD = {"ا": "a", "ـ": "", "ー": "", "ອ": "o", "ๅ": "a"}
"""Letters the table spells as nothing: alef is a, as in passports (ICAO Doc 9303); marks of length are dropped."""
_SPELT = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ARABIC", "HEBREW", "THAI", "LAO", "KHMER", "MYANMAR", "DEVANAGARI")
_CHINESE_READS = ("CN", "TW", "HK", "MO", "SG")


def fold(text: str, country: str = "") -> str:
    """The text in ASCII, one space between words; letters no table knows stay, so that the charset check finds them.

    Chinese characters and Korean syllables become one word each (a plain table joins them); pictures are dropped.

    >>> fold("Müller Straße 5", "DE"), fold("Müller", "TR"), fold("张伟 😀")
    ('Mueller Strasse 5', 'Muller', 'Zhang Wei')
    """
    if text.isascii():
        return " ".join(text.split())
    letters = _BY_COUNTRY.get(country, {})
    return " ".join("".join(letters.get(char) or _ascii(char) for char in unicodedata.normalize("NFC", text)).split())


def guessed(text: str, country: str) -> bool:
    """Whether the text holds letters whose spelling in Latin a table can only guess (東京 is no Chinese word)."""
    if text.isascii():
        return False
    names = {unicodedata.name(char, "").split(" ", 1)[0] for char in text if char.isalpha()}
    doubtful = names.intersection(_SPELT)
    if country in _CHINESE_READS:
        doubtful.discard("CJK")
    return bool(doubtful)


def _ascii(char: str) -> str:
    if char.isascii():
        return char
    if "\U0001f000" <= char <= "\U0001faff":
        return " "  # a picture, or half a flag
    if char in _UNTOLD:
        return _UNTOLD[char]
    word = anyascii(char)
    if not word:  # nothing known: keep a letter, drop a mark
        return char if char.isalnum() else ""
    if len(word) > 2 and word[0] == word[-1] == ":":
        return " "  # a picture comes back as its name between colons
    return f" {word} " if _is_syllable(char) else word


def _is_syllable(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith(("CJK ", "HANGUL SYLLABLE"))
