"""Drafts by hand: what a shop should not send is refused, and plain good sentences pass."""

from __future__ import annotations

from pathlib import Path

from templates_en.lint import blocking, draft_findings

DATA = Path(__file__).parent / "data"
"""A draft a line, written for this test: the bad ones follow the habits that the seller's handbooks teach, leftovers of
templates, and disguises; the good ones hold words that look like them."""


def drafts(name: str) -> list[str]:
    """The drafts of that file."""
    return (DATA / f"{name}_drafts.txt").read_text(encoding="utf-8").splitlines()


def test_at_least_ninety_nine_of_a_hundred_bad_drafts_are_refused() -> None:
    """Each has one fault that can be found by its form."""
    bad = drafts("bad")
    assert len(bad) == 100
    assert sum(bool(blocking(draft_findings(text, 2000, "test"))) for text in bad) >= 99


def test_no_good_draft_is_refused() -> None:
    """100% cotton, a guarantee of 12 months, not a promise, certainly the wrong color: facts, no boasts."""
    good = drafts("good")
    assert len(good) == 60
    assert [text for text in good if blocking(draft_findings(text, 2000, "test"))] == []
