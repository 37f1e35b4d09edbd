"""Columns of texts as the rows of a worksheet and back: cells of text alone, each in its own row."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

import polars as pl

from routing.values.column_letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK: Final = 1 << 22
_ROWS_END: Final = b"</row>"
_ROW: Final = b"<row "
_ROW_OPENS: Final = r'<row r="[0-9]+"[^<>]*>'
_CELL: Final = r'<c r="[A-Z]+[0-9]+" s="[0-9]+" t="inlineStr"><is><t(?: xml:space="preserve")?>[^<]*</t></is></c>'
_PARTS: Final = r'^<c r="(?P<column>[A-Z]+)(?P<row>[0-9]+)"[^>]*><is><t[^>]*>(?P<text>[^<]*)<'
_ESCAPED: Final = "_x[0-9a-fA-F]{4}_"
_ODD: Final = "[\x00-\x08\x0b-\x1f\ufffe\uffff]"
"""Signs that no cell of a layout has."""


def has_odd_texts(frame: pl.DataFrame) -> bool:
    """Whether a text is one that `rows_xml` does not write."""
    return bool(frame.select(pl.any_horizontal(pl.all().str.contains(_ODD)).any()).item())


def rows_xml(frame: pl.DataFrame, first: int, style: int) -> pl.Series:
    """Each row as XML, empty cells left out, as XlsxWriter writes cells of text.

    Args:
        frame: columns of texts.
        first: number of the first row, from 1.
        style: of all cells, as the workbook numbers it.
    """
    row = pl.int_range(first, first + pl.len()).cast(pl.String)
    cells: list[pl.Expr] = []
    for at, (name, column) in enumerate(zip(frame.columns, frame.iter_columns(), strict=True)):
        if not (column != "").any():
            continue
        text = pl.col(name)
        if column.str.contains(_ESCAPED).any():
            text = text.str.replace_all(f"({_ESCAPED})", "_x005F$1")
        if column.str.contains("[&<>]").any():
            for sign, word in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
                text = text.str.replace_all(sign, word, literal=True)
        opening = pl.lit("<t>")
        if column.str.contains(r"^\s|\s$").any():
            outer = pl.col(name).str.contains(r"^\s|\s$")
            opening = pl.when(outer).then(pl.lit('<t xml:space="preserve">')).otherwise(opening)
        begin = pl.concat_str(pl.lit(f'<c r="{letters(at)}'), row, pl.lit(f'" s="{style}" t="inlineStr"><is>'), opening)
        cell = pl.concat_str(begin, text, pl.lit("</t></is></c>"))
        cells.append(pl.when(pl.col(name) != "").then(cell).otherwise(pl.lit("")))
    if not cells:
        return pl.Series([""]).new_from_index(0, frame.height)
    whole = pl.concat_str(cells)
    written = pl.concat_str(pl.lit('<row r="'), row, pl.lit('">'), whole, pl.lit("</row>"))
    return frame.select(pl.when(whole != "").then(written).otherwise(pl.lit(""))).to_series()


def read_sheet_frames(path: Path, width: int, after: int) -> Iterator[pl.DataFrame]:
    """The rows of a workbook's first sheet as columns of texts; so many rows at its top are passed over.

    Raises:
        ValueError: it holds other cells than texts, or is damaged.
    """
    column_of = {letters(at): at for at in range(width)}
    parser = expat.ParserCreate()
    with zipfile.ZipFile(path) as package, package.open("xl/worksheets/sheet1.xml") as sheet:
        rest, beside = b"", b""
        number = after
        while block := sheet.read(_BLOCK):
            rest += block
            first = rest.find(_ROW)
            cut = rest.rfind(_ROWS_END) + len(_ROWS_END)
            if 0 <= first < cut:
                beside += rest[:first]
                frame = _cells_of(rest[first:cut].decode(), column_of, number, after)
                number += frame.height
                rest = rest[cut:]
                if frame.height:
                    yield frame
        try:
            parser.Parse(beside + rest, True)  # all but the rows, of which every sign was read
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error


def _cells_of(text: str, column_of: dict[str, int], number: int, after: int) -> pl.DataFrame:
    """The rows of a stretch of a sheet's XML; `number`: rows that went before."""
    cells = pl.Series([text]).str.extract_all(_CELL).explode()
    rows = pl.Series([text]).str.extract_all(_ROW_OPENS).explode()
    read = sum(one.str.len_chars().sum() or 0 for one in (cells, rows)) + len(rows) * len(_ROWS_END)
    if read != len(text):
        raise ValueError("a cell is no text")
    parts = pl.DataFrame({"cell": cells}).select(pl.col("cell").str.extract_groups(_PARTS).alias("cell")).unnest("cell")
    parts = parts.select(
        pl.col("column").replace_strict(column_of, default=None, return_dtype=pl.Int64),
        pl.col("row").cast(pl.Int64),
        pl.col("text"),
    ).filter(pl.col("row") > after)
    if parts["column"].null_count():
        raise ValueError("a cell stands outside")
    told = parts["text"]
    if told.str.contains("&", literal=True).any():
        if told.str.replace_all("&(?:lt|gt|amp);", "").str.contains("&", literal=True).any():
            raise ValueError("a sign is escaped otherwise")
        for sign, word in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
            told = told.str.replace_all(word, sign, literal=True)
    if told.str.contains(_ESCAPED).any():
        told = told.str.replace_all("_x005F(_x[0-9a-fA-F]{4}_)", "$1")
    parts = parts.with_columns(text=told)
    count = parts.select(pl.col("row").max().fill_null(number) - number).item() if parts.height else 0
    columns = []
    for at in range(len(column_of)):
        mine = parts.filter(pl.col("column") == at)
        texts = pl.Series(str(at), [""]).new_from_index(0, count)
        columns.append(texts.scatter(mine["row"] - number - 1, mine["text"]) if mine.height else texts)
    return pl.DataFrame(columns)
