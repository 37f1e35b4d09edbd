"""What is wrong with a tracking number, a pool of them, or the ledger of those given out."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "tracking.pool_empty": (
        "The pool has no number left. Ask the carrier for more and give the new file with --tracking-pool."
    ),
    "tracking.pool_empty_of": (
        "The pool has no number left that the service may bear (beginning with {letters:or}). Ask the carrier for more "
        "and give the new file with --tracking-pool."
    ),
    "tracking.number_of_two": (
        "stands for order {other} here and for order {order_id} in {file}. A number belongs to one parcel: find out "
        "which, and take the other line out."
    ),
    "tracking.no_answers": "is no table of answers. It begins with {header}. Take it away: the reply is read again.",
    "tracking.answer_damaged": "is damaged, or tells an order twice. Mend the line, or read the carrier's reply again.",
    "tracking.no_number": (
        "{number!r} is no tracking number: letters, digits and hyphens, six to forty signs, a digit among them."
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
