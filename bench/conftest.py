"""What the measurements share: generated orders, the bundled facts, and facts as large as a forwarder's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import as_command  # noqa: F401 - before all that loads polars
import pytest
from bench_days import FEW_ROWS, ROWS
from generate import write
from jobs import job
from scaled import forwarder

from cli.options.facts import FactPaths
from cli.run.run import run
from routing.intake import order_files, read_orders

if TYPE_CHECKING:
    from pathlib import Path

    from routing.facts import Facts
    from routing.orders import OrderTable


WORLDS = ("bundled-handbook", "bundled-cheapest", "150x240-handbook", "150x240-cheapest")


@pytest.fixture(scope="session")
def orders_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day's file of generated orders."""
    path = tmp_path_factory.mktemp("bench") / "orders.csv"
    write(path, ROWS)
    return path


@pytest.fixture(scope="session")
def tables(orders_file: Path) -> list[OrderTable]:
    """Its orders as intake hands them on."""
    return [batch.table for batch in read_orders(order_files([orders_file]))]


@pytest.fixture(scope="session")
def facts() -> Facts:
    """The bundled cards and the handbook's policy."""
    return FactPaths.named((), "handbook", None).load()


@pytest.fixture(scope="session", params=WORLDS)
def any_facts(request: pytest.FixtureRequest) -> Facts:
    """Few services or 150 to 240 countries, by either policy."""
    size, policy = str(request.param).rsplit("-", 1)
    found = FactPaths.named((), policy, None).load()
    return forwarder(found, services=150, countries=240) if size == "150x240" else found


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of FEW_ROWS generated orders."""
    return _run(tmp_path_factory.mktemp("finished"), FEW_ROWS)


@pytest.fixture(scope="session")
def short_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 500 generated orders."""
    return _run(tmp_path_factory.mktemp("short"), 500)


def _run(folder: Path, rows: int) -> Path:
    write(folder / "orders.csv", rows)
    run(job(folder / "orders.csv", folder / "run"))
    return folder / "run"
