"""The heads of tables that people read; those of CSV and the keys of JSON are columns, and are never translated."""

from __future__ import annotations

from typing import Final

HEADS: Final = ("",)
