"""A packed workbook looked over before a library builds it: its reach, its texts, its failed formulas, its hidden rows.

What a file claims is bounded here, because the library that reads workbooks asks for memory by the furthest cell and
makes a text anew for each cell that shows it.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from routing.errors import Fault, InputError
from routing.intake.files.markup import hold
from routing.intake.files.sources import UNPACKED_PLAIN, UNPACKED_TIMES
from routing.intake.files.survey_ods import ods_sheets
from routing.intake.files.survey_xlsx import xlsx_sheets
from routing.reason import Reason

if TYPE_CHECKING:
    from routing.intake.files.markup import SheetSurvey

_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, RuntimeError)
_BINARY: Final = "xl/workbook.bin"


def survey(name: str, stream: IO[bytes]) -> dict[str, SheetSurvey]:
    """Sheet -> what it holds besides its values, for .xlsx, .xlsm and .ods; nothing for what is no packed workbook.

    Args:
        name: the file, for messages.
        stream: its bytes, from where they can be read again.

    Raises:
        InputError: the file unpacks to far more than it weighs, or its cells reach far beyond those that are filled.
    """
    start = stream.tell()
    try:
        if not zipfile.is_zipfile(stream):
            return {}
        stream.seek(start)
        with zipfile.ZipFile(stream) as archive:
            packed = sum(part.compress_size for part in archive.infolist())
            most = max(UNPACKED_PLAIN, UNPACKED_TIMES * packed)
            hold(name, sum(part.file_size for part in archive.infolist()), most)
            if _BINARY in archive.namelist():
                raise InputError([Fault(name, "", Reason("workbook.binary"))])
            if "content.xml" in archive.namelist():
                return ods_sheets(name, archive, most)
            return xlsx_sheets(name, archive, most)
    except _DAMAGE:
        return {}  # the library that reads the values says what is wrong
    finally:
        stream.seek(start)
