"""The runs that stand: without those of which another of them was made, for their parcels left by that one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.run.directory import ORDERS, hashes
from cli.run.manifest import read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def standing(runs: Sequence[Path]) -> list[Path]:
    """The runs, in their order, but those whose parcels another of them merged or split, or whose caps it kept.

    Raises:
        InputError: a run cannot be used.
    """
    manifests = {run: read_manifest(run) for run in runs}
    return [run for run in manifests if not any(run != one and _is_of(run, one, manifests) for one in manifests)]


def _is_of(run: Path, later: Path, manifests: Mapping[Path, Mapping[str, Any]]) -> bool:
    """Whether `later` was made of `run`."""
    parcels, allotment = manifests[later].get("parcels"), manifests[later].get("allotment")
    if parcels and "parcels" not in manifests[run]:
        same = parcels.get("orders") == manifests[run]["counts"]["orders"]
        return bool(same and hashes({ORDERS: run / ORDERS})[0]["sha256"] == parcels.get("orders_sha256"))
    if allotment and "of" in allotment:
        of = Path(allotment["of"])
        moved = of.name == run.name and later.absolute().parent == run.absolute().parent  # with the folder around it
        return of.absolute() == run.absolute() or moved
    return False
