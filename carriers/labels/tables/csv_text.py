"""Columns of texts as delimited text and back, as Python's csv module writes and reads them; and their digest."""

from __future__ import annotations

import codecs
import hashlib
import io
from typing import TYPE_CHECKING, Any

import polars as pl

from carriers.labels.protect import MANGLED, PHONE
from routing.values.formulas import BEGINS
from routing.values.record_blocks import record_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def lines_of(frame: pl.DataFrame, delimiter: str, line_end: str) -> pl.Series:
    """Each row as a line, quoted where it must be (`csv.QUOTE_MINIMAL`)."""
    signs = "".join(f"\\x{ord(sign):02x}" for sign in dict.fromkeys((delimiter, '"', *line_end)))
    cells = []
    for name, column in zip(frame.columns, frame.iter_columns(), strict=True):
        odd = column.str.contains(f"[{signs}]")
        if odd.any():
            quoted = pl.concat_str(pl.lit('"'), pl.col(name).str.replace_all('"', '""', literal=True), pl.lit('"'))
            cells.append(pl.when(odd).then(quoted).otherwise(pl.col(name)).alias(name))
        else:
            cells.append(pl.col(name))
    if len(cells) == 1:  # csv writes a row of one empty cell as two quotes
        name = frame.columns[0]
        return frame.select(pl.when(pl.col(name) == "").then(pl.lit('""')).otherwise(cells[0]) + line_end).to_series()
    return frame.select(pl.concat_str(cells, separator=delimiter) + line_end).to_series()


def guarded(column: pl.Expr) -> pl.Expr:
    """A cell of a report: see `protect.guard`."""
    plain = column.str.contains(f"^(?:{PHONE})$") | ~column.str.contains(BEGINS)
    return pl.when(plain).then(column).otherwise(pl.lit("'") + column)


def protected(column: pl.Expr) -> pl.Expr:
    """A cell of a CSV file for people: see `protect.protect`."""
    plain = column.str.contains(f"^(?:{PHONE})$") | ~column.str.contains(BEGINS)
    mangled = column.str.contains(f"^(?:{MANGLED})$")
    tabbed = pl.when(mangled).then(column + "\t").otherwise(column)
    return pl.when(plain).then(tabbed).otherwise(pl.lit("'") + column)


class Digest:
    """What a sequence of rows of texts hashes to, however it is cut."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)
        self.rows = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Takes the next rows."""
        plain = frame.rename({name: str(at) for at, name in enumerate(frame.columns)})
        self._hash.update(plain.hash_rows(seed=1).to_numpy().tobytes())
        self.rows += frame.height

    def value(self) -> bytes:
        """Of all rows so far."""
        return self._hash.digest()


def read_frames(path: Path, encoding: str, delimiter: str, width: int, after: int) -> Iterator[pl.DataFrame]:
    """The rows of a delimited file as columns of texts; so many records at its beginning are passed over.

    Raises:
        polars.exceptions.PolarsError: it cannot be read so.
        UnicodeDecodeError: it is not in that encoding.
    """
    schema = dict.fromkeys((f"column_{at + 1}" for at in range(width)), pl.String)
    plain = encoding.lower() in {"utf-8", "utf-8-sig", "ascii"}
    with path.open("rb") as stream:
        if encoding == "utf-8-sig" and stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        for block in record_blocks(stream):
            raw = block if plain else block.decode(encoding).encode()
            options: dict[str, Any] = {
                "has_header": False, "infer_schema": False, "separator": delimiter,
                "schema": schema, "skip_rows": after, "raise_if_empty": False,
            }  # fmt: skip
            after = 0
            yield pl.read_csv(io.BytesIO(raw), **options).fill_null("")


def texts_frame(rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    """Rows of texts as columns."""
    return pl.DataFrame(rows, schema={str(at): pl.String for at in range(width)}, orient="row")
