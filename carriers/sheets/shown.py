"""What a workbook shows beside its cells' values: signs of number formats, hidden columns, comments, text boxes."""

from __future__ import annotations

import posixpath
import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING, Final

from attrs import Factory, frozen

from carriers.sheets.heads import WEIGHT_UNIT, currency_of
from routing.intake.files.markup import FACTS, attributes, number, pieces
from routing.intake.files.survey_xlsx import sheet_parts
from routing.values.column_letters import column_of_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from routing.intake.files.markup import SheetSurvey

    Remark = tuple[int, int, str]

_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b" + FACTS)
_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\b" + FACTS)
_STYLES: Final = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE: Final = re.compile(rb"<(?:\w+:)?xf\b" + FACTS)
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b" + FACTS)
_COLUMN: Final = re.compile(rb"<(?:\w+:)?col\b" + FACTS)
_PLACE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_COMMENT: Final = re.compile(rb"<(?:\w+:)?comment\b" + FACTS)
_ANCHOR: Final = re.compile(rb"<(?:\w+:)?(?:twoCell|oneCell|absolute)Anchor\b")
_FROM: Final = re.compile(rb"<(?:\w+:)?(col|row)>([0-9]{1,7})<")
_PARAGRAPH: Final = re.compile(rb"</(?:\w+:)?p>")
_TEXT: Final = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_THREAD: Final = re.compile(r".*Comment:\s*", re.DOTALL)
_PIECE: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<sign>[^\]-]*)(?:-(?P<locale>[^\]]*))?\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<digits>[0#?.,]+|General|@)|(?P<end>;)|(?P<plain>.)"
)
_DAY: Final = re.compile(r"[dmyhs]", re.IGNORECASE)
_SIGNS: Final = {
    ("$", "c09"): "AUD", ("$", "1009"): "CAD", ("$", "c04"): "HKD", ("$", "404"): "TWD", ("$", "1404"): "SGD",
    ("$", "4809"): "SGD", ("$", "1409"): "NZD", ("¥", "411"): "JPY", ("￥", "411"): "JPY",
    ("$", "en-au"): "AUD", ("$", "en-ca"): "CAD", ("$", "zh-hk"): "HKD", ("$", "zh-tw"): "TWD", ("$", "en-sg"): "SGD",
    ("$", "en-nz"): "NZD", ("¥", "ja-jp"): "JPY", ("￥", "ja-jp"): "JPY",
}  # fmt: skip
"""(sign, language of the number format) -> currency, where the sign alone says another: $ is USD, ¥ is CNY."""


@frozen
class Shown:
    """What a sheet shows beside its values; rows and columns from 0."""

    signs: Mapping[tuple[int, int], tuple[str, str]] = Factory(dict)
    """(row, column) -> what the cell's number format writes before and behind a number: ("$", "")."""
    hidden_columns: frozenset[int] = frozenset()
    comments: tuple[Remark, ...] = ()
    """(row, column, text)"""
    boxes: tuple[Remark, ...] = ()
    """Text boxes likewise, by the cell where each begins."""


def shown_in(path: Path) -> dict[str, Shown]:
    """Sheet -> what it shows; nothing for a file that is no .xlsx or breaks off.

    The file's size was bounded before, where its values were read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return {}
            signs = _signs_of_styles(archive)
            return {title: _shown(archive, part, signs) for title, part in sheet_parts(archive)}
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return {}


def shown_of(survey: SheetSurvey) -> Shown:
    """What a sheet of an .xls or .ods shows, as its survey has it; their text boxes are not read."""
    signs = {(row, column): signs_of(code[:200]) for row, column, code in survey.formats}
    named = {place: sign for place, sign in signs.items() if any(sign)}
    return Shown(named, survey.hidden_columns, tuple(one for one in survey.comments if one[2].strip()))


def signs_of(code: str) -> tuple[str, str]:
    """What a number format writes before and behind a number, where that names money or a unit of weight.

    >>> signs_of('"$"#,##0.00'), signs_of("[$¥-804]0.00"), signs_of('0.0"kg"'), signs_of("yyyy-mm-dd")
    (('$', ''), ('¥', ''), ('', 'kg'), ('', ''))
    """
    before, behind, seen = "", "", False
    for piece in _PIECE.finditer(code):
        if piece["end"]:
            break
        if piece["digits"]:
            seen = True
            continue
        sign = piece["sign"] or ""
        text = _SIGNS.get((sign, (piece["locale"] or "").lower().lstrip("0")), sign) if sign else (
            piece["quoted"] or piece["escaped"] or piece["plain"] or ""
        )  # fmt: skip
        if piece["plain"] and _DAY.fullmatch(text):
            return "", ""
        before, behind = (before, behind + text) if seen else (before + text, behind)
    before, behind = before.strip(" ()-+"), behind.strip(" ()-+")
    told = currency_of(before) or currency_of(behind) or WEIGHT_UNIT.search(behind)
    return (before, behind) if seen and told else ("", "")


def _signs_of_styles(archive: zipfile.ZipFile) -> dict[str, tuple[str, str]]:
    """Number of a cell's style -> what it writes before and behind a number."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    text = archive.read("xl/styles.xml")
    formats: dict[str, tuple[str, str]] = {}
    for match in _FORMAT.finditer(text):
        facts = attributes(match[1])
        signs = signs_of(facts.get("formatCode", "")[:200])
        if any(signs):
            formats[facts.get("numFmtId", "")] = signs
    styles = _STYLES.search(text)
    used = (attributes(match[1]).get("numFmtId", "") for match in _STYLE.finditer(styles[0])) if styles else ()
    return {str(at): formats[code] for at, code in enumerate(used) if code in formats}


def _shown(archive: zipfile.ZipFile, part: str, styles: Mapping[str, tuple[str, str]]) -> Shown:
    signs: dict[tuple[int, int], tuple[str, str]] = {}
    hidden: list[range] = []
    for at, piece in enumerate(pieces(archive, part)):
        if at == 0:
            hidden = [range(low - 1, high) for low, high in _hidden(piece)]
        for match in _CELL.finditer(piece) if styles else ():
            if b"s=" in match[1]:
                facts = attributes(match[1])
                place = _PLACE.fullmatch(facts.get("r", ""))
                if place and (found := styles.get(facts.get("s", ""))):
                    signs[int(place[2]) - 1, column_of_letters(place[1].upper())] = found
        if not styles:
            break
    columns = frozenset(column for columns in hidden for column in columns)
    comments, boxes = _remarks(archive, part)
    return Shown(signs, columns, comments, boxes)


def _hidden(piece: bytes) -> Iterator[tuple[int, int]]:
    """The first and the last of hidden columns, from 1, as far as a sheet reaches."""
    for match in _COLUMN.finditer(piece):
        facts = attributes(match[1])
        low, high = facts.get("min", ""), facts.get("max", "")
        if facts.get("hidden") in {"1", "true"} and low.isdecimal() and high.isdecimal():
            yield number(low), min(number(high), 16_384)


def _remarks(archive: zipfile.ZipFile, part: str) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """The comments and the text boxes of a sheet."""
    comments: dict[Remark, None] = {}
    boxes: dict[Remark, None] = {}
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    names = set(archive.namelist())
    for match in _RELATION.finditer(archive.read(relations)) if relations in names else ():
        facts = attributes(match[1])
        target = facts.get("Target", "")
        target = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        kind = facts.get("Type", "").rpartition("/")[2]
        if target in names and kind == "comments":
            comments |= dict.fromkeys(_comments(archive.read(target)))
        elif target in names and kind == "drawing":
            boxes |= dict.fromkeys(_boxes(archive.read(target)))
    return tuple(comments), tuple(boxes)


def _comments(text: bytes) -> Iterator[Remark]:
    found = list(_COMMENT.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        place = _PLACE.fullmatch(attributes(match[1]).get("ref", ""))
        said = _said(text[match.end() : end])
        if place and said:
            said = _THREAD.sub("", said) if said.startswith("[Threaded comment]") else said
            yield int(place[2]) - 1, column_of_letters(place[1].upper()), said


def _boxes(text: bytes) -> Iterator[Remark]:
    """The texts of shapes, each at the cell where it begins."""
    starts = [match.start() for match in _ANCHOR.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
        part = text[start:end]
        at = {match[1]: number(match[2].decode()) for match in reversed(list(_FROM.finditer(part)))}
        said = "\n".join(line for one in _PARAGRAPH.split(part) if (line := _said(one)))
        if said:
            yield at.get(b"row", 0), at.get(b"col", 0), said


def _said(part: bytes) -> str:
    return unescape("".join(one.decode("utf-8", "replace") for one in _TEXT.findall(part))).strip()
