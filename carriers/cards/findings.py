"""What a check of a card found: how bad, where, and what to do."""

from __future__ import annotations

from typing import Final, Literal

from attrs import field, frozen
from attrs.validators import in_

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final = ("error", "warning", "info")


@frozen
class Finding:
    """One finding.  Errors make a card unusable, warnings cost money when overlooked, infos are worth knowing."""

    severity: Severity = field(validator=in_(SEVERITIES))
    code: str
    place: str
    message: str


def ordered(findings: list[Finding]) -> list[Finding]:
    """The gravest first, each kind by place."""
    return sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), one.place, one.code, one.message))
