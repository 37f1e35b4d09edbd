"""What is wrong, doubtful or worth knowing about one order on its way into a label file."""

from __future__ import annotations

import attrs
from attrs import frozen
from attrs.validators import in_

HELD, WARNING, NOTE = "held", "warning", "note"
"""A held order is in no file until a person mends it; a warning and a note travel beside an order that is."""
NO_EXCHANGE_RATE = "NO_EXCHANGE_RATE"
"""The rule whose finding has as its value the currencies that lack a rate, a blank between them."""


@frozen
class Finding:
    """One line of `label_problems.csv` (held, warning) or `label_notes.csv` (note).

    `field` is the column's header as the layout writes it, or the fact's own name; `rule` is a code in capitals;
    `way_out` says what is allowed and what to do, and ends with a full stop.
    """

    order_id: str
    field: str
    value: str
    rule: str
    way_out: str
    level: str = attrs.field(default=HELD, validator=in_((HELD, WARNING, NOTE)))
