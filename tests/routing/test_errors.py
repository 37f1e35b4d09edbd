"""Errors are values: they travel between processes, and their own text is code and figures, for developers."""

from __future__ import annotations

import pickle

import pytest

from cli.words import sentence
from routing.errors import Fault, InputError, ReadError, SampanError
from routing.reason import Reason

NO_UNIT = Reason("quantity.no_unit", text="350")
WAY_OUT = Reason("quantity.write_it_as_weight")
ERRORS = [
    ReadError(NO_UNIT, WAY_OUT),
    ReadError(NO_UNIT),
    InputError([Fault("card.toml", "row 2", NO_UNIT), Fault("card.toml", "", NO_UNIT)]),
    SampanError(NO_UNIT),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_of_a_worker_arrives_whole(error: SampanError) -> None:
    """Pickled and back, it says the same, to people and to developers."""
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert back.reason == error.reason


def test_an_error_s_own_text_is_code_and_figures() -> None:
    """No sentence is made below the edge, and none is looked for there."""
    assert str(ERRORS[0]) == "quantity.no_unit(text='350') quantity.write_it_as_weight()"
    assert str(ERRORS[1]) == "quantity.no_unit(text='350')"
    assert str(ERRORS[2]).splitlines() == [
        "card.toml, row 2: quantity.no_unit(text='350')",
        "card.toml: quantity.no_unit(text='350')",
    ]


def test_people_read_a_sentence_with_the_way_out() -> None:
    """What is wrong, and a form that works."""
    assert sentence(ReadError(Reason("country.unknown", text="Atlantis"))).startswith("'Atlantis'")
