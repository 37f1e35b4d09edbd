"""What is wrong, doubtful or worth knowing about one order on its way into a label file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from attrs import frozen
from attrs.validators import in_

if TYPE_CHECKING:
    from routing.place import Place
    from routing.reason import Reason

HELD, WARNING, NOTE = "held", "warning", "note"
"""A held order is in no file until a person mends it; a warning and a note travel beside an order that is."""
NO_EXCHANGE_RATE = "NO_EXCHANGE_RATE"
"""The rule whose finding has as its value the currencies that lack a rate, a blank between them."""


@frozen
class Finding:
    """One line of `label_problems.csv` (held, warning) or `label_notes.csv` (note).

    `field` is the column's header as the layout writes it, or the fact's own name; `rule` is a code in capitals;
    `reason` is told in words that say what is allowed and what to do (the report's column "way out").
    """

    order_id: str
    field: str
    value: str
    rule: str
    reason: Reason
    level: str = attrs.field(default=HELD, validator=in_((HELD, WARNING, NOTE)))
    place: Place | None = None
    """Of a file that was checked."""
