"""What sampan's own errors say, read as people read them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import pytest

from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.errors import SampanError

_Error = TypeVar("_Error", bound="SampanError")


@contextmanager
def refused(error: type[_Error], match: str) -> Iterator[pytest.ExceptionInfo[_Error]]:
    """Holds the block to raise that error, and its sentence to the pattern."""
    with pytest.raises(error) as caught:
        yield caught
    text = sentence(caught.value)
    assert re.search(match, text), f"{text!r} holds no {match!r}"
