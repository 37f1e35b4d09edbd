"""What the tests of intake share: the sample files, the product master, and one way to read a text as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from carriers.option_names import bundled_option_names
from routing.intake import Reading, order_files, read_orders, read_products

if TYPE_CHECKING:
    from routing.errors import Problem
    from routing.intake import Batch, ProductMaster

DATA = Path(__file__).with_name("data")


Reader = Callable[..., list["Batch"]]


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of sample files; all persons in them are invented."""
    return DATA


@pytest.fixture(scope="session")
def master() -> ProductMaster:
    """Six articles: lamp, fan, phone case, power bank, yoga mat, dumbbell."""
    return read_products(DATA / "product_master.csv")


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Writes a text to a file and reads the orders in it, in batches."""

    def reader(text: str | bytes, name: str = "orders.csv", **options: Any) -> list[Batch]:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        seen = options.pop("seen", None)
        how = Reading(**{"options": bundled_option_names(), **options})
        return list(read_orders(order_files([path]), how, seen=seen))

    return reader


@pytest.fixture
def orders(read: Reader) -> Callable[..., list[dict[str, Any]]]:
    """As `read`, but hands out the orders themselves, as dictionaries, and takes no problem."""

    def reader(text: str | bytes, name: str = "orders.csv", **options: Any) -> list[dict[str, Any]]:
        batches = read(text, name, **options)
        assert not [problem for batch in batches for problem in batch.problems]
        return [row for batch in batches for row in batch.table.frame.rows(named=True)]

    return reader


@pytest.fixture
def problems(read: Reader) -> Callable[..., list[Problem]]:
    """As `read`, but hands out the problems."""

    def reader(text: str | bytes, name: str = "orders.csv", **options: Any) -> list[Problem]:
        return [problem for batch in read(text, name, **options) for problem in batch.problems]

    return reader
