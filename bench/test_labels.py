"""A run's label file, from the run directory to the upload file."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from bench_days import FEW_ROWS
from generate import write as write_orders
from jobs import job
from labels import make_run, write_products

from carriers.labels.write import LayoutWriter
from cli.run.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


_SHOP = """
[sender]
name = "Li Na"
phone = "+86 571 8888 0000"
country = "CN"
city = "Hangzhou"
address1 = "88 Wensan Road"
[tax]
eori = "GB123456789000"
[layout.yanwen]
warehouse = "义乌仓"
"""


@pytest.mark.benchmark(group="desk", min_rounds=2)
@pytest.mark.parametrize("layout", ["address-list", "hualei"])
def test_labels(benchmark: BenchmarkFixture, shipped_run: Path, tmp_path: Path, layout: str) -> None:
    """A file for every assigned order, of articles with all that customs asks for."""
    command, out = import_module("cli.labels.labels").command, tmp_path / "labels.csv"
    words = ["write", str(shipped_run), "--layout", layout, "-o", str(out)]
    benchmark(lambda: command.main(words, standalone_mode=False))
    assert out.read_bytes().count(b"\n") == FEW_ROWS + 1


@pytest.mark.parametrize("layout", ["address-list", "hualei", "yanwen"])
def test_columns_are_quicker_than_rows(
    real_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    """Orders told in columns take a third of the processor time of orders told one after another, and less."""
    command, out = import_module("cli.labels.labels").command, tmp_path / "labels.csv"
    (tmp_path / "shop.toml").write_text(_SHOP, encoding="utf-8")
    words = ["write", str(real_run), "--layout", layout, "-o", str(out), "--shop", str(tmp_path / "shop.toml")]
    taken = []
    for columns in (True, False):
        if not columns:
            monkeypatch.setattr(LayoutWriter, "in_columns", False)
        start = time.process_time()
        command.main(words, standalone_mode=False)
        taken.append(time.process_time() - start)
    print(f"\n{layout}: {taken[0] / taken[1]:.2f}")
    assert taken[0] * 3 < taken[1]


@pytest.fixture(scope="session")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of FEW_ROWS generated orders with a product master: some are held, most are written."""
    folder = tmp_path_factory.mktemp("real")
    write_orders(folder / "orders.csv", FEW_ROWS)
    write_products(folder / "products.csv")
    run(job(folder / "orders.csv", folder / "run", folder / "products.csv"))
    return folder / "run"


@pytest.fixture(scope="session")
def shipped_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of FEW_ROWS orders with all that a carrier asks for."""
    folder = tmp_path_factory.mktemp("shipped")
    make_run(folder, FEW_ROWS)
    return folder
