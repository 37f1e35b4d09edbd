"""A price sheet as its mapping reads it."""

from typing import Final

SENTENCES: Final = {
    "sheet.rule_among_weights": (
        "{text!r} is a rule for each destination, and no weight range: hide this row, and state the rule in the card or in"
        " a [[proposed]] table of the mapping."
    ),
    "sheet.passed_boxes": "{file}: text boxes of {ending} files are not read. If a sheet has any, save it as .xlsx.",
    "sheet.passed_hidden_sheet": "the sheet {sheet!r} is hidden",
    "sheet.no_first_weight": 'names no weight for the first price. Write it as first in the mapping, like "500 g".',
    "sheet.part_of_country": (
        "{name!r} is a part of {country}. List its postcodes in a sheet of zones, or leave it out everywhere with "
        "groups = {{ {name!r} = [] }}."
    ),
    "sheet.passed_table": "{place}: the table {title!r} holds no prices of parcels",
    "sheet.passed_note": "{place}: {text!r} is no rule that is known; see whether it costs",
    "sheet.passed_closed": "{place}: {text!r}, not offered",
    "sheet.passed_hidden_row": "{place}: the row is hidden",
    "sheet.passed_hidden_columns": "{sheet}: hidden columns {columns:and}",
    "sheet.passed_zero": "{place}: 0 says that nothing is offered",
    "sheet.passed_above_limit": "{place}: its weights lie above the limit of {grams} g beside them",
    "sheet.number_among_ranges": "{text!r} is a single number among weight ranges. Write its range, or the price it is.",
    "sheet.drag_filled": (
        "the ranges {first!r} to {last!r} rise by one from row to row, as dragging fills them. Write the ranges meant."
    ),
    "sheet.passed_zeros": "{place} to {last}: 0 says that nothing is offered ({cells} cells)",
    "sheet.head_currency": (
        "{head!r} is in {named}; the service is in {currency}. Set the service's currency, or price that column apart."
    ),
    "sheet.head_hundredths": "{head!r} is in hundredths of the currency. Write the prices in the currency itself.",
    "sheet.least_above": "the least billed weight of {least} g lies above all ranges, which end at {top} g. Write it anew.",
    "sheet.head_price_unit": "{head!r} is a price for {named}. Set price_unit to that.",
    "sheet.head_weight_unit": "{head!r} is in {named}; the mapping's weight_unit is {unit}. Set it to {named}.",
    "sheet.settled_none": "is no settlement price, beside a list price. Fill it in, or leave it empty.",
    "sheet.no_single_weight": "{text!r} is no single weight. Write it like 0.05 or 50 g.",
    "sheet.ranges_gap": (
        '{zone}: {top} g to {over} g has no price. If none is meant, set close_gaps = "{gap} g" in the mapping.'
    ),
    "sheet.not_offered_between": (
        "{zone}: {over} g to {upto} g is not offered between weights that are, which a card cannot say. Import the heavier "
        "rows as a service of their own (first_row, last_row), or leave them out."
    ),
    "sheet.unreadable": "{error}",
    "sheet.empty_cell": "is empty; {what} is missing.",
    "sheet.further_on_nothing": (
        "{text!r} goes on from no price above. Describe the table in a mapping of your own, or ask for its first prices."
    ),
    "sheet.further_elsewhere": "{text!r} does not go on where the prices above end, at {covered} g. Write where it holds.",
    "sheet.the_price": "the price",
    "sheet.the_additional_price": "the additional price",
    "sheet.names_no_destination": (
        "names no destination. Fill it in, or set fill_down = true where it means the one above."
    ),
    "sheet.names_no_zone": (
        "names no zone for {to}. Fill it in, or set fill_down = true where it means the one above."
    ),
    "sheet.no_column": "no column is headed {header!r} ({name}). The row holds {row:quoted}.",
    "sheet.no_columns": "no column is headed {headers:quoted}.",
    "sheet.passed_total": "{place}: {text!r}, a total",
    "sheet.passed_header": "{place}: the header again",
    "sheet.passed_columns": "{place}: columns not read: {columns:quoted}",
    "sheet.passed_column": "{place}: column {column!r} not read",
    "sheet.passed_no_price": "{place}: {text!r} has no price",
    "sheet.claimed_twice": (
        "{code} is claimed twice: {before} has it too. Keep one, or say under groups what each means."
    ),
    "sheet.none_named": "there is no sheet {name!r}. The file has {known:quoted}.",
    "sheet.no_price_below": "holds no price below the header.",
    "sheet.ranges_overlap": "{zone}: the range from {over} g overlaps the one that ends at {top} g.",
    "sheet.six_decimals": "{amount} has more than six decimals. Round the sheet's price.",
    "sheet.open_upwards": 'is open upwards. Set upto = "30 kg" in the mapping.',
    "sheet.range_ends_before_start": "ends at {upto} g, not above its start {over} g.",
    "sheet.per_kg_among_first": "is a price per kg among first and additional weights. Give it a [[sheet]] of its own.",
    "sheet.header_beyond": "header_row is {header_row}, but the sheet ends at row {cells}.",
    "sheet.no_zone_of_list": "{name!r} is no zone of sheet {sheet}.",
}
