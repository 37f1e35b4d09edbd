"""What all tests share: sampan speaks English to them, modules are kept compiled, and some tests are not traced."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import pkgutil
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

import routing

gc.disable()  # until all tests are collected: what is loaded stays, and looking at it again and again takes a fifth
os.environ["SAMPAN_LANG"] = "en"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
"""Else every process of the suite compiles the product, and each of pytest's workers all tests, from the beginning."""
settings.register_profile(
    "sampan", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("sampan")
"""The same examples on every machine, however long one takes there."""
_TRACED: Final = frozenset(
    {
        "allotment",
        "bills",
        "deadlines",
        "intake",
        "landed",
        "late",
        "parcels",
        "promise",
        "routing",
        "service",
        "values",
    }
    | {"carriers/test_order_profiles.py", "carriers/test_price_book_strangers.py", "carriers/test_shown.py"}
    | {"carriers/test_workbooks.py", "labels/test_order_tables.py"}
)
"""Folders, and files of others, whose tests hold the rooms of routing.  The others ask for the same by way of commands:
traced, they take two or three times as long and pass no branch more."""
_BY_COMMANDS: Final = frozenset(
    {"bills/test_bill_commands.py", "bills/test_bill_forms.py", "late/test_late_command.py"}
    | {"bills/test_seeded_bill.py", "deadlines/test_localtime.py", "deadlines/test_workdays_table.py"}
    | {"intake/test_intake_blanks.py", "parcels/test_parcels_command.py", "parcels/test_route_packing.py"}
    | {"promise/test_promise_commands.py", "routing/test_cards_travel.py", "routing/test_diff_is_complete.py"}
    | {"routing/test_published_prices.py", "routing/test_two_paths.py"}
)
"""Files of those folders that pass no branch that their neighbours do not."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage is measured where it is to be reached: by the tests of routing, of examples that are always the same.

    What only chance passes is not tested: the next day it may not.  Should `make test` name a line that has its test,
    that test is not traced: take the mark `no_cover` from it, or its file into the lists above.
    """
    for item in items:
        if _is_by_chance(item) or not _is_traced(item.path):
            item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """Routing is loaded while it is traced; the thousands of tests stay, so that the collector need not look again."""
    for module in pkgutil.walk_packages(routing.__path__, "routing."):
        importlib.import_module(module.name)
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_kept(request: pytest.FixtureRequest) -> None:
    """A traced test passes the lines of what is worked out once in a process, though one that is not came first."""
    if request.node.get_closest_marker("no_cover"):
        _KEPT["by others"] = True
    elif _KEPT.pop("by others", False):
        for module in [module for name, module in sys.modules.items() if name.startswith("routing.")]:
            for one in vars(module).values():
                if isinstance(one, functools._lru_cache_wrapper):
                    one.cache_clear()


_KEPT: Final[dict[str, bool]] = {}


def _is_by_chance(item: pytest.Item) -> bool:
    """Whether the test draws all its examples; one with an `@example` is traced."""
    test = getattr(item, "obj", None)
    if not getattr(test, "is_hypothesis_test", False):
        return False
    drawn = getattr(test, "hypothesis", None)
    return not any(
        getattr(one, "hypothesis_explicit_examples", ()) for one in (test, getattr(drawn, "inner_test", None))
    )


@functools.cache
def _is_traced(path: Path) -> bool:
    here = Path(__file__).parent
    if not path.is_relative_to(here):
        return True
    file = path.relative_to(here)
    return file.as_posix() not in _BY_COMMANDS and bool({file.parts[0], file.as_posix()} & _TRACED)
