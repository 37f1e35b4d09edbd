"""Findings of a check, as rows for people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carriers.cards.findings import Finding

COLUMNS = ("severity", "code", "place", "message")


def finding_rows(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """A row for each finding, by COLUMNS."""
    return [
        {"severity": one.severity, "code": one.code, "place": sentence(one.place), "message": sentence(one.message)}
        for one in findings
    ]
