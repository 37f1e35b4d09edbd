"""Drafts by hand: what a shop should not send is refused, and plain good sentences pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from templates_en.grammar import grammar_findings
from templates_en.lint import blocking, draft_findings

DATA = Path(__file__).parent / "data"
"""A draft a line, written for this test: the bad ones follow the habits that the seller's handbooks teach, leftovers of
templates, and disguises; the good ones hold words that look like them."""


def drafts(name: str) -> list[str]:
    """The drafts of that file."""
    return (DATA / f"{name}_drafts.txt").read_text(encoding="utf-8").splitlines()


def test_at_least_ninety_nine_in_a_hundred_bad_drafts_are_refused() -> None:
    """Each has one fault that can be found by its form."""
    bad = drafts("bad")
    assert len(bad) == 198
    assert sum(bool(blocking(draft_findings(text, 2000, "test"))) for text in bad) >= 196


def test_no_good_draft_is_refused() -> None:
    """100% cotton, a guarantee of 12 months, not a promise, certainly the wrong color: facts, no boasts."""
    good = drafts("good")
    assert len(good) == 118
    assert [text for text in good if blocking(draft_findings(text, 2000, "test"))] == []


def test_slips_of_spelling_and_grammar_are_warnings_and_names_are_none() -> None:
    """Harper is among the test tools; names, order numbers and carriers are not held to its dictionary."""
    text = "Hello Anna,\n\nPlease recieve our thanks. We is sorry. Cainiao has LX123456785CN.\n\nKind regards,\nLily"
    found = grammar_findings(text)
    assert {finding.excerpt for finding in found} == {"recieve", "is"}
    assert {finding.level for finding in found} == {"warn"}


@pytest.mark.parametrize("draft", ["x" * 131_073, "a word " * 10_000])
def test_a_draft_without_end_is_not_proofread(draft: str) -> None:
    """Of one word of 131,073 signs Harper takes gigabytes, and ends the process where there are none."""
    assert grammar_findings(draft) == []
