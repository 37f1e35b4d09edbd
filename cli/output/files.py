"""Files and folders that appear whole or not at all, whatever stops the process."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from routing.errors import Fault, InputError
from routing.reason import Reason

if sys.platform != "win32":  # it has no such locks: two runs onto one folder at once are the caller's to avoid there
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


_PAUSE_S = 0.05
_PART = re.compile(r"\..+\.[^.]+\.part")
"""The hidden names under which files are made."""
_SYNCED_AT_ONCE = 16
"""Files that wait for the disk together."""


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A binary file to write; it takes its name, on the disk for good, only when the block ends without a fault.

    Raises:
        InputError: the folder cannot be written to, or the disk is full.
    """
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_files(path)
        descriptor, part = _hidden_file(path)
        with _closing(os.dup(descriptor)):  # it holds the lock until the file has its name
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o666 & ~_umask())
            part.replace(path)
    except OSError as error:
        if not _is_about(error, path, part):
            raise
        raise unwritable(path, error) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _hidden_file(path: Path) -> tuple[int, Path]:
    """A new file beside the path, open and locked for as long as it is open: others see that it is being written."""
    while True:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        _claim(descriptor)
        if Path(name).exists():
            return descriptor, Path(name)
        os.close(descriptor)  # taken for left behind in the instant before it was locked


def _remove_left_files(path: Path) -> None:
    """Removes what killed commands left of a file of this name, buyers' data perhaps: what is hidden and not locked."""
    _remove_left(path.parent, _leftover(path))


def remove_left_parts(folder: Path) -> None:
    """Removes what killed commands left of any file of a folder."""
    _remove_left(folder, _PART)


def _remove_left(folder: Path, leftover: re.Pattern[str]) -> None:
    for left in folder.iterdir():
        if leftover.fullmatch(left.name) and left.is_file() and not left.is_symlink():
            with suppress(OSError), _closing(os.open(left, os.O_RDWR)) as descriptor:
                if _claim(descriptor):
                    left.unlink()


def _claim(descriptor: int) -> bool:
    """Locks a file; False if another process does, or locks are not known on this disk or system."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _closing(descriptor: int) -> Iterator[int]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _leftover(path: Path) -> re.Pattern[str]:
    """The hidden names under which a file or folder of this name is made or moved away."""
    return re.compile(rf"\.{re.escape(path.name)}\.[^.]+\.(part|old)")


def _is_about(error: OSError, path: Path, part: Path | None) -> bool:
    """Whether the system refused what was to be written, and not another file that was read for it."""
    name = error.filename2 or error.filename  # of a copy, the second is the one written
    if name is None or isinstance(name, int):
        return True
    place = Path(os.fsdecode(name))
    within = any(place.is_relative_to(one) for one in (path, part) if one)
    return within or place in path.parents or place.name.startswith(f".{path.name}.")


@contextmanager
def atomic_folder(path: Path, mark: str, own: Collection[str] | None = None) -> Iterator[Path]:
    """A folder to fill; it takes its name only when the block ends without a fault, in place of the one before.

    Args:
        path: the folder.
        mark: the file by which such a folder is known; anything else that bears the name is left alone.
        own: names in the one before that may be lost.  If it holds more, it is not removed: see `kept_aside`.
            "name/*" is a folder of folders that hold the same.  None: all may.

    Raises:
        InputError: the name is taken by something else or being written by another process, the place cannot be
            written to, or the disk is full.
    """
    path = _resolved(path)
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _lock(path):
            remove_leftovers(path, mark)
            _check_free(path, mark)
            part = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part"))
            part.chmod(0o777 & ~_umask())
            yield part
            sync_all(part)
            _put_in_place(part, path, own)
    except OSError as error:
        if not _is_about(error, path, part):
            raise
        raise unwritable(path, error) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def _resolved(path: Path) -> Path:
    """The folder itself: what a link leads to is filled, the link stays.

    Raises:
        InputError: a folder there could not take the place of one before.
    """
    try:
        place = path.resolve()
        mounted = place.is_mount()
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError before Python 3.13
        raise InputError([Fault(str(path), "", Reason("output.no_folder", system=str(error)))]) from None
    if mounted:
        raise InputError([Fault(str(path), "", Reason("output.disk"))])
    if place in (here := _here(), *here.parents):
        raise InputError([Fault(str(path), "", Reason("output.own_folder"))])
    return place


def _here() -> Path:
    try:
        return Path.cwd().resolve()
    except OSError:  # it was removed
        return Path("/")


def kept_aside(path: Path, own: Collection[str] | None) -> Path | None:
    """Where the folder of this name will be kept when another takes its place: path.1, path.2, ... whichever is free.

    None if it holds nothing beyond `own`: it then goes.

    Raises:
        InputError: it may not be looked at.
    """
    path = _resolved(path)
    try:
        if own is None or not path.is_dir() or not _holds_more(path, own):
            return None
    except OSError as error:
        raise unwritable(path, error) from None
    names = (path.with_name(f"{path.name}.{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _holds_more(folder: Path, own: Collection[str]) -> bool:
    """Whether a folder holds anything beyond those names."""
    for one in folder.iterdir():
        if f"{one.name}/*" in own and one.is_dir():
            if any(not part.is_dir() or _holds_more(part, own) for part in one.iterdir()):
                return True
        elif one.name not in own:
            return True
    return False


def remove_leftovers(path: Path, mark: str) -> None:
    """Removes what a killed run left beside a folder of this name; the folder itself is put back if it was moved away.

    No other process is at work there: see `_lock`.
    """
    leftover = _leftover(path)
    left = sorted(one for one in path.parent.iterdir() if leftover.fullmatch(one.name) and one.is_dir())
    for one in left:
        if one.suffix == ".old" and not path.exists() and (one / mark).is_file():
            one.rename(path)
        else:
            shutil.rmtree(one, ignore_errors=True)


def sync_all(folder: Path) -> None:
    """Puts a folder and all in it on the disk for good: many files at a time, which the disk takes in one go."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only for what is written whole

    held = list(folder.rglob("*"))
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as threads:
        list(threads.map(_sync, (one for one in held if one.is_file())))
    for one in (*(one for one in held if not one.is_file()), folder):
        _sync(one)


def _check_free(path: Path, mark: str) -> None:
    if path.exists() and not (path / mark).is_file() and (not path.is_dir() or any(path.iterdir())):
        raise InputError([Fault(str(path), "", Reason("output.taken", mark=mark))])


def _put_in_place(part: Path, path: Path, own: Collection[str] | None) -> None:
    old = kept_aside(path, own) or path.with_name(f".{path.name}.{os.getpid()}.old")
    if path.exists():
        path.rename(old)
    try:
        part.rename(path)
    except OSError:
        if old.exists():
            old.rename(path)
        raise
    _sync(path.parent)
    if old.suffix == ".old":
        shutil.rmtree(old, ignore_errors=True)


def _lock(path: Path) -> AbstractContextManager[None]:
    """Holds the lock on a folder's name: a file beside it.

    Raises:
        InputError: another process holds it.
    """
    return locked(path.with_name(f".{path.name}.lock"), path)


@contextmanager
def locked(lock: Path, of: Path, patience_s: float = 0) -> Iterator[None]:
    """Holds a lock, which the system lets go of however the process ends: a file left behind blocks nobody.

    Args:
        lock: the file; it is there while the lock is held.
        of: what it guards, for the message.
        patience_s: how long to wait for another process, in seconds.

    Raises:
        InputError: another process holds it.
    """
    if sys.platform == "win32":
        yield
        return
    end = time.monotonic() + patience_s
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            if time.monotonic() < end:
                time.sleep(_PAUSE_S)
                continue
            raise InputError([Fault(str(of), "", Reason("output.locked"))]) from None
        except OSError:  # this disk knows no locks: two runs at once are the caller's to avoid there
            break
        with suppress(FileNotFoundError):
            if os.fstat(descriptor).st_ino == lock.stat().st_ino:
                break
        os.close(descriptor)  # who held it before has just removed it
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # folders cannot be opened there
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def unwritable(path: Path, error: OSError) -> InputError:
    """The fault to raise for a path that cannot be written, whose half-written files were cleared away."""
    name = error.filename2 or error.filename  # of a copy, the second is the one written
    system = error.strerror or str(error)
    reason = Reason("output.not_written", system=system)
    if name:
        reason = Reason("output.not_written_at", system=system, at=str(name))
    return InputError([Fault(str(path), "", reason)])
