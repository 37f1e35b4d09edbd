"""The codes under which intake refuses a row, and the flags it sets on an order that goes on."""

from __future__ import annotations

PROBLEMS = {
    "MISSING": "a cell that the order needs is empty",
    "RAGGED_ROW": "the row has more or fewer cells than the header",
    "BROKEN_QUOTES": "a quotation mark is opened and not closed as CSV wants it",
    "BAD_ENCODING": "bytes that are no text in the file's encoding",
    "CELL_TOO_LONG": "a cell of more than 32,767 signs, which no spreadsheet holds",
    "ERROR_CELL": "a cell that holds a formula's error, like #N/A, and no value",
    "TWO_VALUES": "a column that the file holds twice, with another value each",
    "UNREADABLE_WEIGHT": "a weight without figure or unit",
    "UNREADABLE_SIZE": "a length or size without figure or unit",
    "UNREADABLE_VALUE": "an amount or currency that cannot be read",
    "UNREADABLE_QUANTITY": "a quantity that is no whole number above zero",
    "UNREADABLE_TIME": "a time that is none of the layouts known",
    "NAIVE_TIME": "a time without zone, and none was given for it",
    "UNREADABLE_WORD": "a yes/no or shape cell with another word",
    "UNREADABLE_ITEMS": "a cell of packed order lines that cannot be taken apart",
    "UNKNOWN_COUNTRY": "no country of that name",
    "AMBIGUOUS_COUNTRY": "a name that several countries share",
    "UNKNOWN_SKU": "an article that the product master does not list",
    "UNKNOWN_GOODS": "a word for goods that carriers do not use",
    "UNKNOWN_SERVICE": "a requested service that no loaded card has",
    "UNKNOWN_STATUS": "an order status that the profile does not know",
    "CONTRADICTION": "rows or files that tell different things of one order",
    "DUPLICATE_ORDER": "an order id, or a row of an order, that was seen before",
    "STRANGE_ID": "an order id with line breaks, signs that show nothing, or far too many signs",
    "MANGLED_ID": "an order id of which a spreadsheet destroyed digits",
}
"""Code of a refused row -> what it means."""

FLAGS = {
    "SIZE_STACKED": "the size was made by stacking several pieces",
    "WEIGHT_UNCLEAR": "the file does not say whether a line's weight is of one piece; it was counted for each piece",
    "ID_MAYBE_MANGLED": "the order id ends as spreadsheets leave long numbers: compare it with the marketplace",
    "REPEATED_HOUR": "the local time happened twice that night; the earlier one was taken",
    "TIME_OF_DAY_UNKNOWN": "the file names only the day of payment; its first minute was taken",
    "ZONE_ASSUMED": "the file's times name no zone; the one usual for this marketplace was taken",
    "DELIVER_BY_UNREAD": "the marketplace's delivery date cannot be read: the order goes on without one",
    "BUYER_REQUEST": "the buyer asked for a carrier in the note, or chose one that is not among the loaded services",
    "CASH_ON_DELIVERY": "the buyer pays at the door: the service has to collect the money",
    "CURRENCY_ASSUMED": "the file names no currency; that of the marketplace in the order's country was taken",
    "CURRENCY_UNKNOWN": "the file names no currency, so the value is unknown",
    "VALUE_UNCLEAR": "the amounts of the order do not add up, so the value is unknown",
    "VALUE_OF_PRODUCTS": "the file names no price: the value is that of the product master",
    "VALUE_OF_LINES": "the value is that of the lines to ship, not of the whole order",
    "PARTLY_REFUNDED": "part of the order was paid back: check what is to be sent",
    "CANCEL_ASKED": "the marketplace names a cancellation or return: ask before you send",
    "DENSITY_LOW": "the parcel is lighter than any packing for its size: compare both with the article",
    "PO_BOX": "the address is a post office box or a parcel locker, to which couriers do not go",
    "TERRITORY": "the address lies in a territory with rules of its own: tax, customs and carriers may differ",
    "MAYBE_SENT": "the file names a tracking number or a day of dispatch: see whether the parcel has left already",
    "PRE_ORDER": "ordered in advance: the marketplace sets another day of dispatch",
    "POSTCODE_ZERO": "a spreadsheet had taken a leading zero off the postcode; it was put back",
    "MASKED_ADDRESS": "the marketplace hides part of the consignee's data",
}
"""Flag of an accepted order -> what it means."""
