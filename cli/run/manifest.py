"""The manifest of a finished run, read back and held to what others read of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cli.run.directory import MANIFEST, PARTS, SCHEMA_VERSION
from cli.words.language import ENGLISH, LANGUAGES
from routing.errors import Fault, InputError, ReadError
from routing.reason import Reason
from routing.values.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def read_manifest(run: Path) -> dict[str, Any]:
    """The manifest of a run.

    Raises:
        InputError: no run directory, or one of another version.
    """
    path = run / MANIFEST
    try:
        manifest: Any = json.loads(path.read_text(encoding="utf-8"))
    except PermissionError as error:
        raise _fault(path, Reason("run.not_readable", system=error.strerror)) from None
    except OSError:
        raise _fault(run, Reason("run.no_manifest", file=MANIFEST)) from None
    except (ValueError, RecursionError) as error:
        raise _fault(path, Reason("run.damaged", fault=str(error))) from None
    if not isinstance(manifest, dict) or "schema" not in manifest:
        raise _fault(path, Reason("run.foreign_manifest"))
    if PARTS in manifest:
        names = [part.name for part in parts_of(run)]
        raise _fault(path, Reason("run.in_parts", n=len(names), first=str(run / PARTS / names[0])))
    if manifest["schema"] != SCHEMA_VERSION:
        raise _fault(path, Reason("run.other_schema", schema=manifest["schema"], here=SCHEMA_VERSION))
    try:
        _check(manifest)
    except ReadError as error:
        raise _fault(path, Reason("run.edited", fault=error.reason)) from None
    except (KeyError, TypeError, ValueError, OSError) as error:  # a zone's name may be no name of a file
        raise _fault(path, Reason("run.damaged", fault=f"{type(error).__name__} {error}")) from None
    return manifest


def parts_of(run: Path) -> list[Path]:
    """The runs in a run that stayed in parts, in the order of its files; of any other run, itself."""
    try:
        parts = json.loads((run / MANIFEST).read_text(encoding="utf-8"))[PARTS]
        found = [run / PARTS / Path(part["name"]).name for part in parts]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # whoever reads it says what is wrong
        return [run]
    return found or [run]


def runs_of(runs: Iterable[Path]) -> list[Path]:
    """The runs in their order, each that stayed in parts as its parts."""
    return [part for run in runs for part in parts_of(run)]


def zone_of(manifest: Mapping[str, Any]) -> ZoneInfo:
    """The zone of the shop that made the run: the one in which its days and cutoffs are meant."""
    return ZoneInfo(manifest["zone"])


def language_of(manifest: Mapping[str, Any]) -> str:
    """The language in which the run wrote its sentences; English for a run that does not say."""
    return str(manifest.get("language", ENGLISH))


def _check(manifest: dict[str, Any]) -> None:
    """Looks at what others read of it; any fault is a KeyError, TypeError, ValueError or OSError."""
    if manifest["on"] is not None:
        day(str(manifest["on"]), iso=True)
    zone_of(manifest)
    if language_of(manifest) not in LANGUAGES:
        raise ValueError(language_of(manifest))
    int(manifest["counts"]["orders"])
    for one in manifest["inputs"]["facts"]:
        bytes.fromhex(one["sha256"])
        Path(one["name"])


def _fault(path: Path, reason: Reason) -> InputError:
    return InputError([Fault(str(path), "", reason)])
