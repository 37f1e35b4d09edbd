"""What the tests of the desk share: the demo day as a seller drops it, and a desk that holds its run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from served import Browser, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser as Chromium

NEEDS_BROWSER: Final = "SAMPAN_NEEDS_BROWSER"
"""The variable by which CI asks that no test with a browser is skipped."""
_CHROMIUMS: Final = ("chromium", "chromium-browser", "google-chrome")
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


@pytest.fixture(scope="session")
def demo_files() -> Path:
    """The folder of the bundled day."""
    return _DAY


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The system's Chromium; where there is none, tests with it are skipped, unless CI asks for them."""
    found = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if found is None:
        told = "no Chromium on this machine: apt-get install chromium"
        if os.environ.get(NEEDS_BROWSER):
            pytest.fail(told)
        pytest.skip(told)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most tests do without

    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=as_root)
        yield browser
        browser.close()
