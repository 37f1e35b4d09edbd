"""What makes a folder of hand-written tables a run directory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli.run.directory import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path


def write_manifest(run: Path, orders: int, zone: str = "Asia/Shanghai") -> None:
    """Writes `run.json` as far as others read it."""
    inputs: dict[str, list[str]] = {"orders": [], "facts": []}
    manifest = {"schema": SCHEMA_VERSION, "on": None, "zone": zone, "counts": {"orders": orders}, "inputs": inputs}
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
