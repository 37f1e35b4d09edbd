"""The account of a run, or of a part of one: every row, every order, every service.  Parts add up to the whole."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from cli.words.stored import stored, told_again
from routing.fast.parcels import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.assignments import Assigned
    from routing.intake import Batch

_SHOWN = ("rows_read", "orders", "assigned", "no_channel", "rejected", "skipped", "order_rows")


class Account:
    """Counts as chunks come in.  `by_service` holds orders and fen, one row a service code."""

    def __init__(self, services: int) -> None:
        self.counts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.problems: Counter[str] = Counter()
        self.by_tier: Counter[str] = Counter()
        self.by_service = np.zeros((services, 2), np.int64)
        self._warnings: dict[str, None] = {}  # reasons as JSON, each once, in the order of the first time

    def add(self, batch: Batch, assigned: Assigned) -> None:
        """Counts a chunk."""
        choices = assigned.choices
        taken = choices.service != UNKNOWN
        self.counts += Counter(
            rows_read=batch.rows_read,
            order_rows=batch.order_rows,
            rejected=batch.rejected_rows,
            skipped=batch.skipped_rows,
            orders=len(batch.table),
            assigned=int(taken.sum()),
            no_channel=int((~taken).sum()),
        )
        self.skipped += Counter(batch.skipped)
        self.problems += Counter(problem.code for problem in batch.problems)
        chosen = choices.service[taken]
        self.by_service[:, 0] += np.bincount(chosen, minlength=len(self.by_service))
        fen = np.bincount(chosen, weights=choices.price_fen[taken], minlength=len(self.by_service))
        self.by_service[:, 1] += fen.astype(np.int64)  # a chunk's sums are far below what a double holds exactly
        self.by_tier += Counter(assigned.tiers())
        self._warnings |= dict.fromkeys(json.dumps(stored(one), ensure_ascii=False) for one in batch.warnings)

    def check(self) -> None:
        """Holds the sums together.

        Raises:
            AssertionError: a row was lost.
        """
        counts = self.counts
        if counts["rows_read"] != counts["order_rows"] + counts["rejected"] + counts["skipped"]:
            raise AssertionError(f"rows were lost: {dict(counts)}")
        if counts["orders"] != counts["assigned"] + counts["no_channel"]:
            raise AssertionError(f"orders were lost: {dict(counts)}")

    def absorb(self, part: dict[str, Any]) -> None:
        """Adds the account of a part, as `as_json` gave it."""
        self.counts += Counter(part["counts"])
        self.skipped += Counter(part["skipped"])
        self.problems += Counter(part["problems"])
        self.by_tier += Counter(part["tiers"])
        self.by_service += np.array(part["by_service"], np.int64).reshape(self.by_service.shape)
        self._warnings |= dict.fromkeys(part["warnings"])

    def used(self, codes: Sequence[str]) -> frozenset[str]:
        """Which services have an order, of those codes, one for each row of `by_service`."""
        return frozenset(code for code, orders in zip(codes, self.by_service[:, 0], strict=True) if orders)

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON takes it."""
        return {**self.shown(), "by_service": self.by_service.tolist(), "warnings": list(self._warnings)}

    def warnings(self) -> list[str]:
        """What the reading of the files warned of, in the language of this moment."""
        return list(dict.fromkeys(told_again(json.loads(one)) for one in self._warnings))

    def shown(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "counts": {name: self.counts[name] for name in _SHOWN},
            "skipped": dict(sorted(self.skipped.items())),
            "problems": dict(sorted(self.problems.items())),
            "tiers": dict(sorted(self.by_tier.items())),
        }
