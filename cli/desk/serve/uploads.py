"""Files that a browser sends, written to the disk as they come: memory holds a block, a half file never has a name."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import define, field
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from cli.output.files import atomic_file
from routing.errors import SampanError
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request

FILES_MAX: Final = 50
"""Files that one form may bring."""
_NAME_BYTES: Final = 120
_FIELD_BYTES: Final = 1 << 16
_FIELDS_MAX: Final = 100
_OTHER: Final = "_"
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{n}{d}" for n in ("com", "lpt") for d in range(1, 10))})


class FormError(SampanError):
    """A form that cannot be taken."""


@define
class Received:
    """What a form brought: its fields, and the files with the names they were sent under and their places."""

    fields: dict[str, str] = field(factory=dict)
    files: list[tuple[str, Path]] = field(factory=list)


async def received(request: Request, place: Callable[[str], Path]) -> Received:
    """Takes a form with files; all of its files get their names together, or none does.

    Args:
        request: with a body of multipart/form-data.
        place: gives the path for a file of a name that `safe_name` has made.

    Raises:
        FormError: the form is none, is cut short, or holds too much.
        InputError: the disk takes no more.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _fault(Reason("desk.no_form"))
    with ExitStack() as stack:
        form = _Form(stack, place)
        parser = MultipartParser(boundary, form.callbacks())  # type: ignore[arg-type]
        try:
            async for block in request.stream():
                await run_in_threadpool(parser.write, block)
            await run_in_threadpool(parser.finalize)
        except MultipartParseError:
            raise _fault(Reason("desk.broken_form")) from None
        if not form.ended:
            raise _fault(Reason("desk.broken_form"))
        return form.received


class _Form:
    """Takes the parts of a form as the parser meets them."""

    def __init__(self, stack: ExitStack, place: Callable[[str], Path]) -> None:
        self.received, self.ended = Received(), False
        self._stack, self._place = stack, place
        self._head, self._heads = [b"", b""], dict[bytes, bytes]()
        self._file: BinaryIO | None = None
        self._field, self._text = "", b""

    def callbacks(self) -> dict[str, Callable[..., None]]:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._head_part(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._head_part(1, data[start:end]),
            "on_header_end": self._head_end,
            "on_headers_finished": self._heads_end,
            "on_part_data": lambda data, start, end: self._data(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._all,
        }

    def _begin(self) -> None:
        self._heads, self._head, self._file = {}, [b"", b""], None
        self._field, self._text = "", b""

    def _head_part(self, at: int, data: bytes) -> None:
        self._head[at] += data
        if len(self._head[at]) > _FIELD_BYTES:
            raise _fault(Reason("desk.broken_form"))

    def _head_end(self) -> None:
        self._heads[self._head[0].lower()] = self._head[1]
        self._head = [b"", b""]
        if len(self._heads) > _FIELDS_MAX:
            raise _fault(Reason("desk.broken_form"))

    def _heads_end(self) -> None:
        _, options = parse_options_header(self._heads.get(b"content-disposition", b""))
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options and (sent := options[b"filename"].decode("utf-8", "replace")):
            if len(self.received.files) == FILES_MAX:
                raise _fault(Reason("desk.too_many_files", most=FILES_MAX))
            path = self._place(safe_name(sent))
            self._file = self._stack.enter_context(atomic_file(path))
            self.received.files.append((sent, path))

    def _data(self, data: bytes) -> None:
        if self._file is not None:
            self._file.write(data)
            return
        self._text += data
        if len(self._text) > _FIELD_BYTES:
            raise _fault(Reason("desk.broken_form"))

    def _end(self) -> None:
        if self._file is None and self._field:
            self.received.fields[self._field] = self._text.decode("utf-8", "replace")
            if len(self.received.fields) > _FIELDS_MAX:
                raise _fault(Reason("desk.broken_form"))

    def _all(self) -> None:
        self.ended = True


def safe_name(sent: str) -> str:
    r"""A name that every disk takes and no folder hides, of the name under which a browser sent a file.

    >>> safe_name("..\\..\\etc/passwd"), safe_name(".hidden\n.csv"), safe_name("订单 1.xlsx"), safe_name("con.csv")
    ('passwd', 'hidden_.csv', '订单 1.xlsx', '_con.csv')
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign if sign.isprintable() and sign not in '<>:"|?*' else _OTHER for sign in last)
    plain = plain.strip(" .") or "file"
    if plain.partition(".")[0].lower() in _RESERVED:
        plain = _OTHER + plain
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    ending = ending.encode()[:20].decode(errors="ignore")
    kept = stem.encode()[: _NAME_BYTES - len(ending.encode()) - 1].decode(errors="ignore")
    return f"{kept}{dot}{ending}"


def _fault(reason: Reason) -> FormError:
    return FormError(reason)
