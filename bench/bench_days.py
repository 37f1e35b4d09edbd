"""The sizes and the day of the measurements."""

from __future__ import annotations

from datetime import date

ROWS = 262_144
"""Orders of a measurement: four chunks."""
FEW_ROWS = 20_000
"""Of what is done for some orders of a day only."""
DAY = date(2026, 11, 20)
