"""What makes a folder of hand-written tables a run directory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_manifest(run: Path, orders: int, zone: str = "Asia/Shanghai") -> None:
    """Writes `run.json` as far as others read it."""
    inputs: dict[str, list[str]] = {"orders": [], "facts": []}
    manifest = {"schema": 1, "on": None, "zone": zone, "counts": {"orders": orders}, "inputs": inputs}
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
