"""The manuals in Chinese show what the English ones show, whose samples are tested: the same keys and figures."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[2] / "docs"
MANUALS = sorted(path.name for path in (DOCS / "zh").glob("*.md"))
_LINK = re.compile(r"\]\(([^)#]+\.md)[^)]*\)")


def _samples(manual: Path, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)


def _flat(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Every key with its value; of texts in words, which are translated, only that there is one."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _flat(below, f"{key}.{name}")
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _flat(below, f"{key}[{number}]")
    elif isinstance(value, str) and not value.isascii():
        yield key, "..."
    else:
        yield key, value


def test_there_are_the_manuals_that_a_seller_needs() -> None:
    """All but those for developers."""
    assert {path.name for path in DOCS.glob("*.md")} - {"API.md", "ARCHITECTURE.md", "GLOSSARY.md"} == set(MANUALS)


@pytest.mark.parametrize("name", MANUALS)
def test_no_command_is_left_out(name: str) -> None:
    """What is typed in the English manual is typed in the Chinese one; notes are in the reader's language."""

    def typed(folder: Path) -> set[str]:
        lines = "".join(_samples(folder / name, "console")).splitlines()
        commands = [line.partition("  # ")[0].rstrip() for line in lines if line.startswith("$ ")]
        return {re.sub(r'--note ".*?"', "--note ...", line) for line in commands}

    assert typed(DOCS) - typed(DOCS / "zh") == set()


@pytest.mark.parametrize("name", MANUALS)
def test_tables_of_toml_say_the_same(name: str) -> None:
    """Sample by sample: the same keys, and the same values but for words."""
    english, chinese = (_samples(folder / name, "toml") for folder in (DOCS, DOCS / "zh"))
    assert len(chinese) == len(english)
    for there, here in zip(english, chinese, strict=True):
        wanted, said = dict(_flat(tomllib.loads(there))), dict(_flat(tomllib.loads(here)))
        assert list(said) == list(wanted)
        assert {key: value for key, value in said.items() if value not in ("...", wanted[key])} == {}


@pytest.mark.parametrize("name", MANUALS)
def test_sheets_say_the_same(name: str) -> None:
    """Samples of CSV are the same to the letter."""
    assert _samples(DOCS / "zh" / name, "csv") == _samples(DOCS / name, "csv")


@pytest.mark.parametrize("name", MANUALS)
def test_links_lead_somewhere(name: str) -> None:
    """Every manual that one names is there."""
    text = (DOCS / "zh" / name).read_text(encoding="utf-8")
    assert [link for link in _LINK.findall(text) if not (DOCS / "zh" / link).is_file()] == []
