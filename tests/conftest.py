"""What all tests share: sampan speaks English to them, modules are kept compiled, and some tests are not traced."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import pytest

os.environ["SAMPAN_LANG"] = "en"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
"""Else every process of the suite compiles the product, and each of pytest's workers all tests, from the beginning."""
_TRACED: Final = frozenset(
    {"allotment", "bills", "carriers", "deadlines", "intake", "landed", "late", "parcels", "promise", "routing"}
    | {"service", "values"}
)
"""Folders whose tests hold the rooms of routing.  The others ask for the same by way of commands: traced, they take
twice as long and pass no branch more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage is measured where it is to be reached: by the tests of routing, of examples that are always the same.

    What only chance passes is not tested: the next day it may not.
    """
    here = Path(__file__).parent
    for item in items:
        by_chance = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if by_chance or (item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] not in _TRACED):
            item.add_marker(pytest.mark.no_cover)
