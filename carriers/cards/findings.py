"""What a check of a card found: how bad, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import field, frozen
from attrs.validators import in_

if TYPE_CHECKING:
    from routing.reason import Reason

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final = ("error", "warning", "info")


@frozen
class Finding:
    """One finding.  Errors make a card unusable, warnings cost money when overlooked, infos are worth knowing."""

    severity: Severity = field(validator=in_(SEVERITIES))
    code: str
    place: Reason
    message: Reason


def ordered(findings: list[Finding]) -> list[Finding]:
    """The gravest first, each kind by place."""
    return sorted(
        findings, key=lambda one: (SEVERITIES.index(one.severity), _text(one.place), one.code, repr(one.message))
    )


def _text(reason: Reason) -> str:
    """What places are sorted by: their figures in a row."""
    return " ".join(map(str, reason.figures.values()))
