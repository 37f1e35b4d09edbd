"""Files and folders that appear whole or not at all, whatever stops the process."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from routing.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A binary file to write; it takes its name, on the disk for good, only when the block ends without a fault.

    Raises:
        InputError: the folder cannot be written to, or the disk is full.
    """
    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        if name is not None:
            Path(name).unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, mark: str) -> Iterator[Path]:
    """A folder to fill; it takes its name only when the block ends without a fault, in place of the one before.

    `mark` is the file by which such a folder is known: anything else that bears the name is left alone.

    Raises:
        InputError: the name is taken by something else, the place cannot be written to, or the disk is full.
    """
    path = path.resolve()  # what a link leads to is filled, the link stays
    if path.exists() and not (path / mark).is_file() and (not path.is_dir() or any(path.iterdir())):
        message = f"is not empty and holds no {mark}: nothing there is overwritten. Name another folder."
        raise InputError([Fault(str(path), "", message)])
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path)
        part = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part"))
        part.chmod(0o777 & ~_umask())
        yield part
        for file in part.rglob("*"):
            if file.is_file():
                _sync(file)
        _put_in_place(part, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def sweep(path: Path) -> None:
    """Removes what a killed run left beside a folder of this name."""
    for left in path.parent.glob(f".{path.name}.*"):
        if left.suffix in {".part", ".old"} and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def _put_in_place(part: Path, path: Path) -> None:
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    if path.exists():
        path.rename(old)
    part.rename(path)
    shutil.rmtree(old, ignore_errors=True)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError([Fault(str(path), "", f"cannot be written: {error.strerror or error}. Nothing was left behind.")])
