"""Files as the world spoils them: cells, lines, bytes and archives changed by chance, the same for the same seed."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

CELLS: Final = (
    "", " ", "0", "-0", "-1", "1", "0.1", "1,5", "1.234,5", "250.000", "1e400", "1e-400", "nan", "5 nan", "inf", "0x10",
    "17½", "½", "①", "１２", "٣", "9" * 20, "9" * 5000, "1" + " " * 3000 + "kg", " " * 4000, "1 kg", "1kg 2g", "1e9 kg",
    "1 mg", "1 furlong", "12 USD", "12 XXX", "US $12", "#N/A", "#REF!", "#VALUE!", "--", "null", "None", "true", "=1+1",
    "'=1", "+1", "@x", "\t=1", "\x1b[31m", "\x00", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffd", '"', '""', "a\nb",
    "a\r\nb", "\r", ";", ",", "2026-02-30", "20/11/2026", "2026/11/20 9:30", "0001-01-01", "9999-12-31T23:59:59Z",
    "1969-12-31T00:00:00+00:00", "2026-11-20T18:00:00+24:00", "US", "XX", "Korea", "香港", "🇩🇪", "../../evil",
    "{{ 7*7 }}", "{% for x in y %}", "x" * 131_073, "PO Box 12", "M***a", "battery;blade", "8.1E+15", "'", "名" * 300,
)  # fmt: skip
"""What cells have held that programs fell over, and what stands on the edges of numbers, days and scripts."""
VALUES: Final = (
    "1", "-1", "0", "9" * 40, "1.5", "nan", "inf", '""', '"x"', "true", "[]", "[1, 2]", '["x"]', "{}", "2026-11-20",
    "2026-11-20T10:00:00Z", "10:00:00", '"weight <= 2 kg"', '"=1"', '"\\u0000"', '"' + "x" * 3000 + '"',
)  # fmt: skip
"""Values of TOML, of every type it knows."""
_BOOKS: Final = (".xlsx", ".ods", ".zip")


def spoiled(content: bytes, ending: str, chance: Random) -> bytes:
    """The file with one to three changes fit for its kind."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = _spoiled_once(content, ending, chance)
    return content


def spoiled_text(text: str, chance: Random) -> str:
    """A word of a command line with a change; never a sign that the system takes in no argument."""
    made = chance.choice((chance.choice(CELLS), text + chance.choice(CELLS), chance.choice(CELLS) + text, text[::-1]))
    return made.replace("\x00", "")[:100_000]


def _spoiled_once(content: bytes, ending: str, chance: Random) -> bytes:
    if chance.random() < 0.25:
        return _bytes(content, chance)
    if ending in _BOOKS:
        return _archive(content, chance)
    if ending == ".parquet":
        return _parquet(content, chance)
    if ending in {".toml", ".json"}:
        return _lines(content, chance)
    if ending in {".csv", ".tsv", ".txt"}:
        return _table(content, chance)
    return _bytes(content, chance)


def _bytes(content: bytes, chance: Random) -> bytes:
    """A file cut off, stretched, re-encoded or with bytes that are others."""
    at = chance.randrange(len(content) + 1)
    to = min(len(content), at + chance.choice((1, 2, 10, 100)))
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at],
        lambda: content[:at] + content[to:],
        lambda: content[:at] + chance.randbytes(chance.choice((1, 2, 8))) + content[to:],
        lambda: content[:at] + content[at:to] * 500 + content[to:],
        lambda: content + content,
        lambda: b"\xef\xbb\xbf" + content,
        lambda: content.replace(b"\n", chance.choice((b"\r", b"\r\n", b"\n\n", b"\x0b"))),
        lambda: _again(content, chance.choice(("utf-16", "utf-16-le", "utf-32", "gb18030", "cp1252", "mac_roman"))),
        lambda: b"",
    )
    return chance.choice(ways)()


def _again(content: bytes, encoding: str) -> bytes:
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def _table(content: bytes, chance: Random) -> bytes:
    """A table with another cell, line, column or header."""
    text = content.decode("utf-8-sig", "replace")
    comma = max(",\t;", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=comma)) or [[""]]
    except csv.Error:
        return _bytes(content, chance)
    row = chance.randrange(len(rows))
    if rows[row]:
        column = chance.randrange(len(rows[row]))
        way = chance.randrange(8)
        if way < 4:
            rows[row][column] = chance.choice(CELLS)
        elif way == 4:
            del rows[row][column]
        elif way == 5:
            rows[row].insert(column, chance.choice(CELLS))
        elif way == 6:
            rows.insert(row, list(rows[chance.randrange(len(rows))]))
        else:
            rows[0] = [
                chance.choice((*rows[0], *CELLS[:40])) if at == column else name for at, name in enumerate(rows[0])
            ]
    page = io.StringIO(newline="")
    csv.writer(page, delimiter=comma, lineterminator=chance.choice(("\n", "\r\n"))).writerows(rows)
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    return mark + page.getvalue().encode("utf-8", "replace")


def _lines(content: bytes, chance: Random) -> bytes:
    """A file of settings with another value, key or line."""
    lines = content.decode("utf-8", "replace").splitlines() or [""]
    at = chance.randrange(len(lines))
    key, equals, value = lines[at].partition("=")
    way = chance.randrange(6)
    if way < 3 and equals:
        lines[at] = f"{key}={' ' * (value != value.lstrip())}{chance.choice(VALUES)}"
    elif way == 3:
        del lines[at]
    elif way == 4:
        lines.insert(at, chance.choice((*lines, f"x = {'[' * 300}{']' * 300}", "[[service]]", "unknown = 1")))
    else:
        lines[at] = lines[at].replace('"', "", 1) if chance.random() < 0.5 else f"{key.rstrip()}x {equals}{value}"
    return "\n".join(lines).encode()


def _archive(content: bytes, chance: Random) -> bytes:
    """A workbook or archive with a member spoiled, gone or doubled."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (OSError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError):
        return _bytes(content, chance)
    if not members:
        return _bytes(content, chance)
    at = chance.randrange(len(members))
    name, inner = members[at]
    way = chance.randrange(8)
    if way < 5:
        at = chance.choice(
            [n for n, (one, _) in enumerate(members) if "sheet" in one.lower() or "content" in one] or [at]
        )
        name, inner = members[at]
        members[at] = name, _markup(inner, chance) if name.endswith(".xml") else spoiled(inner, ".csv", chance)
    elif way == 5:
        members[at] = name, _bytes(inner, chance)
    elif way == 6:
        del members[at]
    else:
        members.append((f"more/{name}", inner))
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # two of one name
        for member, inside in members:
            archive.writestr(member, inside)
    return made.getvalue()


def _markup(content: bytes, chance: Random) -> bytes:
    """A sheet with another number, type, place or text."""
    text = content.decode("utf-8", "replace")
    cell = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f&<>]", "", chance.choice(CELLS))[:2000]
    places = list(re.finditer(r'(?<=>)[^<>]+(?=</)|(?<=r=")[A-Z]+\d+(?=")|(?<= t=")\w+(?=")', text))
    if not places:
        return _bytes(content, chance)
    place = chance.choice(places)
    new = chance.choice((cell, cell, "e", "s", "b", "n", "XFD1048576", "A1", "A0", "-1", "1E+308"))
    return (text[: place.start()] + new + text[place.end() :]).encode("utf-8", "replace")


def _parquet(content: bytes, chance: Random) -> bytes:
    """Columns of another type, another name, or with another cell."""
    try:
        frame = pl.read_parquet(io.BytesIO(content))
        column = chance.choice(frame.columns)
        way = chance.randrange(4)
        if way == 0:
            frame = frame.cast(
                {column: chance.choice((pl.String, pl.Float64, pl.Int8, pl.Boolean, pl.Binary))}, strict=False
            )
        elif way == 1:
            frame = frame.rename({column: chance.choice(CELLS[:60]) or "other"})
        elif way == 2:
            frame = frame.drop(column)
        else:
            cell = pl.lit(chance.choice(CELLS)).cast(frame[column].dtype, strict=False)
            frame = frame.with_columns(
                pl.when(pl.int_range(pl.len()) == 1).then(cell).otherwise(pl.col(column)).alias(column)
            )
        made = io.BytesIO()
        frame.write_parquet(made)
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return _bytes(content, chance)
    return made.getvalue()
