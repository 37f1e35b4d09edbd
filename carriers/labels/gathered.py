"""Findings that say the same of an article order after order, told once an article: they would drown the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from carriers.finding import WARNING, Finding
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

BELOW_PAID: Final = "DECLARED_BELOW_PAID"


class Gathered:
    """Hands findings on as they come, those about an article's value in the product master at the end."""

    def __init__(self, report: Callable[[Finding], object]) -> None:
        self._report = report
        self._below: dict[tuple[str, str], list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        """Takes one finding."""
        if finding.rule != BELOW_PAID:
            self._report(finding)
            return
        figures = finding.reason.figures
        self._below.setdefault((figures["sku"] or "", figures["currency"]), []).append(finding)

    def close(self) -> None:
        """Hands on what was kept: of an article in one order as it is, of one in several orders a line for all."""
        for (sku, currency), findings in self._below.items():
            if len(findings) == 1:
                self._report(findings[0])
                continue
            figures: list[Any] = [finding.reason.figures for finding in findings]
            reason = Reason(
                "customs.declared_below_paid_often",
                sku=sku,
                declared=figures[0]["declared"],
                currency=currency,
                least=min((one["paid"] for one in figures), key=float),
                most=max((one["paid"] for one in figures), key=float),
                orders=len({finding.order_id for finding in findings}),
            )
            self._report(Finding("", "value", sku, BELOW_PAID, reason, WARNING))
        self._below.clear()
