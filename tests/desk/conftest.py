"""What the tests of the desk share: the demo day as a seller drops it, and a desk that holds its run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from served import Browser, served

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = Path(__file__).parents[2] / "carriers" / "data" / "demo"


@pytest.fixture(scope="session")
def day() -> list[tuple[str, bytes]]:
    """The bundled day's files, as they are dropped."""
    return [(name, (_DAY / name).read_bytes()) for name in ("orders.csv", "products.csv")]


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the desk that holds the demo's run."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def desk(desk_folder: Path) -> Iterator[Browser]:
    """A desk on which the demo day was routed by its button; tests that change it use one of their own."""
    with served(desk_folder) as browser:
        assert browser.done(browser.post("/demo")) == "/?run=demo"
        yield browser
