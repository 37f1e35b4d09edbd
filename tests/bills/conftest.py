"""What the tests of bills share: the command, and one day of the invented forwarder, routed once."""

from __future__ import annotations

import pytest
from checked import SEED, Day, route
from contract import parcels
from in_process import Sampan, run


@pytest.fixture(scope="session")
def sampan() -> Sampan:
    """The command, in this process."""
    return run


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Sixty parcels of one day."""
    return route(tmp_path_factory.mktemp("day"), parcels(60, SEED))
