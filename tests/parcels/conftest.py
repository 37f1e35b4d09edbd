"""What the tests of parcels share: one way to run `sampan` in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_process import run

if TYPE_CHECKING:
    from in_process import Sampan


@pytest.fixture(scope="session")
def sampan() -> Sampan:
    """The command."""
    return run
