"""Red flags: none of these sentences is passed over, and everyday ones raise none."""

from __future__ import annotations

from pathlib import Path

import pytest

from templates_en.messages.reading import read_message

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "red_flags.tsv").read_text(encoding="utf-8").splitlines()
]
"""Flag and sentence, written for this test in thirteen languages."""


@pytest.mark.parametrize(("flag", "words"), ROWS, ids=[f"{flag} {number}" for number, (flag, _) in enumerate(ROWS)])
def test_a_red_flag_is_seen(flag: str, words: str) -> None:
    """Injury, allergy, shock, fire, counterfeit, dispute, police and lawyers, self-harm, personal data."""
    assert flag in [name for name, _ in read_message(words).red_flags]


@pytest.mark.parametrize(
    "words",
    [
        "where is my parcel",
        "the zip does not close",
        "can I exchange it for a bigger size",
        "Mein Paket ist nicht angekommen",
        "¿Cuánto cuesta el envío a Chile?",
        "我的包裹在哪里",
        "is the jacket warm enough for minus ten degrees",
        "I am sad that it is sold out",
    ],
)
def test_an_everyday_message_raises_none(words: str) -> None:
    """A person is not called for nothing."""
    assert read_message(words).red_flags == ()
