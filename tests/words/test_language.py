"""The language that people are spoken to in."""

from __future__ import annotations

import pytest

from cli.words.language import asked_for, language, speak, speaking


@pytest.mark.parametrize(
    ("typed", "around", "spoken"),
    [
        (["route", "--lang", "zh"], {}, "zh"),
        (["--lang=zh", "route"], {"SAMPAN_LANG": "en"}, "zh"),
        (["route", "--lang", "en"], {"SAMPAN_LANG": "zh", "LANG": "zh_CN.UTF-8"}, "en"),
        (["route", "--lang", "zh", "--lang", "en"], {}, "en"),
        (["route", "--", "--lang", "zh"], {}, "en"),
        (["route", "--lang"], {}, "en"),
        (["route", "--lang", "fr"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"SAMPAN_LANG": "zh-CN"}, "zh"),
        ([], {"SAMPAN_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {}, "en"),
    ],
)
def test_language_asked_for(typed: list[str], around: dict[str, str], spoken: str) -> None:
    """What is typed counts above SAMPAN_LANG, that above the locale; nothing said is English."""
    assert asked_for(typed, around) == spoken


def test_a_block_speaks_for_itself() -> None:
    """A block's language wins over the process's and ends with it."""
    before = speak("en")
    try:
        with speaking("zh"):
            assert language() == "zh"
        assert language() == "en"
    finally:
        speak(before)
