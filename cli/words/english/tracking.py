"""What is wrong with a tracking number, a pool of them, or the ledger of those given out."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "tracking.pool_empty": (
        "The pool has no number left. Ask the carrier for more and give the new file with --tracking-pool."
    ),
    "tracking.no_item_number": (
        "{number!r} is no postal item number. It has two letters, nine digits and two letters, like RR473124829GB."
    ),
    "tracking.check_digit": (
        "{number!r} ends its digits with {written}; its check digit is {right}. Copy the number again."
    ),
    "tracking.pool_twice": "{number!r} stands in row {row} already. Take one of the two out.",
    "tracking.no_ledger": "is no ledger of tracking numbers: it begins {header}.",
    "tracking.ledger_damaged": "is damaged. Restore the ledger from a backup; do not delete it.",
    "tracking.ledger_twice": "{number} or order {order_id} stands twice. Restore the ledger.",
}
