"""What all tests share: sampan speaks English to them, whatever the locale of the machine, and some are not traced."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

os.environ["SAMPAN_LANG"] = "en"
_UNTRACED: Final = frozenset({"fuzz"})
"""Folders whose tests pass no branch of routing that others do not: traced, they take twice as long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage is not measured in the folders that add nothing to it."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] in _UNTRACED:
            item.add_marker(pytest.mark.no_cover)
