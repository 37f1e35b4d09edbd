"""Sentences on maps of bills."""

from typing import Final

SENTENCES: Final = {
    "bill_map.no_id": "names no column of tracking_no, order_no or waybill, so that no line could be matched.",
    "bill_map.no_amount": "names neither a column total nor a [[charge]].",
}
